//! Which addresses we may talk to: public ones by the IANA special-purpose registries
//! (RFC 6890), and the networks an operator allows by configuration.

use std::net::{IpAddr, Ipv4Addr};

use crate::config::value::Cidr;

/// Whether a request may go to `address`: it is public, or one of `allowed` holds it. An address
/// that carries an IPv4 address (`::ffff:a.b.c.d`, NAT64) is judged by what it carries, for that is
/// where its packets go.
pub fn is_permitted(address: IpAddr, allowed: &[Cidr]) -> bool {
    let target = carried(address);
    is_public(address) || allowed.iter().any(|network| network.contains(address) || network.contains(target))
}

/// Whether `address` is reachable from the whole internet and belongs to nobody's inside.
pub fn is_public(address: IpAddr) -> bool {
    match carried(address) {
        IpAddr::V4(address) => !within(u32::from(address), &SPECIAL_V4, 32),
        IpAddr::V6(address) => {
            let bits = u128::from(address);
            // Global unicast is 2000::/3 alone (RFC 4291 section 2.4). Outside lie loopback,
            // IPv4-compatible, discard, unique local, link-local, site-local and multicast.
            bits >> 125 == 0b001 && !within(bits, &SPECIAL_V6, 128)
        }
    }
}

/// IPv4 networks that are not public.
const SPECIAL_V4: [(u32, u32); 15] = [
    v4([0, 0, 0, 0], 8),       // this network, RFC 791
    v4([10, 0, 0, 0], 8),      // private, RFC 1918
    v4([100, 64, 0, 0], 10),   // shared by carriers, RFC 6598
    v4([127, 0, 0, 0], 8),     // loopback, RFC 1122
    v4([169, 254, 0, 0], 16),  // link-local and the metadata services of clouds, RFC 3927
    v4([172, 16, 0, 0], 12),   // private, RFC 1918
    v4([192, 0, 0, 0], 24),    // protocol assignments, RFC 6890
    v4([192, 0, 2, 0], 24),    // documentation, RFC 5737
    v4([192, 88, 99, 0], 24),  // 6to4 relays, RFC 7526
    v4([192, 168, 0, 0], 16),  // private, RFC 1918
    v4([198, 18, 0, 0], 15),   // benchmarks, RFC 2544
    v4([198, 51, 100, 0], 24), // documentation, RFC 5737
    v4([203, 0, 113, 0], 24),  // documentation, RFC 5737
    v4([224, 0, 0, 0], 4),     // multicast, RFC 1112
    v4([240, 0, 0, 0], 4),     // reserved, and the broadcast address, RFC 1112
];

/// Networks inside 2000::/3 that are not public. Teredo and 6to4 hold an IPv4 address too, but
/// no key is published there: they are refused whatever they hold.
const SPECIAL_V6: [(u128, u32); 4] = [
    v6([0x2001, 0], 23),     // protocol assignments: Teredo, benchmarks, ORCHID, RFC 2928
    v6([0x2001, 0xdb8], 32), // documentation, RFC 3849
    v6([0x2002, 0], 16),     // 6to4, RFC 3056
    v6([0x3fff, 0], 20),     // documentation, RFC 9637
];

/// The well-known prefix of NAT64 (RFC 6052 section 2.1): 96 bits, then an IPv4 address.
const NAT64: u128 = 0x0064_ff9b << 96;

const fn v4(base: [u8; 4], prefix: u32) -> (u32, u32) {
    (u32::from_be_bytes(base), prefix)
}

const fn v6(base: [u16; 2], prefix: u32) -> (u128, u32) {
    (((base[0] as u128) << 112) | ((base[1] as u128) << 96), prefix)
}

/// The IPv4 address inside an IPv4-mapped or NAT64 address, else the address itself.
fn carried(address: IpAddr) -> IpAddr {
    let IpAddr::V6(outer) = address else {
        return address;
    };
    let bits = u128::from(outer);
    match outer.to_ipv4_mapped() {
        Some(inner) => inner.into(),
        None if bits >> 32 == NAT64 >> 32 => Ipv4Addr::from(low_half(bits)).into(),
        None => address,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lowest 32 bits are what is wanted")]
const fn low_half(bits: u128) -> u32 {
    bits as u32
}

/// Whether one of `networks` holds an address of `width` bits.
fn within<Bits: Copy + Into<u128>>(address: Bits, networks: &[(Bits, u32)], width: u32) -> bool {
    networks.iter().any(|&(base, prefix)| same_prefix(address.into(), base.into(), width - prefix))
}

/// Whether both agree in all but their last `free` bits.
fn same_prefix(left: u128, right: u128, free: u32) -> bool {
    (left ^ right).checked_shr(free).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn networks(texts: &[&str]) -> Vec<Cidr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn nothing_inside_is_public() {
        let inside = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ];
        for text in inside {
            assert!(!is_public(address(text)), "{text}");
            assert!(!is_permitted(address(text), &[]), "{text}");
        }
    }

    #[test]
    fn addresses_beside_the_special_networks_are_public() {
        let outside = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2003::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "3ffe::1",
        ];
        for text in outside {
            assert!(is_public(address(text)), "{text}");
        }
    }

    /// Whatever the standard library calls special is never public here.
    #[test]
    fn agrees_with_the_standard_library_on_what_is_special() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..200_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let v4 = Ipv4Addr::from(low_half(state.into()));
            let special = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_unspecified();
            assert!(!(special && is_public(v4.into())), "{v4}");
            assert_eq!(is_public(v4.into()), is_public(v4.to_ipv6_mapped().into()), "{v4}");
            let v6 = Ipv6Addr::from((u128::from(state) << 64) | u128::from(state.rotate_left(23)));
            let special = v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.is_multicast()
                || v6.is_loopback()
                || v6.is_unspecified();
            assert!(!(special && is_public(v6.into())), "{v6}");
        }
    }

    #[test]
    fn an_allowed_network_opens_itself_alone() {
        let allowed = networks(&["127.0.0.0/8", "::1", "10.1.0.0/16"]);
        for text in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1", "10.1.2.3"] {
            assert!(is_permitted(address(text), &allowed), "{text}");
        }
        for text in ["10.2.0.1", "::2", "192.168.0.1", "::127.0.0.1", "fd00::1", "169.254.169.254"] {
            assert!(!is_permitted(address(text), &allowed), "{text}");
        }
        assert!(is_permitted(address("255.255.255.255"), &networks(&["0.0.0.0/0"])));
        assert!(!is_permitted(address("fd00::1"), &networks(&["0.0.0.0/0"])));
        assert!(is_permitted(address("fd00::1"), &networks(&["::/0"])));
    }
}
