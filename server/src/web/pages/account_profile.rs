//! What the person says of themselves.

use askama::Template;

use super::account::{Shown, Tab};
use super::gallery::{self, Sample};
use super::{Form, Frame, Problem};

/// The page. Its form sends each field by the name of its claim; an empty one says nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/account_profile.html")]
pub struct AccountProfile {
    /// Language, brand, footer.
    pub frame: Frame,
    /// The way to the others.
    pub tabs: Vec<Shown>,
    /// Where the form goes.
    pub form: Form,
    /// The address of the account, where it has one.
    pub email: Option<String>,
    /// Where another one is asked for, below the base path; nowhere, where no mail can be sent.
    pub change_email: Option<String>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// What has to be put right.
    pub problems: Vec<Problem>,
    /// What was done a moment ago, in words.
    pub done: Option<String>,
}

/// A field: a claim of the person.
#[derive(Clone, Debug)]
pub struct Field {
    /// The claim.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// What browsers know it as (HTML, autofill).
    pub autocomplete: &'static str,
    /// What is said below it.
    pub hint: Option<String>,
}

/// The claims that are fields here, in order, with their words and what browsers know them as.
pub const FIELDS: [(&str, &str, &str); 9] = [
    ("name", "claim-name", "name"),
    ("given_name", "claim-given-name", "given-name"),
    ("family_name", "claim-family-name", "family-name"),
    ("nickname", "claim-nickname", "nickname"),
    ("birthdate", "claim-birthdate", "bday"),
    ("phone_number", "profile-phone", "tel"),
    ("website", "claim-website", "url"),
    ("zoneinfo", "claim-zoneinfo", "off"),
    ("locale", "claim-locale", "language"),
];

impl AccountProfile {
    fn problems(&self) -> Vec<Problem> {
        self.problems.clone()
    }

    /// What is wrong with a field.
    fn wrong_at(&self, name: &str) -> Option<String> {
        self.problems.iter().find(|problem| problem.field == Some(name)).map(|problem| problem.text.clone())
    }

    #[expect(clippy::unused_self, reason = "the template asks each page")]
    fn request(&self) -> Option<&str> {
        None
    }
}

/// The fields with what the person has said.
pub fn fields(frame: &Frame, value: impl Fn(&str) -> String) -> Vec<Field> {
    let field = |(name, word, autocomplete): (&'static str, &str, &'static str)| Field {
        name,
        label: frame.say(word),
        value: value(name),
        autocomplete,
        hint: match name {
            "birthdate" => Some(frame.say("profile-birthdate-hint")),
            "locale" => Some(frame.say("profile-locale-hint")),
            "zoneinfo" => Some(frame.say("profile-zoneinfo-hint")),
            _ => None,
        },
    };
    FIELDS.into_iter().map(field).collect()
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |value: &str| AccountProfile {
        frame: frame.clone().at(Tab::Profile.path()),
        tabs: Tab::Profile.shown(frame),
        form: Form { transaction: None, ..Form::sample(Tab::Profile.path()) },
        email: Some(if value == "Ada" { "ada@example.com".to_owned() } else { value.to_owned() }),
        change_email: Some("/account/email".to_owned()),
        fields: fields(frame, |_| value.to_owned()),
        problems: Vec::new(),
        done: None,
    };
    let wrong = Problem { field: Some("website"), text: frame.say("profile-wrong-website") };
    vec![
        Sample::of("typical", &of("Ada")),
        Sample::of("saved", &AccountProfile { done: Some(frame.say("profile-saved")), ..of("Ada") }),
        Sample::of("error", &AccountProfile { problems: vec![wrong], ..of("x") }),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
