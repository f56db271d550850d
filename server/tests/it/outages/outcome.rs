//! How a request ended for whoever asked, and what an answer holds.

use crate::support::answer::Answer;

/// Why somebody did not get what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// 4xx: judged, with no effect.
    Refused(u16, String),
    /// 503 that says when to come back.
    Unavailable,
    /// Any other answer: a fault of the server's.
    Broken(u16, String),
    /// No answer.
    Lost(String),
}

pub type Outcome<T> = Result<T, No>;

/// What a code is exchanged for.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub id: String,
}

/// What the answer means for who asked.
pub fn judged(answer: Answer) -> Outcome<Answer> {
    match answer.status {
        200..400 if answer.header("location").contains("error=temporarily_unavailable") => {
            Err(No::Unavailable)
        }
        200..400 => Ok(answer),
        503 if !answer.header("retry-after").is_empty() => Err(No::Unavailable),
        status @ 400..500 => Err(No::Refused(status, answer.body)),
        status => Err(No::Broken(status, answer.body)),
    }
}

pub fn tokens(answer: &Answer) -> Tokens {
    let text = |name: &str| answer.json()[name].as_str().unwrap_or_default().to_owned();
    Tokens { access: text("access_token"), refresh: text("refresh_token"), id: text("id_token") }
}

/// The code that a redirect carries back.
pub fn code_of(answer: &Answer) -> Outcome<String> {
    let location = answer.header("location");
    let url = url::Url::parse(location).ok();
    let code = url.and_then(|url| {
        url.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned())
    });
    code.ok_or_else(|| No::Broken(answer.status, format!("no code at {location:?} {}", answer.body)))
}
