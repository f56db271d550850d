//! Errors that a person sees: a page, never a redirect.

use axum::response::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;

use super::extract::form::FormRejection;
use super::extract::visit::Visit;
use super::pages::WayOn;
use super::pages::error::{ErrorKind, ErrorPage};
use super::{Site, failure, reply, urls};
use crate::audit;
use crate::authorize::locate::PageProblem;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::protocol::error::{ErrorCode, OAuthError};

/// The page for a problem of an authorization request.
pub fn of(visit: &Visit, problem: PageProblem) -> Response {
    let (kind, description) = match problem {
        PageProblem::Request(error) => return of_request(visit, &error),
        PageProblem::Fault(error) => return of_fault(visit, error),
        PageProblem::UnknownClient => (ErrorKind::UnknownApplication, "client_id is missing or unknown"),
        PageProblem::RedirectMismatch => {
            let why = "redirect_uri is missing or not exactly one of those registered for the client";
            (ErrorKind::RedirectMismatch, why)
        }
        PageProblem::NoTransaction => {
            (ErrorKind::Expired, "the sign-in is unknown, finished, or was begun in another browser")
        }
    };
    show(visit, kind, StatusCode::BAD_REQUEST, &ErrorCode::InvalidRequest.because(description))
}

/// The page for a request that cannot be understood.
pub fn of_request(visit: &Visit, error: &OAuthError) -> Response {
    failure::log(error);
    show(visit, ErrorKind::BadRequest, StatusCode::BAD_REQUEST, error)
}

/// The page for a form that was not read.
pub fn of_form(visit: &Visit, rejection: FormRejection) -> Response {
    let status = rejection.status();
    let too_large = status == StatusCode::PAYLOAD_TOO_LARGE;
    let kind = if too_large { ErrorKind::TooLarge } else { ErrorKind::BadRequest };
    show(visit, kind, status, &rejection.into_error())
}

/// The page for a form that is not our own, and the event that it was tried.
pub async fn forbidden(site: &Site, visit: &Visit) -> Response {
    let event = AuditEvent::refused(EventKind::FormRefused, "not sent from our own page", &visit.origin);
    if let Err(error) = audit::record(&site.db, audit::prepare(event, &*site.entropy, site.clock.now())).await
    {
        return of_fault(visit, error);
    }
    let why = ErrorCode::AccessDenied.because("the form was not sent from our own page in this browser");
    show(visit, ErrorKind::Forbidden, StatusCode::FORBIDDEN, &why)
}

/// The page for an address that is none of ours.
pub fn not_found(visit: &Visit) -> Response {
    let why = ErrorCode::InvalidRequest.because("there is nothing at this address");
    show(visit, ErrorKind::NotFound, StatusCode::NOT_FOUND, &why)
}

/// The page for what is not offered here: it is switched off, or there is no mail.
pub fn not_offered(visit: &Visit) -> Response {
    let why = ErrorCode::InvalidRequest.because("this page is not offered here");
    show(visit, ErrorKind::NotOffered, StatusCode::NOT_FOUND, &why)
}

/// The page for a method that the address does not answer.
pub fn method_not_allowed(visit: &Visit) -> Response {
    let why = ErrorCode::InvalidRequest.because("this address does not answer the method that was used");
    show(visit, ErrorKind::MethodNotAllowed, StatusCode::METHOD_NOT_ALLOWED, &why)
}

/// The page for an answer that a layer gave.
pub fn of_status(visit: &Visit, status: StatusCode) -> Response {
    let (kind, why) = match status {
        StatusCode::URI_TOO_LONG => {
            (ErrorKind::TooLarge, ErrorCode::InvalidRequest.because("the address is too long"))
        }
        StatusCode::REQUEST_TIMEOUT => {
            (ErrorKind::Busy, ErrorCode::TemporarilyUnavailable.because("the answer took too long"))
        }
        _ => (ErrorKind::Internal, OAuthError::server("a handler failed")),
    };
    show(visit, kind, status, &why)
}

/// The page for what went wrong on our side, or what a request asks that cannot be.
pub fn of_fault(visit: &Visit, error: impl Into<OAuthError>) -> Response {
    let error = error.into();
    failure::log(&error);
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = match error.code {
        ErrorCode::TemporarilyUnavailable => ErrorKind::Busy,
        ErrorCode::ServerError => ErrorKind::Internal,
        _ => ErrorKind::BadRequest,
    };
    show(visit, kind, status, &error)
}

fn show(visit: &Visit, kind: ErrorKind, status: StatusCode, error: &OAuthError) -> Response {
    let frame = visit.frame_here();
    let kind = match kind {
        ErrorKind::BadRequest if visit.is_sign_out => ErrorKind::BadSignOut,
        kind => kind,
    };
    let way_on = match kind {
        // The sign-in is over: our own door is open.
        ErrorKind::Expired => WayOn::sign_in(&frame, urls::SIGN_IN),
        _ => WayOn::home(&frame),
    };
    let page = ErrorPage {
        kind,
        code: error.code.as_str().to_owned(),
        description: error.description.to_string(),
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        way_on: Some(way_on),
        frame,
    };
    let mut response = reply::page(status, &page, None);
    response.extensions_mut().insert(failure::Told(error.code));
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
