//! The pages of a person's own account. What they do is in the room of that name.

mod activity;
mod applications;
mod confirming;
mod data;
mod email;
mod overview;
mod password;
mod profile;
mod sessions;
mod shown_password;

use crate::device::Device;
use crate::web::pages::Frame;
use crate::web::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(activity::routes())
        .merge(applications::routes())
        .merge(confirming::routes())
        .merge(data::routes())
        .merge(email::routes())
        .merge(overview::routes())
        .merge(password::routes())
        .merge(profile::routes())
        .merge(sessions::routes())
}

pub(super) use confirming::of_passkey;
pub(super) use confirming::paths as asking_paths;

/// Browser and system in words; of a program that is not known, as it calls itself.
pub(super) fn device(frame: &Frame, user_agent: Option<&str>) -> String {
    match user_agent.map(|text| (Device::of(text), text)) {
        Some((Some(device), _)) => device.to_string(),
        Some((None, text)) if !text.trim().is_empty() => text.chars().take(60).collect(),
        _ => frame.say("sessions-unknown-device"),
    }
}
