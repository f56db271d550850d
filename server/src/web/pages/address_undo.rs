//! Where the link leads that takes a change of address back: a button, so that what only looks at links uses nothing up.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Form, Frame, Problem};

/// The page. Its form sends `token`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/address_undo.html")]
pub struct AddressUndo {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// What the link carries.
    pub token: String,
    /// The address that comes back.
    pub address: String,
    /// Whether too many passwords were being hashed at the last try.
    pub is_busy: bool,
}

impl AddressUndo {
    fn words(&self) -> String {
        self.frame.say_with("undo-words", "address", self.address.as_str().into())
    }

    fn problems(&self) -> Vec<Problem> {
        let busy = self.is_busy.then(|| Problem { field: None, text: self.frame.say("crowded") });
        busy.into_iter().collect()
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |address: &str| AddressUndo {
        frame: frame.clone().at("/undo?token=AAAA.BBBB"),
        form: Form { transaction: None, ..Form::sample("/undo") },
        token: "AAAA.BBBB".to_owned(),
        address: address.to_owned(),
        is_busy: false,
    };
    let typical = of("ada@example.com");
    vec![
        Sample::of("typical", &typical),
        Sample::of("error-busy", &AddressUndo { is_busy: true, ..typical }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
