//! The page at the issuer's own address.

use axum::response::Response;
use http::StatusCode;

use super::account;
use crate::authorize::signed_in;
use crate::web::extract::visit::Visit;
use crate::web::pages::home::{Home, SignedIn};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    at("/")
}

pub(super) fn at(path: &str) -> Routes {
    Routes::new().get(path, home)
}

async fn home(site: Site, visit: Visit) -> Response {
    let who = match signed_in(&site, &visit.browser, site.clock.now()).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(&visit, error),
    };
    let page = Home {
        frame: visit.frame().at("/"),
        sign_in: who.is_none().then(|| urls::SIGN_IN.to_owned()),
        signed_in: who.map(|who| SignedIn {
            account: account(&who.user),
            manage: urls::ACCOUNT.to_owned(),
            sign_out: urls::LOGOUT.to_owned(),
        }),
        openid_metadata: site.issuer.join(urls::OPENID_METADATA),
        oauth_metadata: site.issuer.join(urls::OAUTH_METADATA),
    };
    reply::page(StatusCode::OK, &page, None)
}
