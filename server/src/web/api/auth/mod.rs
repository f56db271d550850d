//! `/v1/auth`: accounts that are made, addresses that are proven, sessions and their ends.

pub(super) mod email;
pub(super) mod keys;
pub(super) mod login;
pub(super) mod logout;
pub(super) mod password;
pub(super) mod refresh;
pub(super) mod register;
pub(super) mod reset;
pub(super) mod sessions;
mod waiting;

use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(email::routes())
        .merge(keys::routes())
        .merge(login::routes())
        .merge(logout::routes())
        .merge(password::routes())
        .merge(refresh::routes())
        .merge(register::routes())
        .merge(reset::routes())
        .merge(sessions::routes())
}
