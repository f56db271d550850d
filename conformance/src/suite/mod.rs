//! Drives a running official conformance suite (openid-certification/conformance-suite) over its REST API.
//!
//! [`api`] speaks to the suite, [`plan_file`] is what is run, [`drive`] runs it, [`pictures`] fills what a person would
//! have to look at, [`summary`] writes down what came of it.

pub mod api;
pub mod drive;
pub mod pictures;
pub mod plan_file;
pub mod summary;
