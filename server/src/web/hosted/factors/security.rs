//! The list of what protects the account, and the answers to its form.

use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;

use super::{is_ours, person, refused, token};
use crate::account::Holder;
use crate::account::factors::{self, Overview};
use crate::authn::passkey;
use crate::secret::Secret;
use crate::store::passkeys::StoredPasskey;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::hosted::{account, passkeys};
use crate::web::pages::account::Tab;
use crate::web::pages::backup_codes::{BackupCodes, On};
use crate::web::pages::security::{App, Device, Key, Security};
use crate::web::pages::{self, Frame};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};
use crate::words::Dated;

/// What was done, as the address says it, with what the page says of it.
const DONE: [(&str, &str); 4] = [
    ("totp", "security-done-totp"),
    ("devices", "security-done-devices"),
    ("passkey", "security-done-passkey"),
    ("passkey-new", "security-done-passkey-new"),
];

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::SECURITY, show).post(urls::SECURITY, answer)
}

async fn show(site: Site, visit: Visit) -> Response {
    let who = match person(&site, &visit, urls::SECURITY).await {
        Ok(who) => who,
        Err(response) => return response,
    };
    match factors::overview(&site, &who.user).await {
        Ok(overview) => reply::page(StatusCode::OK, &page(&site, &visit, &who, &overview), None),
        Err(error) => problem_page::of_fault(&visit, error),
    }
}

fn page(site: &Site, visit: &Visit, who: &Holder, overview: &Overview) -> Security {
    let frame = visit.frame().at(urls::SECURITY);
    let done = visit.query.value("done");
    let totp = overview.totp_since.map(|since| App {
        since: dated(&frame, since),
        used: overview.totp_used.and_then(|used| dated(&frame, used)),
    });
    let devices = overview.devices.iter().map(|device| Device {
        name: device.user_agent.clone().unwrap_or_default(),
        until: dated(&frame, device.keep_until),
    });
    Security {
        tabs: Tab::Security.shown(&frame),
        form: pages::Form { action: urls::SECURITY.to_owned(), csrf: token(visit, who), transaction: None },
        account: account(&who.user),
        totp,
        set_up: urls::TOTP.to_owned(),
        passkeys: overview.passkeys.iter().map(|known| key(&frame, known)).collect(),
        add_passkey: passkey::are_offered(site).then(|| urls::PASSKEY.to_owned()),
        codes_left: overview
            .held
            .is_any()
            .then(|| u32::try_from(overview.held.backup_codes).unwrap_or(u32::MAX)),
        devices: devices.collect(),
        done: DONE.into_iter().find(|(word, _)| done == Some(*word)).map(|(_, key)| key),
        frame,
    }
}

fn key(frame: &Frame, known: &StoredPasskey) -> Key {
    Key {
        label: known.label.clone(),
        since: dated(frame, known.created_at),
        used: known.last_used_at.and_then(|used| dated(frame, used)),
        path: format!("{}?id={}", urls::PASSKEY, passkeys::named(&known.id)),
    }
}

fn dated(frame: &Frame, at: DateTime<Utc>) -> Option<Dated> {
    frame.date(&at.format("%Y-%m-%d").to_string())
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let who = match person(&site, &visit, urls::SECURITY).await {
        Ok(who) => who,
        Err(response) => return response,
    };
    if !is_ours(&site, &visit, &who, form.value("csrf")) {
        return problem_page::forbidden(&site, &visit).await;
    }
    match form.value("action") {
        Some("totp-remove") => match factors::remove_totp(&site, &who).await {
            Ok(()) => done(&site, "totp"),
            Err(why) => refused(&site, &visit, why, urls::SECURITY),
        },
        Some("codes-renew") => match factors::renew_codes(&site, &who).await {
            Ok(codes) => show_codes(&visit, &who, &codes),
            Err(why) => refused(&site, &visit, why, urls::SECURITY),
        },
        Some("devices-forget") => match factors::forget_devices(&site, &who).await {
            Ok(_) => done(&site, "devices"),
            Err(error) => problem_page::of_fault(&visit, error),
        },
        _ => reply::see_other(&format!("{}{}", site.base(), urls::SECURITY)),
    }
}

fn done(site: &Site, word: &str) -> Response {
    reply::see_other(&format!("{}{}?done={word}", site.base(), urls::SECURITY))
}

fn show_codes(visit: &Visit, who: &Holder, codes: &[Secret]) -> Response {
    let page = BackupCodes {
        frame: visit.frame(),
        account: account(&who.user),
        codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
        is_new_app: false,
        on: On::To(urls::SECURITY.to_owned()),
    };
    reply::page(StatusCode::OK, &page, None)
}
