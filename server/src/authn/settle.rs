//! Whether what a person has shown is enough: the only way from a first factor to an [`Authenticated`] without a second.

use chrono::{DateTime, Utc};

use super::remembered::{self, DeviceCookie};
use super::{Authenticated, FirstFactor, email_code};
use crate::app::Services;
use crate::model::user::User;
use crate::store::{StoreError, factors};

/// Who asks for a second factor besides the person themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demand {
    /// Nobody.
    #[default]
    None,
    /// The application would like one, from whoever has one (a voluntary `acr`).
    Preferred,
    /// The application or the operator insists: whoever has none sets one up.
    Insisted,
}

/// What comes next.
#[derive(Debug)]
pub enum Settled {
    /// Nothing: this is enough.
    Enough(Box<Authenticated>),
    /// The second factor.
    Second,
    /// A second factor has to be set up.
    Enrol,
}

/// Weighs what was shown. A device that is remembered spares what the person alone asks for, unless the sign-in is unusual.
pub async fn settle(
    app: &Services,
    first: &FirstFactor,
    demand: Demand,
    device: Option<&DeviceCookie>,
    now: DateTime<Utc>,
) -> Result<Settled, StoreError> {
    let demand = if is_role_demanding(app, first.user()).await? { Demand::Insisted } else { demand };
    let held = factors::held(app.db.reader(), first.user.id).await?;
    if !held.is_any() {
        return Ok(match demand {
            Demand::Insisted => Settled::Enrol,
            // Whoever has no factor shows that they read their mail.
            _ if first.risk.asks(app) && email_code::is_offered(app, &first.user) => Settled::Second,
            _ => enough(first),
        });
    }
    let is_asked = demand != Demand::None || first.risk.asks(app);
    let is_spared = !is_asked && remembered::is_known(app, device, &first.user, now).await?;
    Ok(if is_spared { enough(first) } else { Settled::Second })
}

fn enough(first: &FirstFactor) -> Settled {
    let FirstFactor { user, authentication, risk, .. } = first.clone();
    Settled::Enough(Box::new(Authenticated { user, authentication, risk }))
}

/// Whether the operator demands a second factor of a role that this person has.
pub async fn is_role_demanding(app: &Services, user: &User) -> Result<bool, StoreError> {
    let required = &app.config.mfa.required_roles;
    if required.is_empty() {
        return Ok(false);
    }
    let roles = app.facts.roles(&app.db, user.id).await?;
    Ok(roles.iter().any(|role| required.contains(role)))
}
