#![doc = include_str!("../README.md")]

pub mod causes;
pub mod device;
pub mod masked;
pub mod protocol;
pub mod words;

pub mod model;

pub mod clock;
pub mod config;
pub mod entropy;
pub mod metrics;
pub mod secret;
pub mod telemetry;

pub mod ephemeral;
pub mod keys;
pub mod outbound;
pub mod places;
pub mod sealing;
pub mod store;

pub mod app;
pub mod audit;
mod failure;
pub mod mail;

pub mod authn;
pub mod client_auth;
pub mod tokens;

pub mod account;
pub mod admin;
pub mod authorize;
pub mod grants;
pub mod introspection;
pub mod logout;
pub mod revocation;
pub mod userinfo;

pub mod discovery;

pub mod web;

pub mod boot;
pub mod cli;
pub mod upkeep;
