//! One round of the outbox: what is due is sent, what was taken is deleted, what failed is tried later, and what is of no
//! use any more is given up.
//!
//! At least once: a mail is taken by a conditional write that holds it back for a while, sent, and deleted. Whoever dies in
//! between leaves a mail that is sent a second time, under the same Message-ID.

use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;
use serde_json::json;
use uuid::Uuid;

use super::outbox;
use crate::app::Services;
use crate::audit;
use crate::masked::masked;
use crate::metrics::mail::{Fate, Waiting};
use crate::model::audit_event::{Actor, AuditEvent, EventKind, Origin};
use crate::model::mail::Mail;
use crate::model::user::canonical_name;
use crate::outbound::smtp::{Letter, Post, Unsent};
use crate::store::{StoreError, Transaction, auth_events, mails, users};

/// Mails of one round.
const AT_ONCE: u64 = 20;
/// Of which so many are sent side by side.
const SIDE_BY_SIDE: usize = 4;
/// Longer than any attempt takes: after it a mail whose sender died is tried again.
const HELD_FOR: TimeDelta = TimeDelta::minutes(5);
/// The longest time between two attempts.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Does one round.
///
/// # Errors
/// When the store fails; what was sent meanwhile may be sent again.
pub async fn round(app: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (count, oldest) = mails::waiting(app.db.reader()).await?;
    app.metrics.mail.stands(Waiting { count, oldest, seen_at: now });
    if count == 0 {
        return Ok(());
    }
    let due = mails::due(app.db.reader(), now, AT_ONCE).await?;
    let mut sending =
        futures::stream::iter(due).map(|mail| one(app, mail, now)).buffer_unordered(SIDE_BY_SIDE);
    let mut worst = Ok(());
    while let Some(done) = sending.next().await {
        worst = worst.and(done);
    }
    worst
}

async fn one(app: &Services, mail: Mail, now: DateTime<Utc>) -> Result<(), StoreError> {
    if mail.expires_at <= now {
        return give_up(app, mail, "its time was over").await;
    }
    let Some(post) = &app.post else { return Ok(()) };
    let (seen, until) = (mail.clone(), now + HELD_FOR);
    let taken = app.db.write(async move |tx| mails::take(tx, &seen, until).await).await?;
    if !taken {
        return Ok(());
    }
    let Ok(letter) = letter(app, &mail) else { return give_up(app, mail, "it does not open").await };
    match deliver(post, &letter).await {
        Ok(()) => {
            app.metrics.mail.ended(Fate::Sent);
            let id = mail.id;
            app.db.write(async move |tx| mails::delete(tx, id).await).await?;
            Ok(())
        }
        Err(Unsent::Refused(said)) => {
            let error = &*masked(&said);
            tracing::warn!(mail = %mail.id, letter = mail.letter, error, "the mail server refused the recipient for good");
            give_up(app, mail, "the mail server refused the recipient").await
        }
        Err(Unsent::Later(said)) => {
            app.metrics.mail.ended(Fate::Failed);
            let (error, attempt) = (&*masked(&said), mail.attempts + 1);
            tracing::warn!(mail = %mail.id, letter = mail.letter, attempt, error, "a mail is tried again later");
            let (id, at) = (mail.id, now + pause_after(attempt));
            app.db.write(async move |tx| mails::postpone(tx, id, at).await).await
        }
    }
}

async fn deliver(post: &Post, letter: &Letter) -> Result<(), Unsent> {
    post.send(letter).await
}

fn letter(app: &Services, mail: &Mail) -> Result<Letter, outbox::OutboxError> {
    let written = outbox::open(app, mail)?;
    let config = &app.config.mail;
    let from = config.from.clone().ok_or(outbox::OutboxError::Unwritten)?;
    Ok(Letter {
        from_name: Some(from.name.unwrap_or_else(|| app.config.brand.name.clone())),
        from: from.address,
        reply_to: config.reply_to.clone().map(|mailbox| (mailbox.name, mailbox.address)),
        to: mail.recipient.clone(),
        subject: written.subject,
        text: written.text,
        html: written.html,
        id: format!("{}@{}", mail.id, app.issuer.host()),
        date: mail.created_at,
    })
}

/// A minute, then twice as long each time, up to an hour.
fn pause_after(attempts: i64) -> TimeDelta {
    let doubled = u32::try_from(attempts - 1).unwrap_or_default().min(6);
    (TimeDelta::minutes(1) * 2_i32.pow(doubled)).min(LONGEST_PAUSE)
}

/// The mail goes, and the log says so, in one transaction. Where nothing is ever sent nobody is told either. What went to an
/// address that is not the person's is no event of theirs, which they could read: it would tell what is known of the address.
async fn give_up(app: &Services, mail: Mail, reason: &'static str) -> Result<(), StoreError> {
    let of_nobody = AuditEvent {
        actor: Actor::System,
        detail: Some(json!({"letter": mail.letter, "attempts": mail.attempts})),
        ..AuditEvent::refused(EventKind::MailGivenUp, reason, &Origin::default())
    };
    let of_person =
        AuditEvent { user_id: mail.user_id, identifier: Some(mail.recipient.clone()), ..of_nobody.clone() };
    let prepared = |event| app.post.is_some().then(|| audit::prepare(event, &*app.entropy, app.clock.now()));
    let (of_nobody, of_person) = (prepared(of_nobody), prepared(of_person));
    let (id, person, recipient) = (mail.id, mail.user_id, mail.recipient.clone());
    let given_up = app.db.write(async move |tx| {
        let event = if is_theirs(tx, person, &recipient).await? { of_person } else { of_nobody };
        let gone = mails::delete(tx, id).await?;
        if let Some(event) = event.filter(|_| gone) {
            auth_events::insert(tx, &event).await?;
        }
        Ok::<_, StoreError>(gone)
    });
    if given_up.await? && app.post.is_some() {
        app.metrics.mail.ended(Fate::GivenUp);
        tracing::warn!(mail = %id, letter = mail.letter, reason, "a mail was given up");
    }
    Ok(())
}

/// Whether it is the address of the person, who is there and stays until the transaction ends: of somebody who is erased
/// meanwhile nothing is written that their erasure did not see.
async fn is_theirs(tx: &Transaction, person: Option<Uuid>, recipient: &str) -> Result<bool, StoreError> {
    let Some(person) = person else { return Ok(false) };
    if !users::stays(tx, person).await? {
        return Ok(false);
    }
    let address = users::find(tx, person).await?.and_then(|user| user.email);
    Ok(address.as_deref().and_then(canonical_name) == canonical_name(recipient))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_become_rarer() {
        let minutes: Vec<_> = (1..=8).map(|attempts| pause_after(attempts).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
