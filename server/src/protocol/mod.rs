//! The words of the specifications: pure, no IO, no clock, no vendor.

pub mod issuer;
pub mod signing_algorithm;
