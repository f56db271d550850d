//! Addresses of pages that we link to, and of files that we fetch.

use url::Url;

use super::{Draft, Problems};
use crate::admin::problem::shown;

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let metadata = draft.metadata;
    for (member, address) in [
        ("client_uri", &metadata.client_uri),
        ("policy_uri", &metadata.policy_uri),
        ("tos_uri", &metadata.tos_uri),
    ] {
        if let Some(address) = address {
            let message = format!(
                "expected the address of a page, such as https://app.example.com/, found {}",
                shown(address)
            );
            problems.require(is_web(address, &["https", "http"]), member, message);
        }
    }
    if let Some(logo) = &metadata.logo_uri {
        check_fetched(draft, "logo_uri", logo, problems);
    }
}

/// What we fetch ourselves comes by https; a laptop may have none.
pub(super) fn check_fetched(draft: &Draft<'_>, member: &str, address: &str, problems: &mut Problems) {
    let schemes: &[&str] = if draft.office.is_dev { &["https", "http"] } else { &["https"] };
    let message = format!("expected an https address without a fragment, found {}", shown(address));
    problems.require(is_web(address, schemes) && !address.contains('#'), member, message);
}

/// An absolute URL of one of these schemes, nothing in it that a parser would repair, no user name.
fn is_web(address: &str, schemes: &[&str]) -> bool {
    let plain = address.len() <= 2048 && address.chars().all(|c| c > ' ' && c != '\u{7f}' && c != '\\');
    let parsed = Url::parse(address).ok().filter(|_| plain);
    parsed.is_some_and(|url| {
        schemes.contains(&url.scheme())
            && url.has_host()
            && address.contains("://")
            && url.username().is_empty()
            && url.password().is_none()
    })
}
