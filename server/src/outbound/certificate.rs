//! What a certificate says: for whom, by whom, from when until when (RFC 5280 section 4.1).

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::error::ErrorStack;
use openssl::x509::{X509, X509NameRef};

/// A certificate as somebody who looks at it needs it. That it was read says nothing about whether it is to be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The host names it is for; a name may begin with `*.`.
    pub names: Vec<String>,
    /// The addresses it is for.
    pub addresses: Vec<IpAddr>,
    /// Who signed it.
    pub authority: String,
    /// Whether it signed itself.
    pub is_self_signed: bool,
    /// From when it counts.
    pub not_before: DateTime<Utc>,
    /// Until when.
    pub not_after: DateTime<Utc>,
}

impl Certificate {
    /// Reads DER. `None` where it is no certificate.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        X509::from_der(der).and_then(|read| Self::of(&read)).ok()
    }

    fn of(read: &X509) -> Result<Self, ErrorStack> {
        let alternatives = read.subject_alt_names();
        let alternatives: Vec<_> = alternatives.iter().flatten().collect();
        let names = alternatives.iter().filter_map(|name| name.dnsname().map(str::to_owned));
        Ok(Self {
            names: names.collect(),
            addresses: alternatives.iter().filter_map(|name| address(name.ipaddress()?)).collect(),
            authority: common_name(read.issuer_name()),
            is_self_signed: read.issued(read) == openssl::x509::X509VerifyResult::OK,
            not_before: moment(read.not_before())?,
            not_after: moment(read.not_after())?,
        })
    }

    /// Whether it is for this host, an IPv6 address in its brackets (RFC 9525 section 6.3: a star stands for one label).
    pub fn covers(&self, host: &str) -> bool {
        if let Ok(address) = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            return self.addresses.contains(&address);
        }
        self.names.iter().any(|name| match (name.strip_prefix("*."), host.split_once('.')) {
            (Some(rest), Some((_, parent))) => parent.eq_ignore_ascii_case(rest),
            _ => name.eq_ignore_ascii_case(host),
        })
    }

    /// For whom it is, in one line.
    pub fn told(&self) -> String {
        let addresses = self.addresses.iter().map(ToString::to_string);
        let all: Vec<String> = self.names.iter().cloned().chain(addresses).collect();
        if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
    }
}

fn moment(time: &Asn1TimeRef) -> Result<DateTime<Utc>, ErrorStack> {
    let since = Asn1Time::from_unix(0)?.diff(time)?;
    let span = TimeDelta::days(since.days.into()) + TimeDelta::seconds(since.secs.into());
    Ok(DateTime::UNIX_EPOCH + span)
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// The common name, else the whole name.
fn common_name(name: &X509NameRef) -> String {
    let mut common = name.entries_by_nid(openssl::nid::Nid::COMMONNAME);
    let common = common.next().and_then(|entry| entry.data().to_string().ok());
    common.unwrap_or_else(|| format!("{name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn for_names(names: &[&str]) -> Certificate {
        Certificate {
            names: names.iter().map(ToString::to_string).collect(),
            addresses: vec!["192.0.2.1".parse().unwrap()],
            authority: String::new(),
            is_self_signed: false,
            not_before: DateTime::UNIX_EPOCH,
            not_after: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_star_stands_for_one_label() {
        let certificate = for_names(&["id.example.com", "*.example.org"]);
        for host in ["id.example.com", "ID.example.com", "a.example.org", "192.0.2.1"] {
            assert!(certificate.covers(host), "{host}");
        }
        for host in ["example.com", "a.id.example.com", "example.org", "a.b.example.org", "192.0.2.2"] {
            assert!(!certificate.covers(host), "{host}");
        }
        assert_eq!(certificate.told(), "id.example.com, *.example.org, 192.0.2.1");
    }

    #[test]
    fn the_certificate_of_the_tests_reads_as_openssl_wrote_it() {
        let pem = include_bytes!("../../tests/it/tls/server.crt");
        let der = X509::from_pem(pem).unwrap().to_der().unwrap();
        let read = Certificate::of_der(&der).unwrap();
        assert!(read.is_self_signed && read.not_before < read.not_after, "{read:?}");
        assert_eq!(Certificate::of_der(b"x"), None);
    }
}
