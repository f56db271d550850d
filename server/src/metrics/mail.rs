//! Mails: how many wait and since when, and what became of the others.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

use super::by_label::ByLabel;
use super::label::label;

label! {
    /// What became of an attempt.
    Fate {
        /// The mail server has it.
        Sent = "sent",
        /// It is tried again.
        Failed = "failed",
        /// It is not.
        GivenUp = "given_up",
    }
}

/// What an instance knows for longer than this is that of another instance by now.
const COUNTS_FOR: TimeDelta = TimeDelta::minutes(2);

/// Attempts, and the outbox as the instance saw it that sends.
#[derive(Debug)]
pub struct Mails {
    attempts: ByLabel<Counter>,
    waiting: Mutex<Option<Waiting>>,
}

/// The outbox at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Mails in it.
    pub count: u64,
    /// When the oldest of them was written.
    pub oldest: Option<DateTime<Utc>>,
    /// When this was so.
    pub seen_at: DateTime<Utc>,
}

/// The outbox at the moment of a scrape. Of several instances one sends, and the others tell of an empty one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outbox {
    /// Mails in it.
    pub count: u64,
    /// How long the oldest has waited.
    pub age: TimeDelta,
}

impl Mails {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let attempts = ByLabel::of("outcome", Fate::texts());
        attempts.register(registry, "mails", "Attempts to send a mail, by how they ended");
        Self { attempts, waiting: Mutex::default() }
    }

    /// An attempt ended like this.
    pub fn ended(&self, fate: Fate) {
        self.attempts.at(fate.as_str()).inc();
    }

    /// So the outbox stands.
    pub fn stands(&self, waiting: Waiting) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(waiting);
    }

    /// The outbox at `now`.
    pub fn outbox(&self, now: DateTime<Utc>) -> Outbox {
        let known = *self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.filter(|known| now - known.seen_at < COUNTS_FOR) else {
            return Outbox::default();
        };
        let age = known.oldest.map_or(TimeDelta::zero(), |oldest| (now - oldest).max(TimeDelta::zero()));
        Outbox { count: known.count, age }
    }
}

impl Outbox {
    pub(super) fn register(self, registry: &mut Registry) {
        registry.register("mail_outbox", "Mails that wait to be sent", ConstGauge::new(self.count));
        let help = "How long the oldest mail in the outbox has waited";
        let age = ConstGauge::new(self.age.as_seconds_f64());
        registry.register_with_unit("mail_outbox_age", help, Unit::Seconds, age);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_that_sends_no_more_tells_of_no_old_mails() {
        let mails = Mails::register(&mut Registry::default());
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        assert_eq!(mails.outbox(now), Outbox::default());
        mails.stands(Waiting { count: 2, oldest: Some(now - TimeDelta::hours(1)), seen_at: now });
        assert_eq!(mails.outbox(now), Outbox { count: 2, age: TimeDelta::hours(1) });
        assert_eq!(mails.outbox(now + TimeDelta::minutes(3)), Outbox::default());
    }
}
