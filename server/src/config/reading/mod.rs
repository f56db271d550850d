//! From files, variables and flags to parsed values: layers are laid over each other, each key is
//! parsed once, and every problem on the way is kept.

mod environment;
mod file;
mod layer;
mod nearest;
mod origin;
mod problem;
mod raw;
mod sources;
mod values;

pub use origin::Origin;
pub use problem::{ConfigErrors, Problem};
pub use sources::{Flag, Sources, process_environment};
pub use values::{Effective, default_of};

pub(in crate::config) use nearest::nearest;
pub(in crate::config) use raw::Raw;
pub(in crate::config) use values::Values;
