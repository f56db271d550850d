//! Which events `list` and `export` take.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use clap::builder::PossibleValuesParser;

use crate::admin::{AdminError, Office, users};
use crate::config::value::life;
use crate::model::audit_event::{EventKind, Outcome};
use crate::store::auth_events::Filter;

/// The flags that choose.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// Only events of this kind
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(EventKind::ALL.iter().map(|kind| kind.as_str())))]
    kind: Option<String>,
    /// Only those that ended so
    #[arg(long, value_name = "OUTCOME", value_parser = PossibleValuesParser::new(Outcome::ALL.iter().map(|outcome| outcome.as_str())))]
    outcome: Option<String>,
    /// Only about this account: id, e-mail address or user name; the id alone once it was removed
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Only through this client
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
    /// Only from this address
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// Only since then: 30m, 2h, 7d, or a moment such as 2030-01-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<Moment>,
    /// Only before then
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
}

impl Which {
    /// As the store asks.
    pub(super) async fn filter(&self, office: &Office) -> Result<Filter, AdminError> {
        let user_id = match &self.user {
            // An account that is gone still has its events, under its id.
            Some(user) => Some(match user.parse() {
                Ok(id) => id,
                Err(_) => users::find(office, user).await.map_err(by_id)?.user.id,
            }),
            None => None,
        };
        let now = office.clock.now();
        Ok(Filter {
            kind: self.kind.clone(),
            outcome: self.outcome.clone(),
            user_id,
            client_id: self.client.clone(),
            address: self.address.clone(),
            since: self.since.map(|since| since.before(now)),
            until: self.until.map(|until| until.before(now)),
            ..Filter::default()
        })
    }
}

/// The names of an account go with it, its events do not.
fn by_id(error: AdminError) -> AdminError {
    match error {
        AdminError::NotFound { what, id } => AdminError::Refused(format!(
            "there is no {what} {id:?}; the events of one that was removed are found by its id, which \
             `signet audit list --kind user.deleted` shows"
        )),
        other => other,
    }
}

/// A moment, or how long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    At(DateTime<Utc>),
    Ago(TimeDelta),
}

impl Moment {
    fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Ago(span) => now.checked_sub_signed(span).unwrap_or(DateTime::UNIX_EPOCH),
        }
    }
}

impl FromStr for Moment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::At(at.to_utc()));
        }
        life(text).map(Self::Ago).ok_or("expected 30m, 2h, 7d, or a moment such as 2030-01-01T00:00:00Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_moment_or_a_time_ago() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(10);
        let before = |text: &str| text.parse::<Moment>().map(|since| since.before(now));
        assert_eq!(before("7d"), Ok(DateTime::UNIX_EPOCH + TimeDelta::days(3)));
        assert_eq!(before("1970-01-02T02:00:00+02:00"), Ok(DateTime::UNIX_EPOCH + TimeDelta::days(1)));
        for text in ["", "yesterday", "-1h", "2030-01-01"] {
            assert!(before(text).is_err(), "{text}");
        }
    }
}
