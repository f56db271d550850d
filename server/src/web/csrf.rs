//! Forms prove that our own page sent them: with a token that only a page shown to this browser for this request
//! carries, and with what the browser says of where the form stood.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::ORIGIN;

use crate::protocol::issuer::Issuer;
use crate::sealing::derive::derive;
use crate::secret::{Secret, digest, same};

/// The token of a form: bound to the browser by its secret, to the form by `purpose`.
pub fn token(browser: &Secret, purpose: &str) -> String {
    let mac = derive(&digest(browser.expose().as_bytes()), "signet form v1", &[purpose.as_bytes()]);
    URL_SAFE_NO_PAD.encode(mac.as_slice())
}

/// Whether the form is our own.
pub fn is_ours(
    headers: &HeaderMap,
    issuer: &Issuer,
    browser: &Secret,
    purpose: &str,
    sent: Option<&str>,
) -> bool {
    let fits = sent.is_some_and(|sent| same(sent.as_bytes(), token(browser, purpose).as_bytes()));
    fits && comes_from_us(headers, issuer)
}

/// Our pages say `no-referrer`, so browsers send `Origin: null` with their forms; `Sec-Fetch-Site` tells the truth.
fn comes_from_us(headers: &HeaderMap, issuer: &Issuer) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site_fits = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin_fits =
        text(ORIGIN.as_str()).is_none_or(|origin| origin == "null" || origin == issuer.origin());
    site_fits && origin_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_browser_form_and_site_pass() {
        let issuer: Issuer = "https://id.example.com".parse().expect("a good issuer");
        let browser = Secret::new("browser");
        let good = token(&browser, "t1");
        let with = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs
                .iter()
                .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
                .collect()
        };
        let check = |headers: &HeaderMap, purpose: &str, sent: Option<&str>| {
            is_ours(headers, &issuer, &browser, purpose, sent)
        };
        assert!(check(&with(&[]), "t1", Some(&good)));
        assert!(check(&with(&[("origin", "null"), ("sec-fetch-site", "same-origin")]), "t1", Some(&good)));
        assert!(check(&with(&[("origin", "https://id.example.com")]), "t1", Some(&good)));
        assert!(!check(&with(&[]), "t2", Some(&good)));
        assert!(!check(&with(&[]), "t1", None));
        assert!(!check(&with(&[("origin", "https://evil.test")]), "t1", Some(&good)));
        assert!(!check(&with(&[("sec-fetch-site", "cross-site")]), "t1", Some(&good)));
        assert!(!is_ours(&with(&[]), &issuer, &Secret::new("other"), "t1", Some(&good)));
    }
}
