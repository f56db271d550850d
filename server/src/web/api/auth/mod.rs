//! `/v1/auth`: sessions and their ends.

pub(super) mod keys;
pub(super) mod login;
pub(super) mod logout;
pub(super) mod password;
pub(super) mod refresh;
pub(super) mod sessions;

use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(keys::routes())
        .merge(login::routes())
        .merge(logout::routes())
        .merge(password::routes())
        .merge(refresh::routes())
        .merge(sessions::routes())
}
