//! Signing in to an account whose address nobody has proven: whoever has its password is asked to prove it.

use axum::response::Response;

use super::own_form::{self, Told};
use crate::account::registering::ask_to_confirm;
use crate::account::{Hindered, may_reset};
use crate::model::user::User;
use crate::web::extract::visit::Visit;
use crate::web::{Site, reply, urls};

/// Sends a mail and leads to the page that asks for its code. Nothing where no mail can be sent, or was too often.
pub(super) async fn asked(
    site: &Site,
    visit: &Visit,
    user: &User,
    transaction: Option<String>,
) -> Option<Response> {
    if !may_reset(site) {
        return None;
    }
    let way_back = (&visit.browser.secret, transaction);
    match ask_to_confirm(site, user, visit.frame().words(), way_back, &visit.origin).await {
        Ok(ticket) => {
            let target =
                format!("{}{}?ticket={ticket}{}", site.base(), urls::VERIFY, visit.ui_locales_query());
            Some(reply::see_other(&target))
        }
        Err(Hindered::NotOffered | Hindered::Limited { .. }) => None,
        Err(other) => match own_form::told(visit, other) {
            Told::Page(page) => Some(page),
            Told::Busy | Told::Limited(..) => None,
        },
    }
}
