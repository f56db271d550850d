//! `/userinfo` (OpenID Connect Core 5.3): GET or POST with the token in the header, or POST with it in the body
//! (RFC 6750 sections 2.1 and 2.2). A token in the query is never accepted (RFC 9700 section 4.3.2).

use axum::Json;
use axum::extract::{FromRequest as _, Request};
use axum::response::{IntoResponse as _, Response};
use http::Method;
use http::header::CONTENT_TYPE;

use crate::audit::note_refused;
use crate::model::audit_event::{AuditEvent, Origin};
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::tokens::lookup::parse_access_token;
use crate::userinfo;
use crate::web::cors::SpokenFor;
use crate::web::extract::bearer;
use crate::web::extract::form::FormBody;
use crate::web::extract::origin::origin;
use crate::web::failure::Failure;
use crate::web::routes::Routes;
use crate::web::{Site, urls};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(urls::USERINFO, answer)
        .post(urls::USERINFO, answer)
        .options(urls::USERINFO, super::no_content)
}

async fn answer(site: Site, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let origin = origin(&parts, &site);
    let token = match token(&site, Request::from_parts(parts, body)).await {
        Ok(Some(token)) => token,
        // Asking for the challenge is no mistake, and leaves no event.
        Ok(None) => return Failure::no_token().into_response(),
        Err(refused) => return noted(&site, refused, None, &origin).await,
    };
    let now = site.clock.now();
    let client = parse_access_token(&site, token.expose(), now).map(|token| SpokenFor(token.client_id));
    match userinfo::claims(&site, token.expose(), now).await {
        Ok(claims) => {
            let mut response = Json(claims).into_response();
            if let Some(client) = client {
                response.extensions_mut().insert(client);
            }
            response
        }
        Err(error) => {
            let name = client.as_ref().map(|SpokenFor(id)| id.clone());
            noted(&site, Failure::bearer(error).spoken_for(client), name, &origin).await
        }
    }
}

/// One event for a token that is wrong or wrongly sent; `client` is whose it is, where it is one of ours.
async fn noted(site: &Site, refused: Failure, client: Option<String>, origin: &Origin) -> Response {
    if refused.error().is_ours() {
        return refused.into_response();
    }
    let event = AuditEvent { client_id: client, ..AuditEvent::refused_with(refused.error(), origin) };
    match note_refused(site, event, site.clock.now()).await {
        Ok(()) => refused.into_response(),
        Err(error) => Failure::bearer(error).into_response(),
    }
}

async fn token(site: &Site, request: Request) -> Result<Option<Secret>, Failure> {
    let in_header = bearer::token(request.headers()).map_err(Failure::bearer)?;
    let query = Form::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(Failure::bearer)?;
    if query.value("access_token").is_some() {
        return Err(Failure::bearer(
            ErrorCode::InvalidRequest.because("access_token is not accepted in the query"),
        ));
    }
    let has_form = request.method() == Method::POST && request.headers().contains_key(CONTENT_TYPE);
    if !has_form {
        return Ok(in_header);
    }
    let in_body = match FormBody::from_request(request, site).await {
        Ok(FormBody(form)) => form.value("access_token").map(Secret::new),
        // A body of another kind beside a token in the header is nobody's business.
        Err(_) if in_header.is_some() => None,
        Err(rejection) => {
            let status = rejection.status();
            return Err(Failure::bearer(rejection.into_error()).with_status(status));
        }
    };
    match (in_header, in_body) {
        (Some(_), Some(_)) => {
            Err(Failure::bearer(ErrorCode::InvalidRequest.because("the access token is sent in two places")))
        }
        (header, body) => Ok(header.or(body)),
    }
}
