//! The password, asked for beside what it is for: what cannot be undone asks for it however fresh the sign-in is, since a
//! browser may have been left open.

use crate::authn::password;
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::secret::Secret;
use crate::web::Site;
use crate::web::extract::own::Own;
use crate::web::hosted::login::Told;

/// Why it does not count as shown.
pub(super) enum NotShown {
    /// It was not typed, or was wrong, or too often.
    Told(Told),
    /// A fault of ours.
    Fault(OAuthError),
}

/// Passes whoever has typed the password of the account into the form's `password`.
pub(super) async fn require(site: &Site, own: &Own, form: &Form) -> Result<(), NotShown> {
    let typed = form.value("password").filter(|typed| !typed.is_empty());
    let typed = typed.ok_or_else(|| NotShown::Told(Told::missing_password()))?;
    let (name, device) = (own.holder.user.login_name(), own.holder.device());
    match password::verify(site, &name, &Secret::new(typed), &own.holder.origin, Some(&device)).await {
        Ok(_) => Ok(()),
        Err(denied) => Err(Told::of(denied).map_or_else(NotShown::Fault, NotShown::Told)),
    }
}
