//! Mails: what they say, the outbox they wait in, and their way to the mail server.
//!
//! A letter is composed and sealed before a transaction ([`outbox::put_in`]), and written within it, beside the change that it
//! tells of: there is no change without its mail and no mail without its change. [`delivery`] sends what is there, at
//! least once each. Without a mail server (under `signet dev`) the outbox is where they stay, and a page shows them.
//!
//! May import `app`, `audit`, `store`, `sealing`, `outbound`, `words`, `config`, `model` and the seams. **To add a letter:** a file in
//! `letters/` whose struct is a [`Letter`], its texts in `templates/words`, and its sample in `letters/mod.rs`.

pub mod delivery;
mod letter;
pub mod letters;
pub mod notices;
pub mod outbox;

use crate::app::Services;

pub use letter::{Letter, Part, Written};

/// Whether mails reach anybody: whatever needs one is not offered otherwise.
pub fn is_offered(app: &Services) -> bool {
    app.post.is_some() || app.is_dev
}
