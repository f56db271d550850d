//! What is shown when a request cannot be answered with anything better.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Frame, Link, WayOn};

/// The error page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// Language, brand, footer.
    pub frame: Frame,
    /// What happened.
    pub kind: ErrorKind,
    /// The registered error code, for developers.
    pub code: String,
    /// What exactly, for developers; in English.
    pub description: String,
    /// What the logs know this request by.
    pub request_id: String,
    /// Where to go from here, at a verified address.
    pub way_on: Option<WayOn>,
}

/// What happened, as far as a person is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The application asked for something impossible.
    BadRequest,
    /// The same of a request to sign out.
    BadSignOut,
    /// No such application, or none that may be used: the same words for both.
    UnknownApplication,
    /// The redirect address is not registered.
    RedirectMismatch,
    /// The parked request is gone, used or unknown.
    Expired,
    /// The form does not prove that our own page sent it.
    Forbidden,
    /// No such page.
    NotFound,
    /// The page does not answer this method.
    MethodNotAllowed,
    /// The request exceeds a limit of size.
    TooLarge,
    /// What the page is for is not offered here.
    NotOffered,
    /// A queue is full.
    Busy,
    /// Our own fault.
    Internal,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::BadRequest,
        Self::BadSignOut,
        Self::UnknownApplication,
        Self::RedirectMismatch,
        Self::Expired,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::TooLarge,
        Self::NotOffered,
        Self::Busy,
        Self::Internal,
    ];

    /// The status of the response (RFC 9110 section 15).
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest
            | Self::BadSignOut
            | Self::UnknownApplication
            | Self::RedirectMismatch
            | Self::Expired => 400,
            Self::Forbidden => 403,
            Self::NotFound | Self::NotOffered => 404,
            Self::MethodNotAllowed => 405,
            Self::TooLarge => 413,
            Self::Busy => 503,
            Self::Internal => 500,
        }
    }

    /// The keys of heading, what happened, what to do.
    fn keys(self) -> [&'static str; 3] {
        match self {
            Self::BadRequest => ["error-bad-request", "error-bad-request-words", "error-bad-request-advice"],
            Self::BadSignOut => ["error-sign-out", "error-sign-out-words", "error-sign-out-advice"],
            Self::UnknownApplication => [
                "error-unknown-application",
                "error-unknown-application-words",
                "error-unknown-application-advice",
            ],
            Self::RedirectMismatch => ["error-redirect", "error-redirect-words", "error-redirect-advice"],
            Self::Expired => ["error-expired", "error-expired-words", "error-expired-advice"],
            Self::Forbidden => ["error-forbidden", "error-forbidden-words", "error-forbidden-advice"],
            Self::NotFound => ["error-not-found", "error-not-found-words", "error-not-found-advice"],
            Self::MethodNotAllowed => ["error-method", "error-method-words", "error-method-advice"],
            Self::TooLarge => ["error-too-large", "error-too-large-words", "error-too-large-advice"],
            Self::NotOffered => ["error-not-offered", "error-not-offered-words", "error-not-offered-advice"],
            Self::Busy => ["error-busy", "error-busy-words", "error-busy-advice"],
            Self::Internal => ["error-internal", "error-internal-words", "error-internal-advice"],
        }
    }
}

impl ErrorPage {
    fn heading(&self) -> String {
        self.frame.say(self.kind.keys()[0])
    }

    fn happened(&self) -> String {
        self.frame.say(self.kind.keys()[1])
    }

    fn advice(&self) -> String {
        self.frame.say(self.kind.keys()[2])
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |kind: ErrorKind| ErrorPage {
        frame: frame.clone().at("/authorize?client_id=notes"),
        kind,
        code: "invalid_request".to_owned(),
        description: "the redirect_uri is not registered for this client".to_owned(),
        request_id: "019358a2-7c4e-7b21-9d0f-3e5a61c8b742".to_owned(),
        way_on: None,
    };
    let mut samples: Vec<Sample> =
        ErrorKind::ALL.into_iter().map(|kind| Sample::of(kind.keys()[0], &of(kind))).collect();
    let back = Link::to_site("https://notes.example/")
        .map(|link| WayOn::back_to(frame, &gallery::application(), link));
    let typical = ErrorPage { way_on: back, ..of(ErrorKind::Expired) };
    samples.push(Sample::of("typical", &typical));
    let longest = ErrorPage {
        description: gallery::LONG.repeat(4),
        way_on: Some(WayOn::sign_in(frame, "/login")),
        ..of(ErrorKind::Forbidden)
    };
    samples.push(Sample::of("longest", &longest));
    let hostile = ErrorPage {
        code: gallery::HOSTILE.to_owned(),
        description: gallery::HOSTILE.to_owned(),
        request_id: gallery::HOSTILE.to_owned(),
        way_on: Some(WayOn::home(frame)),
        ..of(ErrorKind::NotFound)
    };
    samples.push(Sample::of("hostile", &hostile));
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_an_error_to_machines_too() {
        assert!(ErrorKind::ALL.iter().all(|kind| (400..600).contains(&kind.status())));
        let ours: Vec<_> = ErrorKind::ALL.into_iter().filter(|kind| kind.status() >= 500).collect();
        assert_eq!(ours, [ErrorKind::Busy, ErrorKind::Internal]);
    }
}
