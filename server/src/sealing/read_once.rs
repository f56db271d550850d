//! A key that is read from the store when it is first needed, and never changes.

use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// The key, once it was read.
pub type ReadOnce = OnceCell<Zeroizing<[u8; 32]>>;
