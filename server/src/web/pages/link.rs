//! Addresses that a page may lead to. Only what passed here becomes an `href`: escaping does not
//! make `javascript:` harmless.

use url::Url;

use super::{Application, Frame};

/// An address that is safe to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// An address on the web: http or https.
    pub fn to_site(address: &str) -> Option<Self> {
        Self::with_scheme(address, |scheme| matches!(scheme, "http" | "https"))
    }

    /// An address on the web, or one to write to.
    pub fn to_help(address: &str) -> Option<Self> {
        Self::with_scheme(address, |scheme| matches!(scheme, "http" | "https" | "mailto"))
    }

    /// A registered redirect address. Apps may have a scheme of their own (RFC 8252 section 7.1,
    /// with a dot in it), so what a browser would run or open itself is kept out.
    pub fn to_registered(address: &str) -> Option<Self> {
        Self::with_scheme(address, |scheme| matches!(scheme, "http" | "https") || scheme.contains('.'))
    }

    /// A page of ours, by its path below the base path.
    pub fn within(frame: &Frame, path: &str) -> Self {
        Self(format!("{}{path}", frame.base()))
    }

    /// The address.
    pub fn href(&self) -> &str {
        &self.0
    }

    fn with_scheme(address: &str, fits: impl Fn(&str) -> bool) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        fits(url.scheme()).then(|| Self(address.trim().to_owned()))
    }
}

/// A way on from a page that is an end.
#[derive(Clone, Debug)]
pub struct WayOn {
    /// Where to.
    pub link: Link,
    /// What the button says.
    pub label: String,
}

impl WayOn {
    /// Back to the application, at an address verified as its own.
    pub fn back_to(frame: &Frame, application: &Application, link: Link) -> Self {
        Self { link, label: frame.say_with("back-to", "application", application.name().into()) }
    }

    /// To a fresh sign-in, by its path below the base path.
    pub fn sign_in(frame: &Frame, path: &str) -> Self {
        Self { link: Link::within(frame, path), label: frame.say("error-way-sign-in") }
    }

    /// To the person's account.
    pub fn account(frame: &Frame) -> Self {
        Self { link: Link::within(frame, "/account"), label: frame.say("account-back") }
    }

    /// To the start page.
    pub fn home(frame: &Frame) -> Self {
        Self { link: Link::within(frame, "/"), label: frame.say("error-way-home") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_safe_to_follow_becomes_a_link() {
        assert!(Link::to_site("https://notes.example/privacy").is_some());
        assert!(Link::to_help("mailto:help@example.com").is_some());
        assert!(Link::to_registered("com.example.app:/signed-out").is_some());
        let unsafe_ones = [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://x/y",
            "/relative",
            "//evil.example",
            "",
        ];
        for address in unsafe_ones {
            for link in [Link::to_site, Link::to_help, Link::to_registered] {
                assert_eq!(link(address), None, "{address}");
            }
        }
    }
}
