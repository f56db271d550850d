//! Our cookies: the browser's secret, the session, and what a device is remembered and known by.
//!
//! Under https all have the prefix `__Host-` (RFC 6265bis section 4.1.3.2): no other host can set them, no plain
//! connection reads them. On a loopback http issuer neither prefix nor `Secure` would work.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::authn::known_device::KnownDevice;
use crate::authn::remembered::DeviceCookie;
use crate::authorize::browser::SessionCookie;
use crate::protocol::issuer::Issuer;
use crate::secret::Secret;

const BROWSER: &str = "signet-browser";
const SESSION: &str = "signet-session";
const DEVICE: &str = "signet-device";
const KNOWN: &str = "signet-known";
/// As long as browsers keep any cookie, seconds.
const KNOWN_FOR: i64 = 400 * 24 * 60 * 60;
const SECRET_BYTES: usize = 32;

/// The browser's secret, if it sent one of ours.
pub fn browser_secret(headers: &HeaderMap, issuer: &Issuer) -> Option<Secret> {
    let text = single(headers, &name(BROWSER, issuer))?;
    let bytes = URL_SAFE_NO_PAD.decode(&text).ok()?;
    (bytes.len() == SECRET_BYTES).then(|| Secret::new(text))
}

/// The session the browser claims.
pub fn session(headers: &HeaderMap, issuer: &Issuer) -> Option<SessionCookie> {
    let (id, secret) = pair(headers, &name(SESSION, issuer))?;
    Some(SessionCookie { id, secret })
}

/// The remembered device that the browser claims to be.
pub fn device(headers: &HeaderMap, issuer: &Issuer) -> Option<DeviceCookie> {
    let (id, secret) = pair(headers, &name(DEVICE, issuer))?;
    Some(DeviceCookie { id, secret })
}

/// What the browser shows to be known by.
pub fn known(headers: &HeaderMap, issuer: &Issuer) -> Option<KnownDevice> {
    KnownDevice::parse(&single(headers, &name(KNOWN, issuer))?)
}

fn pair(headers: &HeaderMap, name: &str) -> Option<(Uuid, Secret)> {
    let text = single(headers, name)?;
    let (id, secret) = text.split_once('.')?;
    let id: [u8; 16] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
    Some((Uuid::from_bytes(id), Secret::new(secret)))
}

/// Sets the browser's secret. It ends with the browser; parked requests do not outlive it.
pub fn set_browser(secret: &Secret, issuer: &Issuer) -> Option<HeaderValue> {
    set(BROWSER, secret.expose(), "", issuer)
}

/// Sets the session, for as long as it may last at most.
pub fn set_session(cookie: &SessionCookie, max_age_seconds: i64, issuer: &Issuer) -> Option<HeaderValue> {
    set_pair(SESSION, (cookie.id, &cookie.secret), max_age_seconds, issuer)
}

/// Sets the remembered device, for as long as it is remembered.
pub fn set_device(cookie: &DeviceCookie, max_age_seconds: i64, issuer: &Issuer) -> Option<HeaderValue> {
    set_pair(DEVICE, (cookie.id, &cookie.secret), max_age_seconds, issuer)
}

/// Has the browser be known.
pub fn set_known(device: &KnownDevice, issuer: &Issuer) -> Option<HeaderValue> {
    set(KNOWN, &device.cookie()?, &format!("; Max-Age={KNOWN_FOR}"), issuer)
}

fn set_pair(
    name: &str,
    (id, secret): (Uuid, &Secret),
    max_age_seconds: i64,
    issuer: &Issuer,
) -> Option<HeaderValue> {
    let value = format!("{}.{}", URL_SAFE_NO_PAD.encode(id.as_bytes()), secret.expose());
    set(name, &value, &format!("; Max-Age={max_age_seconds}"), issuer)
}

/// Removes the session.
pub fn clear_session(issuer: &Issuer) -> Option<HeaderValue> {
    set(SESSION, "", "; Max-Age=0", issuer)
}

fn set(plain_name: &str, value: &str, more: &str, issuer: &Issuer) -> Option<HeaderValue> {
    let secure = if issuer.is_loopback_http() { "" } else { "; Secure" };
    let name = name(plain_name, issuer);
    let header =
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}"));
    header.ok().map(|mut header| {
        header.set_sensitive(true);
        header
    })
}

fn name(plain: &str, issuer: &Issuer) -> String {
    if issuer.is_loopback_http() { plain.to_owned() } else { format!("__Host-{plain}") }
}

/// The cookie's value, unless it came twice: then one of them is not ours, and nobody knows which.
fn single(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut found = None;
    for header in headers.get_all(COOKIE) {
        for pair in header.to_str().ok()?.split(';') {
            if let Some((known, value)) = pair.trim().split_once('=')
                && known == name
            {
                if found.is_some() {
                    return None;
                }
                found = Some(value.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(text: &str) -> Issuer {
        text.parse().expect("a good issuer")
    }

    fn headers(cookies: &[&str]) -> HeaderMap {
        cookies.iter().map(|cookie| (COOKIE, HeaderValue::from_str(cookie).expect("a header"))).collect()
    }

    #[test]
    fn flags_follow_the_issuer() {
        let secret = Secret::new("A".repeat(43));
        let https = set_browser(&secret, &issuer("https://id.example.com")).expect("a cookie");
        let https = https.to_str().expect("text");
        assert!(https.starts_with("__Host-signet-browser=A"));
        assert!(https.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
        let http = set_browser(&secret, &issuer("http://localhost:8080")).expect("a cookie");
        assert!(!http.to_str().expect("text").contains("Secure"));
    }

    #[test]
    fn a_cookie_that_came_twice_counts_as_none() {
        let issuer = issuer("https://id.example.com");
        let good = format!("__Host-signet-browser={}", "A".repeat(43));
        assert!(browser_secret(&headers(&["other=1", &good]), &issuer).is_some());
        for cookies in [vec![good.as_str(), good.as_str()], vec![&format!("{good}; {good}")]] {
            assert!(browser_secret(&headers(&cookies), &issuer).is_none());
        }
    }

    #[test]
    fn damaged_cookies_are_none() {
        let issuer = issuer("https://id.example.com");
        for value in ["", "short", &"=".repeat(43), &"A".repeat(5000), "a.b", "AAAAAAAAAAAAAAAAAAAAAA"] {
            let cookies =
                headers(&[&format!("__Host-signet-session={value}; __Host-signet-browser={value}")]);
            assert!(
                session(&cookies, &issuer).is_none() && browser_secret(&cookies, &issuer).is_none(),
                "{value}"
            );
        }
    }
}
