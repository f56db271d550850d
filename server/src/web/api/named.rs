//! The one variable part of a path.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use super::problem::{Kind, Problem};
use crate::web::Site;

/// The extractor.
#[derive(Debug)]
pub(super) struct Named(pub(super) String);

impl FromRequestParts<Site> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let read = Path::<String>::from_request_parts(parts, site).await;
        let expected = "expected the path to be UTF-8, percent-encoded";
        let Path(name) = read.map_err(|_| Problem::of(Kind::Malformed).because(expected))?;
        // Nothing of ours has such a name, and PostgreSQL takes no NUL.
        if name.chars().any(char::is_control) {
            return Err(Problem::of(Kind::NotFound));
        }
        Ok(Self(name))
    }
}
