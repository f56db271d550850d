//! The question before signing out (RP-Initiated Logout 1.0 section 2).

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Application, Form, Frame};

/// The question. Its form sends `action`: `yes` or `no`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/logout.html")]
pub struct Logout {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// Who would be signed out.
    pub account: Option<Account>,
    /// Who asks for it.
    pub application: Option<Application>,
}

impl Logout {
    fn asked_by(&self) -> Option<String> {
        let application = self.application.as_ref()?;
        Some(self.frame.say_with("logout-from", "application", application.name().into()))
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = Logout {
        frame: frame.clone().at("/logout"),
        form: Form { transaction: None, ..Form::sample("/logout") },
        account: Some(gallery::account()),
        application: None,
    };
    let of = |account, application| Logout {
        account: Some(account),
        application: Some(application),
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("nobody", &Logout { account: None, ..typical.clone() }),
        Sample::of("asked", &of(gallery::account(), gallery::application())),
        Sample::of("longest", &of(gallery::long_account(), gallery::long_application())),
        Sample::of("hostile", &of(gallery::hostile_account(), gallery::hostile_application())),
    ]
}
