//! The hosted pages: what a person sees. One file a page, holding a struct with nothing but what is
//! shown, and one template of the same name in `templates/pages`; askama lives here alone.
//! May import nothing of ours but `words` and `web::{assets, brand}`: handlers fill the structs in.
//!
//! To add a page: `templates/pages/x.html` extending `layout.html`; here `x.rs` with the struct and
//! its `samples` (typical, longest, hostile, error); a line in [`gallery`]. Texts are keys of
//! `templates/words/*.ftl`. The tests then look at every sample of it.
//!
//! Everything a handler sends along with a page (the strict content security policy, `no-store`,
//! the status) is not here. The policy a page needs: own style sheets, scripts and images, and
//! `form-action` with the verified target where the answer to its form is a redirect there.

pub mod account;
pub mod account_activity;
pub mod account_applications;
pub mod account_data;
pub mod account_email;
pub mod account_overview;
pub mod account_profile;
pub mod account_sessions;
pub mod address_undo;
pub mod address_undone;
pub mod api_reference;
pub mod backup_codes;
pub mod change_password;
pub mod confirm;
pub mod consent;
pub mod dev_answer;
pub mod dev_mail;
pub mod dev_mailbox;
pub mod dev_tokens;
pub mod error;
pub mod forgot;
pub mod forgot_sent;
pub mod gallery;
pub mod home;
pub mod link_over;
pub mod logged_out;
pub mod login;
pub mod logout;
pub mod new_password;
pub mod passkey;
pub mod register;
pub mod reset;
pub mod reset_done;
pub mod second_factor;
pub mod security;
pub mod self_posting;
pub mod totp;
pub mod verify_code;
pub mod verify_link;

mod form;
mod frame;
mod link;
mod when;
mod who;

pub use form::{Form, Problem, Question};
pub use frame::{Frame, Language};
pub use link::{Link, WayOn};
pub use when::When;
pub use who::{Account, Application};

/// A page, ready to be shown.
pub trait Page {
    /// The HTML.
    fn render(&self) -> Result<String, askama::Error>;
}

impl<T: askama::Template> Page for T {
    fn render(&self) -> Result<String, askama::Error> {
        askama::Template::render(self)
    }
}

#[cfg(test)]
mod markup;
#[cfg(test)]
mod tests;
