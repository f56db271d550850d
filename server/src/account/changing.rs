//! Changing the password, by whoever knows the one that is in force.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::resetting::notice;
use super::{Hindered, Holder};
use crate::app::Services;
use crate::audit;
use crate::authn::fresh;
use crate::authn::password::{self, Denied};
use crate::authn::password_hash::HashError;
use crate::authn::password_rules::{self, Broken};
use crate::config::value::PasswordChangeEnds;
use crate::mail;
use crate::mail::letters::Change;
use crate::model::audit_event::EventKind;
use crate::model::user::User;
use crate::secret::Secret;
use crate::store::{
    StoreError, Transaction, auth_events, factors, mails, remembered_devices, sessions, token_families, users,
};
use crate::words::Words;

/// Why the password is what it was.
#[derive(Debug)]
pub enum Unchanged {
    /// The person has a second factor, and has not shown it a moment ago.
    NotFresh,
    /// The password that was given as the one in force is not.
    Wrong,
    /// Too many wrong ones.
    Limited {
        /// How long to wait.
        retry_after: TimeDelta,
    },
    /// The new one breaks rules.
    Broken(Vec<Broken>),
    /// The new one is the old one.
    Same,
    /// It was changed elsewhere at the same moment.
    Overtaken,
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for Unchanged {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

impl From<Denied> for Unchanged {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Wrong | Denied::Unproven(_) => Self::Wrong,
            Denied::Limited { retry_after } => Self::Limited { retry_after },
            Denied::Busy => Self::Hindered(HashError::Busy.into()),
            Denied::Store(error) => Self::Hindered(error.into()),
            Denied::Counts(error) => Self::Hindered(error.into()),
        }
    }
}

/// Whether the person may change it now. Who has no second factor proves themselves by the password in force; who has one has
/// shown it a moment ago.
///
/// # Errors
/// When the store fails.
pub async fn may_change(app: &Services, holder: &Holder) -> Result<bool, StoreError> {
    let held = factors::held(app.db.reader(), holder.user.id).await?;
    Ok(!held.is_any() || fresh::is_fresh(&holder.authentication, held, holder.now))
}

/// Sets a new password. Unless the operator wants it otherwise (`accounts.password_change_ends`), everything else that is signed
/// in or about to be ends with its tokens, and no device is remembered any more; this session stays, under `secret` where it is
/// a browser's. The person is told by mail, where there is one.
///
/// # Errors
/// Why nothing was changed. A wrong password counts as a failed sign-in.
pub async fn change(
    app: &Services,
    holder: &Holder,
    (current, new): (&Secret, &Secret),
    secret: Option<&Secret>,
    words: Words,
) -> Result<(), Unchanged> {
    if !may_change(app, holder).await? {
        return Err(Unchanged::NotFresh);
    }
    let name = holder.user.login_name();
    let proved = password::verify(app, &name, current, &holder.origin, Some(&holder.device())).await?;
    let user = proved.user().clone();
    let Some(before) = user.password_hash.clone().filter(|_| user.id == holder.user.id) else {
        return Err(Unchanged::Wrong);
    };
    let own = user.own_words().into_iter().chain([app.config.brand.name.clone()]).collect();
    let broken = password_rules::broken(app, new, own).await?;
    if !broken.is_empty() {
        return Err(Unchanged::Broken(broken));
    }
    if app.passwords.verify(new, Some(&before)).await? {
        return Err(Unchanged::Same);
    }
    let hash = app.passwords.hash(new, &*app.entropy).await?;
    let ends = app.config.accounts.password_change_ends;
    let told = Change { by_operator: false, ends: ends != PasswordChangeEnds::None };
    let letter = if mail::is_offered(app) { notice(app, &user, told, words, holder.now)? } else { None };
    let recorded = audit::prepare(holder.event(EventKind::PasswordChanged), &*app.entropy, holder.now);
    let (session, now) = (holder.session_id, holder.now);
    // Whoever has stolen the cookie of this session is out, also where an application asks and no browser gets another one.
    let digest = secret.map_or_else(|| Secret::new(app.entropy.token()).digest(), Secret::digest);
    let changed = app.db.write(async move |tx| -> Result<bool, StoreError> {
        if !users::change_password(tx, &user, (&before, &hash), told.ends, now).await? {
            return Ok(false);
        }
        if told.ends {
            end(tx, &user, Some(session).filter(|_| ends == PasswordChangeEnds::Others), now).await?;
        }
        sessions::replace_secret(tx, session, digest).await?;
        if let Some(letter) = &letter {
            mails::insert(tx, letter).await?;
        }
        auth_events::insert(tx, &recorded).await?;
        Ok(true)
    });
    if changed.await? { Ok(()) } else { Err(Unchanged::Overtaken) }
}

/// Ends what the person has signed in to but `kept`, with its tokens. The account's epoch has been raised.
async fn end(
    tx: &Transaction,
    user: &User,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let because = EventKind::PasswordChanged.as_str();
    sessions::end_of_user(tx, user.id, kept, now).await?;
    token_families::revoke_of_user(tx, user.id, kept, because, now).await?;
    if let Some(kept) = kept {
        sessions::carry_over(tx, kept, user.epoch).await?;
        token_families::carry_over(tx, kept, user.epoch).await?;
    }
    remembered_devices::delete_all(tx, user.id).await.map(|_| ())
}
