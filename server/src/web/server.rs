//! Listening: one server per address, all with the same limits, all drained together.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::task::JoinSet;

use super::patience::Patient;
use super::tls::Shown;
use super::{Site, operator, router, tls};
use crate::config::TlsFiles;
use crate::metrics::Counter;

/// A connection that has not said what it wants by then is closed.
pub(super) const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// One that is idle is kept for longer than proxies keep theirs (60 s are usual): who closes first must not be the one who
/// cannot know that a request is on its way (RFC 9112 section 9.5).
const IDLE: Duration = Duration::from_secs(75);
const LARGEST_HEADERS: u32 = 32 * 1024;
/// HTTP/1.1 counts the request line with the headers: 32 KiB and 8 KiB.
const LARGEST_HEAD: usize = 40 * 1024;
const MOST_HEADERS: usize = 100;
const MOST_STREAMS: u32 = 100;

/// Sockets that are bound: from here on a port in use is no surprise.
#[derive(Debug)]
pub struct Sockets(Vec<TcpListener>);

impl Sockets {
    /// Binds the first address, and the others on the same port where the first asked for any. An address that the
    /// machine does not have is left out, unless it is the only one.
    ///
    /// # Errors
    /// When an address is in use or none can be bound.
    pub fn bind(addresses: &[SocketAddr]) -> io::Result<Self> {
        let mut bound: Vec<TcpListener> = Vec::new();
        for address in addresses {
            let mut address = *address;
            if let (0, Some(first)) = (address.port(), bound.first()) {
                address.set_port(first.local_addr()?.port());
            }
            match TcpListener::bind(address) {
                Ok(listener) => {
                    listener.set_nonblocking(true)?;
                    bound.push(listener);
                }
                Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable && !bound.is_empty() => {}
                Err(error) => {
                    let what = match error.kind() {
                        io::ErrorKind::AddrInUse => format!("{address} is in use by another program"),
                        _ => format!("{address} cannot be listened on: {error}"),
                    };
                    return Err(io::Error::new(error.kind(), what));
                }
            }
        }
        Ok(Self(bound))
    }

    /// Where they listen.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.0.iter().map(TcpListener::local_addr).collect()
    }

    /// Serves the public site until `handle` is told to stop, then lets what is in flight finish.
    ///
    /// # Errors
    /// When the certificate and key do not fit, or a socket fails.
    pub async fn serve(
        self,
        site: Site,
        tls: Option<&TlsFiles>,
        handle: Handle<SocketAddr>,
    ) -> io::Result<()> {
        let shown = site.certificate().clone();
        let unread = site.metrics.requests.unread();
        self.run(router(site), tls.map(|files| (files, shown)), unread, handle).await
    }

    /// Serves what is the operator's alone, in plain http, likewise.
    ///
    /// # Errors
    /// When a socket fails.
    pub async fn serve_operator(self, site: Site, handle: Handle<SocketAddr>) -> io::Result<()> {
        let unread = site.metrics.requests.unread();
        self.run(operator::router(site), None, unread, handle).await
    }

    async fn run(
        self,
        router: Router,
        tls: Option<(&TlsFiles, Shown)>,
        unread: Counter,
        handle: Handle<SocketAddr>,
    ) -> io::Result<()> {
        // Ends with this call.
        let mut renewal = JoinSet::new();
        let tls = match tls {
            Some((files, shown)) => {
                let settings = tls::settings(files).map_err(io::Error::other)?;
                shown.note(files);
                let tls = RustlsConfig::from_config(settings);
                let (present, files) = (tls.clone(), files.clone());
                renewal.spawn(tls::follow(files.clone(), move |settings| {
                    present.reload_from_config(settings);
                    shown.note(&files);
                }));
                Some(tls)
            }
            None => None,
        };
        let mut servers = JoinSet::new();
        for listener in self.0 {
            let service = router.clone().into_make_service_with_connect_info::<SocketAddr>();
            let (handle, unread) = (Handle::with_control(handle.control()), unread.clone());
            if let Some(tls) = tls.clone() {
                let server = limited(axum_server::from_tcp_rustls(listener, tls)?)
                    .map(|accept| Patient::new(accept, unread));
                servers.spawn(server.handle(handle).serve(service));
            } else {
                let server =
                    limited(axum_server::from_tcp(listener)?).map(|accept| Patient::new(accept, unread));
                servers.spawn(server.handle(handle).serve(service));
            }
        }
        while let Some(ended) = servers.join_next().await {
            ended.map_err(io::Error::other)??;
        }
        Ok(())
    }
}

fn limited<A>(server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    let mut server = server.first_request_timeout(HEADERS_WITHIN);
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        // hyper counts from the last answer on; `Patient` from the first byte.
        .header_read_timeout(IDLE)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(LARGEST_HEADERS)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(Some(100))
        .keep_alive_interval(Some(Duration::from_secs(20)))
        .keep_alive_timeout(Duration::from_secs(10));
    server
}
