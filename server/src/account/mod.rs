//! What people do to their own account, whichever face they see of it: hosted pages and the JSON API call the same
//! functions, and no rule exists twice.
//!
//! | file | holds |
//! | --- | --- |
//! | `registering` | asks for an account |
//! | `proving` | what is remembered until its address is proven |
//! | `asking_again` | the mail that proves an address, once more |
//! | `verifying` | proves an address, by a code or a link |
//! | `vouching` | the password beside such a proof, where it comes from elsewhere |
//! | `finishing` | makes the account then |
//! | `moving` | another address |
//! | `undoing` | the address before, once more |
//! | `resetting` | a forgotten password |
//! | `changing` | a password that is known |
//! | `factors` | second factors |
//! | `profile`, `preferences` | what the person says of themselves, and how they want applications to be |
//! | `sessions`, `applications` | where they are signed in, and what acts for them |
//! | `events`, `data` | what happened, everything that is held, and erasure |
//!
//! May import `authn`, `mail`, `audit`, `store`, `ephemeral`, `words`, `model`, `protocol` and the seams; nothing of HTTP. Whoever
//! has proved who they are is a [`Holder`], which the web makes of a session or of an access token. **To add a use case:** a
//! function that takes `&Services` and the holder, or for strangers the caller's `Origin`; reads the clock once, counts against
//! its limit before it works, does what is slow first, and then writes, mails and records in one `db.write`. No stranger learns
//! from an answer or its time whether an account exists.

mod address;
pub mod applications;
pub mod asking_again;
pub mod changing;
pub mod data;
pub mod events;
pub mod factors;
mod finishing;
mod hindered;
mod holder;
mod limits;
pub mod moving;
pub mod preferences;
pub mod profile;
mod proving;
pub mod registering;
pub mod resetting;
pub mod sessions;
pub mod undoing;
pub mod verifying;
mod vouching;

pub use hindered::Hindered;
pub use holder::Holder;
pub use vouching::Voucher;

use crate::app::Services;
use crate::authn::freed_names::Marks;
use crate::config::value::Registration;
use crate::mail;
use crate::store::StoreError;

/// What marks names that are freed.
async fn marks(app: &Services) -> Result<Marks, StoreError> {
    Marks::open(&app.db, &app.sealer, &*app.entropy).await
}

/// Whether mail could be sent to an address, as somebody types it.
pub fn is_deliverable(address: &str) -> bool {
    address::is_deliverable(address)
}

/// Whether whoever comes may make an account.
pub fn may_register(app: &Services) -> bool {
    let default = if app.is_dev { Registration::Open } else { Registration::Closed };
    let registration = app.config.accounts.registration.unwrap_or(default);
    registration == Registration::Open && mail::is_offered(app)
}

/// Whether a forgotten password can be reset.
pub fn may_reset(app: &Services) -> bool {
    mail::is_offered(app)
}
