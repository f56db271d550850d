//! Every event is whole: its words are those of the catalogue, its personal values are what their digest covers; and the
//! chain of seals over all events has no gap.

use std::collections::BTreeSet;

use entity::{auth_event, auth_event_personal};
use sha2::{Digest as _, Sha256};
use signet::admin::audit::verify;
use signet::audit::chaining::{self, SETTLES};
use signet::model::audit_event::EventKind;

use super::rows::Rows;
use crate::support::TestApp;

pub fn wrong(rows: &Rows) -> Vec<String> {
    let mut wrong: Vec<String> = rows
        .events
        .iter()
        .filter_map(|event| Some(format!("{}: {}", event.kind, flaw(rows, event)?)))
        .collect();
    let known: BTreeSet<_> = rows.events.iter().map(|event| event.id).collect();
    let stray = rows.personal.keys().filter(|id| !known.contains(*id));
    wrong.extend(stray.map(|id| format!("personal values of an event {id} that there is not")));
    wrong
}

fn flaw(rows: &Rows, event: &auth_event::Model) -> Option<String> {
    if !EventKind::ALL.iter().any(|kind| kind.as_str() == event.kind) {
        return Some("is not in the catalogue".to_owned());
    }
    if !matches!(event.outcome.as_str(), "success" | "failure" | "refusal") {
        return Some(format!("{} is no outcome", event.outcome));
    }
    // Ids are ordered by time: the first 48 bits are the moment (RFC 9562 section 5.7).
    let millis = event.id.as_u128() >> 80;
    if u128::try_from(event.at) != Ok(millis) {
        return Some(format!("its id is of {millis}, itself of {}", event.at));
    }
    match (&event.personal_digest, rows.personal.get(&event.id)) {
        (None, None) => None,
        (Some(digest), Some(personal)) => {
            (*digest != digest_of(personal)).then(|| "its personal values were changed".to_owned())
        }
        (None, Some(_)) => Some("its personal values are covered by nothing".to_owned()),
        (Some(_), None) => {
            let of_it =
                |other: &auth_event::Model| other.kind == "user.erased" && other.user_id == event.user_id;
            let is_erased = event.user_id.is_some() && rows.events.iter().any(of_it);
            (!is_erased).then(|| "its personal values are gone".to_owned())
        }
    }
}

/// As `signet::audit` writes it, written down once more.
fn digest_of(personal: &auth_event_personal::Model) -> Vec<u8> {
    let mut digest = Sha256::new().chain_update(&personal.salt);
    let values = [&personal.address, &personal.user_agent, &personal.identifier];
    let values = values.map(|value| value.as_deref().unwrap_or_default());
    for text in values.into_iter().chain(personal.country.as_deref()) {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.finalize().to_vec()
}

/// Sealed now, the log is what was written: numbers without a gap, each event under its seal.
pub async fn broken_seals(app: &TestApp) -> Vec<String> {
    app.travel(SETTLES.num_seconds() + 1);
    let (db, now) = (&app.services.db, app.services.clock.now());
    chaining::seal(db, now).await.unwrap();
    chaining::seal_late(db, now).await.unwrap();
    let report = verify(&app.office(), &[], |_| ()).await.unwrap();
    report.findings.iter().map(|finding| format!("{finding:?}")).collect()
}
