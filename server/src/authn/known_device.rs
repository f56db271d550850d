//! Browsers that have signed in as an account before. Being known is no proof of anything: it gives a browser a count of its
//! own, so that a stranger's wrong guesses never lock the owner out, and makes its sign-ins less of a surprise.
//!
//! Nothing rests in the store. The cookie holds a random name and, for each account, a mark that only we can make: HMAC of
//! name, account and the account's epoch. Whatever ends every session makes every browser unknown. Nobody can read from a
//! mark whose it is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::kept_key::DEVICES;
use crate::app::Services;
use crate::model::audit_event::Origin;
use crate::model::user::User;
use crate::sealing::derive::derive;
use crate::secret::same;
use crate::store::StoreError;

/// Accounts that one browser is known to: the last ones.
const ACCOUNTS: usize = 4;
const NAME_BYTES: usize = 16;
const MARK_BYTES: usize = 16;

/// What a browser shows of itself, still to be checked for each account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownDevice {
    /// Its cookie.
    Cookie {
        /// Its random name.
        name: [u8; NAME_BYTES],
        /// The marks, the latest first.
        marks: Vec<[u8; MARK_BYTES]>,
    },
    /// The session it is signed in with, of whoever is asked once more.
    Session(Uuid),
}

impl KnownDevice {
    /// Reads the cookie's value; `None` where it is none of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok()?.try_into().ok());
        let name = parts.next()??;
        let marks: Vec<_> = parts.collect::<Option<_>>()?;
        (marks.len() <= ACCOUNTS).then_some(Self::Cookie { name, marks })
    }

    /// The cookie's value; nothing for a session, which has its own.
    pub fn cookie(&self) -> Option<String> {
        let Self::Cookie { name, marks } = self else { return None };
        let parts = std::iter::once(name).chain(marks).map(|part| URL_SAFE_NO_PAD.encode(part));
        Some(parts.collect::<Vec<_>>().join("."))
    }

    /// What the device is counted under, if it is known to the account.
    pub(super) async fn counted_as(&self, app: &Services, user: &User) -> Result<Option<String>, StoreError> {
        match self {
            // Whoever asks has looked at the session: it is this person's.
            Self::Session(id) => Ok(Some(id.to_string())),
            Self::Cookie { name, marks } => {
                let expected = mark(key(app).await?, name, user);
                let is_known = marks.iter().any(|mark| same(mark, &expected));
                Ok(is_known.then(|| URL_SAFE_NO_PAD.encode(name)))
            }
        }
    }
}

/// The cookie that a browser carries once it has signed in as `user`, made of the one it came with.
pub async fn known_to(
    app: &Services,
    before: Option<&KnownDevice>,
    user: &User,
) -> Result<KnownDevice, StoreError> {
    let (name, mut marks) = match before {
        Some(KnownDevice::Cookie { name, marks }) => (*name, marks.clone()),
        _ => (app.entropy.bytes(), Vec::new()),
    };
    let fresh = mark(key(app).await?, &name, user);
    marks.retain(|mark| *mark != fresh);
    marks.insert(0, fresh);
    marks.truncate(ACCOUNTS);
    Ok(KnownDevice::Cookie { name, marks })
}

/// A keyed digest of what a browser calls itself and of its network: what a session was begun with, without saying it.
pub async fn fingerprint(app: &Services, origin: &Origin) -> Result<[u8; 32], StoreError> {
    let agent = origin.user_agent.as_deref().unwrap_or_default();
    let parts = [agent.as_bytes(), &origin.network().into_bytes()];
    Ok(*derive(key(app).await?, "device fingerprint v1", &parts))
}

async fn key(app: &Services) -> Result<&Zeroizing<[u8; 32]>, StoreError> {
    app.device_key.get_or_try_init(|| DEVICES.key(&app.db, (&app.sealer, &*app.entropy))).await
}

fn mark(key: &[u8; 32], name: &[u8; NAME_BYTES], user: &User) -> [u8; MARK_BYTES] {
    let parts = [&name[..], user.id.as_bytes(), &user.epoch.to_be_bytes()];
    let whole = derive(key, "known device v1", &parts);
    std::array::from_fn(|at| whole[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_reads_as_it_was_written() {
        let device = KnownDevice::Cookie { name: [1; 16], marks: vec![[2; 16], [3; 16]] };
        let text = device.cookie().expect("a cookie has a value");
        assert_eq!(KnownDevice::parse(&text), Some(device));
        assert_eq!(KnownDevice::Session(Uuid::nil()).cookie(), None);
    }

    #[test]
    fn what_is_none_of_ours_is_nothing() {
        let part = URL_SAFE_NO_PAD.encode([7; 16]);
        let six = [part.as_str(); 6].join(".");
        let cut = format!("{part}.{}", &part[1..]);
        for text in ["", ".", "AAAA", &six, &cut, &format!("{part}."), &format!("{part}={part}")] {
            assert_eq!(KnownDevice::parse(text), None, "{text:?}");
        }
    }
}
