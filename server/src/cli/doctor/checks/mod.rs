//! The checks, in the order in which they are shown.

mod addresses;
mod audit_log;
mod certificate;
mod client_address;
mod clocks;
mod configuration;
mod cookies;
mod database;
mod demo;
mod disk;
mod documents;
mod durability;
mod exposure;
mod headers;
mod issuer;
mod limits;
mod master_key;
mod metadata;
mod operators_alone;
mod partitions;
mod plain_http;
mod private_files;
mod published_keys;
mod readiness;
mod redis_server;
mod requests;
mod schema;
mod signing_keys;
mod store_issuer;
mod upkeep;

use async_trait::async_trait;

use super::finding::Finding;
use super::needs::Need;
use super::patient::Patient;

/// From where something is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// By everybody.
    Outside,
    /// By whoever has the configuration.
    Inside,
}

/// Looks at one thing.
#[async_trait]
pub(super) trait Check: Sync {
    /// Its name in the list and in JSON.
    fn name(&self) -> &'static str;

    /// Under which heading it stands.
    fn side(&self) -> Side;

    /// What it cannot do without, beside what its side needs: the first that is not there says why it was not made.
    fn needs(&self) -> &'static [Need] {
        &[]
    }

    /// What is to be said of it; nothing where it does not apply.
    async fn look(&self, patient: &Patient) -> Vec<Finding>;
}

/// Every check there is.
pub(super) static CHECKS: &[&dyn Check] = &[
    &issuer::IssuerAsSeen,
    &readiness::Readiness,
    &addresses::Addresses,
    &documents::Documents,
    &metadata::Metadata,
    &published_keys::PublishedKeys,
    &certificate::ServedCertificate,
    &plain_http::PlainHttp,
    &headers::Headers,
    &cookies::Cookies,
    &requests::Requests,
    &client_address::ClientAddress,
    &operators_alone::OperatorsAlone,
    &clocks::Clocks,
    &configuration::Configuration,
    &exposure::Exposure,
    &limits::Limits,
    &private_files::PrivateFiles,
    &database::Database,
    &durability::Durability,
    &schema::SchemaOfRelease,
    &partitions::Partitions,
    &store_issuer::StoreIssuer,
    &demo::Demo,
    &master_key::MasterKeyFits,
    &signing_keys::SigningKeys,
    &upkeep::Upkeep,
    &audit_log::AuditLog,
    &redis_server::RedisServer,
    &disk::Disk,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_check_has_a_name_of_its_own_that_fits_its_column() {
        let names: BTreeSet<&str> = CHECKS.iter().map(|check| check.name()).collect();
        assert_eq!(names.len(), CHECKS.len());
        assert!(names.iter().all(|name| name.len() <= 17), "{names:?}");
    }
}
