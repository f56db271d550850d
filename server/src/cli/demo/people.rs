//! The demo people, and their passwords.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::admin::users::Account;
use crate::admin::{self, Office};
use crate::model::demo::{Demo, DemoUser};
use crate::secret::{Secret, digest};

/// One with every standard claim, and one with few.
pub(super) fn people() -> Vec<(&'static str, Map<String, Value>)> {
    let full = json!({
        "email": "ada@example.com", "email_verified": true,
        "name": "Ada King Lovelace", "given_name": "Ada", "family_name": "Lovelace", "middle_name": "King",
        "nickname": "Countess", "profile": "https://example.com/ada", "picture": "https://example.com/ada.png",
        "website": "https://ada.example.com", "gender": "female", "birthdate": "1985-12-10",
        "zoneinfo": "Europe/London", "locale": "en-GB",
        "phone_number": "+44 20 7946 0018", "phone_number_verified": true,
        "address": {
            "formatted": "12 St James's Square\nLondon SW1Y 4JH\nUnited Kingdom",
            "street_address": "12 St James's Square", "locality": "London", "region": "England",
            "postal_code": "SW1Y 4JH", "country": "United Kingdom",
        },
    });
    let few = json!({ "email": "charles@example.com", "name": "Charles Babbage" });
    let object = |value: Value| value.as_object().cloned().unwrap_or_default();
    vec![("ada", object(full)), ("charles", object(few))]
}

/// Makes one, or finds it as it is.
pub(super) async fn put_user(
    office: &Office,
    username: &str,
    mut claims: Map<String, Value>,
    kept: Option<&Demo>,
) -> anyhow::Result<DemoUser> {
    let known = kept.and_then(|kept| kept.users.iter().find(|user| user.username == username));
    claims.insert("preferred_username".to_owned(), username.into());
    let found = admin::users::find(office, username).await.ok();
    let (password, fits_hash) = match (found, known) {
        // Whoever changed it knows it, and keeps it.
        (Some(account), Some(known)) => still(office, &account, known).await?,
        (Some(_), None) => {
            let fresh = readable_password(office);
            admin::users::set_password(office, username, &Secret::new(fresh.as_str())).await?;
            (Some(fresh), None)
        }
        (None, known) => {
            let password = known.and_then(|user| user.password.clone());
            let password = password.unwrap_or_else(|| readable_password(office));
            let mut given = claims.clone();
            given.insert("password".to_owned(), password.as_str().into());
            let account = admin::users::create(office, &given).await?;
            (Some(password), hash_digest(&account))
        }
    };
    Ok(DemoUser { username: username.to_owned(), password, claims, fits_hash })
}

/// The kept password, where it still is the account's, and to which hash it fits. To try it takes as long as a sign-in:
/// only where the hash is another than it was.
async fn still(
    office: &Office,
    account: &Account,
    kept: &DemoUser,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    let Some(password) = &kept.password else { return Ok((None, None)) };
    let present = hash_digest(account);
    if present.is_some() && present == kept.fits_hash {
        return Ok((Some(password.clone()), present));
    }
    let stored = account.user.password_hash.as_ref();
    let fits = office.passwords.verify(&Secret::new(password.as_str()), stored).await?;
    Ok(if fits { (Some(password.clone()), present) } else { (None, None) })
}

fn hash_digest(account: &Account) -> Option<String> {
    let hash = account.user.password_hash.as_ref()?;
    Some(URL_SAFE_NO_PAD.encode(digest(hash.expose().as_bytes())))
}

/// Four groups of five characters, without those that look alike: 95 bits, easy to type.
fn readable_password(office: &Office) -> String {
    const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
    let letters: Vec<char> = office.entropy.bytes::<20>().iter().map(letter).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
