//! `client_name` and `contacts`: shown to people, so on one line and without what cannot be seen.

use super::{Draft, Problems, check_list};

const LONGEST: usize = 200;

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    if let Some(name) = &draft.metadata.client_name {
        let message = format!("expected a name of 1 to {LONGEST} characters on one line");
        problems.require(is_plain(name), "client_name", message);
    }
    check_list("contacts", &draft.metadata.contacts, problems);
    let all_plain = draft.metadata.contacts.iter().all(|contact| is_plain(contact));
    problems.require(all_plain, "contacts", "expected e-mail addresses or other one-line texts");
}

fn is_plain(text: &str) -> bool {
    // Direction marks would let a name read as another.
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(harmful)
}
