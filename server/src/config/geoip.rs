//! `[geoip]`: from which country an address is.

use std::path::PathBuf;

use super::reading::Values;

/// From which country an address is.
#[derive(Debug, Clone)]
pub struct GeoIp {
    /// A database file in MaxMind's format; without one no country is known.
    pub database: Option<PathBuf>,
}

impl GeoIp {
    pub(super) fn read(values: &mut Values) -> Self {
        Self { database: values.read("geoip.database") }
    }
}
