//! Lists page by page: a cursor leads on, so that what happens meanwhile moves nothing.

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::problem::{Kind, Problem, WrongMember};
use crate::web::Site;

const USUAL: u64 = 50;
const MOST: u64 = 200;

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// At most so many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next` of the page before.
    #[param(example = "0190f6a2-7c1b-7def-8a2b-1234567890ab")]
    cursor: Option<String>,
}

/// The extractor.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) after: Option<Uuid>,
    pub(super) limit: u64,
}

impl FromRequestParts<Site> for Part {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let read = Query::<Wanted>::from_request_parts(parts, site).await;
        let expected = "expected limit and cursor alone in the query, each once";
        let Query(wanted) = read.map_err(|_| Problem::of(Kind::Malformed).because(expected))?;
        let wrong = |member: &str, detail: &str| Problem::about(vec![WrongMember::of(member, detail)]);
        let limit = match wanted.limit {
            None => USUAL,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| wrong("limit", "expected a number from 1 to 200"))?,
        };
        let after = wanted.cursor.map(|text| text.parse()).transpose();
        let after = after.map_err(|_| wrong("cursor", "expected the value of `next` of the page before"))?;
        Ok(Self { after, limit })
    }
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The part.
    pub(super) items: Vec<T>,
    /// The cursor of the next part; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<Uuid>,
}

impl<T> Page<T> {
    /// A page of what was read with `part`; `id` is what the cursor names.
    pub(super) fn of<F>(found: Vec<F>, part: &Part, id: impl Fn(&F) -> Uuid, shown: impl Fn(F) -> T) -> Self {
        let is_full = found.len() as u64 == part.limit;
        let next = found.last().filter(|_| is_full).map(id);
        Self { items: found.into_iter().map(shown).collect(), next }
    }
}
