//! Addresses and networks (RFC 4632, RFC 4291 section 2.3).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};

use super::setting::{Expected, Exposure, Refusal, Setting, TextSetting};
use crate::config::reading::Raw;

/// A network, or one address as the network of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr(IpNet);

impl Cidr {
    /// The loopback networks of both families.
    pub const LOOPBACK: [Self; 2] = [
        Self(IpNet::new_assert(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8)),
        Self(IpNet::new_assert(IpAddr::V6(Ipv6Addr::LOCALHOST), 128)),
    ];

    /// Whether `address` lies in it. `::ffff:127.0.0.1`, as a socket for both families shows an
    /// IPv4 peer, is `127.0.0.1`.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Whether it holds every address of its family.
    pub fn is_everything(&self) -> bool {
        self.0.prefix_len() == 0
    }
}

const WHAT: &str = "an address such as 10.0.0.1 or a network such as 10.0.0.0/8 or fd00::/8";

impl TextSetting for Cidr {
    const WHAT: &'static str = WHAT;
}

impl FromStr for Cidr {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        let written: Result<IpNet, _> = if text.contains('/') {
            text.parse().map_err(|_| Expected::one(WHAT))
        } else {
            text.parse::<IpAddr>().map(IpNet::from).map_err(|_| Expected::one(WHAT))
        };
        let network = written?;
        // `10.1.2.3/8` is somebody's slip: did they mean the network or the machine?
        if network.trunc() != network {
            let meant = network.trunc();
            return Err(Expected(
                format!("a network without bits beyond its prefix, that is {meant}").into(),
            ));
        }
        // An IPv4 network in IPv6 clothes is that IPv4 network; a larger one holds more than IPv4.
        let inner = match network.addr().to_canonical() {
            IpAddr::V4(mapped) if network.prefix_len() >= 96 => {
                Ipv4Net::new(mapped, network.prefix_len() - 96).ok()
            }
            _ => None,
        };
        Ok(Self(inner.map_or(network, IpNet::V4)))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}

/// Whose word about the client's address is taken. The whole internet is not: anyone could then
/// write any address into the audit log and escape every limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Cidr>);

impl Proxies {
    /// Whether the peer at `address` is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

impl Setting for Proxies {
    const EXPOSURE: Exposure = Exposure::Shown;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let networks: Vec<Cidr> = Setting::parse(raw)?;
        let refused = networks.iter().filter(|network| network.is_everything()).map(|everything| Refusal {
            found: Some(everything.to_string()),
            ..Refusal::expected("the networks of your proxies, not every address")
        });
        Refusal::all(refused.collect())?;
        Ok(Self(networks))
    }

    fn show(&self) -> String {
        self.0.show()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        network.parse::<Cidr>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn networks_hold_their_addresses_and_no_others() {
        assert!(contains("127.0.0.0/8", "127.9.9.9"));
        assert!(!contains("127.0.0.0/8", "128.0.0.1"));
        assert!(contains("10.0.0.1", "10.0.0.1"));
        assert!(!contains("10.0.0.1", "10.0.0.2"));
        assert!(contains("fd00::/8", "fdff::1"));
        assert!(!contains("fd00::/8", "fe80::1"));
        assert!(contains("10.0.0.128/25", "10.0.0.255"));
        assert!(!contains("10.0.0.128/25", "10.0.0.127"));
        assert!(contains("0.0.0.0/0", "8.8.8.8"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!(!contains("::/0", "8.8.8.8"));
    }

    #[test]
    fn an_ipv4_peer_of_a_socket_for_both_families_is_that_ipv4_address() {
        assert!(contains("127.0.0.0/8", "::ffff:127.0.0.1"));
        assert!(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
        assert!(contains("::ffff:10.0.0.1", "10.0.0.1"));
        assert_eq!("::ffff:10.0.0.0/104".parse::<Cidr>().unwrap().to_string(), "10.0.0.0/8");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for refused in [
            "",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.0/-1",
            "10",
            "10.0.0.0/8/8",
            "proxy.example",
            "*",
        ] {
            assert_eq!(refused.parse::<Cidr>(), Err(Expected::one(WHAT)), "{refused:?}");
        }
        for beyond in ["10.1.2.3/8", "fd00::1/8", "1.2.3.4/0"] {
            assert!(beyond.parse::<Cidr>().is_err(), "{beyond}");
        }
        let beyond = "10.0.0.1/8".parse::<Cidr>().unwrap_err().to_string();
        assert_eq!(beyond, "expected a network without bits beyond its prefix, that is 10.0.0.0/8");
    }

    #[test]
    fn the_whole_internet_is_no_proxy() {
        let parse = |text: &str| Proxies::parse(&Raw::Untyped(text.to_owned()));
        for refused in ["0.0.0.0/0", "::/0", "10.0.0.0/8, ::/0", "::ffff:0.0.0.0/96"] {
            assert!(parse(refused).is_err(), "{refused}");
        }
        let proxies = parse("10.0.0.0/8, ::1").ok().unwrap();
        assert!(proxies.contains("10.2.3.4".parse().unwrap()));
        assert!(proxies.contains("::1".parse().unwrap()));
        assert!(!proxies.contains("127.0.0.1".parse().unwrap()));
    }
}
