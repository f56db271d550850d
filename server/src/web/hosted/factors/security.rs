//! The list of what protects the account.

use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;

use super::times;
use crate::account::factors::{self, Overview};
use crate::authn::passkey;
use crate::store::passkeys::StoredPasskey;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::account::{device, of_passkey};
use crate::web::hosted::{account, passkeys};
use crate::web::pages::account::Tab;
use crate::web::pages::security::{Device, Key, Security};
use crate::web::pages::{Frame, When};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

/// What was done, as the address says it, with what the page says of it.
const DONE: [(&str, &str); 5] = [
    ("by-mail", "security-by-mail"),
    ("totp", "security-done-totp"),
    ("devices", "security-done-devices"),
    ("passkey", "security-done-passkey"),
    ("passkey-new", "security-done-passkey-new"),
];

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::SECURITY, show).post(urls::SECURITY, answer)
}

async fn show(site: Site, own: Own) -> Response {
    match factors::overview(&site, &own.holder.user).await {
        Ok(overview) => reply::page(StatusCode::OK, &page(&site, &own, &overview), None),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

fn page(site: &Site, own: &Own, overview: &Overview) -> Security {
    let (frame, now) = (own.visit.frame().at(urls::SECURITY), own.holder.now);
    let done = own.visit.query.value("done");
    let devices = overview.devices.iter().map(|known| Device {
        name: device(&frame, known.user_agent.as_deref()),
        until: When::said(&frame, "security-until", known.keep_until, now),
    });
    let left = u32::try_from(overview.held.backup_codes).unwrap_or(u32::MAX);
    Security {
        tabs: Tab::Security.shown(&frame),
        form: own.form(urls::SECURITY),
        account: account(&own.holder.user),
        change_password: urls::CHANGE_PASSWORD,
        totp: overview.totp_since.map(|since| times(&frame, since, overview.totp_used, now)),
        set_up: urls::TOTP,
        remove_totp: urls::REMOVE_TOTP,
        passkeys: overview.passkeys.iter().map(|known| key(&frame, known, now)).collect(),
        add_passkey: passkey::are_offered(site).then_some(urls::PASSKEY),
        codes_left: overview.held.is_any().then_some(left),
        renew_codes: urls::RENEW_CODES,
        devices: devices.collect(),
        done: DONE.into_iter().find(|(word, _)| done == Some(*word)).map(|(_, key)| key),
        frame,
    }
}

fn key(frame: &Frame, known: &StoredPasskey, now: DateTime<Utc>) -> Key {
    let id = passkeys::named(&known.id);
    Key {
        label: known.label.clone(),
        times: times(frame, known.created_at, known.last_used_at, now),
        path: format!("{}?id={id}", urls::PASSKEY),
        remove: of_passkey(&id),
    }
}

async fn answer(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    let (base, locales) = (site.base(), own.visit.ui_locales_query());
    if form.value("action") != Some("devices-forget") {
        return reply::see_other(&format!("{base}{}", urls::SECURITY));
    }
    match factors::forget_devices(&site, &own.holder).await {
        Ok(_) => reply::see_other(&format!("{base}{}?done=devices{locales}", urls::SECURITY)),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}
