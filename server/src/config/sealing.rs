//! `[sealing]`: the keys that seal what rests in the database.

use super::reading::Values;
use super::value::MasterKey;

/// The keys that seal what rests in the database.
#[derive(Debug, Clone)]
pub struct Sealing {
    /// Seals and opens. `serve` needs it; `dev` makes one.
    pub master_key: Option<MasterKey>,
    /// Opens what was sealed before the master key changed.
    pub master_key_previous: Option<MasterKey>,
}

impl Sealing {
    pub(super) fn read(values: &mut Values) -> Self {
        let keys = ["sealing.master_key_previous", "sealing.master_key"];
        let sealing = Self {
            master_key: values.read("sealing.master_key"),
            master_key_previous: values.read("sealing.master_key_previous"),
        };
        let differ =
            sealing.master_key_previous.is_none() || sealing.master_key_previous != sealing.master_key;
        values.require(&keys, differ, "expected another key than sealing.master_key, found the same");
        let has_both = sealing.master_key_previous.is_none() || sealing.master_key.is_some();
        values.require(&keys, has_both, "expected sealing.master_key beside it, found none");
        sealing
    }
}
