//! From where a request comes.
//!
//! The address is the peer's, unless the peer is a proxy the operator trusts: then it is the right-most address in
//! `X-Forwarded-For` that is not such a proxy. Whatever else a caller writes there counts for nothing.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;

use crate::model::audit_event::Origin;
use crate::web::Site;
use crate::web::request_id::RequestId;

/// Reads the origin.
pub fn origin(parts: &Parts, site: &Site) -> Origin {
    let peer =
        parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let address = peer.map(|peer| {
        client_address(peer, &parts.headers, |hop| site.config.server.trusted_proxies.contains(hop))
    });
    let user_agent = parts.headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    Origin {
        address: address.map(|address| address.to_string()),
        user_agent: user_agent.map(|agent| agent.chars().take(300).collect()),
        request_id: parts.extensions.get::<RequestId>().map(|RequestId(id)| id.clone()),
    }
}

fn client_address(peer: IpAddr, headers: &HeaderMap, is_trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut client = peer;
    let lists = headers.get_all("x-forwarded-for").iter().rev();
    let hops = lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.rsplit(','));
    for hop in hops {
        if !is_trusted(client) {
            break;
        }
        // What is not an address was not written by a proxy of ours.
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusts_loopback: bool) -> String {
        let header = |value: &&str| ("x-forwarded-for".parse().unwrap(), value.parse().unwrap());
        let headers: HeaderMap =
            forwarded.iter().map(header).fold(HeaderMap::new(), |mut headers, (name, value)| {
                let name: http::HeaderName = name;
                headers.append(name, value);
                headers
            });
        client_address(peer.parse().unwrap(), &headers, |hop| trusts_loopback && hop.is_loopback())
            .to_string()
    }

    #[test]
    fn only_what_a_trusted_proxy_wrote_counts() {
        assert_eq!(seen("127.0.0.1", &["10.0.0.1"], false), "127.0.0.1");
        assert_eq!(seen("192.0.2.9", &["10.0.0.1"], true), "192.0.2.9");
        assert_eq!(seen("127.0.0.1", &["10.0.0.1, 203.0.113.5"], true), "203.0.113.5");
        assert_eq!(seen("127.0.0.1", &["spoofed, 203.0.113.5, 127.0.0.2"], true), "203.0.113.5");
        assert_eq!(seen("127.0.0.1", &["203.0.113.5", "spoofed"], true), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &["unknown"], true), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &["::ffff:203.0.113.5"], true), "203.0.113.5");
    }
}
