//! The letters, one a file.

mod account_exists;
mod address_changed;
mod address_changing;
mod address_held;
mod address_restored;
mod address_taken;
mod confirm_change;
mod factor_changed;
mod new_device;
mod password_changed;
mod reset_password;
mod sign_in_code;
mod token_reused;
mod verify_address;

pub use account_exists::AccountExists;
pub use address_changed::AddressChanged;
pub use address_changing::AddressChanging;
pub use address_held::AddressHeld;
pub use address_restored::AddressRestored;
pub use address_taken::AddressTaken;
pub use confirm_change::ConfirmChange;
pub use factor_changed::{FactorChange, FactorChanged};
pub use new_device::NewDevice;
pub use password_changed::{Change, PasswordChanged};
pub use reset_password::ResetPassword;
pub use sign_in_code::SignInCode;
pub use token_reused::TokenReused;
pub use verify_address::VerifyAddress;

/// How long something counts, in whole minutes.
fn minutes(life: chrono::TimeDelta) -> u32 {
    u32::try_from(life.num_minutes()).unwrap_or(u32::MAX).max(1)
}

/// How long something counts, in hours where it is that long.
fn lasts(say: &super::letter::Voice<'_>, life: chrono::TimeDelta) -> String {
    match minutes(life) {
        short if short < 120 => say.say_with("mail-lasts-minutes", "minutes", short),
        long => say.say_with("mail-lasts-hours", "hours", long / 60),
    }
}

#[cfg(test)]
mod tests;
