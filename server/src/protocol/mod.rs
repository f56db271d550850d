//! The words of the specifications: pure, no IO, no clock, no vendor.

pub mod media_type;
pub mod redirect_uri;
pub mod signing_algorithm;
pub mod strict_json;
