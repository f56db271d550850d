//! What is loaded, and how the program is called.

pub(crate) mod command;
pub(crate) mod site;
pub(crate) mod starter;
