//! `[security_txt]`: how to report a vulnerability (RFC 9116).

use chrono::{DateTime, Utc};

use super::reading::Values;
use super::value::Link;

/// How to report a vulnerability (RFC 9116 section 2.5).
#[derive(Debug, Clone)]
pub struct SecurityTxt {
    /// Where, best first; none is no `security.txt`.
    pub contact: Vec<Link>,
    /// When the file is to be read no more; there where there is a contact.
    pub expires: Option<DateTime<Utc>>,
    /// The key to encrypt reports with.
    pub encryption: Option<Link>,
    /// The page that thanks who reported.
    pub acknowledgments: Option<Link>,
    /// The disclosure policy.
    pub policy: Option<Link>,
    /// Open positions.
    pub hiring: Option<Link>,
    /// Languages of reports.
    pub preferred_languages: Vec<String>,
}

impl SecurityTxt {
    pub(super) fn read(values: &mut Values) -> Self {
        let text = Self {
            contact: values.read("security_txt.contact"),
            expires: values.read("security_txt.expires"),
            encryption: values.read("security_txt.encryption"),
            acknowledgments: values.read("security_txt.acknowledgments"),
            policy: values.read("security_txt.policy"),
            hiring: values.read("security_txt.hiring"),
            preferred_languages: values.read("security_txt.preferred_languages"),
        };
        // RFC 9116 section 2.5.5: "The "Expires" field MUST always be present".
        let dated = text.contact.is_empty() || text.expires.is_some();
        let message = "expected security_txt.expires beside security_txt.contact, found none";
        values.require(&["security_txt.expires", "security_txt.contact"], dated, message);
        text
    }
}
