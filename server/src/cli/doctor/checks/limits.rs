//! Whoever guesses passwords is slowed down.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::patient::Patient;
use crate::config;

pub(super) struct Limits;

#[async_trait]
impl Check for Limits {
    fn name(&self) -> &'static str {
        "limits"
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(inside) = &patient.inside else { return Vec::new() };
        or_sound(judge(&inside.config.limits), || {
            "failed sign-ins and client authentications are limited".to_owned()
        })
    }
}

fn judge(limits: &config::Limits) -> Vec<Finding> {
    let guarded = [
        ("limits.login_account", limits.login_account, "5/15m"),
        ("limits.login_source", limits.login_source, "50/15m"),
        ("limits.login_daily", limits.login_daily, "100/1d"),
        ("limits.client_auth", limits.client_auth, "20/1m"),
    ];
    let off = guarded.into_iter().filter(|(_, rate, _)| rate.limit().is_none());
    off.map(|(key, _, usual)| {
        Finding::warning(
            format!("{key}, such as {usual}"),
            "off: guesses are not counted",
            format!("set {key} to {usual}"),
        )
    })
    .collect()
}
