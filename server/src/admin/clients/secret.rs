//! `client_secret`: how it is made, what may be chosen, and how it rests.

use crate::admin::{Office, Problems};
use crate::client_auth::sealed_place;
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::secret::Secret;

const MEMBER: &str = "client_secret";
/// What an operator may choose: it rests as a plain digest, so it must not be guessed from a list.
const SHORTEST: usize = 12;
/// RFC 7518 section 3.2: a key of HS256 is as long as its hash.
const SHORTEST_FOR_JWT: usize = 32;
const LONGEST: usize = 256;

/// Whether an operator may choose this secret for this method.
pub(super) fn check(office: &Office, method: AuthMethod, chosen: &Secret, problems: &mut Problems) {
    if !method.has_secret() {
        problems.add(MEMBER, format!("token_endpoint_auth_method {} has no secret", method.as_str()));
        return;
    }
    let shortest = match method {
        AuthMethod::ClientSecretJwt => SHORTEST_FOR_JWT,
        _ if office.is_dev => 1,
        _ => SHORTEST,
    };
    let text = chosen.expose();
    // RFC 6749 appendix A.2: VSCHAR.
    let fits =
        (shortest..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let message = format!(
        "expected {shortest} to {LONGEST} printable ASCII characters; leave it out, and a random one is made"
    );
    problems.require(fits, MEMBER, message);
}

/// 256 random bits in base64url.
pub(super) fn generate(office: &Office) -> Secret {
    Secret::new(office.entropy.token())
}

/// Lets this secret rest with the client, as its method needs it.
pub(super) fn keep(office: &Office, client: &mut Client, secret: &Secret) {
    client.secret_digest = None;
    client.sealed_secret = None;
    match client.metadata.token_endpoint_auth_method {
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost => {
            client.secret_digest = Some(secret.digest());
        }
        AuthMethod::ClientSecretJwt => {
            let place = sealed_place(&client.id);
            let sealed = office.sealer.seal(&*office.entropy, &place, secret.expose().as_bytes());
            client.sealed_secret = Some(sealed);
        }
        AuthMethod::None | AuthMethod::PrivateKeyJwt => {}
    }
}

/// Whether this secret rests with the client already, as its method needs it.
pub(super) fn rests(office: &Office, client: &Client, secret: &Secret) -> bool {
    match client.metadata.token_endpoint_auth_method {
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost => {
            client.secret_digest.as_ref().is_some_and(|digest| *digest == secret.digest())
        }
        AuthMethod::ClientSecretJwt => {
            let opened = client.sealed_secret.as_ref();
            let opened = opened.and_then(|sealed| office.sealer.open(&sealed_place(&client.id), sealed).ok());
            opened.is_some_and(|opened| opened.as_slice() == secret.expose().as_bytes())
        }
        AuthMethod::None | AuthMethod::PrivateKeyJwt => false,
    }
}

/// What becomes of the secret when the metadata has changed: a new one, if the method needs what is not there.
pub(super) fn follow_method(office: &Office, client: &mut Client, before: AuthMethod) -> Option<Secret> {
    use AuthMethod::{ClientSecretBasic, ClientSecretPost};
    let method = client.metadata.token_endpoint_auth_method;
    let by_digest = |method| matches!(method, ClientSecretBasic | ClientSecretPost);
    if method == before || (by_digest(method) && by_digest(before)) {
        return None;
    }
    client.secret_digest = None;
    client.sealed_secret = None;
    let fresh = method.has_secret().then(|| generate(office))?;
    keep(office, client, &fresh);
    Some(fresh)
}
