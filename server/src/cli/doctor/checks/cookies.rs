//! The cookie of the sign-in page arrives as it was set (RFC 6265bis section 4.1.3.2). Proxies that rewrite its path,
//! domain or flags make browsers refuse it, and then nobody can sign in.

use async_trait::async_trait;
use http::header::SET_COOKIE;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::web::urls;

const FIX: &str = "let the proxy pass Set-Cookie unchanged (nginx: no proxy_cookie_path, proxy_cookie_domain or proxy_cookie_flags)";

pub(super) struct Cookies;

#[async_trait]
impl Check for Cookies {
    fn name(&self) -> &'static str {
        "cookies"
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata, Need::Ready, Need::Answer(urls::SIGN_IN)]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some(seen) = outside.answer(urls::SIGN_IN) else { return Vec::new() };
        let cookies = seen.headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        judge(&cookies.collect::<Vec<_>>(), outside.is_https())
    }
}

fn judge(cookies: &[&str], is_https: bool) -> Vec<Finding> {
    let name = if is_https { "__Host-signet-browser" } else { "signet-browser" };
    let ours = cookies.iter().find(|line| line.split('=').next() == Some(name));
    let Some(ours) = ours else {
        let others: Vec<&str> = cookies.iter().filter_map(|line| line.split('=').next()).collect();
        let found = if others.is_empty() { "none".to_owned() } else { format!("only {}", others.join(", ")) };
        return vec![Finding::problem(format!("the cookie {name} on the sign-in page"), found, FIX)];
    };
    let attributes: Vec<&str> = ours.split(';').skip(1).map(str::trim).collect();
    let has = |wanted: &str| attributes.iter().any(|attribute| attribute.eq_ignore_ascii_case(wanted));
    let wanted = ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"];
    let wanted = &wanted[..if is_https { 4 } else { 3 }];
    let mut found = Vec::new();
    let lacking: Vec<&str> = wanted.iter().copied().filter(|wanted| !has(wanted)).collect();
    if !lacking.is_empty() {
        let shown = attributes.join("; ");
        found.push(Finding::problem(format!("{name} with {}", lacking.join(" and ")), shown, FIX));
    }
    let domain = attributes.iter().find(|attribute| attribute.to_ascii_lowercase().starts_with("domain="));
    if let Some(domain) = domain {
        found.push(Finding::problem(format!("{name} for this host alone"), *domain, FIX));
    }
    or_sound(found, || format!("{name} arrives with {}", wanted.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn what_a_proxy_does_to_a_cookie_is_told() {
        let good = "__Host-signet-browser=x; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(judge(&["lb=1", good], true)[0].level, Level::Sound);
        assert_eq!(
            judge(&["signet-browser=x; Path=/; HttpOnly; SameSite=Lax"], false)[0].level,
            Level::Sound
        );
        for (bent, words) in [
            (good.replace("Path=/", "Path=/auth"), "with Path=/"),
            (good.replace("; Secure", ""), "with Secure"),
            (good.replace("Lax", "None"), "with SameSite=Lax"),
            (format!("{good}; Domain=example.com"), "for this host alone"),
            ("lb=1".to_owned(), "the cookie __Host-signet-browser"),
            (good.replace("__Host-", ""), "the cookie __Host-signet-browser"),
        ] {
            let found = judge(&[&bent], true);
            assert!(found[0].level == Level::Problem && found.len() == 1, "{bent}: {found:?}");
            assert!(found[0].expected.as_ref().unwrap().contains(words), "{bent}: {found:?}");
        }
    }
}
