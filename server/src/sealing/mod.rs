//! Envelope encryption of what rests in the store: each record has a data key of its own, and the
//! data keys are wrapped under the master key. aes-gcm and hmac live here.
//!
//! May import `secret` and `entropy`. The room knows nothing of tables: a [`place::Place`] names
//! where a record lies, and a blob carried to another place does not open.
//!
//! To seal a new kind of column: name its place where it is written, and add the column to what a
//! change of the master key re-wraps. To keep the master key elsewhere (a key service), take what
//! [`sealer::Sealer`] asks of its two wrapping keys, `wrap` and `unwrap`, as the seam.

pub mod aead;
pub mod derive;
mod envelope;
pub mod master_key;
pub mod place;
pub mod read_once;
pub mod sealer;

/// The blob does not open: changed, moved, of another master key, or no blob at all. Which of
/// these it was is never told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed record does not open under the master key")]
pub struct SealError;
