//! The second step of a sign-in was taken: a session begins or is stepped up, and what waited goes on.

use super::browser::Browser;
use super::locate::PageProblem;
use super::park::{self, Parked};
use super::sign_in::{Ending, Stepped, at_home, authenticated, begin_again, enrolled};
use super::signed_in;
use crate::app::Services;
use crate::authn::Authenticated;
use crate::authn::half_sign_in::Waiting;
use crate::authn::remembered;
use crate::model::audit_event::Origin;

/// How the person wants to go on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Whether this device is not to be asked again for a while.
    pub remembers: bool,
}

/// Goes on with `waiting`, which is used up in the transaction that begins or renews the session.
///
/// # Errors
/// A page when it is over, or the store fails.
pub async fn finish(
    app: &Services,
    waiting: Waiting,
    who: &Authenticated,
    wish: Wish,
    (browser, origin): (&Browser, &Origin),
) -> Result<Stepped, PageProblem> {
    let now = app.clock.now();
    is_still_there(app, &waiting, browser).await?;
    let device = if wish.remembers { remembered::new_device(app, who.user(), origin, now) } else { None };
    let half = waiting.half;
    let ending = Ending { finishes: Some(waiting.id), is_step_up: half.session.is_some(), device };
    let Some(transaction) = half.transaction else {
        return at_home(app, who, ending, (browser, origin)).await;
    };
    let parked = park::find(app, &transaction, browser, origin, now).await?;
    if parked.has_expired {
        let next = begin_again(app, parked, origin).await?;
        return Ok(Stepped::to(next));
    }
    authenticated(app, parked, who, ending, (browser, origin)).await
}

/// The same for somebody who has just set up a factor: the session begins, and what waited goes on waiting, until the
/// person has read the codes that are shown once.
///
/// # Errors
/// A page when it is over, or the store fails.
pub async fn finish_enrolled(
    app: &Services,
    waiting: Waiting,
    who: &Authenticated,
    (browser, origin): (&Browser, &Origin),
) -> Result<(Stepped, Option<Parked>), PageProblem> {
    is_still_there(app, &waiting, browser).await?;
    let half = waiting.half;
    let ending = Ending { finishes: Some(waiting.id), is_step_up: half.session.is_some(), device: None };
    let Some(transaction) = half.transaction else {
        return Ok((at_home(app, who, ending, (browser, origin)).await?, None));
    };
    let now = app.clock.now();
    let parked = park::find(app, &transaction, browser, origin, now).await?;
    let stepped = enrolled(app, parked, who, ending, (browser, origin)).await?;
    Ok((stepped, Some(park::find(app, &transaction, browser, origin, now).await?)))
}

/// Whoever signed out or changed places meanwhile steps nothing up.
async fn is_still_there(app: &Services, waiting: &Waiting, browser: &Browser) -> Result<(), PageProblem> {
    let Some(session) = waiting.half.session else { return Ok(()) };
    let present = signed_in(app, browser, app.clock.now()).await?;
    let is_there = present.is_some_and(|present| present.session.id == session);
    if is_there { Ok(()) } else { Err(PageProblem::NoTransaction) }
}
