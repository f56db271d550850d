//! The cookie of the sign-in page arrives as it was set (RFC 6265bis section 4.1.3.2). Proxies that rewrite its path,
//! domain or flags make browsers refuse it, and then nobody can sign in.

use async_trait::async_trait;
use http::header::SET_COOKIE;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::protocol::issuer::Issuer;
use crate::secret::Secret;
use crate::web::{cookies, urls};

const FIX: &str = "let the proxy pass Set-Cookie unchanged (nginx: no proxy_cookie_path, proxy_cookie_domain or proxy_cookie_flags)";

pub(super) struct Cookies;

#[async_trait]
impl Check for Cookies {
    fn name(&self) -> &'static str {
        names::COOKIES
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
        let lines = seen.headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        let Some(set) = as_set(&outside.issuer) else { return Vec::new() };
        judge(&lines.collect::<Vec<_>>(), &set)
    }
}

/// A cookie as it is to arrive: its name, and its attributes.
struct AsSet {
    name: String,
    attributes: Vec<String>,
}

/// By the room that sets it.
fn as_set(issuer: &Issuer) -> Option<AsSet> {
    let header = cookies::set_browser(&Secret::new("x"), issuer)?;
    let mut parts = header.to_str().ok()?.split("; ");
    let (name, _) = parts.next()?.split_once('=')?;
    Some(AsSet { name: name.to_owned(), attributes: parts.map(str::to_owned).collect() })
}

fn judge(cookies: &[&str], set: &AsSet) -> Vec<Finding> {
    let AsSet { name, attributes: wanted } = set;
    let ours = cookies.iter().find(|line| line.split('=').next() == Some(name.as_str()));
    let Some(ours) = ours else {
        let others: Vec<&str> = cookies.iter().filter_map(|line| line.split('=').next()).collect();
        let found = if others.is_empty() { "none".to_owned() } else { format!("only {}", others.join(", ")) };
        return vec![Finding::problem(format!("the cookie {name} on the sign-in page"), found, FIX)];
    };
    let attributes: Vec<&str> = ours.split(';').skip(1).map(str::trim).collect();
    let has = |wanted: &str| attributes.iter().any(|attribute| attribute.eq_ignore_ascii_case(wanted));
    let mut found = Vec::new();
    let lacking: Vec<&str> = wanted.iter().map(String::as_str).filter(|wanted| !has(wanted)).collect();
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
        let set = |issuer: &str| as_set(&issuer.parse().unwrap()).unwrap();
        let (https, http) = (set("https://id.test"), set("http://localhost:8080"));
        assert_eq!(https.attributes, ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"]);
        assert_eq!(judge(&["lb=1", good], &https)[0].level, Level::Sound);
        let plain = "signet-browser=x; Path=/; HttpOnly; SameSite=Lax";
        assert_eq!(judge(&[plain], &http)[0].level, Level::Sound);
        for (bent, words) in [
            (good.replace("Path=/", "Path=/auth"), "with Path=/"),
            (good.replace("; Secure", ""), "with Secure"),
            (good.replace("Lax", "None"), "with SameSite=Lax"),
            (format!("{good}; Domain=example.com"), "for this host alone"),
            ("lb=1".to_owned(), "the cookie __Host-signet-browser"),
            (good.replace("__Host-", ""), "the cookie __Host-signet-browser"),
        ] {
            let found = judge(&[&bent], &https);
            assert!(found[0].level == Level::Problem && found.len() == 1, "{bent}: {found:?}");
            assert!(found[0].expected.as_ref().unwrap().contains(words), "{bent}: {found:?}");
        }
    }
}
