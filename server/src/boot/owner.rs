//! Whose a database is. `dev` and `serve` keep off each other's, and what decides is in the database: the mark that
//! `dev` leaves before it seeds anything, and whatever `dev` did not make.

use anyhow::{Context as _, anyhow, bail};

use crate::admin::{AdminError, canary};
use crate::config::Config;
use crate::sealing::sealer::Sealer;
use crate::store::schema;
use crate::store::{ConnectionTrait, Db, DbOptions, StoreError, clients, settings, users};

/// Refuses `serve` a database of `dev`.
///
/// # Errors
/// When it is one.
pub async fn check_serve(db: &Db) -> anyhow::Result<()> {
    if settings::find(db.reader(), settings::DEMO).await?.is_some() {
        bail!(
            "this database belongs to `signet dev` and holds demo secrets that were printed on a terminal. \
             Serve another one: set database.url or server.data"
        );
    }
    Ok(())
}

/// Refuses `dev` a database that is somebody else's, or that was sealed under another master key than `sealer`'s. Reads
/// alone, and what it reads every release has: `dev` brings the database up to this one only afterwards.
///
/// # Errors
/// When it is, or does not open.
pub async fn check_dev(config: &Config, sealer: Option<&Sealer>) -> anyhow::Result<()> {
    let url = config.database_url();
    if schema::sqlite_file(url.expose()).is_some_and(|file| !file.exists()) {
        return Ok(());
    }
    let options = DbOptions { connections: 1, ..DbOptions::default() };
    let db = Db::open(url.expose(), &options).await.with_context(|| config.database_named())?;
    let looked = look(config, &db, sealer).await;
    db.close().await;
    looked.with_context(|| config.database_named())
}

/// Marks the database as that of `dev`, in the transaction that looks once more whose it is.
///
/// # Errors
/// When it has become somebody else's since [`check_dev`].
pub async fn take_for_dev(db: &Db) -> anyhow::Result<()> {
    if settings::find(db.reader(), settings::DEMO).await?.is_some() {
        return Ok(());
    }
    db.write(async move |tx| {
        if let Some(found) = stranger(tx).await? {
            return Err(not_for_dev(&found));
        }
        Ok(settings::put(tx, settings::DEMO, "yes").await?)
    })
    .await
}

async fn look(config: &Config, db: &Db, sealer: Option<&Sealer>) -> anyhow::Result<()> {
    if !schema::is_begun(db).await? {
        return Ok(());
    }
    let db = db.reader();
    if settings::find(db, settings::DEMO).await?.is_none()
        && let Some(found) = stranger(db).await?
    {
        return Err(not_for_dev(&found));
    }
    let Some(kept) = settings::find(db, settings::CANARY).await? else { return Ok(()) };
    if sealer.is_some_and(|sealer| canary::verify(sealer, &kept).is_ok()) {
        return Ok(());
    }
    if config.sealing.master_key.is_some() {
        return Err(AdminError::MasterKey.into());
    }
    bail!(
        "{} does not hold the master key that this database was sealed under; start `dev` with the directory that does \
         (--data DIR), or set sealing.master_key",
        config.server.data.display()
    )
}

/// The first thing in it that `dev` did not make, where `dev` has not been yet.
async fn stranger(db: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    if let Some(issuer) = settings::find(db, settings::ISSUER).await? {
        return Ok(Some(format!("one that serves {issuer}")));
    }
    if let Some(client) = clients::registered(db).await? {
        return Ok(Some(format!("one with the client {client}")));
    }
    Ok(users::are_there(db).await?.then(|| "one with people".to_owned()))
}

fn not_for_dev(found: &str) -> anyhow::Error {
    anyhow!(
        "expected a database of `signet dev`, or one without clients and people of its own, found {found}; nothing was \
         written to it. Start `dev` with another one"
    )
}
