//! Where to listen.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use super::setting::{Expected, TextSetting};

/// One address and port, or the name `localhost`, which is both loopback addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenAddress {
    /// None is `localhost`.
    address: Option<IpAddr>,
    port: u16,
}

impl ListenAddress {
    /// Both loopback addresses at `port`.
    pub const fn localhost(port: u16) -> Self {
        Self { address: None, port }
    }

    /// The sockets to open. Of the two of `localhost` the second may be missing on the machine.
    /// `[::]` takes IPv4 too where the system's socket default says so, as Linux does.
    pub fn sockets(&self) -> Vec<SocketAddr> {
        let addresses = match self.address {
            Some(address) => vec![address],
            None => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        };
        addresses.into_iter().map(|address| SocketAddr::new(address, self.port)).collect()
    }

    /// The port; 0 lets the system choose.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether only this machine can connect.
    pub fn is_loopback(&self) -> bool {
        self.address.is_none_or(|address| address.is_loopback())
    }

    /// Whether both would want the same socket.
    pub fn collides_with(&self, other: &Self) -> bool {
        // `[::]` takes IPv4 too.
        let covers =
            |all: SocketAddr, one: SocketAddr| all.ip().is_unspecified() && (all.is_ipv6() || one.is_ipv4());
        let same = |one: SocketAddr, two: SocketAddr| one == two || covers(one, two) || covers(two, one);
        self.port != 0
            && self.port == other.port
            && self.sockets().iter().any(|one| other.sockets().iter().any(|two| same(*one, *two)))
    }
}

const WHAT: &str = "an address with a port, such as 127.0.0.1:8080, [::1]:8080, localhost:8080, or [::]:8080 for every address";

impl TextSetting for ListenAddress {
    const WHAT: &'static str = WHAT;
}

impl FromStr for ListenAddress {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        let localhost =
            text.strip_prefix("localhost:").filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(port) = localhost {
            return port.parse().map(Self::localhost).map_err(|_| Expected::one(WHAT));
        }
        let socket: SocketAddr = text.parse().map_err(|_| Expected::one(WHAT))?;
        Ok(Self { address: Some(socket.ip().to_canonical()), port: socket.port() })
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(address) => SocketAddr::new(address, self.port).fmt(f),
            None => write!(f, "localhost:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listen(text: &str) -> ListenAddress {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_and_localhost() {
        assert_eq!(
            listen("localhost:8080").sockets(),
            ["127.0.0.1:8080".parse().unwrap(), "[::1]:8080".parse().unwrap()]
        );
        assert_eq!(listen("[::]:8080").sockets(), ["[::]:8080".parse().unwrap()]);
        assert_eq!(listen("[::ffff:127.0.0.1]:0").to_string(), "127.0.0.1:0");
        for text in ["localhost:8080", "0.0.0.0:0", "[::1]:65535"] {
            assert_eq!(listen(text).to_string(), text);
        }
    }

    #[test]
    fn loopback_is_told_from_the_rest() {
        for loopback in ["localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
            assert!(listen(loopback).is_loopback(), "{loopback}");
        }
        for beyond in ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "[::ffff:10.0.0.1]:1"] {
            assert!(!listen(beyond).is_loopback(), "{beyond}");
        }
    }

    #[test]
    fn wrong_values_are_refused() {
        for refused in [
            "",
            "8080",
            ":8080",
            "*",
            "*:8080",
            "::1",
            "::",
            "0.0.0.0",
            "localhost",
            "localhost:",
            "localhost:+1",
            "127.0.0.1:65536",
            "id.example.com:80",
            "http://localhost:8080",
        ] {
            assert_eq!(refused.parse::<ListenAddress>(), Err(Expected::one(WHAT)), "{refused:?}");
        }
    }

    #[test]
    fn the_same_socket_twice_is_a_collision() {
        assert!(listen("localhost:8080").collides_with(&listen("127.0.0.1:8080")));
        assert!(listen("[::]:8080").collides_with(&listen("127.0.0.1:8080")));
        assert!(!listen("127.0.0.1:8080").collides_with(&listen("[::1]:8080")));
        assert!(!listen("127.0.0.1:8080").collides_with(&listen("127.0.0.1:8081")));
        assert!(!listen("127.0.0.1:0").collides_with(&listen("127.0.0.1:0")), "the system chooses two");
    }
}
