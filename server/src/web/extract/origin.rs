//! From where a request comes.
//!
//! The address is the peer's, unless the peer is a proxy the operator trusts: then it is the right-most address in
//! `X-Forwarded-For` or `Forwarded` that is not such a proxy. Whatever else a caller writes there counts for nothing, and
//! so does all that these headers say of scheme, host and path: who we are is configured.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderMap, Request};

use super::forwarded::{forwarded, x_forwarded_for};
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
        place: address.and_then(|address| site.places.find(address)),
        address: address.map(|address| address.to_string()),
        user_agent: user_agent.map(|agent| agent.chars().take(300).collect()),
        request_id: parts.extensions.get::<RequestId>().map(|RequestId(id)| id.clone()),
    }
}

/// Whether the peer is a proxy that the operator trusts.
pub fn is_from_trusted_proxy<B>(request: &Request<B>, site: &Site) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| {
        site.config.server.trusted_proxies.contains(peer.ip().to_canonical())
    })
}

fn client_address(peer: IpAddr, headers: &HeaderMap, is_trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    if !is_trusted(peer) {
        return peer;
    }
    let farthest = |hops: Vec<Option<IpAddr>>| {
        let mut client = peer;
        for hop in hops {
            // What is not an address was not written by a proxy of ours.
            let (true, Some(address)) = (is_trusted(client), hop) else { break };
            client = address;
        }
        client
    };
    match (x_forwarded_for(headers).map(farthest), forwarded(headers).map(farthest)) {
        // A proxy that writes one of them passes on what a client wrote in the other, and nobody can tell which.
        (Some(one), Some(other)) if one != other => {
            tracing::debug!(
                "X-Forwarded-For and Forwarded name two clients, and neither counts: have the proxy remove the one that it \
                 does not write"
            );
            peer
        }
        (Some(client), _) | (None, Some(client)) => client,
        (None, None) => peer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The client of a request with these headers; loopback is trusted.
    fn seen(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        client_address(peer.parse().unwrap(), &map, |hop| hop.is_loopback()).to_string()
    }

    #[test]
    fn only_what_a_trusted_proxy_wrote_counts() {
        let x = |lists: &[&str]| {
            let headers: Vec<_> = lists.iter().map(|list| ("x-forwarded-for", *list)).collect();
            seen("127.0.0.1", &headers)
        };
        assert_eq!(seen("192.0.2.9", &[("x-forwarded-for", "10.0.0.1")]), "192.0.2.9");
        assert_eq!(seen("192.0.2.9", &[("forwarded", "for=10.0.0.1")]), "192.0.2.9");
        assert_eq!(x(&["10.0.0.1, 203.0.113.5"]), "203.0.113.5");
        assert_eq!(x(&["spoofed, 203.0.113.5, 127.0.0.2"]), "203.0.113.5");
        assert_eq!(x(&["203.0.113.5", "spoofed"]), "127.0.0.1");
        assert_eq!(x(&["unknown"]), "127.0.0.1");
        assert_eq!(x(&["::ffff:203.0.113.5"]), "203.0.113.5");
        assert_eq!(x(&["\u{e9}, 203.0.113.5"]), "203.0.113.5");
        assert_eq!(x(&[""]), "127.0.0.1");
    }

    #[test]
    fn the_newer_header_counts_likewise() {
        let one = |list: &str| seen("127.0.0.1", &[("forwarded", list)]);
        assert_eq!(one("for=10.0.0.1, for=203.0.113.5;proto=https"), "203.0.113.5");
        assert_eq!(one(r#"for=6.6.6.6, for="[2001:db8::1]:99", for=127.0.0.2"#), "2001:db8::1");
        assert_eq!(one("for=6.6.6.6, for=_hidden, for=127.0.0.2"), "127.0.0.2");
        assert_eq!(one(r#"for="x, for=203.0.113.5"#), "127.0.0.1");
        let two = [("forwarded", r#"for="x"#), ("forwarded", "for=203.0.113.5")];
        assert_eq!(seen("127.0.0.1", &two), "203.0.113.5");
        let many = "for=127.0.0.3, ".repeat(2000) + "for=127.0.0.2";
        assert_eq!(one(&many), "127.0.0.3");
    }

    #[test]
    fn of_two_that_contradict_each_other_neither_counts() {
        let both =
            |x: &str, forwarded: &str| seen("127.0.0.1", &[("x-forwarded-for", x), ("forwarded", forwarded)]);
        assert_eq!(both("203.0.113.5", "for=203.0.113.5"), "203.0.113.5");
        assert_eq!(both("6.6.6.6, 203.0.113.5", "for=7.7.7.7, for=203.0.113.5"), "203.0.113.5");
        assert_eq!(both("203.0.113.5", "for=6.6.6.6"), "127.0.0.1");
        assert_eq!(both("203.0.113.5", "for=unknown"), "127.0.0.1");
    }
}
