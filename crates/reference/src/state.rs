//! What every handler shares.

use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::database::Database;
use crate::fault::Faults;
use crate::idempotency::Idempotency;
use crate::passwords::Passwords;
use crate::profile::{Capabilities, Profile};
use crate::session::throttle::Throttle;
use std::sync::Arc;

pub type Shared = Arc<AppState>;

pub struct AppState {
    pub database: Database,
    pub clock: Clock,
    pub profile: Profile,
    pub capabilities: Capabilities,
    pub catalogue: Catalogue,
    pub passwords: Passwords,
    pub throttle: Throttle,
    pub idempotency: Arc<Idempotency>,
    pub faults: Faults,
    pub step_up_seconds: u64,
    pub trust_forwarded_for: bool,
    /// Name and place that the instance description gives.
    pub instance_name: &'static str,
    pub location: &'static str,
}
