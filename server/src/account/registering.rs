//! Asking for an account.
//!
//! The answer is the same, after the same work, whether the address has an account or not: a password is hashed, a record
//! is kept, a mail is written, an event recorded. What differs is what the mail says, which its reader alone learns.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::proving::{self, CODE_LIFE, Fresh, Purpose};
use super::{Hindered, address, limits, marks, may_register};
use crate::app::Services;
use crate::audit;
use crate::authn::password_rules::{self, Broken};
use crate::mail::letters::{AccountExists, AddressHeld, VerifyAddress};
use crate::mail::outbox::{self, Addressee};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::mail::Mail;
use crate::model::user::{User, UserStatus, canonical_name};
use crate::secret::Secret;
use crate::store::{freed_names, users};
use crate::words::Words;

/// Longest name that is taken.
const LONGEST_NAME: usize = 200;

/// What somebody asks for.
#[derive(Debug)]
pub struct Wish {
    /// The address.
    pub email: String,
    /// The name to be shown.
    pub name: String,
    /// The password that they have chosen.
    pub password: Secret,
    /// The language of the mail.
    pub words: Words,
    /// The parked request to go back to.
    pub transaction: Option<String>,
}

/// Something to put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No address, or none that mail can be sent to.
    Email,
    /// The name is too long, or has characters that are not to be seen.
    Name,
    /// The password breaks a rule.
    Password(Broken),
}

/// Why nothing was asked.
#[derive(Debug)]
pub enum Refused {
    /// To be put right.
    Wrong(Vec<Wrong>),
    /// It is nobody's typing.
    Hindered(Hindered),
}

impl<E: Into<Hindered>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Hindered(error.into())
    }
}

/// Asks. The answer names what the browser waits for: a ticket, to which the code or the link in the mail belongs.
///
/// # Errors
/// All that is wrong with what was typed, or what stands in the way.
pub async fn register(
    app: &Services,
    wish: Wish,
    browser: &Secret,
    origin: &Origin,
) -> Result<String, Refused> {
    if !may_register(app) {
        return Err(Hindered::NotOffered.into());
    }
    let address = address::deliverable(app, &wish.email);
    let is_address = address.is_some();
    let wish = Wish { email: address.unwrap_or(wish.email), name: wish.name.trim().to_owned(), ..wish };
    let wrong = soon_wrong(app, &wish, is_address);
    if !wrong.is_empty() {
        return Err(Refused::Wrong(wrong));
    }
    let now = app.clock.now();
    let config = &app.config.limits;
    let refused = AuditEvent::of(EventKind::EmailVerificationRequested, origin);
    limits::count(app, (LimitName::Register, config.register), &[&origin.source()], refused, now).await?;
    let own = vec![wish.email.clone(), wish.name.clone(), app.config.brand.name.clone()];
    let broken = password_rules::broken(app, &wish.password, own).await?;
    if !broken.is_empty() {
        return Err(Refused::Wrong(broken.into_iter().map(Wrong::Password).collect()));
    }
    let name = canonical_name(&wish.email).unwrap_or_default();
    let may_write = limits::allows(app, (LimitName::Mail, config.mail), &[&name], now).await?;
    let hash = app.passwords.hash(&wish.password, &*app.entropy).await?;
    let holder = users::find_by_name(app.db.reader(), &name).await?;
    // Nobody has the id of nobody: the name is kept from whoever comes.
    let mark = marks(app).await?.of(&name, Uuid::nil());
    let is_held = freed_names::is_held(app.db.reader(), mark, now).await?;
    let id = holder.as_ref().map_or_else(|| app.entropy.row_id(now), |holder| holder.id);
    let asked = Asked { app, wish: &wish, holder: holder.as_ref(), is_held, id, browser, now };
    Ok(asked.write(hash, may_write, origin).await?)
}

/// What is seen at once, and costs nothing: it is told before the try is counted. What a search has to find comes after that.
fn soon_wrong(app: &Services, wish: &Wish, is_address: bool) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if !is_address {
        wrong.push(Wrong::Email);
    }
    if wish.name.chars().count() > LONGEST_NAME || wish.name.chars().any(char::is_control) {
        wrong.push(Wrong::Name);
    }
    let broken = password_rules::soon_broken(app.config.password.rules, wish.password.expose());
    wrong.extend(broken.into_iter().map(Wrong::Password));
    wrong
}

struct Asked<'a> {
    app: &'a Services,
    wish: &'a Wish,
    holder: Option<&'a User>,
    /// Whether somebody had the address until a while ago.
    is_held: bool,
    /// Whom all this is about: who has the address, or who will.
    id: Uuid,
    browser: &'a Secret,
    now: DateTime<Utc>,
}

impl Asked<'_> {
    async fn write(&self, hash: Secret, may_write: bool, origin: &Origin) -> Result<String, Hindered> {
        let (app, now) = (self.app, self.now);
        let fresh = self.fresh(&hash);
        let reader = Reader {
            holder: self.holder,
            typed: &self.wish.email,
            user_id: Some(self.id),
            is_held: self.is_held,
        };
        let mail = mail(app, reader, self.wish.words, &fresh, now)?;
        let kind = EventKind::EmailVerificationRequested;
        let event = AuditEvent {
            user_id: Some(self.id),
            identifier: Some(self.wish.email.clone()),
            ..match (may_write, self.holder) {
                (false, _) => AuditEvent::refused(kind, "limits.mail was reached", origin),
                (true, Some(_)) => AuditEvent::refused(kind, "the address has an account", origin),
                (true, None) if self.is_held => {
                    AuditEvent::refused(kind, "the address was freed lately", origin)
                }
                (true, None) => AuditEvent::of(kind, origin),
            }
        };
        let event = audit::prepare(event, &*app.entropy, now);
        let mail = Some(mail).filter(|_| may_write);
        Ok(proving::keep(app, fresh, (mail, event), now).await?)
    }

    /// What is kept: nothing that could be used, where the address has an account.
    fn fresh(&self, hash: &Secret) -> Fresh {
        let purpose = match self.holder {
            Some(_) => Purpose::Nothing,
            None if self.is_held => Purpose::Nothing,
            None => Purpose::Register {
                id: Some(self.id),
                name: Some(self.wish.name.clone()).filter(|name| !name.is_empty()),
                locale: self.wish.words.locale().tag().to_owned(),
                password_hash: hash.expose().to_owned(),
            },
        };
        let way_back = (self.browser, self.wish.transaction.clone());
        Fresh::new(self.app, purpose, &self.wish.email, way_back, self.now)
    }
}

/// Who reads the mail about a proof.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// Who has the address already.
    pub(super) holder: Option<&'a User>,
    /// The address as it was typed.
    pub(super) typed: &'a str,
    /// Whose account it is about.
    pub(super) user_id: Option<Uuid>,
    /// Whether somebody had the address until a while ago.
    pub(super) is_held: bool,
}

/// The mail to an address as it was typed, or as its account has it: never to one that only compares as equal.
pub(super) fn mail(
    app: &Services,
    reader: Reader<'_>,
    words: Words,
    fresh: &Fresh,
    now: DateTime<Utc>,
) -> Result<Mail, Hindered> {
    let Reader { holder, typed, user_id, is_held } = reader;
    let life = app.config.accounts.verification;
    let sign_in = app.issuer.join("/sign-in");
    let to = |address| Addressee { address, user_id, words };
    let written = match holder {
        None if is_held => outbox::put_in(app, &AddressHeld { sign_in }, to(typed), life, now),
        None => outbox::put_in(app, &verify_letter(app, fresh), to(typed), life, now),
        Some(holder) => {
            let letter = AccountExists { sign_in, forgot: app.issuer.join("/forgot") };
            outbox::put_in(app, &letter, to(holder.email.as_deref().unwrap_or(typed)), life, now)
        }
    };
    Ok(written?)
}

/// The letter with code and link.
pub(super) fn verify_letter(app: &Services, fresh: &Fresh) -> VerifyAddress {
    VerifyAddress {
        code: grouped(&fresh.code),
        link: app.issuer.join(&format!("/verify/link?token={}", fresh.token)),
        life: app.config.accounts.verification,
    }
}

/// Eight digits as they are read: four and four.
pub(super) fn grouped(code: &str) -> String {
    let (first, second) = code.split_at(4);
    format!("{first} {second}")
}

/// Asks the person of an account whose address nobody has proven yet, after they gave its password, to prove it.
///
/// # Errors
/// What stands in the way.
pub async fn ask_to_confirm(
    app: &Services,
    user: &User,
    words: Words,
    (browser, transaction): (&Secret, Option<String>),
    origin: &Origin,
) -> Result<String, Hindered> {
    let address = user.email.clone().filter(|_| user.status == UserStatus::PendingVerification);
    let Some(address) = address.filter(|address| address::is_deliverable(address)) else {
        return Err(Hindered::NotOffered);
    };
    let now = app.clock.now();
    // A count of the account's own: who merely types the address into a form does not use it up. The sign-in has its event.
    let limit = (LimitName::Mail, app.config.limits.mail);
    limits::silently(app, limit, &["confirmation of", &user.id.to_string()], now).await?;
    let purpose = Purpose::Confirm { user_id: user.id, asks_password: false };
    let fresh = Fresh::new(app, purpose, &address, (browser, transaction), now);
    let to = Addressee { address: &address, user_id: Some(user.id), words };
    let life = app.config.accounts.verification;
    let mail = outbox::put_in(app, &verify_letter(app, &fresh), to, life, now)?;
    let event = AuditEvent {
        user_id: Some(user.id),
        ..AuditEvent::of(EventKind::EmailVerificationRequested, origin)
    };
    let event = audit::prepare(event, &*app.entropy, now);
    Ok(proving::keep(app, fresh, (Some(mail), event), now).await?)
}

/// How long a code counts.
pub fn code_life() -> TimeDelta {
    CODE_LIFE
}

/// The same in minutes: for the page that asks for it.
pub fn code_minutes() -> u32 {
    u32::try_from(CODE_LIFE.num_minutes()).unwrap_or(u32::MAX)
}
