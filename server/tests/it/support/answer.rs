//! What a server answers, and what is asserted of it.

use std::collections::HashMap;

use serde_json::Value;

use super::recorder::Recorder;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    /// Reads it. Nothing that a test asks may be a fault of ours.
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, path) = (response.status().as_u16(), response.url().path().to_owned());
        assert!(status < 500, "{status} from {path}");
        Self::of_any(response).await
    }

    /// Reads it, where something of ours was taken away on purpose.
    pub async fn of_any(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let recorder = Recorder::of(response.url().port());
        let answer = Self { status, headers, body: response.text().await.unwrap() };
        answer.has_guarded_cookies();
        if let Some(recorder) = recorder {
            recorder.hear(&answer);
        }
        answer
    }

    /// SE-001: every cookie of every answer of every test is this host's alone, no script's, and kept by nobody on the way.
    fn has_guarded_cookies(&self) {
        for cookie in self.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            let is_secure = text.starts_with("__Host-signet-");
            assert!((is_secure || text.starts_with("signet-")) && text.len() < 4096, "{text}");
            assert_eq!(text.contains("; Secure"), is_secure, "{text}");
            for flag in ["; Path=/;", "; HttpOnly", "; SameSite=Lax"] {
                assert!(text.contains(flag), "{text} lacks {flag}");
            }
            assert!(!text.contains("Domain"), "{text}");
            assert_eq!(self.header("cache-control"), "no-store", "{text}");
            assert!(!self.header("vary").contains('*'), "{text}");
        }
    }

    /// Status and headers, without what differs from one answer to the next by chance: moments, ids, secrets in cookies, and what
    /// is left of a limit.
    pub fn head(&self) -> (u16, Vec<(String, String)>) {
        let by_chance = ["date", "x-request-id", "ratelimit"];
        let headers = self.headers.iter().map(|(name, value)| {
            let (name, value) = (name.as_str().to_owned(), value.to_str().unwrap());
            let shown = match name.as_str() {
                "set-cookie" => {
                    let (pair, attributes) = value.split_once(';').unwrap();
                    format!("{}={};{attributes}", pair.split_once('=').unwrap().0, pair.len())
                }
                name if by_chance.contains(&name) => String::new(),
                _ => value.to_owned(),
            };
            (name, shown)
        });
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        (self.status, headers)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member} in {}", self.body)).to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Does with a browser's cookies what it says: one that has ended goes.
    pub fn keep_cookies(&self, cookies: &mut HashMap<String, String>) {
        for cookie in self.headers.get_all("set-cookie") {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Asserts an OAuth error.
    #[track_caller]
    pub fn is_error(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.json()["error"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.header("cache-control"), "no-store");
        assert!(self.header("content-type").starts_with("application/json"));
        assert!(!self.headers.contains_key("set-cookie"));
        if status == 401 {
            assert!(self.headers.contains_key("www-authenticate"));
        }
    }
}
