//! What is said of a new account: the standard claims (OpenID Connect Core 5.1), strictly, and how it
//! signs in.

use chrono::NaiveDate;
use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

use crate::admin::Problems;
use crate::authn::password::LONGEST as LONGEST_PASSWORD;
use crate::authn::password_hash::is_understood;
use crate::model::user::canonical_name;
use crate::secret::Secret;

/// NIST SP 800-63B section 5.1.1.2: no shorter, whoever sets it.
const SHORTEST_PASSWORD: usize = 8;
const LONGEST_TEXT: usize = 1000;

/// A new account, as it was described.
pub(super) struct Described {
    pub(super) sub: Option<Uuid>,
    pub(super) email: Option<String>,
    pub(super) email_verified: bool,
    pub(super) preferred_username: Option<String>,
    pub(super) profile: Map<String, Value>,
    pub(super) password: Option<GivenPassword>,
}

/// How the password came.
pub(super) enum GivenPassword {
    /// As it is typed.
    Plain(Secret),
    /// Argon2id in PHC form.
    Hashed(Secret),
}

impl Described {
    /// The names it signs in with, as they are compared.
    pub(super) fn names(&self) -> Vec<String> {
        [&self.email, &self.preferred_username]
            .into_iter()
            .flatten()
            .filter_map(|name| canonical_name(name))
            .collect()
    }
}

/// What a claim's value must be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Page,
    Birthdate,
    Address,
    Email,
    Name,
    Subject,
    Password,
    Hash,
    /// Ours to say: what an export has is left alone.
    Ignored,
}

static KNOWN: [(&str, Kind); 23] = [
    ("sub", Kind::Subject),
    ("password", Kind::Password),
    ("password_hash", Kind::Hash),
    ("email", Kind::Email),
    ("email_verified", Kind::Flag),
    ("preferred_username", Kind::Name),
    ("name", Kind::Text),
    ("given_name", Kind::Text),
    ("family_name", Kind::Text),
    ("middle_name", Kind::Text),
    ("nickname", Kind::Text),
    ("profile", Kind::Page),
    ("picture", Kind::Page),
    ("website", Kind::Page),
    ("gender", Kind::Text),
    ("birthdate", Kind::Birthdate),
    ("zoneinfo", Kind::Text),
    ("locale", Kind::Text),
    ("phone_number", Kind::Text),
    ("phone_number_verified", Kind::Flag),
    ("address", Kind::Address),
    ("updated_at", Kind::Ignored),
    ("created_at", Kind::Ignored),
];

/// Members of OpenID Connect Core 5.1.1.
const ADDRESS: [&str; 6] = ["formatted", "street_address", "locality", "region", "postal_code", "country"];

/// Reads the description, or says all that is wrong with it. `null` is "not given".
pub(super) fn read(given: &Map<String, Value>) -> Result<Described, Problems> {
    let mut problems = Problems::default();
    for (claim, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        match KNOWN.iter().find(|(name, _)| name == claim) {
            None => problems.add(
                claim,
                "unknown; expected a standard claim of OpenID Connect, password or password_hash",
            ),
            Some((_, kind)) => {
                if let Err(expected) = check(*kind, value) {
                    // What came may be a password put under the wrong name.
                    problems.add(claim, format!("expected {expected}"));
                }
            }
        }
    }
    let is_given = |claim: &str| given.get(claim).is_some_and(|value| !value.is_null());
    let twice = is_given("password") && is_given("password_hash");
    problems.require(!twice, "password_hash", "expected password or password_hash, found both");
    let named = is_given("email") || is_given("preferred_username");
    problems.require(named, "email", "expected email or preferred_username: one of them signs in");
    let orphan = is_given("email_verified") && !is_given("email");
    problems.require(!orphan, "email_verified", "expected email beside it");
    problems.none_or(())?;
    Ok(take(given))
}

fn take(given: &Map<String, Value>) -> Described {
    let text = |claim: &str| given.get(claim).and_then(Value::as_str).map(str::to_owned);
    let kept = |claim: &str, value: &Value| {
        let kind = KNOWN.iter().find(|(name, _)| *name == claim).map(|(_, kind)| *kind);
        let in_profile = matches!(kind, Some(Kind::Text | Kind::Page | Kind::Birthdate | Kind::Address));
        (in_profile || claim == "phone_number_verified") && !value.is_null()
    };
    let plain = text("password").map(|text| GivenPassword::Plain(Secret::new(text)));
    let hashed = || text("password_hash").map(|text| GivenPassword::Hashed(Secret::new(text)));
    Described {
        sub: text("sub").and_then(|sub| Uuid::try_parse(&sub).ok()),
        email: text("email").map(|email| email.trim().to_owned()),
        email_verified: given.get("email_verified").and_then(Value::as_bool).unwrap_or_default(),
        preferred_username: text("preferred_username").map(|name| name.trim().to_owned()),
        profile: given
            .iter()
            .filter(|(claim, value)| kept(claim, value))
            .map(|(claim, value)| (claim.clone(), value.clone()))
            .collect(),
        password: plain.or_else(hashed),
    }
}

fn check(kind: Kind, value: &Value) -> Result<(), &'static str> {
    let text = value.as_str();
    let (fits, expected) = match kind {
        Kind::Ignored => (true, ""),
        Kind::Flag => (value.is_boolean(), "true or false"),
        Kind::Text => (text.is_some_and(is_plain), "a text of 1 to 1000 characters on one line"),
        Kind::Page => (text.is_some_and(is_page), "an http or https address"),
        Kind::Birthdate => (text.is_some_and(is_birthdate), "YYYY-MM-DD, 0000-MM-DD or YYYY"),
        Kind::Address => (
            is_address(value),
            "an object with formatted, street_address, locality, region, postal_code, country",
        ),
        Kind::Email => (text.is_some_and(is_email), "an e-mail address"),
        Kind::Name => (
            text.is_some_and(|name| canonical_name(name).is_some()),
            "a name of 1 to 254 characters without spaces",
        ),
        Kind::Subject => (text.is_some_and(|sub| Uuid::try_parse(sub).is_ok()), "a UUID"),
        Kind::Password => (text.is_some_and(fits_password), "a password of 8 characters to 1024 bytes"),
        Kind::Hash => (text.is_some_and(is_understood), "an Argon2id hash in PHC form ($argon2id$v=19$m=..)"),
    };
    if fits { Ok(()) } else { Err(expected) }
}

/// Whether a password may be set.
pub(super) fn fits_password(password: &str) -> bool {
    password.chars().count() >= SHORTEST_PASSWORD && password.len() <= LONGEST_PASSWORD
}

fn is_plain(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}

fn is_page(text: &str) -> bool {
    is_plain(text)
        && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_email(text: &str) -> bool {
    let parts = text.trim().rsplit_once('@');
    parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && canonical_name(text).is_some()
}

/// OpenID Connect Core 5.1: the year may be 0000 where it is not told, or stand alone.
fn is_birthdate(text: &str) -> bool {
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(text, 4)
        || (digits(&text.replace('-', ""), 8) && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok())
}

/// `formatted` and `street_address` may hold line ends (OpenID Connect Core 5.1.1).
fn is_address(value: &Value) -> bool {
    value.as_object().is_some_and(|members| {
        members.iter().all(|(name, value)| {
            let text = value.as_str().map(|text| text.replace(['\n', '\r'], " "));
            ADDRESS.contains(&name.as_str()) && text.is_some_and(|text| is_plain(&text))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::admin::testing::object;
    use crate::protocol::claims;

    fn problems(changes: Value) -> Vec<String> {
        let mut given = object(json!({"preferred_username": "ada"}));
        given.extend(object(changes));
        read(&given).err().map_or(Vec::new(), |problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_standard_claim_is_known() {
        for claim in claims::all() {
            assert!(KNOWN.iter().any(|(name, _)| *name == claim), "{claim}");
        }
    }

    #[test]
    fn a_full_person_is_read_and_sorted_into_columns_and_profile() {
        let given = object(json!({
            "sub": "018f6a2e-7c1b-7def-8a2b-1234567890ab",
            "email": "Ada@Example.com", "email_verified": true, "preferred_username": "ada", "name": "Ada Lovelace",
            "birthdate": "1815-12-10", "picture": "https://example.com/ada.jpg", "phone_number": "+44 20 7946 0000",
            "phone_number_verified": false, "address": {"street_address": "12 St James's Square\nLondon", "country": "UK"},
            "nickname": null, "updated_at": 5, "password": "correct horse"
        }));
        let described = read(&given).ok().unwrap();
        assert_eq!(described.names(), ["ada@example.com", "ada"]);
        assert_eq!(described.sub.unwrap().to_string(), "018f6a2e-7c1b-7def-8a2b-1234567890ab");
        assert!(described.email_verified);
        let kept: Vec<_> = described.profile.keys().map(String::as_str).collect();
        assert_eq!(
            kept,
            ["name", "birthdate", "picture", "phone_number", "phone_number_verified", "address"]
        );
        assert!(matches!(described.password, Some(GivenPassword::Plain(_))));
    }

    #[test]
    fn wrong_values_are_told_by_claim_and_not_repeated() {
        for (changes, expected) in [
            (json!({"shoe_size": 43}), "shoe_size: unknown; "),
            (json!({"email_verified": "yes", "email": "a@b"}), "email_verified: expected true or false"),
            (json!({"name": ["Ada"]}), "name: expected a text"),
            (json!({"name": "a\u{1b}[2J"}), "name: expected a text"),
            (json!({"email": "nobody"}), "email: expected an e-mail address"),
            (json!({"email": "a b@example.com"}), "email: expected an e-mail address"),
            (json!({"preferred_username": "a da"}), "preferred_username: expected a name"),
            (json!({"website": "javascript:alert(1)"}), "website: expected an http or https address"),
            (json!({"birthdate": "10.12.1815"}), "birthdate: expected YYYY-MM-DD"),
            (json!({"birthdate": "1815-02-30"}), "birthdate: expected YYYY-MM-DD"),
            (json!({"address": "here"}), "address: expected an object"),
            (json!({"address": {"street": "here"}}), "address: expected an object"),
            (json!({"sub": "42"}), "sub: expected a UUID"),
            (json!({"email_verified": true}), "email_verified: expected email beside it"),
            (json!({"password": "short"}), "password: expected a password of 8"),
            (json!({"password": "x".repeat(1025)}), "password: expected a password of 8"),
            (json!({"password_hash": "$2b$10$hunter2hunter2"}), "password_hash: expected an Argon2id hash"),
        ] {
            let told = problems(changes.clone());
            assert_eq!(told.len(), 1, "{changes}: {told:?}");
            assert!(told[0].starts_with(expected), "{changes}: {told:?}");
            assert!(!told[0].contains("hunter2"));
        }
        assert_eq!(problems(json!({"name": 1, "locale": 2})).len(), 2);
    }

    #[test]
    fn an_account_has_a_name_and_at_most_one_password() {
        assert!(read(&object(json!({"name": "Ada"}))).is_err());
        let hash =
            "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(problems(json!({"password_hash": hash})), Vec::<String>::new());
        assert_eq!(problems(json!({"password_hash": hash, "password": "correct horse"})).len(), 1);
    }

    #[test]
    fn a_birthdate_may_hide_its_year_or_be_one() {
        for date in ["0000-12-10", "1815", "0000-02-29"] {
            assert_eq!(problems(json!({"birthdate": date})), Vec::<String>::new(), "{date}");
        }
    }
}
