//! The integration suite: the real server over HTTP, on every store.
//!
//! A test written with [`support::in_each_setup!`] runs four times: on SQLite, on PostgreSQL, on PostgreSQL with
//! Redis, and likewise on two instances that take turns. Where those programs are not installed the runs say so loudly and are skipped;
//! `SIGNET_TEST_REQUIRE_ALL=1` makes a skip a failure.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![expect(unreachable_pub, reason = "nobody imports a test")]

mod support;

mod account;
mod accounts;
mod api;
mod attacks;
mod authorize_request;
mod client_auth;
mod client_credentials;
mod code_flow;
mod consent;
mod delivered;
mod discovery;
mod doctor;
mod error_pages;
mod factors;
mod field_reports;
mod introspection;
mod keys;
mod kills;
mod layers;
mod logout;
mod metrics;
mod observing;
mod openidconnect_crate;
mod outages;
mod refresh_rotation;
mod restored;
mod revocation;
mod routes;
mod serving;
mod side_by_side;
mod sign_in_page;
mod starting;
mod statements;
mod unusual;
mod upgrades;
mod upkeep;
mod userinfo;
mod whose_database;
