//! `[server]`: who we are and where we listen.

use std::path::PathBuf;
use std::time::Duration;

use super::reading::Values;
use super::value::{Delay, ListenAddress, Proxies};
use crate::protocol::issuer::Issuer;

/// Who we are and where we listen.
#[derive(Debug, Clone)]
pub struct Server {
    /// The public address; `serve` needs it.
    pub issuer: Option<Issuer>,
    /// Where to listen; at least one.
    pub listen: Vec<ListenAddress>,
    /// Where health, metrics and operator pages listen alone.
    pub admin_listen: Option<ListenAddress>,
    /// Whose forwarding headers are believed.
    pub trusted_proxies: Proxies,
    /// Certificate and key files, where we speak TLS ourselves.
    pub tls: Option<TlsFiles>,
    /// The file of the certificate as it was set, alone too.
    pub tls_certificate: Option<PathBuf>,
    /// The file of the key, likewise.
    pub tls_key: Option<PathBuf>,
    /// The data directory.
    pub data: PathBuf,
    /// The longest time of one request.
    pub request_timeout: Duration,
    /// How long requests are taken after SIGTERM; none leaves it to the command, 5 s for `serve` and 0 for `dev`.
    pub drain_delay: Option<Delay>,
    /// The longest time from SIGTERM to the end of what is in flight.
    pub shutdown_grace: Duration,
}

/// The files of our own TLS, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl Server {
    pub(super) fn read(values: &mut Values) -> Self {
        let mut server = Self {
            issuer: values.read("server.issuer"),
            listen: values.read("server.listen"),
            admin_listen: values.read("server.admin_listen"),
            trusted_proxies: values.read("server.trusted_proxies"),
            tls: None,
            tls_certificate: values.read("server.tls_certificate"),
            tls_key: values.read("server.tls_key"),
            data: values.read("server.data"),
            request_timeout: values.read("server.request_timeout"),
            drain_delay: values.read("server.drain_delay"),
            shutdown_grace: values.read("server.shutdown_grace"),
        };
        server.tls = server.pair(values);
        let listens = !server.listen.is_empty();
        values.require(&["server.listen"], listens, "expected at least one address, found an empty list");
        if let Some((first, second)) = taken_twice(&server.listen) {
            let message = format!("expected each port once, found {second} beside {first}");
            values.require(&["server.listen"], false, message);
        }
        if let Some(admin) = server.admin_listen {
            let apart = !server.listen.iter().any(|public| public.collides_with(&admin));
            let message = format!("expected an address apart from server.listen, found {admin}");
            values.require(&["server.admin_listen", "server.listen"], apart, message);
        }
        let (delay, grace) = (server.drain_delay.map(Duration::from), server.shutdown_grace);
        values.require(
            &["server.drain_delay", "server.shutdown_grace"],
            delay.is_none_or(|delay| delay < grace),
            "expected less than server.shutdown_grace, which it is a part of",
        );
        server
    }

    fn pair(&self, values: &mut Values) -> Option<TlsFiles> {
        values.require(
            &["server.tls_certificate", "server.tls_key"],
            self.tls_certificate.is_some() == self.tls_key.is_some(),
            "expected server.tls_certificate and server.tls_key together, found one alone",
        );
        Some(TlsFiles { certificate: self.tls_certificate.clone()?, key: self.tls_key.clone()? })
    }
}

/// The first two that want the same socket.
fn taken_twice(listen: &[ListenAddress]) -> Option<(&ListenAddress, &ListenAddress)> {
    let beside = |(index, first): (usize, _)| {
        Some((first, listen[index + 1..].iter().find(|second| second.collides_with(first))?))
    };
    listen.iter().enumerate().find_map(beside)
}
