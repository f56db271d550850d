//! Versions in headers, so that nobody writes over what they have not seen (RFC 9110 section 13.1.1).

use http::header::{ETAG, IF_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::problem::{Kind, Problem};

/// The header that names a version.
pub(super) fn etag(version: i64) -> [(HeaderName, HeaderValue); 1] {
    let value = HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""));
    [(ETAG, value)]
}

/// The version that `If-Match` names: none where it is not sent, or `*`.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version =
        text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
    // A tag that we never gave out matches nothing.
    version.map(Some).ok_or_else(|| Problem::of(Kind::Stale).because("If-Match names no version of ours"))
}

/// The same, where a version has to be named: for what takes everything with it. `*` is what somebody sends who has read none.
pub(super) fn required_if_match(headers: &HeaderMap) -> Result<i64, Problem> {
    let unnamed =
        || Problem::of(Kind::NotConditional).because("expected If-Match with the version that was read");
    if_match(headers)?.ok_or_else(unnamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_that_was_given_comes_back_as_the_version() {
        let sent = |value: &HeaderValue| if_match(&[(IF_MATCH, value.clone())].into_iter().collect());
        let [(_, tag)] = etag(41);
        assert_eq!(sent(&tag).ok(), Some(Some(41)));
        assert_eq!(sent(&HeaderValue::from_static("*")).ok(), Some(None));
        assert_eq!(if_match(&HeaderMap::new()).ok(), Some(None));
        let any = HeaderMap::from_iter([(IF_MATCH, HeaderValue::from_static("*"))]);
        assert!(required_if_match(&any).is_err() && required_if_match(&HeaderMap::new()).is_err());
        for odd in ["41", "W/\"41\"", "\"41\", \"42\"", "\"x\"", ""] {
            assert!(sent(&HeaderValue::from_static(odd)).is_err(), "{odd}");
        }
    }
}
