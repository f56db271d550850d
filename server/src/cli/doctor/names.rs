//! What the checks are called, in the list and in JSON. Here alone, because they speak of each other: `needs` says which of
//! them tells of a cause.

pub(super) const ISSUER: &str = "issuer";
pub(super) const READINESS: &str = "readiness";
pub(super) const ADDRESSES: &str = "addresses";
pub(super) const WELL_KNOWN: &str = "well-known";
pub(super) const METADATA: &str = "metadata";
pub(super) const KEY_SET: &str = "key set";
pub(super) const CERTIFICATE: &str = "certificate";
pub(super) const PLAIN_HTTP: &str = "plain http";
pub(super) const HEADERS: &str = "headers";
pub(super) const COOKIES: &str = "cookies";
pub(super) const REQUESTS: &str = "requests";
pub(super) const CLIENT_ADDRESS: &str = "client address";
pub(super) const OPERATORS_ALONE: &str = "operators alone";
pub(super) const CLOCKS: &str = "clocks";
pub(super) const CONFIGURATION: &str = "configuration";
pub(super) const EXPOSURE: &str = "exposure";
pub(super) const LIMITS: &str = "limits";
pub(super) const PRIVATE_FILES: &str = "private files";
pub(super) const DATABASE: &str = "database";
pub(super) const DURABILITY: &str = "durability";
pub(super) const SCHEMA: &str = "schema";
pub(super) const PARTITIONS: &str = "partitions";
pub(super) const ISSUER_KEPT: &str = "issuer kept";
pub(super) const DEMO_DATA: &str = "demo data";
pub(super) const MASTER_KEY: &str = "master key";
pub(super) const SIGNING_KEYS: &str = "signing keys";
pub(super) const UPKEEP: &str = "upkeep";
pub(super) const AUDIT_LOG: &str = "audit log";
pub(super) const REDIS: &str = "redis";
pub(super) const DISK: &str = "disk";
