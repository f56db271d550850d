//! The secret of an authenticator app, as people and apps take it.

use zeroize::Zeroizing;

use super::Site;
use super::qr::Qr;
use crate::model::user::User;
use crate::protocol::form;

/// RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The key as people type it: four letters at a time.
pub fn grouped(secret: &[u8]) -> String {
    let text = base32(secret);
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|at| &text[at..text.len().min(at + 4)]).collect();
    groups.join(" ")
}

/// What an app scans.
pub fn qr(site: &Site, user: &User, secret: &[u8]) -> Qr {
    let of = |name: &str| Qr::of(&otpauth(site.config.brand.name.as_str(), name, secret));
    // A name that is too long for the picture is left out: the key is what counts.
    of(&user.login_name()).or_else(|| of("")).unwrap_or_default()
}

/// The address in the picture, for whoever has the app on the same device.
pub fn address(site: &Site, user: &User, secret: &[u8]) -> Zeroizing<String> {
    otpauth(site.config.brand.name.as_str(), &user.login_name(), secret)
}

/// The address that authenticator apps understand. The colon between issuer and account is the only one.
fn otpauth(issuer: &str, account: &str, secret: &[u8]) -> Zeroizing<String> {
    let issuer = form::encode(&issuer.replace(':', " ")).replace('+', "%20");
    let account = form::encode(&account.replace(':', " ")).replace('+', "%20");
    let secret = base32(secret);
    Zeroizing::new(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", *secret))
}

/// The key in the alphabet that apps take it in (RFC 4648 section 6).
pub fn base32(bytes: &[u8]) -> Zeroizing<String> {
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let letter = |first: usize| {
        let five = (first..first + 5).map(|at| if at < bytes.len() * 8 { bit(at) } else { 0 });
        char::from(BASE32[five.fold(0, |value, bit| value << 1 | bit)])
    };
    Zeroizing::new((0..bytes.len() * 8).step_by(5).map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 section 10, without padding.
    #[test]
    fn base32_agrees_with_the_published_vectors() {
        for (text, encoded) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(*base32(text.as_bytes()), encoded);
        }
        assert_eq!(grouped(b"12345678901234567890"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn names_cannot_break_out_of_the_address() {
        let url = otpauth("My: Notes&secret=x", "ada@example.com?secret=y", b"12345678901234567890");
        let expected = "otpauth://totp/My%20%20Notes%26secret%3Dx:ada%40example.com%3Fsecret%3Dy?secret=\
                        GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=My%20%20Notes%26secret%3Dx";
        assert_eq!(*url, expected);
    }
}
