//! What a server handed out during a test, whoever asked: codes, tokens and cookies, noted as the answers come by.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::answer::Answer;

/// Of each kind so many, the newest: a test that makes thousands tells no more by the rest.
const MOST: usize = 100;
/// No token of ours is shorter.
const SHORTEST: usize = 60;

/// Where answers are noted, by the port that gave them.
static LISTENING: Mutex<BTreeMap<u16, Arc<Recorder>>> = Mutex::new(BTreeMap::new());

#[derive(Debug, Default)]
pub struct Recorder(Mutex<Seen>);

/// What was seen, in the order in which it was.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// Codes and refresh tokens. A code with the address that it was sent to, where it was sent by a redirect.
    pub redeemable: Vec<(String, Option<String>)>,
    /// JWTs and opaque access tokens.
    pub access_tokens: Vec<String>,
    /// Session cookies, `name=value`.
    pub sessions: Vec<String>,
    /// Clients and the secrets they were given.
    pub clients: BTreeMap<String, String>,
}

impl Recorder {
    /// Notes what comes from these ports.
    pub fn listen(ports: &[u16]) -> Arc<Self> {
        let recorder = Arc::<Self>::default();
        let mut listening = LISTENING.lock().unwrap();
        listening.extend(ports.iter().map(|port| (*port, Arc::clone(&recorder))));
        recorder
    }

    /// The one that notes what comes from this port.
    pub fn of(port: Option<u16>) -> Option<Arc<Self>> {
        LISTENING.lock().unwrap().get(&port?).cloned()
    }

    pub fn knows_client(&self, id: &str, secret: &str) {
        self.0.lock().unwrap().clients.insert(id.to_owned(), secret.to_owned());
    }

    pub fn hear(&self, answer: &Answer) {
        let mut seen = self.0.lock().unwrap();
        let location = answer.header("location");
        for token in tokens_in(location) {
            let to = location.split(['?', '#']).next();
            let query = url::Url::parse(location).ok();
            // Parameters that the redirect URI has itself: those before ours.
            let own = query.as_ref().and_then(|url| url.query()?.split("code=").next());
            let own = own.unwrap_or_default().trim_end_matches('&');
            let to = to.map(|to| if own.is_empty() { to.to_owned() } else { format!("{to}?{own}") });
            seen.note(token, to);
        }
        for token in tokens_in(&answer.body) {
            seen.note(token, None);
        }
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if pair.contains("signet-session=") && pair.len() > SHORTEST {
                keep(&mut seen.sessions, pair.to_owned());
            }
        }
    }

    pub fn seen(&self) -> Seen {
        self.0.lock().unwrap().clone()
    }
}

impl Seen {
    fn note(&mut self, token: &str, to: Option<String>) {
        if token.starts_with("sgc_") || token.starts_with("sgr_") {
            keep(&mut self.redeemable, (token.to_owned(), to));
        } else {
            keep(&mut self.access_tokens, token.to_owned());
        }
    }
}

fn keep<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
    if list.len() > MOST {
        list.remove(0);
    }
}

/// Everything in a text that has the form of a token of ours: a known beginning and a long tail.
pub fn tokens_in(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for prefix in ["sgc_", "sgr_", "sga_", "eyJ"] {
        for (at, _) in text.match_indices(prefix) {
            let inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
            let length = text.as_bytes()[at..].iter().take_while(|byte| inside(byte)).count();
            let is_inner = text.as_bytes()[..at].last().is_some_and(inside);
            let token = text[at..at + length].trim_end_matches('.');
            let is_whole = prefix != "eyJ" || token.matches('.').count() == 2;
            if !is_inner && is_whole && token.len() >= SHORTEST {
                found.push(token);
            }
        }
    }
    found
}
