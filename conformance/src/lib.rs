//! Conformance: does an OpenID provider do what the specifications say, seen from outside?
//!
//! Nothing here knows how a provider is made. It discovers one, drives its pages like a browser without JavaScript, and
//! runs *modules*: one file each, one requirement each. It links nothing of the server and uses another JOSE library, so
//! that the two cannot agree on the same mistake.
//!
//! | room | what |
//! | --- | --- |
//! | [`wire`] | requests and replies; all that was said is kept as evidence |
//! | [`target`] | what is tested: issuer, clients, a person |
//! | [`provider`] | what it says about itself: metadata, keys |
//! | [`registration`] | clients made for the run, where none are given |
//! | [`browser`] | cookies, forms, redirects |
//! | [`relying_party`] | a client: authorization requests, tokens |
//! | [`jose`] | signatures and claims |
//! | [`check`] | rules that many modules share |
//! | [`module`] | what a module is; [`plans`] lists them all |
//! | [`runner`] | runs them, shows progress |
//! | [`report`] | terminal, JSON, HTML; [`expectations`] says what is known |
//! | [`suite`] | drives the official conformance suite |
//! | [`load`] | how much work an operation is: workloads, rounds, comparisons |
//!
//! **To add a module:** a file in the folder of its plan, a line in that plan's list, and in `tests/broken/table.rs` the fault
//! that it notices.

pub mod browser;
pub mod check;
pub mod cli;
pub mod expectations;
pub mod jose;
pub mod load;
pub mod module;
pub mod plans;
pub mod prelude;
pub mod provider;
pub mod registration;
pub mod relying_party;
pub mod report;
pub mod runner;
pub mod suite;
pub mod target;
pub mod verdict;
pub mod wire;
