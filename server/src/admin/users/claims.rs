//! What is said of a new account: the standard claims (OpenID Connect Core 5.1), strictly, and how it
//! signs in.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::admin::Problems;
use crate::authn::password::LONGEST as LONGEST_PASSWORD;
use crate::authn::password_hash::is_understood;
use crate::model::claim_kind::ClaimKind;
use crate::model::user::canonical_name;
use crate::secret::Secret;

/// NIST SP 800-63B section 5.1.1.2: no shorter, whoever sets it.
const SHORTEST_PASSWORD: usize = 8;

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
    /// Argon2id in PHC form, or bcrypt.
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

impl Described {
    /// Words of the person's own, which a password of theirs must not lean on.
    pub(super) fn own_words(&self) -> Vec<String> {
        let name = self.profile.get("name").and_then(Value::as_str).map(str::to_owned);
        [self.email.clone(), self.preferred_username.clone(), name].into_iter().flatten().collect()
    }
}

/// What a member must be.
#[derive(Clone, Copy)]
enum Kind {
    Claim(ClaimKind),
    Subject,
    Password,
    Hash,
    /// Ours to say: what an export has is left alone.
    Ignored,
}

impl Kind {
    fn of(member: &str) -> Option<Self> {
        match member {
            "sub" => Some(Self::Subject),
            "password" => Some(Self::Password),
            "password_hash" => Some(Self::Hash),
            "updated_at" | "created_at" => Some(Self::Ignored),
            claim => ClaimKind::of(claim).map(Self::Claim),
        }
    }

    fn check(self, value: &Value) -> Result<(), &'static str> {
        let text = value.as_str();
        let (fits, expected) = match self {
            Self::Claim(kind) => return kind.check(value),
            Self::Ignored => (true, ""),
            Self::Subject => (text.is_some_and(|sub| Uuid::try_parse(sub).is_ok()), "a UUID"),
            Self::Password => {
                (text.is_some_and(fits_password), "a password of 8 characters to 1024 bytes, without NUL")
            }
            Self::Hash => (
                text.is_some_and(is_understood),
                "an Argon2id hash in PHC form ($argon2id$v=19$m=..) or a bcrypt hash of at most 2^14 rounds",
            ),
        };
        if fits { Ok(()) } else { Err(expected) }
    }
}

/// Reads the description, or says all that is wrong with it. `null` is "not given".
pub(super) fn read(given: &Map<String, Value>) -> Result<Described, Problems> {
    let mut problems = Problems::default();
    for (claim, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        match Kind::of(claim) {
            None => problems.add(
                claim,
                "unknown; expected a standard claim of OpenID Connect, password or password_hash",
            ),
            Some(kind) => {
                if let Err(expected) = kind.check(value) {
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
        ClaimKind::of(claim).is_some_and(ClaimKind::is_of_profile) && !value.is_null()
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

/// Whether a password may be set.
pub(super) fn fits_password(password: &str) -> bool {
    // No form can send what has a NUL in it.
    password.chars().count() >= SHORTEST_PASSWORD
        && password.len() <= LONGEST_PASSWORD
        && !password.contains('\0')
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
            assert!(Kind::of(claim).is_some(), "{claim}");
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
            (json!({"password": "with a nul\0 in it"}), "password: expected a password of 8"),
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
