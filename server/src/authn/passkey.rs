//! Passkeys (W3C Web Authentication Level 3). webauthn-rs lives here.
//!
//! Every ceremony asks the device to verify its user, so a passkey alone is two factors: the device, and what unlocks it.
//! What the browser is asked travels in the page, and what we must know of it later travels beside it, sealed: opening the
//! sign-in page writes nothing. Each is bound to what it is for, holds for ten minutes, and counts once.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey,
    PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
    WebauthnBuilder,
};

use crate::app::Services;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::model::user::User;
use crate::sealing::place::Place;
use crate::store::StoreError;
use crate::store::passkeys::{self, StoredPasskey};

/// How long an answer is waited for.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

/// Marks of ceremonies that were answered: they outlive what they mark.
const ANSWERED: Shelf<()> = shelves::passkey_ceremonies(TimeDelta::minutes(20));

/// What a browser is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// The options for the browser: JSON in hexadecimal digits.
    pub options: String,
    /// What we have to know of it when the answer comes, sealed.
    pub state: String,
}

impl Ceremony {
    /// The options as they are, for a program that hands them to its browser itself.
    pub fn asked(&self) -> Value {
        let bytes = read_back(&self.options).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

/// What is sealed.
#[derive(Debug, Serialize, Deserialize)]
struct Sealed<T> {
    expires_at: DateTime<Utc>,
    state: T,
}

/// A passkey that a browser has made.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) id: Vec<u8>,
    pub(super) credential: Value,
    pub(super) transports: Vec<String>,
}

/// A passkey that was shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) before: StoredPasskey,
    pub(super) credential: Value,
    pub(super) counter: u32,
}

/// Why an answer counts for nothing, for the audit log.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("{0}")]
    Because(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether passkeys can be used: browsers know none for addresses without a name.
pub fn are_offered(app: &Services) -> bool {
    relying_party(app).is_some()
}

fn relying_party(app: &Services) -> Option<Webauthn> {
    let origin = Url::parse(app.issuer.origin()).ok()?;
    let builder = WebauthnBuilder::new(app.issuer.host(), &origin).ok()?;
    builder.rp_name(app.config.brand.name.as_str()).build().ok()
}

/// Asks the browser to make a passkey for this person, none that they have already.
pub fn begin_making(
    app: &Services,
    owner: &str,
    user: &User,
    held: &[StoredPasskey],
    now: DateTime<Utc>,
) -> Option<Ceremony> {
    let exclude: Vec<CredentialID> = held.iter().map(|known| known.id.clone().into()).collect();
    let (name, shown) = (user.login_name(), user.display_name());
    let begun = relying_party(app)?.start_passkey_registration(user.id, &name, &shown, Some(exclude));
    let (challenge, state) = begun.ok()?;
    let mut options = serde_json::to_value(challenge).ok()?;
    // Found by the device itself, without a name being typed first.
    let selection = options.pointer_mut("/publicKey/authenticatorSelection")?.as_object_mut()?;
    selection.insert("residentKey".to_owned(), "required".into());
    selection.insert("requireResidentKey".to_owned(), true.into());
    ceremony(app, ("make", owner), &options, &state, now)
}

/// Reads what the browser has made.
pub(super) async fn finish_making(
    app: &Services,
    owner: &str,
    (state, answer): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Made, Refused> {
    let party = relying_party(app).ok_or(Refused::Because("passkeys are not offered"))?;
    let answer: RegisterPublicKeyCredential = read(answer)?;
    let state: PasskeyRegistration = claim(app, ("make", owner), state, now).await?;
    let transports = answer.response.transports.as_ref().map(|all| all.iter().map(word).collect());
    let passkey = party.finish_passkey_registration(&answer, &state);
    let passkey = passkey.map_err(|_| Refused::Because("the passkey was not made as asked"))?;
    Ok(Made {
        id: passkey.cred_id().to_vec(),
        credential: serde_json::to_value(&passkey).map_err(|_| Refused::Because("it cannot be kept"))?,
        transports: transports.unwrap_or_default(),
    })
}

/// Asks for one of this person's passkeys.
pub fn begin_showing(
    app: &Services,
    owner: &str,
    held: &[StoredPasskey],
    now: DateTime<Utc>,
) -> Option<Ceremony> {
    let keys: Vec<Passkey> = held.iter().filter_map(opened).collect();
    let (challenge, state) = relying_party(app)?.start_passkey_authentication(&keys).ok()?;
    ceremony(app, ("show", owner), &serde_json::to_value(challenge).ok()?, &state, now)
}

/// Looks at the passkey that was shown by this person.
pub(super) async fn finish_showing(
    app: &Services,
    owner: &str,
    user: Uuid,
    (state, answer): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Shown, Refused> {
    let party = relying_party(app).ok_or(Refused::Because("passkeys are not offered"))?;
    let answer: PublicKeyCredential = read(answer)?;
    let state: PasskeyAuthentication = claim(app, ("show", owner), state, now).await?;
    let before = held_by(app, answer.get_credential_id(), user).await?;
    let result = party.finish_passkey_authentication(&answer, &state);
    shown(before, &result.map_err(|_| REFUSED)?)
}

/// Asks for any passkey that the device has for us: who it is, it will say.
pub fn begin_signing_in(app: &Services, owner: &str, now: DateTime<Utc>) -> Option<Ceremony> {
    let (challenge, state) = relying_party(app)?.start_discoverable_authentication().ok()?;
    let mut options = serde_json::to_value(challenge).ok()?;
    // The page decides whether it offers passkeys beside the name or by a button.
    options.as_object_mut()?.remove("mediation");
    ceremony(app, ("sign in", owner), &options, &state, now)
}

/// Looks at the passkey that somebody signs in with.
pub(super) async fn finish_signing_in(
    app: &Services,
    owner: &str,
    (state, answer): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Shown, Refused> {
    let party = relying_party(app).ok_or(Refused::Because("passkeys are not offered"))?;
    let answer: PublicKeyCredential = read(answer)?;
    let state: DiscoverableAuthentication = claim(app, ("sign in", owner), state, now).await?;
    let (user, id) = party.identify_discoverable_authentication(&answer).map_err(|_| REFUSED)?;
    let before = held_by(app, id, user).await?;
    let key = opened(&before).map(DiscoverableKey::from).ok_or(REFUSED)?;
    let result = party.finish_discoverable_authentication(&answer, state, &[key]);
    shown(before, &result.map_err(|_| REFUSED)?)
}

const REFUSED: Refused = Refused::Because("the passkey was not shown as asked");

/// The passkey of this person with this id.
async fn held_by(app: &Services, id: &[u8], user: Uuid) -> Result<StoredPasskey, Refused> {
    let found = passkeys::find(app.db.reader(), id).await?;
    found.filter(|found| found.user_id == user).ok_or(Refused::Because("there is no such passkey"))
}

fn shown(before: StoredPasskey, result: &AuthenticationResult) -> Result<Shown, Refused> {
    if !result.user_verified() {
        return Err(Refused::Because("the device did not verify its user"));
    }
    let mut passkey = opened(&before).ok_or(REFUSED)?;
    // A device without a counter says zero for ever; one that says less than before was copied, and was refused above.
    passkey.update_credential(result);
    let credential = serde_json::to_value(&passkey).map_err(|_| REFUSED)?;
    Ok(Shown { before, credential, counter: result.counter() })
}

fn opened(stored: &StoredPasskey) -> Option<Passkey> {
    serde_json::from_value(stored.credential.clone()).ok()
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, Refused> {
    serde_json::from_str(answer).map_err(|_| Refused::Because("the browser's answer is none"))
}

fn word(transport: &impl Serialize) -> String {
    let word = serde_json::to_value(transport).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn ceremony(
    app: &Services,
    whose: (&str, &str),
    options: &Value,
    state: &impl Serialize,
    now: DateTime<Utc>,
) -> Option<Ceremony> {
    let sealed = serde_json::to_vec(&Sealed { expires_at: now + LIFE, state }).ok()?;
    let sealed = with_place(whose, |place| app.sealer.seal(&*app.entropy, place, &sealed));
    Some(Ceremony { options: written(options.to_string().as_bytes()), state: written(&sealed) })
}

/// Opens what belongs to an answer, and uses it up: a second answer to the same question counts for nothing.
async fn claim<T: DeserializeOwned>(
    app: &Services,
    whose: (&str, &str),
    state: &str,
    now: DateTime<Utc>,
) -> Result<T, Refused> {
    let strange = || Refused::Because("the answer belongs to no question of ours");
    let blob = read_back(state).ok_or_else(strange)?;
    let opened = with_place(whose, |place| app.sealer.open(place, &blob)).map_err(|_| strange())?;
    let sealed: Sealed<T> = serde_json::from_slice(&opened).map_err(|_| strange())?;
    if now >= sealed.expires_at {
        return Err(Refused::Because("the answer came too late"));
    }
    let mark = state.to_owned();
    let is_first = app.db.write(async move |tx| ANSWERED.put_new(tx, &[&mark], &(), now).await).await?;
    if is_first { Ok(sealed.state) } else { Err(Refused::Because("the question was answered before")) }
}

/// Hexadecimal digits: nothing that stands in a page looks like a token, to whoever searches pages for one.
fn written(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing into a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn read_back(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: char| letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let is_whole = digits.len().is_multiple_of(2);
    is_whole.then(|| digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect())
}

fn with_place<T>((what, owner): (&str, &str), then: impl FnOnce(&Place<'_>) -> T) -> T {
    then(&Place { table: "passkey ceremony", column: what, row: owner })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else() {
        let bytes = [0, 1, 0x7b, 0x22, 0xff];
        assert_eq!(written(&bytes), "00017b22ff");
        assert_eq!(read_back("00017b22ff"), Some(bytes.to_vec()));
        for text in ["0", "0g", "+1", "00 1", "\u{661}\u{661}"] {
            assert_eq!(read_back(text), None, "{text}");
        }
    }
}
