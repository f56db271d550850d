//! Keys that small secrets of people are hashed under: each made when it is first needed, sealed, one for the installation.
//! A stolen database without the master key tells nothing of what was hashed, however short it was.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::sealing::place::Place;
use crate::sealing::sealer::Sealer;
use crate::store::{Db, StoreError, settings};

/// A key, and where it lies sealed.
#[derive(Debug, Clone, Copy)]
pub struct KeptKey {
    /// Its name among the settings.
    pub name: &'static str,
    /// Where it lies.
    pub place: Place<'static>,
    /// What it is, in words.
    pub what: &'static str,
}

/// Backup codes are hashed under it.
pub const BACKUP_CODES: KeptKey = KeptKey::of(settings::BACKUP_CODE_KEY, "the key of the backup codes");
/// Names that were freed are hashed under it.
pub const FREED_NAMES: KeptKey = KeptKey::of(settings::FREED_NAME_KEY, "the key of freed names");

/// What makes a device known is hashed under it.
pub const DEVICES: KeptKey = KeptKey::of(settings::DEVICE_KEY, "the key that devices are known by");

impl KeptKey {
    /// Every one: a new master key carries them along.
    pub const ALL: [Self; 3] = [BACKUP_CODES, FREED_NAMES, DEVICES];

    const fn of(name: &'static str, what: &'static str) -> Self {
        Self { name, place: Place { table: "setting", column: "value", row: name }, what }
    }

    /// The key.
    ///
    /// # Errors
    /// When the store fails, or the key does not open.
    pub async fn key(
        &self,
        db: &Db,
        (sealer, entropy): (&Sealer, &dyn Entropy),
    ) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        if let Some(row) = settings::find(db.reader(), self.name).await? {
            return self.open(sealer, &row);
        }
        let fresh = Zeroizing::new(entropy.bytes::<32>());
        let sealed = STANDARD.encode(sealer.seal(entropy, &self.place, &*fresh));
        // Another instance may be first: then its key counts.
        let name = self.name;
        let kept = db.write(async move |tx| {
            settings::put_new(tx, name, &sealed).await?;
            settings::find(tx, name).await
        });
        self.open(sealer, &kept.await?.ok_or_else(|| self.corrupt("the key is gone again"))?)
    }

    fn open(&self, sealer: &Sealer, row: &str) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let blob = STANDARD.decode(row).map_err(|_| self.corrupt("not base64"))?;
        let bytes = sealer
            .open(&self.place, &blob)
            .map_err(|_| self.corrupt("does not open under the master key"))?;
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| self.corrupt("not 32 bytes"))?;
        Ok(Zeroizing::new(key))
    }

    fn corrupt(&self, what: &str) -> StoreError {
        StoreError::corrupt("setting", &self.name, what)
    }
}
