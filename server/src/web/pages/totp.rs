//! Setting up an authenticator app: a picture to scan, the same as text, and the first code.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::second_factor::{CodeProblem, told};
use super::{Account, Application, Form, Frame, Problem};
use crate::web::qr::Qr;

/// The page. Its form sends `code`, `step` where a sign-in waits for it, and `action`: absent or `confirm`, or `cancel`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/totp.html")]
pub struct Totp {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the pages of the account; none where a sign-in waits.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// The half sign-in that waits for it.
    pub step: Option<String>,
    /// Whom the sign-in is for.
    pub application: Option<Application>,
    /// Whose app it will be.
    pub account: Account,
    /// What is scanned.
    pub qr: Qr,
    /// The same to type, in groups.
    pub secret: String,
    /// Where the picture is as a file, below the base path.
    pub picture: Option<String>,
    /// What was wrong with the last try.
    pub problem: Option<CodeProblem>,
    /// What the logs know this request by.
    pub request_id: String,
    /// Where to leave it, below the base path, where nothing waits for it.
    pub back: Option<String>,
    /// Whether there is an application to go back to.
    pub can_cancel: bool,
}

impl Totp {
    fn title(&self) -> String {
        self.frame.say("totp-title")
    }

    fn words(&self) -> String {
        match &self.application {
            Some(application) => {
                self.frame.say_with("totp-demanded-for", "application", application.name().into())
            }
            None if self.step.is_some() => self.frame.say("totp-demanded"),
            None => self.frame.say("totp-words"),
        }
    }

    fn problems(&self) -> Vec<Problem> {
        self.problem.iter().map(|problem| told(&self.frame, *problem, false)).collect()
    }

    fn wrong(&self) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field.is_some()).map(|problem| problem.text)
    }

    fn request(&self) -> Option<&str> {
        matches!(self.problem, Some(CodeProblem::Limited { .. })).then_some(self.request_id.as_str())
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let url = "otpauth://totp/Signet:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Signet";
    let typical = Totp {
        frame: frame.clone().at("/account/security/totp"),
        tabs: Tab::Security.shown(frame),
        form: Form { transaction: None, ..Form::sample("/account/security/totp") },
        step: None,
        application: None,
        account: gallery::account(),
        qr: Qr::of(url).unwrap_or_default(),
        secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned(),
        picture: Some("/account/security/totp.png".to_owned()),
        problem: None,
        request_id: "3f1c0b9a7d5e42681c0d".to_owned(),
        back: Some("/account/security".to_owned()),
        can_cancel: false,
    };
    let demanded = Totp {
        tabs: Vec::new(),
        form: Form::sample("/second-factor"),
        step: Some("u2JQv0kq1Y7n".to_owned()),
        application: Some(gallery::application()),
        picture: None,
        back: None,
        can_cancel: true,
        ..typical.clone()
    };
    let with = |problem| Totp { problem: Some(problem), ..typical.clone() };
    vec![
        Sample::of("typical", &typical),
        Sample::of("demanded", &demanded),
        Sample::of("demanded-alone", &Totp { application: None, can_cancel: false, ..demanded.clone() }),
        Sample::of("error", &with(CodeProblem::Wrong)),
        Sample::of("error-missing", &with(CodeProblem::Missing)),
        Sample::of("error-limited", &with(CodeProblem::Limited { minutes: 1 })),
        Sample::of(
            "longest",
            &Totp {
                application: Some(gallery::long_application()),
                account: gallery::long_account(),
                ..demanded.clone()
            },
        ),
        Sample::of(
            "hostile",
            &Totp {
                application: Some(gallery::hostile_application()),
                account: gallery::hostile_account(),
                ..demanded.clone()
            },
        ),
    ]
}
