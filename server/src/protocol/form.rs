//! `application/x-www-form-urlencoded` parameters (RFC 6749 Appendix B), each at most once.

use std::borrow::Cow;
use std::fmt;

use super::error::{ErrorCode, OAuthError};

/// No honest request has more parameters.
const MOST_PARAMETERS: usize = 200;

/// Parameters that were each sent once. A parameter without a value counts as absent
/// (RFC 6749 sections 3.1 and 3.2).
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Decodes a query string or a form body.
    ///
    /// # Errors
    /// `invalid_request` when the encoding is broken, a parameter is repeated, or there are too many.
    pub fn parse(encoded: &[u8]) -> Result<Self, OAuthError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in encoded.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                return Err(ErrorCode::InvalidRequest.because("the parameters are not form-encoded UTF-8"));
            };
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(
                    ErrorCode::InvalidRequest.because(format!("the parameter {name} is sent more than once"))
                );
            }
            if pairs.len() == MOST_PARAMETERS {
                return Err(ErrorCode::InvalidRequest.because("too many parameters"));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// The value, unless it is absent or empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    /// `invalid_request` when it is absent.
    pub fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.value(name)
            .ok_or_else(|| ErrorCode::InvalidRequest.because(format!("the parameter {name} is missing")))
    }

    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs as they came.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same parameters form-encoded again.
    pub fn encode(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Form-decodes strictly: `+` is a space, `%` needs two hex digits, the result must be UTF-8
/// without NUL (which PostgreSQL cannot keep).
pub fn decode(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [*rest.next()?, *rest.next()?];
                let text = std::str::from_utf8(&digits).ok().filter(|text| !text.starts_with('+'))?;
                u8::from_str_radix(text, 16).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Form-encodes one value.
pub fn encode(text: &str) -> Cow<'_, str> {
    Cow::Owned(url::form_urlencoded::byte_serialize(text.as_bytes()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_parameters_are_refused_even_when_equal() {
        let error = Form::parse(b"a=1&b=2&a=1").expect_err("a is sent twice");
        assert_eq!(error.code, ErrorCode::InvalidRequest);
        assert_eq!(error.description, "the parameter a is sent more than once");
    }

    #[test]
    fn an_empty_value_counts_as_absent() {
        let form = Form::parse(b"scope=&state&nonce=n").expect("a good form");
        assert_eq!((form.value("scope"), form.value("state"), form.value("nonce")), (None, None, Some("n")));
    }

    #[test]
    fn decoding_is_strict() {
        assert_eq!(decode(b"a%20b+c%C3%A9").as_deref(), Some("a b cé"));
        for broken in [&b"%zz"[..], b"%4", b"%", b"%+1", b"%ff", b"a%00b", b"\xff"] {
            assert_eq!(decode(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        for text in ["a b+c/%&=é", "", "\u{1F512} ~*"] {
            assert_eq!(decode(encode(text).as_bytes()).as_deref(), Some(text));
        }
    }

    #[test]
    fn debug_shows_names_alone() {
        let form = Form::parse(b"client_secret=hunter2").expect("a good form");
        assert_eq!(format!("{form:?}"), r#"["client_secret"]"#);
    }
}
