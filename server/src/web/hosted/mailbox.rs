//! The mailbox of `signet dev`: the mails that no server takes away. Nothing of this is reachable under `serve`.

use axum::extract::Path;
use axum::response::Response;
use chrono::SecondsFormat;
use http::StatusCode;
use uuid::Uuid;

use crate::mail::outbox;
use crate::store::mails;
use crate::web::extract::visit::Visit;
use crate::web::pages::Link;
use crate::web::pages::dev_mail::DevMail;
use crate::web::pages::dev_mailbox::{DevMailbox, ListedMail};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply};

/// Where the mailbox is, below the issuer.
const MAILBOX: &str = "/dev/mail";
/// Newest mails that are listed.
const LISTED: u64 = 100;

pub(super) fn routes() -> Routes {
    Routes::new().get(MAILBOX, list).get(&format!("{MAILBOX}/{{id}}"), show)
}

async fn list(site: Site, visit: Visit) -> Response {
    let mails = match mails::newest(site.db.reader(), LISTED).await {
        Ok(mails) => mails,
        Err(error) => return problem_page::of_fault(&visit, error),
    };
    let listed = mails.iter().map(|mail| ListedMail {
        href: format!("{}{MAILBOX}/{}", site.base(), mail.id),
        subject: outbox::open(&site, mail).map_or_else(|_| mail.letter.clone(), |written| written.subject),
        recipient: mail.recipient.clone(),
        sent: mail.created_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    });
    let page = DevMailbox { frame: visit.frame().at(MAILBOX), mails: listed.collect() };
    reply::page(StatusCode::OK, &page, None)
}

async fn show(site: Site, Path(id): Path<String>, visit: Visit) -> Response {
    let Ok(id) = Uuid::try_parse(&id) else { return problem_page::not_found(&visit) };
    let mail = match mails::find(site.db.reader(), id).await {
        Ok(Some(mail)) => mail,
        Ok(None) => return problem_page::not_found(&visit),
        Err(error) => return problem_page::of_fault(&visit, error),
    };
    let Ok(written) = outbox::open(&site, &mail) else { return problem_page::not_found(&visit) };
    let ours =
        |line: &&str| line.starts_with(site.issuer.as_str()) && line.len() > site.issuer.as_str().len();
    let page = DevMail {
        frame: visit.frame_here(),
        links: written.text.lines().filter(ours).filter_map(Link::to_site).collect(),
        subject: written.subject,
        recipient: mail.recipient,
        text: written.text,
    };
    reply::page(StatusCode::OK, &page, None)
}
