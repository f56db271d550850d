//! E-mail addresses that somebody types in.

use crate::model::user::canonical_name;

/// Whether mail can be sent there: a plain local part (RFC 5321 section 4.1.2) and a domain with a dot that the DNS could
/// have. What only some mail servers take (quoted local parts, those of other scripts, addresses in brackets) is not.
pub(super) fn is_deliverable(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let is_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    let local_fits = (1..=64).contains(&local.len()) && local.chars().all(is_atom) && !dots;
    let domain_fits = match url::Host::parse(domain) {
        Ok(url::Host::Domain(ascii)) => ascii.contains('.') && !ascii.ends_with('.') && !domain.contains('%'),
        _ => false,
    };
    local_fits && domain_fits && canonical_name(address).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_have_is_taken_and_what_mails_elsewhere_is_not() {
        let longest = format!("{}@example.com", "x".repeat(64));
        for address in [
            "anna+test@example.com",
            "anna.o'neil@example.com",
            "a@example.museum",
            "user@xn--mnchen-3ya.example",
            "user@münchen.example",
            &longest,
        ] {
            assert!(is_deliverable(address), "{address}");
        }
        let too_long = format!("{}@example.com", "x".repeat(65));
        for address in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@example",
            "a b@example.com",
            "anna@example.com.",
            "anna@[127.0.0.1]",
            "anna@127.0.0.1",
            "an..na@example.com",
            "anna@exam ple.com",
            "anna@example.com\r\nBcc: eve@example.com",
            "a,b@example.com",
            "\u{131}nna@example.com",
            "anna@evil%2ecom",
            &too_long,
        ] {
            assert!(!is_deliverable(address), "{address:?}");
        }
    }
}
