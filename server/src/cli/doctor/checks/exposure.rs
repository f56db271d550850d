//! What is for operators is not for everybody, as far as the settings say that this command reads: those that a server has
//! from its own environment or flags it cannot see. What the world sees of it all the same, `operators alone` says.

use std::net::IpAddr;

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::config::Config;
use crate::config::value::ListenAddress;
use crate::outbound::address::is_public;

pub(super) struct Exposure;

#[async_trait]
impl Check for Exposure {
    fn name(&self) -> &'static str {
        names::EXPOSURE
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(inside) = &patient.inside else { return Vec::new() };
        let found = judge(&inside.config, patient.is_demo());
        or_sound(found, || match &inside.config.server.admin_listen {
            Some(address) => format!("by these settings operators are served at {address}"),
            None => "by these settings no address for operators is open".to_owned(),
        })
    }
}

/// `dev` needs no metrics.
fn judge(config: &Config, is_dev: bool) -> Vec<Finding> {
    let server = &config.server;
    let mut found = Vec::new();
    let addresses = |listen: &ListenAddress| {
        listen.sockets().into_iter().map(|socket| socket.ip()).collect::<Vec<IpAddr>>()
    };
    let expected = "server.admin_listen on an address that only operators reach";
    if server.admin_listen.is_none() && !is_dev {
        found.push(Finding::warning(
            expected,
            "none in these settings: metrics are nowhere to be read, and health is answered on server.listen alone",
            "set server.admin_listen to an address that only operators reach, such as 127.0.0.1:9090",
        ));
    }
    if let Some(listen) = &server.admin_listen {
        let fix = "set server.admin_listen to 127.0.0.1 or to an address of the inner network";
        if addresses(listen).into_iter().any(is_public) {
            found.push(Finding::problem(
                expected,
                format!("{listen} in these settings, which is public"),
                fix,
            ));
        } else if addresses(listen).iter().any(IpAddr::is_unspecified) {
            found.push(Finding::warning(
                expected,
                format!("{listen} in these settings, every address of this machine"),
                fix,
            ));
        }
    }
    // Passwords travel over it where no proxy on this machine ends TLS.
    let beyond = server.listen.iter().find(|listen| addresses(listen).into_iter().any(is_public));
    if let Some(listen) = beyond.filter(|_| server.tls.is_none()) {
        found.push(Finding::problem(
            "plain http on inner addresses alone",
            format!("server.listen has {listen} in these settings, which is public, without TLS"),
            "set server.tls_certificate and server.tls_key, or listen on 127.0.0.1 behind a proxy",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;
    use crate::config::{self, Flag, Sources};

    fn judged(settings: &[(&'static str, &str)]) -> Vec<Level> {
        let inner = ("server.admin_listen", "127.0.0.1:9090");
        let flags = [&[inner][..], settings].concat();
        let flags = flags.iter().map(|(key, value)| Flag { key, value: (*value).to_owned(), name: "--test" });
        let sources =
            Sources { file: None, working_directory: None, environment: Vec::new(), flags: flags.collect() };
        judge(&config::load(&sources).unwrap(), false).iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn addresses_for_all_are_told() {
        assert_eq!(judged(&[]), []);
        assert_eq!(judged(&[("server.admin_listen", "")]), [Level::Warning], "metrics are nowhere");
        assert_eq!(judged(&[("server.admin_listen", "10.0.0.1:9090")]), []);
        assert_eq!(judged(&[("server.admin_listen", "0.0.0.0:9090")]), [Level::Warning]);
        assert_eq!(judged(&[("server.admin_listen", "8.8.8.8:9090")]), [Level::Problem]);
        assert_eq!(judged(&[("server.listen", "8.8.8.8:80")]), [Level::Problem]);
        assert_eq!(
            judged(&[("server.listen", "0.0.0.0:8080")]),
            [],
            "a proxy or a container stands in front"
        );
    }
}
