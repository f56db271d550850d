//! Who is signed in at a browser.

use chrono::{DateTime, Utc};

use super::browser::Browser;
use crate::app::Services;
use crate::model::session::{Session, SignedIn};
use crate::secret::same;
use crate::store::StoreError;

/// The live session that the browser's cookie proves, with its person. A damaged, unknown or ended one: nobody.
///
/// # Errors
/// When the store cannot say.
pub async fn signed_in(
    app: &Services,
    browser: &Browser,
    now: DateTime<Utc>,
) -> Result<Option<SignedIn>, StoreError> {
    let Some(cookie) = &browser.session else {
        return Ok(None);
    };
    let found = app.facts.session(&app.db, cookie.id).await?;
    let proven =
        found.filter(|session| same(&session.secret_digest, &cookie.secret.digest()) && session.is_live(now));
    let Some(session) = proven else {
        return Ok(None);
    };
    let user = app.facts.person(&app.db, session.user_id).await?;
    Ok(user.and_then(|user| SignedIn::new(Session::clone(&session), user, now)))
}
