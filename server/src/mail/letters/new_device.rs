//! To the person whose account a device has signed in to for the first time: they may not be the one who did it.

use chrono::{DateTime, Utc};

use crate::mail::letter::{Letter, Part, Voice};

/// The letter.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// What the device calls itself: `Firefox, Linux`.
    pub device: Option<String>,
    /// The address it came from, with the country where that is known.
    pub from: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Where all sessions are seen.
    pub sessions: String,
    /// Where the password is changed, which ends them.
    pub change_password: String,
}

impl Letter for NewDevice {
    fn name(&self) -> &'static str {
        "new_device"
    }

    fn subject(&self, say: &Voice<'_>) -> String {
        say.say("mail-device-subject")
    }

    fn parts(&self, say: &Voice<'_>) -> Vec<Part> {
        let device = self.device.clone().unwrap_or_else(|| say.say("sessions-unknown-device"));
        let told = [
            Some(say.say_with("mail-device-at", "moment", say.moment(self.at).as_str())),
            Some(say.say_with("mail-device-what", "device", device.as_str())),
            self.from.as_ref().map(|from| say.say_with("mail-device-from", "from", from.as_str())),
        ];
        let mut parts = vec![Part::Text(say.say("mail-device-words"))];
        parts.extend(told.into_iter().flatten().map(Part::Text));
        parts.extend([
            Part::Text(say.say("mail-device-you")),
            Part::Text(say.say("mail-device-not-you")),
            Part::Link { href: self.change_password.clone(), label: say.say("mail-device-button") },
            Part::Link { href: self.sessions.clone(), label: say.say("mail-device-sessions") },
        ]);
        parts
    }
}
