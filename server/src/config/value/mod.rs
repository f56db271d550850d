//! The types that values are parsed into. A value of one of them is right by itself; what two keys
//! must agree on is said in their section.
//!
//! To add one: a file with the type, its `FromStr` (whose error reads "expected ..."), its
//! `Display`, and `impl TextSetting`.

mod cidr;
mod collector;
mod colour;
mod credentials;
mod database_url;
mod delay;
mod duration;
mod link;
mod list;
mod listen_address;
mod log_words;
mod mail_url;
mod mail_words;
mod mailbox;
mod master_key;
mod plain;
mod postgres_parameters;
mod rate;
mod redis_url;
mod rsa_bits;
mod score;
mod setting;

pub use cidr::{Cidr, Proxies};
pub use collector::CollectorUrl;
pub use colour::Colour;
pub use database_url::{DatabaseKind, DatabaseUrl};
pub use delay::Delay;
pub use duration::life;
pub use link::Link;
pub use listen_address::ListenAddress;
pub use log_words::{LogFormat, LogLevel};
pub use mail_url::MailUrl;
pub use mail_words::{MailTls, PasswordChangeEnds, PasswordRules, Registration};
pub use mailbox::Mailbox;
pub use master_key::MasterKey;
pub use rate::Rate;
pub use redis_url::RedisUrl;
pub use rsa_bits::RsaBits;
pub use score::Score;
pub use setting::Expected;

pub(in crate::config) use duration::show as show_duration;
pub(in crate::config) use setting::{Exposure, Refusal, Setting};
