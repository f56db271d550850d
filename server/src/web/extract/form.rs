//! A form body: the media type, the size, UTF-8, and each parameter once.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form::Form;
use crate::protocol::media_type;
use crate::web::failure::Failure;
use crate::web::{LARGEST_BODY, Site};

const FORM: &str = "application/x-www-form-urlencoded";

/// The extractor.
#[derive(Debug)]
pub struct FormBody(pub Form);

/// Why a body was not read.
#[derive(Debug)]
pub enum FormRejection {
    /// 413.
    TooLarge,
    /// 415.
    MediaType,
    /// 400.
    Malformed(OAuthError),
}

impl FormRejection {
    /// The status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// The error in the protocol's words.
    pub fn into_error(self) -> OAuthError {
        match self {
            Self::TooLarge => ErrorCode::InvalidRequest.because("the body is larger than 65536 bytes"),
            Self::MediaType => ErrorCode::InvalidRequest
                .because("Content-Type is not application/x-www-form-urlencoded in UTF-8"),
            Self::Malformed(error) => error,
        }
    }
}

impl IntoResponse for FormRejection {
    fn into_response(self) -> Response {
        let status = self.status();
        Failure::from(self.into_error()).with_status(status).into_response()
    }
}

impl FromRequest<Site> for FormBody {
    type Rejection = FormRejection;

    async fn from_request(request: Request, site: &Site) -> Result<Self, FormRejection> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !media_type.is_some_and(is_form) {
            return Err(FormRejection::MediaType);
        }
        // Secrets in a URL end up in logs: parameters belong into the body.
        if request.uri().query().is_some_and(|query| !query.is_empty()) {
            let error =
                ErrorCode::InvalidRequest.because("parameters are expected in the body, not in the query");
            return Err(FormRejection::Malformed(error));
        }
        // Who only claims so much need not send it.
        if length(&request).is_some_and(|length| length > LARGEST_BODY) {
            return Err(FormRejection::TooLarge);
        }
        let body = Bytes::from_request(request, site).await.map_err(|_| FormRejection::TooLarge)?;
        Form::parse(&body).map(Self).map_err(FormRejection::Malformed)
    }
}

fn length(request: &Request) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The charset of a form is UTF-8, said or not.
fn is_form(value: &str) -> bool {
    let charset = value.split(';').skip(1).find_map(|parameter| {
        let (name, charset) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| charset.trim().trim_matches('"').to_ascii_lowercase())
    });
    media_type::is(value, FORM) && charset.is_none_or(|charset| charset == "utf-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_is_compared_without_parameters_and_case() {
        for good in [
            FORM,
            "Application/X-WWW-Form-Urlencoded",
            "application/x-www-form-urlencoded;charset=UTF-8",
            "application/x-www-form-urlencoded; charset=\"utf-8\"",
        ] {
            assert!(is_form(good), "{good}");
        }
        for bad in [
            "",
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=utf-16",
        ] {
            assert!(!is_form(bad), "{bad}");
        }
    }
}
