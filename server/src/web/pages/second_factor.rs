//! The second factor: one code, and where to find it.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Application, Form, Frame, Problem, Question};

/// The page. Its form sends `step`, `method`, `code`, and `remember` where that was ticked; `action` is absent or `verify`,
/// or `send` for a code by mail, or `cancel`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/second_factor.html")]
pub struct SecondFactor {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// Which half sign-in it finishes.
    pub step: String,
    /// Whom the sign-in is for.
    pub application: Option<Application>,
    /// Who has given the password.
    pub account: Account,
    /// What is asked.
    pub asks: Asked,
    /// Whether a code was mailed, where one can be.
    pub is_mailed: bool,
    /// What the browser is asked for a passkey.
    pub passkey: Option<Question>,
    /// Where the other ways are, below the base path.
    pub others: Vec<OtherWay>,
    /// For how many days the device can be remembered.
    pub remember_days: Option<u32>,
    /// What was wrong with the last try.
    pub problem: Option<CodeProblem>,
    /// What the logs know this request by.
    pub request_id: String,
    /// Whether there is an application to go back to.
    pub can_cancel: bool,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Six digits of an authenticator app.
    Totp,
    /// One of the codes that were written down.
    BackupCode,
    /// A passkey.
    Passkey,
    /// A code that is mailed.
    EmailCode,
}

/// Another way to show a second factor.
#[derive(Clone, Debug)]
pub struct OtherWay {
    /// Which.
    pub asks: Asked,
    /// Where, below the base path.
    pub path: String,
}

/// Why a code was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeProblem {
    /// It is wrong, or was used before.
    Wrong,
    /// Too many failures.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// The field was left empty.
    Missing,
    /// The passkey was not accepted.
    Passkey,
    /// The code that was mailed is another one, or has ended.
    Mailed,
    /// Too many mails were asked for.
    AskedOften {
        /// How long to wait.
        minutes: u32,
    },
}

impl Asked {
    /// The word in forms and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::BackupCode => "backup_code",
            Self::Passkey => "passkey",
            Self::EmailCode => "email_code",
        }
    }

    const fn is_backup(self) -> bool {
        matches!(self, Self::BackupCode)
    }

    const fn is_email(self) -> bool {
        matches!(self, Self::EmailCode)
    }

    const fn is_passkey(self) -> bool {
        matches!(self, Self::Passkey)
    }
}

impl OtherWay {
    const fn key(&self) -> &'static str {
        match self.asks {
            Asked::Totp => "second-other-code",
            Asked::BackupCode => "second-other-backup",
            Asked::Passkey => "second-other-passkey",
            Asked::EmailCode => "second-other-mail",
        }
    }
}

/// What a problem with a code says, and at which field.
pub(super) fn told(frame: &Frame, problem: CodeProblem, is_backup: bool) -> Problem {
    match problem {
        CodeProblem::Wrong => {
            let key = if is_backup { "second-wrong-backup" } else { "second-wrong" };
            Problem { field: Some("code"), text: frame.say(key) }
        }
        CodeProblem::Limited { minutes } => {
            Problem { field: None, text: frame.say_with("login-limited", "minutes", minutes.into()) }
        }
        CodeProblem::Passkey => Problem { field: None, text: frame.say("passkey-refused") },
        CodeProblem::Mailed => Problem { field: Some("code"), text: frame.say("second-wrong-mail") },
        CodeProblem::AskedOften { minutes } => {
            Problem { field: None, text: frame.say_with("asked-too-often", "minutes", minutes.into()) }
        }
        CodeProblem::Missing => Problem { field: Some("code"), text: frame.say("second-missing") },
    }
}

impl SecondFactor {
    fn title(&self) -> String {
        self.frame.say("second-title")
    }

    fn purpose(&self) -> Option<String> {
        let name = self.application.as_ref()?.name();
        Some(self.frame.say_with("login-continue", "application", name.into()))
    }

    fn words(&self) -> String {
        self.frame.say(match self.asks {
            Asked::Totp => "second-words",
            Asked::BackupCode => "second-words-backup",
            Asked::Passkey => "second-words-passkey",
            Asked::EmailCode if self.is_mailed => "second-words-mailed",
            Asked::EmailCode => "second-words-mail",
        })
    }

    /// Whether there is a code to type.
    fn takes_code(&self) -> bool {
        !self.asks.is_passkey() && (self.is_mailed || !self.asks.is_email())
    }

    fn label(&self) -> String {
        self.frame.say(if self.asks.is_backup() { "second-backup" } else { "second-code" })
    }

    fn problems(&self) -> Vec<Problem> {
        self.problem.iter().map(|problem| told(&self.frame, *problem, self.asks.is_backup())).collect()
    }

    fn wrong(&self) -> Option<String> {
        self.problems().into_iter().find(|problem| problem.field.is_some()).map(|problem| problem.text)
    }

    fn request(&self) -> Option<&str> {
        matches!(self.problem, Some(CodeProblem::Limited { .. })).then_some(self.request_id.as_str())
    }

    fn remember(&self) -> Option<String> {
        self.remember_days.map(|days| self.frame.say_with("second-remember", "days", days.into()))
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = SecondFactor {
        frame: frame.clone().at("/second-factor?step=u2JQv0kq1Y7n"),
        form: Form::sample("/second-factor"),
        step: "u2JQv0kq1Y7n".to_owned(),
        application: Some(gallery::application()),
        account: gallery::account(),
        asks: Asked::Totp,
        is_mailed: false,
        passkey: None,
        others: vec![OtherWay {
            asks: Asked::BackupCode,
            path: "/second-factor?step=u2JQv0kq1Y7n&method=backup_code".to_owned(),
        }],
        remember_days: Some(30),
        problem: None,
        request_id: "3f1c0b9a7d5e42681c0d".to_owned(),
        can_cancel: true,
    };
    let backup = SecondFactor {
        asks: Asked::BackupCode,
        others: vec![OtherWay { asks: Asked::Totp, path: "/second-factor?step=u2JQv0kq1Y7n".to_owned() }],
        ..typical.clone()
    };
    let passkey = SecondFactor { asks: Asked::Passkey, passkey: Some(Question::sample()), ..backup.clone() };
    let mail = SecondFactor { asks: Asked::EmailCode, ..backup.clone() };
    let mailed = SecondFactor { is_mailed: true, ..mail.clone() };
    let with = |problem| SecondFactor { problem: Some(problem), ..typical.clone() };
    let whose = |application, account| SecondFactor { application, account, ..typical.clone() };
    vec![
        Sample::of("typical", &typical),
        Sample::of("backup", &backup),
        Sample::of("passkey", &passkey),
        Sample::of("mail", &mail),
        Sample::of("mailed", &mailed),
        Sample::of("error-mailed", &SecondFactor { problem: Some(CodeProblem::Mailed), ..mailed.clone() }),
        Sample::of(
            "error-asked-often",
            &SecondFactor { problem: Some(CodeProblem::AskedOften { minutes: 15 }), ..mail.clone() },
        ),
        Sample::of("error-passkey", &SecondFactor { problem: Some(CodeProblem::Passkey), ..passkey.clone() }),
        Sample::of(
            "alone",
            &SecondFactor {
                application: None,
                others: Vec::new(),
                remember_days: None,
                can_cancel: false,
                ..typical.clone()
            },
        ),
        Sample::of("error", &with(CodeProblem::Wrong)),
        Sample::of("error-backup", &SecondFactor { problem: Some(CodeProblem::Wrong), ..backup.clone() }),
        Sample::of("error-missing", &with(CodeProblem::Missing)),
        Sample::of("error-limited", &with(CodeProblem::Limited { minutes: 15 })),
        Sample::of("longest", &whose(Some(gallery::long_application()), gallery::long_account())),
        Sample::of("hostile", &whose(Some(gallery::hostile_application()), gallery::hostile_account())),
    ]
}
