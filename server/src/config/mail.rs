//! `[mail]`: where mails go, and from whom they come.

use std::path::PathBuf;

use super::reading::Values;
use super::value::{MailTls, MailUrl, Mailbox};
use crate::secret::Secret;

/// Where mails go, and from whom they come.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The mail server, its password in it; none is no mail.
    pub url: Option<MailUrl>,
    /// Whether a connection that begins in the clear must become TLS.
    pub tls: MailTls,
    /// Certificates to trust besides the public ones, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Who writes.
    pub from: Option<Mailbox>,
    /// Who is answered.
    pub reply_to: Option<Mailbox>,
}

impl Mail {
    pub(super) fn read(values: &mut Values) -> Self {
        let url: Option<MailUrl> = values.read("mail.url");
        let password: Option<Secret> = values.read("mail.password");
        let mail = Self {
            url: with_password(values, url, password.as_ref()),
            tls: values.read("mail.tls"),
            ca_file: values.read("mail.ca_file"),
            from: values.read("mail.from"),
            reply_to: values.read("mail.reply_to"),
        };
        let has_writer = mail.url.is_none() || mail.from.is_some();
        values.require(
            &["mail.from", "mail.url"],
            has_writer,
            "expected mail.from beside mail.url, found none",
        );
        // Whoever listens on the way would have the password.
        let in_the_clear = mail.tls == MailTls::Off
            && mail
                .url
                .as_ref()
                .is_some_and(|url| url.has_password() && !url.is_wrapped() && !url.is_loopback());
        let message = "expected required, since mail.url has a password and leads to another machine";
        values.require(&["mail.tls", "mail.url"], !in_the_clear, message);
        mail
    }
}

fn with_password(values: &mut Values, url: Option<MailUrl>, password: Option<&Secret>) -> Option<MailUrl> {
    let Some(password) = password else { return url };
    let full = url.as_ref().and_then(|url| url.with_password(password));
    let message = "expected mail.url with a user and without a password beside mail.password";
    values.require(&["mail.password", "mail.url"], full.is_some(), message);
    full
}
