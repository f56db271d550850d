//! `/v1/users/me`: the account of whoever calls.

pub(super) mod consents;
pub(super) mod data;
pub(super) mod email;
pub(super) mod events;
pub(super) mod me;
pub(super) mod mfa;
pub(super) mod preferences;

use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(consents::routes())
        .merge(data::routes())
        .merge(email::routes())
        .merge(events::routes())
        .merge(me::routes())
        .merge(mfa::routes())
        .merge(preferences::routes())
}
