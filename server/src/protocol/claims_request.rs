//! The `claims` parameter (OpenID Connect Core 5.5).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::{ErrorCode, OAuthError};
use super::{claims, strict_json};

/// Longest parameter that is read: it is parsed before anybody is known.
const LONGEST: usize = 16 * 1024;

/// Claims asked for one by one, as far as they can be returned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// Wanted from the userinfo endpoint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userinfo: Vec<String>,
    /// Wanted in the ID token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_token: Vec<String>,
    /// The person who must be signed in (`sub` with a value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `acr` values that were asked for, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// Whether one of `acr_values` must be met (5.5.1.1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acr_essential: bool,
    /// Whether `auth_time` was asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub auth_time: bool,
}

impl ClaimsRequest {
    /// Reads the parameter. Unknown claims and members are ignored (5.5).
    ///
    /// # Errors
    /// `invalid_request` unless it is a JSON object whose members have the shape of 5.5.1.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let malformed = || {
            ErrorCode::InvalidRequest
                .because("claims is not a JSON object as OpenID Connect Core 5.5 defines it")
        };
        if text.len() > LONGEST {
            return Err(ErrorCode::InvalidRequest.because("claims is longer than 16384 characters"));
        }
        let wanted = strict_json::object(text.as_bytes()).ok_or_else(malformed)?;
        let member = |name: &str| match wanted.get(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(member)) => Ok(member.clone()),
            Some(_) => Err(malformed()),
        };
        let (userinfo, id_token) = (member("userinfo")?, member("id_token")?);
        let mut request = Self::default();
        for (member, place) in [(&userinfo, &mut request.userinfo), (&id_token, &mut request.id_token)] {
            for name in member.keys() {
                if claims::scope_of(name).is_some() {
                    place.push(name.clone());
                }
            }
        }
        request.read_special(&[&id_token, &userinfo]).ok_or_else(malformed)?;
        Ok(request)
    }

    /// Reads `sub`, `acr` and `auth_time`, which steer the sign-in.
    fn read_special(&mut self, members: &[&Map<String, Value>]) -> Option<()> {
        for wanted in members {
            if wanted.values().any(|entry| !entry.is_null() && !entry.is_object()) {
                return None;
            }
            if let Some(value) = wanted.get("sub").and_then(|entry| entry.get("value")) {
                self.subject = Some(value.as_str()?.to_owned());
            }
            if let Some(entry) = wanted.get("acr") {
                self.acr_essential |= entry.get("essential").and_then(Value::as_bool).unwrap_or(false);
                let listed = entry.get("values").and_then(Value::as_array).into_iter().flatten();
                let values = entry.get("value").into_iter().chain(listed).filter_map(Value::as_str);
                self.acr_values.extend(values.map(str::to_owned));
            }
            self.auth_time |= wanted.contains_key("auth_time");
        }
        // JSON can escape what PostgreSQL cannot keep.
        if self.acr_values.iter().chain(&self.subject).any(|value| value.contains('\0')) {
            return None;
        }
        Some(())
    }

    /// Every claim about the person that is asked for, wherever.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.userinfo.iter().chain(&self.id_token).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_section_5_5_is_read() {
        let request = ClaimsRequest::parse(
            r#"{"userinfo":{"given_name":{"essential":true},"nickname":null,"http://example.info/claims/groups":null},
                "id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:mace:incommon:iap:silver"]}}}"#,
        )
        .expect("the specification's example");
        assert_eq!(request.userinfo, ["given_name", "nickname"]);
        assert!(request.auth_time && !request.acr_essential);
        assert_eq!(request.acr_values, ["urn:mace:incommon:iap:silver"]);
    }

    #[test]
    fn anything_but_an_object_is_refused() {
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for text in [
            "[]",
            "1",
            "{",
            r#"{"userinfo":1}"#,
            r#"{"id_token":{"sub":1}}"#,
            r#"{"id_token":{"sub":{"value":1}}}"#,
            &deep,
        ] {
            assert!(ClaimsRequest::parse(text).is_err(), "{text}");
        }
        assert!(ClaimsRequest::parse(r#"{"userinfo":{},"userinfo":{}}"#).is_err(), "repeated keys");
        assert!(
            ClaimsRequest::parse(&format!(r#"{{"userinfo":{{"{}":null}}}}"#, "x".repeat(1 << 20))).is_err()
        );
    }
}
