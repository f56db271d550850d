//! E-mail addresses that somebody types in.

use crate::app::Services;
use crate::model::user::{canonical_name, spelled_name};

/// Names that every domain keeps for whoever runs it (RFC 2142), and that nobody has an account of at the issuer's own.
const OF_OPERATORS: [&str; 8] =
    ["abuse", "admin", "administrator", "hostmaster", "postmaster", "root", "security", "webmaster"];

/// The address as it is kept, if mail to a person can be sent there.
pub(super) fn deliverable(app: &Services, typed: &str) -> Option<String> {
    spelled_name(typed).filter(|address| is_deliverable(address) && !is_of_operator(app, address))
}

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

/// Whether it is reserved: what we write from and are answered at, and the operator's own at the issuer's domain.
fn is_of_operator(app: &Services, address: &str) -> bool {
    let Some(name) = canonical_name(address) else { return false };
    let ours = [&app.config.mail.from, &app.config.mail.reply_to];
    let is_ours =
        ours.into_iter().flatten().any(|ours| canonical_name(&ours.address).as_ref() == Some(&name));
    let at_issuer = name.rsplit_once('@').filter(|(_, domain)| *domain == app.issuer.host());
    is_ours || at_issuer.is_some_and(|(local, _)| OF_OPERATORS.contains(&local))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(typed: &str) -> bool {
        spelled_name(typed).is_some_and(|address| is_deliverable(&address))
    }

    #[test]
    fn what_people_have_is_taken_and_what_mails_elsewhere_is_not() {
        let longest = format!("{}@example.com", "x".repeat(64));
        for address in [
            "anna+test@example.com",
            "anna.o'neil@example.com",
            "a@example.museum",
            "user@xn--mnchen-3ya.example",
            "user@münchen.example",
            "anna@example.com.",
            "ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
            &longest,
        ] {
            assert!(taken(address), "{address}");
        }
        let too_long = format!("{}@example.com", "x".repeat(65));
        for address in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@example",
            "a b@example.com",
            "anna@example.com..",
            "anna@[127.0.0.1]",
            "anna@127.0.0.1",
            "an..na@example.com",
            "anna@exam ple.com",
            "anna@example.com\r\nBcc: eve@example.com",
            "a,b@example.com",
            "\u{131}nna@example.com",
            "an\u{200b}na@example.com",
            "anna@exam\u{ad}ple.com",
            "anna@evil%2ecom",
            &too_long,
        ] {
            assert!(!taken(address), "{address:?}");
        }
    }
}
