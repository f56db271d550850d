//! What a guess of a password counts towards, wherever it is typed: the account at this source, the source, the account's day;
//! or, from a device that has signed in as the account before, counts of that device's own.

use chrono::{DateTime, Utc};

use super::known_device::KnownDevice;
use super::password::Denied;
use crate::app::Services;
use crate::ephemeral::lossy::LossyError;
use crate::ephemeral::throttle::{Limit, Reservation, Verdict};
use crate::ephemeral::turns::{Queue, Turn};
use crate::metrics::limits::LimitName;
use crate::model::audit_event::Origin;
use crate::model::user::{User, canonical_name};
use crate::store::StoreError;

/// One person at one place: one guess at a time.
const OF_ACCOUNT: Queue = Queue { width: 1, longest: 64 };
/// A source may be a whole office behind one address. Far fewer side by side than the limit allows failures, and more than
/// there are hashes at once.
const OF_SOURCE: Queue = Queue { width: 16, longest: 512 };

/// Who guesses at whose password.
pub(super) struct Guesser<'a> {
    account: String,
    device: Option<String>,
    origin: &'a Origin,
}

/// A guess that is counted, and has its turn. Dropped, it stays counted.
pub(super) struct Guess {
    limits: Vec<Limit>,
    reservation: Reservation,
    _turns: (Turn, Option<Turn>),
}

impl<'a> Guesser<'a> {
    /// Of the account that `name` leads to, or that it would lead to.
    pub(super) async fn of(
        app: &Services,
        (name, user): (&str, Option<&User>),
        origin: &'a Origin,
        device: Option<&KnownDevice>,
    ) -> Result<Self, StoreError> {
        let account =
            user.map_or_else(|| canonical_name(name).unwrap_or_default(), |user| user.id.to_string());
        let device = match (device, user) {
            (Some(device), Some(user)) => device.counted_as(app, user).await?,
            _ => None,
        };
        Ok(Self { account, device, origin })
    }

    /// Whether the device has signed in as the account before.
    pub(super) const fn is_known(&self) -> bool {
        self.device.is_some()
    }

    /// Counts a guess before it is judged.
    ///
    /// # Errors
    /// `Limited` after too many failures; what was refused is not counted.
    pub(super) async fn begin(&self, app: &Services, now: DateTime<Utc>) -> Result<Guess, Denied> {
        let turns = self.turns(app).await?;
        let limits = self.limits(app);
        match app.throttle.reserve(&limits, now).await? {
            Verdict::Allowed(reservation) => Ok(Guess { limits, reservation, _turns: turns }),
            Verdict::Limited { retry_after } => Err(Denied::Limited { retry_after }),
        }
    }

    /// Waits until nobody else signs in as this account from this source, and only then until the source has room: those
    /// that are not judged yet must fill neither limit. A browser that is known counts towards no limit of the source.
    async fn turns(&self, app: &Services) -> Result<(Turn, Option<Turn>), Denied> {
        let source = &*self.origin.source();
        // A known browser does not stand in line with strangers.
        let own = [&*self.account, source, self.device.as_deref().unwrap_or_default()];
        let own = app.turns.take(&own, OF_ACCOUNT).await.ok_or(Denied::Busy)?;
        let limit = app.config.limits.login_source.limit().filter(|_| !self.is_known());
        let Some((count, _)) = limit else { return Ok((own, None)) };
        let kept = Queue { width: OF_SOURCE.width.min(count as usize), ..OF_SOURCE };
        let shared = app.turns.take(&[source], kept).await.ok_or(Denied::Busy)?;
        Ok((own, Some(shared)))
    }

    fn limits(&self, app: &Services) -> Vec<Limit> {
        let (config, account, source) = (&app.config.limits, &*self.account, &*self.origin.source());
        let limit = |name, parts: &[&str], rate: crate::config::value::Rate| {
            rate.limit().map(|rate| Limit::of(name, parts, rate))
        };
        let limits = match self.device.as_deref() {
            Some(device) => [
                limit(LimitName::LoginDevice, &[account, device], config.login_account),
                None,
                limit(LimitName::LoginDaily, &[account, device], config.login_daily),
            ],
            None => [
                limit(LimitName::LoginAccount, &[account, source], config.login_account),
                limit(LimitName::LoginSource, &[source], config.login_source),
                limit(LimitName::LoginDaily, &[account], config.login_daily),
            ],
        };
        limits.into_iter().flatten().collect()
    }
}

impl Guess {
    /// Failures of the account's day before this guess.
    pub(super) fn failures(&self) -> u64 {
        let counted = self.daily().and_then(|limit| self.reservation.counted(limit));
        counted.map_or(0, |counted| counted.saturating_sub(1))
    }

    /// Whether it is the last that the account's day allows.
    pub(super) fn is_the_last_of_the_day(&self) -> bool {
        self.daily().is_some_and(|limit| self.reservation.counted(limit) == Some(u64::from(limit.most())))
    }

    fn daily(&self) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.is(LimitName::LoginDaily))
    }

    /// It was right, or was not judged: it does not count.
    pub(super) async fn release(self, app: &Services, now: DateTime<Utc>) -> Result<(), LossyError> {
        app.throttle.release(self.reservation, now).await
    }
}
