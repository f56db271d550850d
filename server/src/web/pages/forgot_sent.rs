//! The answer to everybody who forgot a password, whether they have an account or not.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Frame, WayOn};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/forgot_sent.html")]
pub struct ForgotSent {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The name that was typed.
    pub username: String,
    /// Back to signing in.
    pub back: WayOn,
}

impl ForgotSent {
    fn words(&self) -> String {
        self.frame.say_with("forgot-sent-words", "name", self.username.as_str().into())
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |username: &str| ForgotSent {
        frame: frame.clone(),
        username: username.to_owned(),
        back: WayOn::sign_in(frame, "/sign-in"),
    };
    vec![
        Sample::of("typical", &of("ada@example.com")),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
