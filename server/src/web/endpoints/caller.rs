//! What the back-channel endpoints have in common: a form, and a client that proves who it is.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::header::AUTHORIZATION;

use crate::audit::note_refused;
use crate::client_auth::{AuthenticatedClient, Presented, authenticate, refuse_unread};
use crate::model::audit_event::{Actor, AuditEvent, Origin};
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::web::Site;
use crate::web::cors::SpokenFor;
use crate::web::extract::form::FormBody;
use crate::web::extract::origin::origin;
use crate::web::failure::Failure;

/// A client that proved who it is, and what it asks.
#[derive(Debug)]
pub struct Caller {
    /// Who asks.
    pub client: AuthenticatedClient,
    /// The parameters.
    pub form: Form,
    /// From where.
    pub origin: Origin,
    /// Now.
    pub now: DateTime<Utc>,
}

impl FromRequest<Site> for Caller {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let origin = origin(&parts, site);
        let headers = parts.headers.get_all(AUTHORIZATION).iter();
        let authorization: Vec<_> =
            headers.map(|value| Secret::new(String::from_utf8_lossy(value.as_bytes()))).collect();
        let read = FormBody::from_request(Request::from_parts(parts, body), site).await;
        let now = site.clock.now();
        let form = match read {
            Ok(FormBody(form)) => form,
            Err(rejection) => {
                let status = rejection.status();
                let noted = refuse_unread(site, rejection.into_error(), &origin, now).await;
                return Err(match noted {
                    Ok(refused) => Failure::from(refused).with_status(status).into_response(),
                    Err(limited) => Failure::from(limited).into_response(),
                });
            }
        };
        let presented = Presented { authorization: &authorization, form: &form };
        let claimed = form.value("client_id").map(|id| SpokenFor(id.to_owned()));
        match authenticate(site, presented, &origin, now).await {
            Ok(client) => Ok(Self { client, form, origin, now }),
            Err(error) => Err(Failure::from(error).spoken_for(claimed).into_response()),
        }
    }
}

impl Caller {
    /// One event for a request that was refused after its client had proved who it is.
    pub async fn noted(&self, site: &Site, refused: OAuthError) -> OAuthError {
        if refused.is_ours() {
            return refused;
        }
        let event = AuditEvent {
            actor: Actor::Client(self.client.id.clone()),
            client_id: Some(self.client.id.clone()),
            ..AuditEvent::refused_with(&refused, &self.origin)
        };
        note_refused(site, event, self.now).await.err().unwrap_or(refused)
    }

    /// Whose scripts may read the answer.
    pub fn spoken_for(&self) -> SpokenFor {
        SpokenFor(self.client.id.clone())
    }
}
