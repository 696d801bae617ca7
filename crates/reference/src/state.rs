//! What every handler shares.

use crate::catalogue::Catalogue;
use crate::database::Database;
use crate::foundation::clock::Clock;
use crate::memory::faults::Faults;
use crate::memory::idempotency::Idempotency;
use crate::memory::throttle::Throttle;
use crate::options::profile::{Capabilities, Profile};
use crate::passwords::Passwords;
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
