//! What every module begins with.

pub use futures::FutureExt as _;
pub use serde_json::Value;

pub use crate::browser::{Browser, Habit, Landing};
pub use crate::check;
pub use crate::module::{Module, Test};
pub use crate::relying_party::{AuthorizationRequest, RelyingParty, Tokens};
pub use crate::target::Role;
pub use crate::verdict::{Stop, ensure, failed, skipped};
pub use crate::wire::{Ask, Reply};
