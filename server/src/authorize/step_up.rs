//! Whether a session has to show more than it did: what the decision is told, and what waits when it has to.

use chrono::{DateTime, Utc};

use super::{Flow, demand};
use crate::app::Services;
use crate::authn::FirstFactor;
use crate::authn::fresh::FRESH;
use crate::authn::half_sign_in::HalfSignIn;
use crate::authn::settle::{Demand, is_role_demanding};
use crate::model::client::Client;
use crate::model::interaction::AuthorizationRequest;
use crate::model::session::SignedIn;
use crate::store::{StoreError, factors};

/// What a session lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StepUp {
    /// Nothing.
    #[default]
    None,
    /// A second factor, which somebody would like.
    Preferred,
    /// A second factor, which somebody insists on.
    Insisted,
    /// The same, of a person who has none yet.
    Enrol {
        /// Whether the sign-in is young enough to set one up.
        is_fresh: bool,
    },
}

/// What the session lacks for this request. Whoever has shown two factors lacks nothing, and nothing is asked of the store.
pub(super) async fn needed(
    app: &Services,
    request: &AuthorizationRequest,
    client: &Client,
    signed_in: &SignedIn,
    now: DateTime<Utc>,
) -> Result<StepUp, StoreError> {
    let shown = &signed_in.session.authentication;
    if shown.is_multi() {
        return Ok(StepUp::None);
    }
    let demand = demand::of(request, client);
    let is_insisted = demand == Demand::Insisted || is_role_demanding(app, &signed_in.user).await?;
    if !is_insisted && demand == Demand::None {
        return Ok(StepUp::None);
    }
    let has_any = factors::held(app.db.reader(), signed_in.user.id).await?.is_any();
    Ok(match (is_insisted, has_any) {
        (true, true) => StepUp::Insisted,
        (true, false) => StepUp::Enrol { is_fresh: now - shown.at <= FRESH },
        (false, true) => StepUp::Preferred,
        (false, false) => StepUp::None,
    })
}

/// What waits for the second factor of a session.
pub(super) fn waiting(flow: &Flow, signed_in: &SignedIn, transaction: &str, step_up: StepUp) -> HalfSignIn {
    HalfSignIn {
        transaction: Some(transaction.to_owned()),
        session: Some(signed_in.session.id),
        enrols: matches!(step_up, StepUp::Enrol { .. }),
        ..HalfSignIn::of(&FirstFactor::of_session(signed_in), flow.interaction.browser)
    }
}
