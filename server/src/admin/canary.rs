//! The canary: a sealed value that opens under the right master key alone. It is looked at before
//! anything is written, so that a wrong key is an error message and not a store sealed half under
//! one key and half under another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{AdminError, Office};
use crate::sealing::sealer::Sealer;
use crate::store::settings;

/// Refuses a master key that this store was not sealed under; a store that has never met one
/// remembers this one.
pub async fn ensure(office: &Office) -> Result<(), AdminError> {
    if let Some(kept) = settings::find(office.db.reader(), settings::CANARY).await? {
        return verify(&office.sealer, &kept);
    }
    let text = STANDARD.encode(office.sealer.canary(&*office.entropy));
    let kept = office
        .db
        .write(async move |tx| {
            // Another instance may be first: then its canary counts.
            settings::put_new(tx, settings::CANARY, &text).await?;
            settings::find(tx, settings::CANARY).await
        })
        .await?;
    verify(&office.sealer, &kept.unwrap_or_default())
}

/// Refuses a master key that this canary was not sealed under.
pub fn verify(sealer: &Sealer, kept: &str) -> Result<(), AdminError> {
    sealer.verify_canary(&decode(kept)?).map_err(|_| AdminError::MasterKey)
}

/// The kept text as the blob it is; damage counts as a key that does not fit.
pub(super) fn decode(kept: &str) -> Result<Vec<u8>, AdminError> {
    STANDARD.decode(kept).map_err(|_| AdminError::MasterKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::testing::{Desk, sealer};

    #[tokio::test]
    async fn a_wrong_master_key_is_refused_and_the_right_one_stays_right() {
        let desk = Desk::open().await;
        ensure(&desk.office).await.unwrap();
        ensure(&desk.office).await.unwrap();
        let wrong = Office { sealer: sealer(2, None), ..desk.office.clone() };
        assert!(matches!(ensure(&wrong).await, Err(AdminError::MasterKey)));
        let changing = Office { sealer: sealer(2, Some(1)), ..desk.office.clone() };
        ensure(&changing).await.unwrap();
        ensure(&desk.office).await.unwrap();
    }

    #[tokio::test]
    async fn of_two_first_starts_one_wins() {
        let desk = Desk::open().await;
        let other = Office { sealer: sealer(2, None), ..desk.office.clone() };
        let (one, two) = tokio::join!(ensure(&desk.office), ensure(&other));
        assert_ne!(one.is_ok(), two.is_ok());
    }

    #[tokio::test]
    async fn a_damaged_canary_is_no_key_that_fits() {
        let desk = Desk::open().await;
        let put = async |tx: &crate::store::Transaction| settings::put(tx, settings::CANARY, "x!").await;
        desk.office.db.write(put).await.unwrap();
        assert!(matches!(ensure(&desk.office).await, Err(AdminError::MasterKey)));
    }
}
