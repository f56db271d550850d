//! Consent: what an application asks for, with the values it would get.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Application, Form, Frame, Link};
use crate::words::language;

/// The consent page. Its form sends `action`: `approve`, `deny`, `another` (switch the account).
#[derive(Clone, Debug, Template)]
#[template(path = "pages/consent.html")]
pub struct Consent {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Where the form goes.
    pub form: Form,
    /// Who asks.
    pub application: Application,
    /// The host of its redirect address, which it cannot make up.
    pub redirect_host: String,
    /// Its privacy policy.
    pub policy: Option<Link>,
    /// Its terms.
    pub terms: Option<Link>,
    /// Whether the operator vouches for it.
    pub verified: bool,
    /// Whose details they are.
    pub account: Account,
    /// What is asked for.
    pub lines: Vec<ScopeLine>,
    /// For how long.
    pub lasts: Lasts,
    /// Where it is withdrawn, below the base path; without a page, by asking the operator.
    pub withdraw: Option<String>,
}

/// One thing an application gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeLine {
    /// In plain words.
    pub title: String,
    /// The values that will be shared.
    pub values: Vec<Shared>,
    /// The scope's name.
    pub scope: String,
}

/// A value that will be shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What it is; nothing where the value speaks for itself.
    pub label: Option<String>,
    /// The value as a person reads it.
    pub text: String,
    /// The same for machines, where it is a date.
    pub datetime: Option<String>,
}

impl Shared {
    /// The value of one claim.
    pub fn of(frame: &Frame, claim: &str, value: &str) -> Self {
        let date = matches!(claim, "birthdate" | "updated_at").then(|| frame.date(value)).flatten();
        let label = Self::label(frame, claim);
        match date {
            Some(date) => Self { label, text: date.shown, datetime: Some(date.datetime) },
            None if claim == "locale" => Self { label, text: language(value), datetime: None },
            None => Self { label, text: value.to_owned(), datetime: None },
        }
    }

    /// A claim that says whether something is so.
    pub fn whether(frame: &Frame, claim: &str, is_so: bool) -> Self {
        Self::of(frame, claim, &frame.say(if is_so { "claim-yes" } else { "claim-no" }))
    }

    fn label(frame: &Frame, claim: &str) -> Option<String> {
        Some(frame.say(match claim {
            "name" => "claim-name",
            "given_name" => "claim-given-name",
            "family_name" => "claim-family-name",
            "middle_name" => "claim-middle-name",
            "nickname" => "claim-nickname",
            "preferred_username" => "claim-preferred-username",
            "profile" => "claim-profile",
            "picture" => "claim-picture",
            "website" => "claim-website",
            "gender" => "claim-gender",
            "birthdate" => "claim-birthdate",
            "zoneinfo" => "claim-zoneinfo",
            "locale" => "claim-locale",
            "updated_at" => "claim-updated-at",
            "email_verified" => "claim-email-verified",
            "phone_number_verified" => "claim-phone-number-verified",
            _ => return None,
        }))
    }
}

impl ScopeLine {
    /// The line of `scope`, which shares `values`. A scope of a resource has only its name.
    pub fn of(frame: &Frame, scope: &str, values: Vec<Shared>) -> Self {
        let title = match scope {
            "openid" => frame.say("scope-openid"),
            "profile" => frame.say("scope-profile"),
            "email" => frame.say("scope-email"),
            "address" => frame.say("scope-address"),
            "phone" => frame.say("scope-phone"),
            "offline_access" => frame.say("scope-offline"),
            other => frame.say_with("scope-other", "scope", other.into()),
        };
        Self { title, values, scope: scope.to_owned() }
    }
}

impl ScopeLine {
    /// The line of a claim that is asked for by itself.
    pub fn of_claim(frame: &Frame, claim: &str, value: Option<Shared>) -> Self {
        let value = value.map(|value| Shared { label: None, ..value });
        let line = Self::of(
            frame,
            if claim == "phone_number" { "phone" } else { claim },
            value.into_iter().collect(),
        );
        let title = Shared::label(frame, claim).unwrap_or(line.title);
        Self { title, scope: claim.to_owned(), ..line }
    }
}

/// How long a consent holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// Until it is withdrawn.
    UntilWithdrawn,
    /// For so many days at most.
    Days(u32),
}

impl Consent {
    fn said(&self, key: &str) -> String {
        self.frame.say_with(key, "application", self.application.name().into())
    }

    fn heading(&self) -> String {
        self.said("consent-heading")
    }

    fn list_title(&self) -> String {
        self.said("consent-list")
    }

    fn policy_label(&self) -> String {
        self.said("consent-policy")
    }

    fn terms_label(&self) -> String {
        self.said("consent-terms")
    }

    fn leads_to(&self) -> String {
        self.frame.say_with("consent-leads-to", "host", self.redirect_host.as_str().into())
    }

    fn how_long(&self) -> String {
        match self.lasts {
            Lasts::UntilWithdrawn => self.frame.say("consent-until-withdrawn"),
            Lasts::Days(days) => self.frame.say_with("consent-for-days", "days", days.into()),
        }
    }
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let line = |scope: &str, value: Option<&str>| {
        ScopeLine::of(frame, scope, value.map(|value| Shared::of(frame, scope, value)).into_iter().collect())
    };
    let profile = |claims: &[(&str, &str)]| {
        let values = claims.iter().map(|(claim, value)| Shared::of(frame, claim, value)).collect();
        ScopeLine::of(frame, "profile", values)
    };
    let typical = Consent {
        frame: frame.clone().at("/consent?transaction=u2JQv0kq1Y7n"),
        form: Form::sample("/consent"),
        application: gallery::application(),
        redirect_host: "notes.example".to_owned(),
        policy: Link::to_site("https://notes.example/privacy"),
        terms: Link::to_site("https://notes.example/terms"),
        verified: false,
        account: gallery::account(),
        lines: vec![
            profile(&[("name", "Ada Lovelace"), ("birthdate", "1815-12-10")]),
            line("email", Some("ada@example.com")),
            line("offline_access", None),
        ],
        lasts: Lasts::UntilWithdrawn,
        withdraw: None,
    };
    let everything = vec![
        line("openid", None),
        profile(&[
            ("name", "Augusta Ada Wolfeschlegelsteinhausenbergerdorff King-Noel"),
            ("preferred_username", "ada"),
            ("birthdate", "1815-12-10"),
            ("zoneinfo", "Europe/London"),
            ("locale", "en-GB"),
            ("updated_at", "2026-11-25"),
            ("profile", gallery::LONG),
        ]),
        line("email", Some(gallery::LONG)),
        line("address", Some("12 St James’s Square\nLondon SW1Y 4JH\nUnited Kingdom")),
        line("phone", Some("+44 20 7946 0958")),
        line("offline_access", None),
        line("https://api.example.com/very/long/scopes/notes.read-write-and-share", None),
    ];
    let longest = Consent {
        application: gallery::long_application(),
        account: gallery::long_account(),
        lines: everything,
        ..typical.clone()
    };
    let hostile = Consent {
        application: gallery::hostile_application(),
        redirect_host: gallery::HOSTILE.to_owned(),
        policy: Link::to_site("https://evil.example/?\"><script>alert(1)</script>"),
        lines: vec![line(gallery::HOSTILE, Some(gallery::HOSTILE))],
        ..typical.clone()
    };
    let verified = Consent {
        application: gallery::application().with_logo(frame.favicon()),
        verified: true,
        policy: None,
        terms: None,
        lasts: Lasts::Days(90),
        withdraw: Some("/account".to_owned()),
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("verified", &verified),
        Sample::of("longest", &longest),
        Sample::of("hostile", &hostile),
    ]
}
