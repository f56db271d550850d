//! `allowed_origins`, a member of ours: origins exactly as browsers send them (RFC 6454 section 6.2), since
//! they are compared as text.

use url::{Host, Url};

use super::{Draft, Problems, check_list};
use crate::admin::problem::shown;

const MEMBER: &str = "allowed_origins";

pub(super) fn check(draft: &Draft<'_>, problems: &mut Problems) {
    let origins = &draft.metadata.allowed_origins;
    check_list(MEMBER, origins, problems);
    for origin in origins.iter().take(super::LONGEST_LIST).filter(|origin| !is_origin(origin)) {
        let found = shown(origin);
        problems.add(MEMBER, format!("expected an origin such as https://app.example.com:8443, without a path or final slash (http for loopback alone), found {found}"));
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    secure && !text.contains('*') && url.origin().ascii_serialization() == text
}
