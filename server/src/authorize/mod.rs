//! The authorization endpoint (RFC 6749 section 4.1, OpenID Connect Core 3.1.2).
//!
//! The flow on one screen: a request is *located* (client, redirect URI, response mode: from here on
//! errors may travel), its parameters are *checked* into a request in which everything is valid,
//! [`decide`] says whether a code is issued, a person is asked, or the client is refused. Asking parks
//! the request; each page's answer comes back here and the same decision is made again. No page knows
//! about another.
//!
//! May import `authn`, `tokens`, `audit`, `store`, `ephemeral` and below. **To add a check:** a file in
//! `checks/` and a line in its list. **To add something to ask:** a file in `prompts/`.

pub mod browser;
mod checks;
pub mod consent;
pub mod decide;
mod demand;
mod issue;
pub mod locate;
pub mod park;
pub mod prompts;
mod request;
pub mod response_modes;
pub mod second_step;
pub mod sign_in;
mod signed_in;
pub mod step_up;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::Services;
use crate::audit;
use crate::authn::arrival::Arrival;
use crate::authn::half_sign_in::HalfSignIn;
use crate::metrics::route::Route;
use crate::model::audit_event::{AuditEvent, EventKind, Origin, Recorded};
use crate::model::consent::Consent;
use crate::model::interaction::{AuthorizationRequest, Interaction};
use crate::model::session::{Session, SignedIn};
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::store::consents;
use crate::store::remembered_devices::RememberedDevice;

use browser::Browser;
use decide::{Decision, Situation};
use locate::{Located, PageProblem};
use prompts::Page;
use response_modes::Reply;
use step_up::StepUp;

pub use signed_in::signed_in;

/// What happens next.
#[derive(Debug)]
pub enum Next {
    /// The browser goes back to the client.
    Reply(Reply),
    /// A page asks the person; the request waits under this id.
    Ask {
        /// Which page.
        page: Page,
        /// Names the parked request.
        id: String,
    },
    /// A page asks for the second factor; what waits for it is found under this id.
    Second {
        /// Names the half sign-in.
        step: String,
        /// Names the parked request, if there is one.
        transaction: Option<String>,
    },
}

/// A request on its way: what was asked, by whom, and what has been done for it.
#[derive(Debug)]
pub struct Flow {
    /// Under which id it was parked, if it was.
    pub id: Option<String>,
    /// What has been done for it.
    pub interaction: Interaction,
    /// Client and destination.
    pub located: Located,
    /// The parameters, judged.
    pub request: Result<AuthorizationRequest, OAuthError>,
}

/// What a page's answer adds, written in the one transaction that moves the request on.
#[derive(Debug, Default)]
pub struct Changes {
    /// A session that begins or is renewed.
    pub session: Option<SessionChange>,
    /// From where, for a session that begins.
    pub origin: Origin,
    /// What which person allows.
    pub consent: Option<(Uuid, Consent)>,
    /// What begins to wait for a second factor, and under which id.
    pub half: Option<(String, HalfSignIn)>,
    /// What waited for a second factor and has got it: used up, or nothing of all this is written.
    pub finishes: Option<String>,
    /// A device that is not asked again for a while.
    pub device: Option<RememberedDevice>,
    /// What a sign-in leaves behind.
    pub arrival: Option<Box<Arrival>>,
    /// What else happened.
    pub events: Vec<Recorded>,
}

/// What becomes of the session.
#[derive(Debug, Clone)]
pub enum SessionChange {
    /// A new one, in place of another person's if there was one.
    Begin {
        /// The new session.
        session: Session,
        /// The session that ends.
        replaces: Option<Uuid>,
    },
    /// The same person proved themselves again.
    Renew(Session),
}

/// An authorization request arrives.
///
/// # Errors
/// A page, while there is no verified place to answer to, or when the store fails.
pub async fn begin(
    app: &Services,
    parameters: &Form,
    browser: &Browser,
    origin: &Origin,
) -> Result<Next, PageProblem> {
    let now = app.clock.now();
    let located = locate::locate(app, parameters, origin, now).await?;
    let interaction = Interaction {
        parameters: parameters.encode(),
        browser: browser.digest(),
        begun_at: now,
        authenticated_at: None,
        asked: None,
        account_chosen: false,
        consented: false,
    };
    let request = request::check(app, parameters, &located);
    let flow = Flow { id: None, interaction, located, request };
    let signed_in = signed_in(app, browser, now).await?;
    advance(app, flow, signed_in, Changes::default(), (origin, now)).await
}

/// Decides what is next, and writes it together with what a page's answer changes.
///
/// # Errors
/// A page when the store fails or the request was finished meanwhile.
pub async fn advance(
    app: &Services,
    mut flow: Flow,
    signed_in: Option<SignedIn>,
    changes: Changes,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Next, PageProblem> {
    let request = match &flow.request {
        Ok(request) => request,
        Err(refused) => {
            let refused = refused.code.because(refused.description.clone());
            return refuse(app, flow, refused, changes, (origin, now)).await;
        }
    };
    // Of our own applications nobody asks what was allowed.
    let asking = signed_in.as_ref().filter(|_| !flow.located.client.metadata.first_party);
    let remembered = match asking {
        Some(signed_in) => {
            consents::find(app.db.reader(), signed_in.user.id, &flow.located.client.id).await?
        }
        None => None,
    };
    let step_up = match &signed_in {
        Some(signed_in) => step_up::needed(app, request, &flow.located.client, signed_in, now).await?,
        None => StepUp::None,
    };
    let situation = Situation {
        request,
        client: &flow.located.client,
        interaction: &flow.interaction,
        signed_in: signed_in.as_ref(),
        consent: remembered.as_ref(),
        step_up,
        now,
    };
    let decision = decide::decide(&situation);
    tracing::debug!(client_id = flow.located.client.id, ?decision, "decided");
    match (decision, signed_in) {
        (Decision::Proceed, Some(signed_in)) => {
            issue::code(app, flow, &signed_in, changes, (origin, now)).await
        }
        (Decision::Proceed, None) => Err(PageProblem::internal("decided to proceed with nobody signed in")),
        (Decision::Ask(Page::SecondFactor), Some(signed_in)) => {
            flow.interaction.asked = Some(signed_in.user.id);
            park::park_for_second(app, flow, &signed_in, step_up, (changes, now)).await
        }
        (Decision::Ask(page), signed_in) => {
            flow.interaction.asked = signed_in.map(|who| who.user.id);
            park::park(app, flow, page, changes, now).await
        }
        (Decision::Refuse(refused), _) => refuse(app, flow, refused, changes, (origin, now)).await,
    }
}

/// Tells the client no; the request is finished.
///
/// # Errors
/// A page when the store fails.
pub async fn refuse(
    app: &Services,
    flow: Flow,
    refused: OAuthError,
    mut changes: Changes,
    (origin, now): (&Origin, DateTime<Utc>),
) -> Result<Next, PageProblem> {
    let reason = format!("{}: {}", refused.code.as_str(), refused.description);
    let event = AuditEvent {
        client_id: Some(flow.located.client.id.clone()),
        ..AuditEvent::refused(EventKind::AuthorizeRefused, reason, origin)
    };
    changes.events.push(audit::prepare(event, &*app.entropy, now));
    let destination = flow.located.destination.clone();
    park::finish(app, flow, changes, now).await?;
    app.metrics.refusals.count(Route::Authorize, refused.code);
    Ok(Next::Reply(response_modes::error(&destination, &refused, app.issuer.as_str())))
}
