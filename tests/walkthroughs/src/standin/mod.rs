//! Stand-ins for backends that cannot be run here. Each speaks what its vendor documents, and no more;
//! each says in its own words what of it nobody has seen on the wire.
//!
//! They are there to find out whether the console does its whole work by a connector. They prove nothing
//! about the vendor's product beyond what its documentation says.

mod form;

pub mod apinizer;
pub mod virtuozzo;

pub use apinizer::Apinizer;
pub use virtuozzo::Virtuozzo;
