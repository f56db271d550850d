//! The sweep over every route (security.md 0.3): the list is the running binary's own, who may ask what is a reviewed file.

mod list;
mod party;
mod sweep;

pub use list::public;
