//! Reading requests: each extractor refuses in the words of its endpoint, never the framework's.

pub mod bearer;
pub mod form;
mod forwarded;
pub mod origin;
pub mod own;
pub mod visit;
