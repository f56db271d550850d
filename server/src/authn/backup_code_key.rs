//! The key that backup codes are hashed under: made when the first set is, sealed, one for the installation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::app::Services;
use crate::sealing::place::Place;
use crate::store::{StoreError, settings};

/// Where it lies sealed.
pub const PLACE: Place<'static> = Place { table: "setting", column: "value", row: "backup_code_key" };

/// The key.
pub(super) async fn key(app: &Services) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    if let Some(row) = settings::find(app.db.reader(), settings::BACKUP_CODE_KEY).await? {
        return open(app, &row);
    }
    let fresh = Zeroizing::new(app.entropy.bytes::<32>());
    let sealed = STANDARD.encode(app.sealer.seal(&*app.entropy, &PLACE, &*fresh));
    // Another instance may be first: then its key counts.
    let kept = app.db.write(async move |tx| {
        settings::put_new(tx, settings::BACKUP_CODE_KEY, &sealed).await?;
        settings::find(tx, settings::BACKUP_CODE_KEY).await
    });
    open(app, &kept.await?.ok_or_else(|| corrupt("the key is gone again"))?)
}

fn open(app: &Services, row: &str) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let blob = STANDARD.decode(row).map_err(|_| corrupt("not base64"))?;
    let bytes = app.sealer.open(&PLACE, &blob).map_err(|_| corrupt("does not open under the master key"))?;
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| corrupt("not 32 bytes"))?;
    Ok(Zeroizing::new(key))
}

fn corrupt(what: &str) -> StoreError {
    StoreError::corrupt("setting", &settings::BACKUP_CODE_KEY, what)
}
