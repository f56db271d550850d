//! What goes wrong around the handlers, as a page where a person is asking: a handler that panicked or took too long, an
//! address too long to be read. Programs get the bare answer.

use axum::extract::FromRequestParts as _;
use axum::response::Response;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode};

use super::extract::visit::Visit;
use super::{Site, problem_page};

/// A person, and the request that a page would be about.
#[derive(Debug)]
pub struct Asker(Parts);

impl Asker {
    /// Whoever asks, if it is a person.
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        if !is_person(request.headers()) {
            return None;
        }
        let mut kept = Request::new(());
        kept.method_mut().clone_from(request.method());
        kept.uri_mut().clone_from(request.uri());
        kept.headers_mut().clone_from(request.headers());
        kept.extensions_mut().clone_from(request.extensions());
        Some(Self(kept.into_parts().0))
    }

    /// The page in the place of a bare answer; any other answer as it is.
    pub async fn shown(mut self, site: &Site, response: Response) -> Response {
        if is_page(&response) || !is_bare(response.status()) {
            return response;
        }
        let Ok(visit) = Visit::from_request_parts(&mut self.0, site).await;
        problem_page::of_status(&visit, response.status())
    }
}

/// Browsers ask for XHTML when they go to an address, and no library does; some of these do ask for HTML.
pub fn is_person(headers: &HeaderMap) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepts.contains("application/xhtml+xml")
}

fn is_page(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// The answers of layers, which know no pages.
fn is_bare(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT | StatusCode::URI_TOO_LONG | StatusCode::INTERNAL_SERVER_ERROR
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_from_a_library() {
        let asks =
            |accept: &'static str| is_person(&[(ACCEPT, accept.parse().unwrap())].into_iter().collect());
        assert!(asks(
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
        ));
        for library in ["*/*", "application/json", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"] {
            assert!(!asks(library), "{library}");
        }
        assert!(!is_person(&HeaderMap::new()));
    }
}
