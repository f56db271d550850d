//! The sweep over every route: the list is the running binary's own, who may ask what is a reviewed file.

mod list;
mod party;
mod sweep;

pub use list::public;
