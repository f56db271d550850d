//! `[outbound]`: what we fetch from others.

use std::path::PathBuf;

use super::reading::Values;
use super::value::Cidr;

/// What we fetch from others.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// Certificates to trust besides the public ones, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Private networks that may be fetched from.
    pub allow_addresses: Vec<Cidr>,
    /// Whether plain http may be fetched.
    pub allow_http: bool,
}

impl Outbound {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            ca_file: values.read("outbound.ca_file"),
            allow_addresses: values.read("outbound.allow_addresses"),
            allow_http: values.read("outbound.allow_http"),
        }
    }
}
