//! What is said about providers that are wrong: the table, and how it is tried.

pub(crate) mod harness;
pub(crate) mod table;
