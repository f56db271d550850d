//! Every letter in every language.

use chrono::TimeDelta;

use super::*;
use crate::mail::Letter;
use crate::mail::letter::Paper;
use crate::words::{Locale, Words};

const LINK: &str = "https://id.example.com/verify/link?token=AAAA.BBBB";

fn letters() -> Vec<Box<dyn Letter>> {
    let link = || LINK.to_owned();
    let factors = FactorChange::ALL
        .map(|what| Box::new(FactorChanged { what, security: LINK.to_owned() }) as Box<dyn Letter>);
    let others: Vec<Box<dyn Letter>> = vec![
        Box::new(VerifyAddress { code: "1234 5678".to_owned(), link: link(), life: TimeDelta::days(1) }),
        Box::new(AccountExists { sign_in: link(), forgot: link() }),
        Box::new(ResetPassword { link: link(), life: TimeDelta::minutes(30) }),
        Box::new(PasswordChanged { change: Change { by_operator: false, ends: false }, forgot: link() }),
        Box::new(PasswordChanged { change: Change { by_operator: true, ends: true }, forgot: link() }),
        Box::new(NewDevice {
            device: Some("Firefox, Linux".to_owned()),
            from: Some("203.0.113.7 (GB)".to_owned()),
            at: chrono::DateTime::UNIX_EPOCH,
            sessions: link(),
            change_password: link(),
        }),
        Box::new(ConfirmChange { code: "1234 5678".to_owned(), link: link(), life: TimeDelta::days(1) }),
        Box::new(AddressTaken { sign_in: link() }),
        Box::new(AddressChanging { forgot: link() }),
        Box::new(AddressChanged { profile: link(), undo: None }),
        Box::new(AddressChanged { profile: link(), undo: Some(link()) }),
        Box::new(AddressRestored { sign_in: link() }),
        Box::new(TokenReused { application: "Notes".to_owned(), sessions: link() }),
        Box::new(AddressHeld { sign_in: link() }),
        Box::new(SignInCode { code: "123 456".to_owned(), minutes: 10, forgot: link() }),
    ];
    others.into_iter().chain(factors).collect()
}

fn paper(brand: &str) -> Paper {
    Paper {
        brand: brand.to_owned(),
        accent: "#1d4ed8".to_owned(),
        accent_ink: "#ffffff".to_owned(),
        issuer: "https://id.example.com".to_owned(),
    }
}

#[test]
fn each_is_whole_in_each_language_and_says_the_same_twice() {
    for locale in [Locale::English, Locale::German, Locale::Pseudo, Locale::PseudoRtl] {
        for letter in letters() {
            let written = paper("Kiosk").write(&*letter, Words::of(locale)).unwrap();
            let place = format!("{} {locale:?}", letter.name());
            assert!(!written.subject.is_empty() && written.text.starts_with(&written.subject), "{place}");
            assert!(!written.text.contains(['{', '}', '<']), "{place}: {}", written.text);
            assert!(written.text.contains(LINK) && written.html.contains("token=AAAA.BBBB"), "{place}");
            assert!(written.html.contains(&format!("lang=\"{}\"", locale.tag())), "{place}");
            // A letter that fetches something tells its sender that it was read.
            assert!(
                !written.html.contains("<img")
                    && !written.html.contains("<link")
                    && !written.html.contains("url("),
                "{place}"
            );
        }
    }
}

#[test]
fn a_brand_with_markup_stays_a_name() {
    let hostile = "<script>alert(1)</script>";
    for letter in letters() {
        let written = paper(hostile).write(&*letter, Words::of(Locale::English)).unwrap();
        assert!(!written.html.contains("<script"), "{}", written.html);
    }
}

#[test]
fn how_long_a_link_counts_is_told_in_words() {
    let says = |life| {
        let letter = ResetPassword { link: LINK.to_owned(), life };
        paper("Kiosk").write(&letter, Words::of(Locale::English)).unwrap().text
    };
    assert!(says(TimeDelta::minutes(30)).contains("30 minutes"));
    assert!(says(TimeDelta::days(1)).contains("24 hours"));
}
