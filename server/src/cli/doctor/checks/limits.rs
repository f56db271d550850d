//! Whoever guesses passwords is slowed down.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::config;

pub(super) struct Limits;

#[async_trait]
impl Check for Limits {
    fn name(&self) -> &'static str {
        names::LIMITS
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
        ("limits.login_account", limits.login_account),
        ("limits.login_source", limits.login_source),
        ("limits.login_daily", limits.login_daily),
        ("limits.second_factor", limits.second_factor),
        ("limits.client_auth", limits.client_auth),
    ];
    let off = guarded.into_iter().filter(|(_, rate)| rate.limit().is_none());
    off.map(|(key, _)| {
        let usual = config::default_of(key).unwrap_or_default();
        Finding::warning(
            format!("{key}, such as {usual}"),
            "off: guesses are not counted",
            format!("set {key} to {usual}"),
        )
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Flag, Sources};

    #[test]
    fn each_limit_that_is_off_is_named_with_its_default() {
        let keys =
            ["limits.login_account", "limits.login_source", "limits.login_daily", "limits.client_auth"];
        let off = keys.map(|key| Flag { key, value: "off".to_owned(), name: "--test" });
        let sources =
            Sources { file: None, working_directory: None, environment: Vec::new(), flags: off.into() };
        let found = judge(&config::load(&sources).unwrap().limits);
        let fixes: Vec<String> = found.into_iter().map(|finding| finding.fix.unwrap()).collect();
        let usual = ["5/15m", "50/15m", "100/1d", "20/1m"];
        let expected: Vec<_> =
            keys.iter().zip(usual).map(|(key, rate)| format!("set {key} to {rate}")).collect();
        assert_eq!(fixes, expected);
    }
}
