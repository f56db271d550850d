//! What an application keeps while a person looks for a mail: ticket and secret, which stand in for a browser's cookie.
//!
//! The code in a mail is of use to nobody without it, and it is of no use without the code.

use crate::secret::Secret;
use crate::web::Site;

/// Whoever waits for a proof.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    /// Names the record.
    pub(super) ticket: &'a str,
    /// The secret of the application that asked.
    pub(super) secret: Secret,
}

impl<'a> Waiting<'a> {
    /// Reads what was told; `None` where it is nothing of ours.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (ticket, secret) = text.split_once('.')?;
        let is_ours = ticket.len() == 22 && secret.len() == 43;
        is_ours.then(|| Self { ticket, secret: Secret::new(secret) })
    }
}

/// The secret of somebody who begins to wait.
pub(super) fn fresh(site: &Site) -> Secret {
    Secret::new(site.entropy.token())
}

/// What the application is told.
pub(super) fn told(ticket: &str, secret: &Secret) -> String {
    format!("{ticket}.{}", secret.expose())
}
