//! Consent: what an application asks for, with the values it would get.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Application, Form, Frame, Link};

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
    /// The value that will be shared; a new line for each of several.
    pub value: Option<String>,
    /// The scope's name.
    pub scope: String,
}

impl ScopeLine {
    /// The value of one claim of a profile with what it is; a claim whose value speaks for itself, alone.
    pub fn labelled(frame: &Frame, claim: &str, value: &str) -> String {
        let key = match claim {
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
            _ => return value.to_owned(),
        };
        frame.say_with(key, "value", value.into())
    }

    /// The line of `scope`, which shares `value`. A scope of a resource has only its name.
    pub fn of(frame: &Frame, scope: &str, value: Option<String>) -> Self {
        let title = match scope {
            "openid" => frame.say("scope-openid"),
            "profile" => frame.say("scope-profile"),
            "email" => frame.say("scope-email"),
            "address" => frame.say("scope-address"),
            "phone" => frame.say("scope-phone"),
            "offline_access" => frame.say("scope-offline"),
            other => frame.say_with("scope-other", "scope", other.into()),
        };
        Self { title, value, scope: scope.to_owned() }
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
    let line = |scope: &str, value: Option<&str>| ScopeLine::of(frame, scope, value.map(str::to_owned));
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
            line("profile", Some("Ada Lovelace")),
            line("email", Some("ada@example.com")),
            line("offline_access", None),
        ],
        lasts: Lasts::UntilWithdrawn,
        withdraw: None,
    };
    let everything = vec![
        line("openid", None),
        line("profile", Some("Ada Lovelace\nada, born on 10 December 1815\nLondon time, English")),
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
