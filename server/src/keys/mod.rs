//! (room)
pub mod remote;
