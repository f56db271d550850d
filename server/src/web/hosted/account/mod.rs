//! The pages of a person's own account. What they do is in the room of that name.

mod activity;
mod applications;
mod data;
mod email;
mod overview;
mod password;
mod profile;
mod sessions;

use chrono::{DateTime, Utc};

use crate::device::Device;
use crate::web::pages::Frame;
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(activity::routes())
        .merge(applications::routes())
        .merge(data::routes())
        .merge(email::routes())
        .merge(overview::routes())
        .merge(password::routes())
        .merge(profile::routes())
        .merge(sessions::routes())
}

/// Browser and system in words; of a program that is not known, as it calls itself.
fn device(frame: &Frame, user_agent: Option<&str>) -> String {
    match user_agent.map(|text| (Device::of(text), text)) {
        Some((Some(device), _)) => device.to_string(),
        Some((None, text)) if !text.trim().is_empty() => text.chars().take(60).collect(),
        _ => frame.say("sessions-unknown-device"),
    }
}

/// `words` with a moment in it.
fn at(frame: &Frame, words: &str, moment: DateTime<Utc>) -> String {
    frame.say_with(words, "moment", frame.moment(moment).as_str().into())
}
