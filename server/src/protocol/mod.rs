//! The words of the specifications: pure, no IO, no clock, no vendor.

pub mod signing_algorithm;
