//! What a browser carries: one secret that ties parked requests and forms to it, and perhaps a session.

use uuid::Uuid;

use crate::authn::known_device::KnownDevice;
use crate::authn::remembered::DeviceCookie;
use crate::secret::Secret;
use crate::words::Words;

/// The browser's cookies, opened.
#[derive(Debug)]
pub struct Browser {
    /// Ties requests and forms to this browser.
    pub secret: Secret,
    /// The session it claims, still to be checked.
    pub session: Option<SessionCookie>,
    /// The device it claims to be, still to be checked.
    pub device: Option<DeviceCookie>,
    /// What it shows to be known by, still to be checked.
    pub known: Option<KnownDevice>,
    /// The language it asks for.
    pub words: Words,
}

/// A session cookie's two parts.
#[derive(Debug, Clone)]
pub struct SessionCookie {
    /// `sid`.
    pub id: Uuid,
    /// Its secret, whose digest the row holds.
    pub secret: Secret,
}

impl Browser {
    /// SHA-256 of the secret: what a parked request keeps.
    pub fn digest(&self) -> [u8; 32] {
        self.secret.digest()
    }
}
