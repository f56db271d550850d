//! Where `/.well-known/change-password` leads (W3C, "A Well-Known URL for Changing Passwords").

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Frame, WayOn};

/// Says who changes passwords: the operator, as long as there is no account console.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/change_password.html")]
pub struct ChangePassword {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Who is signed in here.
    pub account: Option<Account>,
}

impl ChangePassword {
    fn home(&self) -> WayOn {
        WayOn::home(&self.frame)
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |account| ChangePassword { frame: frame.clone().at("/change-password"), account };
    vec![
        Sample::of("typical", &of(None)),
        Sample::of("signed-in", &of(Some(gallery::account()))),
        Sample::of("longest", &of(Some(gallery::long_account()))),
        Sample::of("hostile", &of(Some(gallery::hostile_account()))),
    ]
}
