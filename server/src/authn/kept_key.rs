//! Keys that something is hashed under: each made when it is first needed, sealed, one for the installation.
//!
//! **To add one:** a constant here and a place in [`KEPT_KEYS`], so that it moves with the master key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::app::Services;
use crate::sealing::place::Place;
use crate::store::{StoreError, settings};

/// A key of the installation.
#[derive(Debug, Clone, Copy)]
pub struct KeptKey {
    /// Under which name it lies sealed in the settings.
    pub setting: &'static str,
    /// What it is, for messages.
    pub what: &'static str,
}

/// Backup codes are hashed under it.
pub(super) const BACKUP_CODES: KeptKey =
    KeptKey { setting: settings::BACKUP_CODE_KEY, what: "the key of the backup codes" };
/// What makes a device known is hashed under it.
pub(super) const DEVICES: KeptKey =
    KeptKey { setting: settings::DEVICE_KEY, what: "the key that devices are known by" };

/// Every such key.
pub const KEPT_KEYS: [KeptKey; 2] = [BACKUP_CODES, DEVICES];

impl KeptKey {
    /// Where it lies sealed.
    pub const fn place(self) -> Place<'static> {
        Place { table: "setting", column: "value", row: self.setting }
    }

    /// The key.
    pub(super) async fn read(self, app: &Services) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        if let Some(row) = settings::find(app.db.reader(), self.setting).await? {
            return self.open(app, &row);
        }
        let fresh = Zeroizing::new(app.entropy.bytes::<32>());
        let sealed = STANDARD.encode(app.sealer.seal(&*app.entropy, &self.place(), &*fresh));
        // Another instance may be first: then its key counts.
        let kept = app.db.write(async move |tx| {
            settings::put_new(tx, self.setting, &sealed).await?;
            settings::find(tx, self.setting).await
        });
        self.open(app, &kept.await?.ok_or_else(|| self.corrupt("the key is gone again"))?)
    }

    fn open(self, app: &Services, row: &str) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let blob = STANDARD.decode(row).map_err(|_| self.corrupt("not base64"))?;
        let opened = app.sealer.open(&self.place(), &blob);
        let bytes = opened.map_err(|_| self.corrupt("does not open under the master key"))?;
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| self.corrupt("not 32 bytes"))?;
        Ok(Zeroizing::new(key))
    }

    fn corrupt(self, what: &str) -> StoreError {
        StoreError::corrupt("setting", &self.setting, what)
    }
}
