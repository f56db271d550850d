//! Our nouns, with state as enums: no IO, no clock, no vendor. May import `protocol` alone.
//!
//! To add one: a file named after the noun, its text forms for the store beside the type, its
//! rules tested at the bottom, and a line here.

pub mod signing_key;
