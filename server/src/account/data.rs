//! Everything that is held about the person: taking it along, and having it erased.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};
use tokio::task::JoinError;
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::moving::Pending;
use super::{Holder, marks, undoing};
use crate::app::Services;
use crate::audit;
use crate::clock::from_millis;
use crate::ephemeral::turns::Queue;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::user::canonical_name;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::store::personal::{self, Table};
use crate::store::{StoreError, auth_events, freed_names, users};

/// One archive at a time for one person.
const ONE_BY_ONE: Queue = Queue { width: 1, longest: 2 };
/// Rows that are read at once.
const AT_ONCE: u64 = 2000;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum NoArchive {
    /// Others of the same person are being made.
    #[error("an archive of this account is being made already")]
    Busy,
    /// It could not be packed.
    #[error("the archive could not be packed: {0}")]
    Packing(#[from] ZipError),
    /// Packing ended early.
    #[error("packing the archive ended early: {0}")]
    Ended(#[from] JoinError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NoArchive> for OAuthError {
    fn from(error: NoArchive) -> Self {
        match error {
            NoArchive::Busy => ErrorCode::TemporarilyUnavailable
                .because("an archive of this account is being made already")
                .retry_after(5),
            NoArchive::Store(error) => error.into(),
            NoArchive::Packing(_) | NoArchive::Ended(_) => {
                Self::server("the archive could not be packed").caused_by(error)
            }
        }
    }
}

/// A ZIP archive of everything held about the person: a file of JSON lines for each table, and one that says what the
/// columns are. Secrets (hashes, digests, sealed values) are not in it, nor what would tell of somebody else.
///
/// # Errors
/// `Busy` while others of the same account are being made.
pub async fn archive(app: &Services, holder: &Holder) -> Result<Vec<u8>, NoArchive> {
    let turn = app.turns.take(&["archive", &holder.user.id.to_string()], ONE_BY_ONE).await;
    let _turn = turn.ok_or(NoArchive::Busy)?;
    let recorded = audit::prepare(holder.event(EventKind::DataExported), &*app.entropy, holder.now);
    audit::record(&app.db, recorded).await?;
    let mut files = vec![("README.txt".to_owned(), about(app, holder))];
    let own = own_addresses(app, holder).await?;
    files.push(("kept_address.jsonl".to_owned(), kept_addresses(app, holder).await?));
    for table in personal::tables() {
        files.push((format!("{}.jsonl", table.name), lines(app, holder, &table, &own).await?));
    }
    tokio::task::spawn_blocking(move || packed(files)).await?
}

/// What the archive is, in words for whoever opens it.
fn about(app: &Services, holder: &Holder) -> String {
    let made = holder.now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (issuer, id) = (app.issuer.as_str(), holder.user.id);
    let mut text = format!(
        "Everything that {issuer} holds about the account {id}, as of {made}.\n\
         One file for each table, one JSON object a line. What the members are:\n"
    );
    text.push_str("\nkept_address.jsonl\n  address: one that is kept for a while\n  what: why\n");
    for table in personal::tables() {
        let _ = write!(text, "\n{}.jsonl\n", table.name);
        for (column, purpose) in &table.columns {
            let _ = writeln!(text, "  {column}: {purpose}");
        }
    }
    text
}

/// The addresses that the person has or had and has proven, as they are compared.
async fn own_addresses(app: &Services, holder: &Holder) -> Result<Vec<String>, StoreError> {
    let person = holder.user.id;
    let user = users::find(app.db.reader(), person).await?;
    let has = user.and_then(|user| user.email.filter(|_| user.email_verified));
    let had = undoing::addresses(app, person, holder.now).await?;
    Ok(had.into_iter().chain(has).filter_map(|address| canonical_name(&address)).collect())
}

/// Addresses that are kept for a while under the account's id: one that was asked for and is still to be proven, and those that a
/// link in a mail can take back.
async fn kept_addresses(app: &Services, holder: &Holder) -> Result<String, StoreError> {
    let (id, now) = (holder.user.id, holder.now);
    let asked =
        Pending::of(app).address(app, id, now).await?.map(|address| (address, "asked for, to be proven"));
    let had = undoing::addresses(app, id, now).await?.into_iter();
    let all = had.map(|address| (address, "had before; a link can take the change back")).chain(asked);
    let mut text = String::new();
    for (address, what) in all {
        let _ = writeln!(text, "{}", json!({ "address": address, "what": what }));
    }
    Ok(text)
}

/// A mail to somebody else's address is theirs: whether there is one, and which, tells whether they have an account.
fn is_shown(table: &Table, row: &Map<String, Value>, own: &[String]) -> bool {
    let recipient = row.get("recipient").and_then(Value::as_str);
    table.name != "mail" || recipient.and_then(canonical_name).is_some_and(|name| own.contains(&name))
}

async fn lines(app: &Services, holder: &Holder, table: &Table, own: &[String]) -> Result<String, StoreError> {
    let (mut text, mut skipped) = (String::new(), 0);
    loop {
        let rows = personal::rows(app.db.reader(), table, holder.user.id, (skipped, AT_ONCE)).await?;
        let found = rows.len() as u64;
        for row in rows.into_iter().filter(|row| is_shown(table, row, own)) {
            let _ = writeln!(text, "{}", Value::Object(readable(row)));
        }
        if found < AT_ONCE {
            return Ok(text);
        }
        skipped += found;
    }
}

/// Moments as people and programs elsewhere read them.
fn readable(row: Map<String, Value>) -> Map<String, Value> {
    let shown = |(column, value): (String, Value)| {
        let is_moment = column == "at" || column.ends_with("_at") || column.ends_with("_until");
        let value = match value.as_i64().filter(|_| is_moment) {
            Some(millis) => from_millis(millis).to_rfc3339_opts(SecondsFormat::Millis, true).into(),
            None => value,
        };
        (column, value)
    };
    row.into_iter().map(shown).collect()
}

fn packed(files: Vec<(String, String)>) -> Result<Vec<u8>, NoArchive> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes()).map_err(ZipError::from)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Erases the person: the account with all that hangs on it, and the personal values of every event about them. The event
/// that says so has none. Of their names a hash is kept for a while, by which nobody is found: others do not get them. `false`:
/// somebody else was faster.
///
/// # Errors
/// When the store fails: then everything is as it was.
pub async fn erase(app: &Services, holder: &Holder) -> Result<bool, StoreError> {
    let nobody = Origin { request_id: holder.origin.request_id.clone(), ..Origin::default() };
    let event = AuditEvent { origin: nobody, ..holder.event(EventKind::UserErased) };
    let recorded = audit::prepare(event, &*app.entropy, holder.now);
    let (person, marks, now) = (holder.user.id, marks(app).await?, holder.now);
    let pending = Pending::of(app);
    let until = app.config.accounts.quarantine.map(|time| holder.now + time);
    app.db
        .write(async move |tx| {
            let names = users::names_of(tx, person).await?;
            let erased = personal::erase(tx, person).await?;
            if erased {
                pending.forget(tx, person, now).await?;
                undoing::forget(tx, person, now).await?;
                if let Some(until) = until {
                    for name in &names {
                        freed_names::hold(tx, marks.of(name, person), until).await?;
                    }
                }
                auth_events::insert(tx, &recorded).await?;
            }
            Ok(erased)
        })
        .await
}
