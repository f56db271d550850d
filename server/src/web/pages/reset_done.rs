//! A new password was set.

use askama::Template;

use super::gallery::Sample;
use super::{Frame, WayOn};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/reset_done.html")]
pub struct ResetDone {
    /// Language, brand, footer.
    pub frame: Frame,
    /// To signing in.
    pub way: WayOn,
}

/// The states of this page. Nothing on it comes from outside.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let page = ResetDone { frame: frame.clone(), way: WayOn::sign_in(frame, "/sign-in") };
    Vec::from(["typical", "longest", "hostile"].map(|state| Sample::of(state, &page)))
}
