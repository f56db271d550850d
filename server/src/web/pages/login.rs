//! Sign in: fresh, once more, or with the account at hand.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Application, Form, Frame, Problem, Question};

/// The sign-in page. Its form sends `username`, `password`, and `action`: absent or `login`,
/// `continue` (the account shown), `another` (a different account), `cancel`.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/login.html")]
pub struct Login {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// Whom the sign-in is for.
    pub application: Option<Application>,
    /// Which of the three pages it is.
    pub variant: Variant,
    /// What stands in the user name's field: `login_hint`, or what was typed.
    pub username: String,
    /// What was wrong with the last try.
    pub problems: Vec<LoginProblem>,
    /// What the logs know this request by.
    pub request_id: String,
    /// Whether the page that was sent had expired and this is its fresh copy.
    pub expired: bool,
    /// Where a forgotten password is reset, below the base path.
    pub forgot: Option<String>,
    /// Where an account is made, below the base path.
    pub register: Option<String>,
    /// Whether there is an application to go back to.
    pub can_cancel: bool,
    /// The page of ours that asked for a fresh sign-in, and is gone back to.
    pub again: Option<String>,
    /// What the browser is asked for a passkey, where they are offered.
    pub passkey: Option<Question>,
}

/// Which sign-in page it is.
#[derive(Clone, Debug)]
pub enum Variant {
    /// Nobody is known: name and password.
    Fresh,
    /// A known person proves it once more (`prompt=login`, `max_age`): the password alone.
    Again(Account),
    /// A known person says whether to go on as that account (`prompt=select_account`).
    Choose(Account),
}

/// Why a sign-in did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginProblem {
    /// One sentence, whether the account exists or not.
    WrongCredentials,
    /// Too many failures.
    Limited {
        /// How long to wait.
        minutes: u32,
    },
    /// The queue for password checks is full.
    Busy,
    /// The user name was left empty.
    MissingUsername,
    /// The password was left empty.
    MissingPassword,
    /// The passkey was not accepted.
    Passkey,
}

impl LoginProblem {
    /// In words, where the password alone is asked for.
    pub fn of_password(self, frame: &Frame) -> String {
        match self {
            Self::WrongCredentials => frame.say("login-wrong-password"),
            Self::Limited { minutes } => frame.say_with("login-limited", "minutes", minutes.into()),
            Self::Busy => frame.say("login-crowded"),
            Self::MissingUsername => frame.say("login-no-username"),
            Self::MissingPassword => frame.say("login-no-password"),
            Self::Passkey => frame.say("passkey-refused"),
        }
    }
}

impl Login {
    fn title(&self) -> String {
        self.frame.say(match self.variant {
            Variant::Fresh => "login-title",
            Variant::Again(_) => "login-again-title",
            Variant::Choose(_) => "login-choose-title",
        })
    }

    fn purpose(&self) -> Option<String> {
        let application = self.application.as_ref().map(Application::name);
        match (&self.variant, application) {
            (Variant::Again(_), None) => Some(self.frame.say("login-again")),
            (Variant::Again(_), Some(name)) => {
                Some(self.frame.say_with("login-again-for", "application", name.into()))
            }
            (_, None) => None,
            (_, Some(name)) => Some(self.frame.say_with("login-continue", "application", name.into())),
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let frame = &self.frame;
        let say = |problem: &LoginProblem| match *problem {
            // Who is signed in already is asked for the password alone: there is no name to hide.
            LoginProblem::WrongCredentials if !self.is_again() => {
                (Some("password"), frame.say("login-wrong"))
            }
            LoginProblem::MissingUsername => (Some("username"), problem.of_password(frame)),
            LoginProblem::WrongCredentials | LoginProblem::MissingPassword => {
                (Some("password"), problem.of_password(frame))
            }
            LoginProblem::Limited { .. } | LoginProblem::Busy | LoginProblem::Passkey => {
                (None, problem.of_password(frame))
            }
        };
        self.problems.iter().map(say).map(|(field, text)| Problem { field, text }).collect()
    }

    /// The sentence at a field.
    fn wrong_at(&self, field: &str) -> Option<String> {
        self.problems().into_iter().find(|p| p.field == Some(field)).map(|problem| problem.text)
    }

    /// The id of the sentence that speaks of a field. Of a name and a password that do not match, neither is said to
    /// be the wrong one: one sentence, which stands at the password, speaks of both.
    fn described_by(&self, field: &str) -> Option<String> {
        let at = if self.problems.contains(&LoginProblem::WrongCredentials) { "password" } else { field };
        self.wrong_at(at).map(|_| format!("{at}-wrong"))
    }

    /// What the people who run this need to find a refusal that nobody's typing explains.
    fn request(&self) -> Option<&str> {
        let is_ours = |p: &LoginProblem| matches!(p, LoginProblem::Limited { .. } | LoginProblem::Busy);
        self.problems.iter().any(is_ours).then_some(self.request_id.as_str())
    }

    /// The first empty field takes the focus, unless there is a summary to read first.
    fn focuses(&self, field: &str) -> bool {
        let first = if self.username.is_empty() { "username" } else { "password" };
        let first = if self.is_again() { "password" } else { first };
        self.problems.is_empty() && first == field
    }

    fn asks_username(&self) -> bool {
        matches!(self.variant, Variant::Fresh)
    }

    fn has_links(&self) -> bool {
        let offered = self.forgot.is_some() || self.register.is_some();
        self.is_again() || (self.asks_username() && offered)
    }

    fn is_again(&self) -> bool {
        matches!(self.variant, Variant::Again(_))
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let fresh = Login {
        frame: frame.clone().at("/login?transaction=u2JQv0kq1Y7n"),
        form: Form::sample("/login"),
        application: Some(gallery::application()),
        variant: Variant::Fresh,
        username: String::new(),
        problems: Vec::new(),
        request_id: "3f1c0b9a7d5e42681c0d".to_owned(),
        expired: false,
        forgot: Some("/forgot".to_owned()),
        register: Some("/register".to_owned()),
        can_cancel: true,
        again: None,
        passkey: Some(Question {
            asks: "sign-in",
            key: "passkey-sign-in",
            is_primary: false,
            ..Question::sample()
        }),
    };
    let ada = gallery::account();
    let typed = Login { username: "ada@example.com".to_owned(), ..fresh.clone() };
    let hint = Login {
        application: Some(gallery::application().with_logo(frame.favicon())),
        forgot: None,
        register: None,
        passkey: None,
        ..typed.clone()
    };
    let wrong = |problems: &[LoginProblem]| Login { problems: problems.to_vec(), ..typed.clone() };
    let empty = [LoginProblem::MissingUsername, LoginProblem::MissingPassword];
    vec![
        Sample::of("typical", &fresh),
        Sample::of("hint", &hint),
        Sample::of("alone", &Login { application: None, can_cancel: false, ..fresh.clone() }),
        Sample::of("again", &Login { variant: Variant::Again(ada.clone()), ..typed.clone() }),
        Sample::of(
            "again-wrong",
            &Login { variant: Variant::Again(ada.clone()), ..wrong(&[LoginProblem::WrongCredentials]) },
        ),
        Sample::of(
            "again-alone",
            &Login {
                application: None,
                variant: Variant::Again(gallery::account()),
                again: Some("/account/security".to_owned()),
                can_cancel: false,
                ..typed.clone()
            },
        ),
        Sample::of("choose", &Login { variant: Variant::Choose(ada), ..fresh.clone() }),
        Sample::of("expired", &Login { expired: true, ..typed.clone() }),
        Sample::of("error", &wrong(&[LoginProblem::WrongCredentials])),
        Sample::of("error-limited", &wrong(&[LoginProblem::Limited { minutes: 15 }])),
        Sample::of("error-passkey", &wrong(&[LoginProblem::Passkey])),
        Sample::of("error-busy", &wrong(&[LoginProblem::Busy])),
        Sample::of("error-empty", &Login { problems: empty.to_vec(), ..fresh.clone() }),
        Sample::of("longest", &Login { username: gallery::LONG.to_owned(), ..longest(&fresh) }),
        Sample::of("hostile", &Login { username: gallery::HOSTILE.to_owned(), ..hostile(&fresh) }),
    ]
}

fn longest(fresh: &Login) -> Login {
    Login {
        application: Some(gallery::long_application()),
        variant: Variant::Again(gallery::long_account()),
        expired: true,
        ..fresh.clone()
    }
}

fn hostile(fresh: &Login) -> Login {
    Login { application: Some(gallery::hostile_application()), ..fresh.clone() }
}
