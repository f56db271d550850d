//! The end of the demo's sign-in that brought no tokens: what the application received instead. Served by `signet dev`
//! alone.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Frame, Link};

/// An error response (RFC 6749 section 4.1.2.1, RFC 9207), as it came.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/dev_answer.html")]
pub struct DevAnswer {
    /// Language, brand, footer.
    pub frame: Frame,
    /// `error`.
    pub error: String,
    /// `error_description`.
    pub description: Option<String>,
    /// `state`, which the demo found to be its own.
    pub state: String,
    /// `iss`.
    pub iss: Option<String>,
    /// What the logs know this request by.
    pub request_id: String,
    /// Where the demo starts anew.
    pub again: Link,
}

impl DevAnswer {
    fn happened(&self) -> String {
        self.frame.say(if self.error == "access_denied" { "answer-denied" } else { "answer-refused" })
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = DevAnswer {
        frame: frame.clone().at("/dev/callback?error=access_denied&state=af0ifjsldkj"),
        error: "access_denied".to_owned(),
        description: Some("the person cancelled".to_owned()),
        state: "af0ifjsldkj".to_owned(),
        iss: Some("https://id.example.com".to_owned()),
        request_id: "3f1c0b9a7d5e42681c0d".to_owned(),
        again: Link::within(frame, "/dev/sign-in/demo-web"),
    };
    let refused =
        DevAnswer { error: "invalid_scope".to_owned(), description: None, iss: None, ..typical.clone() };
    let longest = DevAnswer {
        description: Some(gallery::LONG.repeat(4)),
        state: gallery::LONG.to_owned(),
        ..refused.clone()
    };
    let hostile = DevAnswer {
        error: gallery::HOSTILE.to_owned(),
        description: Some(gallery::HOSTILE.to_owned()),
        iss: Some(gallery::HOSTILE.to_owned()),
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("refused", &refused),
        Sample::of("longest", &longest),
        Sample::of("hostile", &hostile),
    ]
}
