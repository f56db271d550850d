//! What single pages owe to a person, to the tests that drive them, and to nobody else.

use super::super::gallery;
use super::super::markup::read;
use super::{frame, html, ids, named};
use crate::words::Locale;

#[test]
fn the_stable_ids_are_there() {
    let expected: [(&str, &str, &[&str]); 13] = [
        (
            "login",
            "typical",
            &["login-form", "username", "password", "submit", "forgot", "register", "cancel"],
        ),
        ("login", "again", &["login-form", "password", "submit", "use-another", "cancel"]),
        ("login", "choose", &["login-form", "account-choice-0", "use-another", "cancel"]),
        ("login", "error", &["error-summary"]),
        ("login", "error-limited", &["error-summary", "login-form"]),
        ("consent", "typical", &["consent-form", "approve", "deny", "use-another"]),
        ("error", "typical", &["error-code", "error-description", "request-id"]),
        (
            "dev_answer",
            "typical",
            &["again", "error-code", "error-description", "answer-state", "answer-iss", "request-id"],
        ),
        ("logout", "typical", &["logout-form", "logout-yes", "logout-no"]),
        ("logout", "nobody", &["logout-form", "logout-yes", "logout-no"]),
        ("logged_out", "typical", &["logged-out"]),
        ("self_posting", "typical", &["continue"]),
        ("self_posting", "hostile", &["continue"]),
    ];
    for (page, state, wanted) in expected {
        let html = html(page, state);
        let elements = read(&html).expect("well formed");
        for id in wanted {
            assert!(ids(&elements).contains(id), "{page} {state} lacks {id}");
        }
    }
}

#[test]
fn wrong_credentials_keep_the_name_and_never_a_password() {
    let html = html("login", "error");
    let elements = read(&html).expect("well formed");
    let field = |id: &str| elements.iter().find(|e| e.attribute("id") == Some(id)).expect("a field");
    assert_eq!(field("username").attribute("value"), Some("ada@example.com"));
    assert_eq!(field("password").attribute("value"), None);
    for id in ["username", "password"] {
        assert_eq!(field(id).attribute("aria-invalid"), Some("true"));
        assert_eq!(field(id).attribute("aria-describedby"), Some("password-wrong"));
    }
    for id in ["problem-0", "password-wrong"] {
        let said = "That user name and password do not match. Check both and try again.";
        assert_eq!(field(id).text, said, "{id}");
    }
    assert!(!html.contains("username-wrong"), "which of the two was wrong is not said");
    let again = self::html("login", "again-wrong");
    assert!(again.contains("That password is not right.") && !again.contains("user name and password"));
}

#[test]
fn who_has_to_wait_is_told_how_long_and_what_to_quote() {
    for (state, words) in [("error-limited", "Wait 15 minutes"), ("error-busy", "Wait a few seconds")] {
        let html = html("login", state);
        assert!(html.contains(words) && html.contains("id=\"request-id\""), "{state}");
    }
    assert!(!html("login", "error").contains("id=\"request-id\""));
}

#[test]
fn once_more_asks_for_the_password_alone() {
    let html = html("login", "again");
    let elements = read(&html).expect("well formed");
    let seen: Vec<_> = named(&elements, "input")
        .into_iter()
        .filter(|i| i.attribute("type") != Some("hidden") && !i.attributes.contains_key("hidden"))
        .filter_map(|input| input.attribute("name"))
        .collect();
    assert_eq!(seen, ["password"]);
    assert!(html.contains("Ada Lovelace"));
}

#[test]
fn consent_shows_each_value_and_marks_who_is_not_verified() {
    let consent = html("consent", "typical");
    for shown in [
        "Your e-mail address",
        "ada@example.com",
        "Stay connected when you are away",
        "notes.example",
        "Not verified by Signet",
    ] {
        assert!(consent.contains(shown), "{shown}");
    }
    assert!(!html("consent", "verified").contains("Not verified"));
    assert!(
        consent.contains("<i>Date of birth</i> <bdi><time datetime=\"1815-12-10\">10 December 1815</time>")
    );
}

#[test]
fn the_enter_key_signs_in() {
    for state in ["typical", "again", "error"] {
        let html = html("login", state);
        let elements = read(&html).expect("well formed");
        let first = named(&elements, "button")
            .into_iter()
            .find(|button| button.attribute("type") == Some("submit"))
            .expect("a button");
        assert_eq!(first.attribute("id"), Some("submit"), "{state}");
    }
}

#[test]
fn links_that_lead_nowhere_are_not_shown() {
    let html = html("login", "alone");
    for absent in ["id=\"cancel\"", "to continue to"] {
        assert!(!html.contains(absent), "{absent}");
    }
    let hint = self::html("login", "hint");
    assert!(!hint.contains("id=\"forgot\"") && !hint.contains("id=\"register\""));
}

#[test]
fn every_page_that_can_be_loaded_again_offers_the_other_language() {
    for (page, samples) in gallery::pages(&frame(Locale::English)) {
        // The one leaves by itself, the others show tokens or codes once, and these answer forms.
        let is_shown_once =
            ["self_posting", "dev_tokens", "backup_codes", "forgot_sent", "reset_done", "address_undone"]
                .contains(&page);
        for sample in samples {
            let html = sample.html.expect("rendered");
            assert_eq!(html.contains("hreflang=\"de\""), !is_shown_once, "{page} {}", sample.state);
        }
    }
}
