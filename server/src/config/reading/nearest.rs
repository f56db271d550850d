//! The known name that was probably meant.

/// The one of `known` that looks most like `key`. A key without its section, or in the wrong one,
/// is recognised by its last part.
pub(in crate::config) fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known.max_by(|left, right| likeness(key, left).total_cmp(&likeness(key, right)))
}

/// From 0, nothing in common, to 1, the same.
pub(super) fn likeness(key: &str, known: &str) -> f64 {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let whole = strsim::normalized_damerau_levenshtein(key, known);
    whole.max(0.9 * strsim::normalized_damerau_levenshtein(&last(key), &last(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_misplaced_and_without_section() {
        let known =
            ["server.issuer", "server.listen", "tokens.access", "tokens.refresh_idle", "sessions.idle"];
        let found = |key| nearest(key, known.into_iter()).unwrap();
        assert_eq!(found("tokens.acess"), "tokens.access");
        assert_eq!(found("issuer"), "server.issuer");
        assert_eq!(found("tokens.issuer"), "server.issuer");
        assert_eq!(found("session.idle"), "sessions.idle");
        assert_eq!(found("token.refresh_ilde"), "tokens.refresh_idle");
        assert_eq!(nearest("x", std::iter::empty()), None);
    }
}
