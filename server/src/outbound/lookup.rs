//! From a name to the addresses a connection may go to. The connector gets its addresses from here
//! and nowhere else, so that what was checked is what is connected to: a name that changes its
//! address between check and use (DNS rebinding) gains nothing.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::address::is_permitted;
use super::fetch_error::Cause;
use crate::config::value::Cidr;

/// Knows the addresses of names.
#[async_trait]
pub trait Lookup: Send + Sync + 'static {
    /// All addresses of `host`.
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the operating system.
#[derive(Debug)]
pub struct SystemLookup(Arc<Semaphore>);

impl SystemLookup {
    /// A resolver that occupies sixteen threads at most. The system's call cannot be interrupted: a
    /// name server that is silent holds its thread long after the asker has gone.
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(16)))
    }
}

impl Default for SystemLookup {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let permit = Arc::clone(&self.0).acquire_owned().await.map_err(io::Error::other)?;
        let host = host.to_owned();
        let lookup = move || {
            let found = (host.as_str(), 0).to_socket_addrs();
            drop(permit);
            found.map(|addresses| addresses.map(|address| address.ip()).collect())
        };
        tokio::task::spawn_blocking(lookup).await.map_err(io::Error::other)?
    }
}

/// A resolver that answers with permitted addresses or not at all.
pub(super) struct CheckedLookup {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) allowed: Arc<[Cidr]>,
}

impl Resolve for CheckedLookup {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = Arc::clone(&self.lookup);
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let found = lookup.addresses(name.as_str()).await;
            let found = found.map_err(|error| Cause::Name(error.to_string()))?;
            let checked = all_permitted(found, &allowed)?;
            // Port 0 stands for the port of the URL.
            let addresses: Addrs = Box::new(checked.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// The addresses, if each may be talked to. One inner address among public ones is no accident:
/// the whole name is refused.
fn all_permitted(found: Vec<IpAddr>, allowed: &[Cidr]) -> Result<Vec<IpAddr>, Cause> {
    match found.iter().find(|address| !is_permitted(**address, allowed)) {
        Some(inner) => Err(Cause::Address(*inner)),
        None if found.is_empty() => Err(Cause::Name("no address".to_owned())),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn one_inner_address_refuses_the_name() {
        let public = parsed(&["8.8.8.8", "2606:4700::1111"]);
        assert_eq!(all_permitted(public.clone(), &[]), Ok(public));
        for mixed in
            [["8.8.8.8", "127.0.0.1"], ["::ffff:10.0.0.1", "8.8.8.8"], ["fd00::1", "2606:4700::1111"]]
        {
            assert!(matches!(all_permitted(parsed(&mixed), &[]), Err(Cause::Address(_))), "{mixed:?}");
        }
        assert!(matches!(all_permitted(vec![], &[]), Err(Cause::Name(_))));
    }

    #[tokio::test]
    async fn the_system_knows_localhost() {
        let found = SystemLookup::new().addresses("localhost").await.unwrap();
        assert!(!found.is_empty() && found.iter().all(IpAddr::is_loopback), "{found:?}");
    }
}
