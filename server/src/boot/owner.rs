//! Whose a database is. `dev` and `serve` keep off each other's, and what decides is in the database: the mark that
//! `dev` leaves before it seeds anything, and whatever `dev` did not make.

use anyhow::{Context as _, anyhow, bail};

use crate::admin::{AdminError, canary};
use crate::config::Config;
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::schema::{self, Schema};
use crate::store::{ConnectionTrait, Db, DbOptions, StoreError, clients, file, settings, users};

/// Refuses `serve` a database of `dev`.
///
/// # Errors
/// When it is one.
pub async fn check_serve(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    if settings::find(db, settings::DEMO).await?.is_some() {
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
    if file::of(url.expose()).is_some_and(|file| !file.exists()) {
        return Ok(());
    }
    file::check(url.expose()).await.with_context(|| config.database_named())?;
    let options = DbOptions { connections: 1, ..DbOptions::default() };
    let db = Db::open(url.expose(), &options).await.with_context(|| config.database_named())?;
    let looked = look(config, &db, sealer).await;
    db.close().await;
    looked.with_context(|| config.database_named())
}

/// Marks the database as that of `dev` for this issuer, in the transaction that looks once more whose it is.
///
/// # Errors
/// When it has become somebody else's since [`check_dev`].
pub async fn take_for_dev(db: &Db, issuer: &Issuer) -> anyhow::Result<()> {
    if settings::find(db.reader(), settings::DEMO).await?.is_some() {
        return Ok(());
    }
    let issuer = issuer.as_str().to_owned();
    db.write(async move |tx| {
        // The row that `serve` adds too: whoever comes second waits here, and then sees the first.
        let is_first = settings::put_new(tx, settings::ISSUER, &issuer).await?;
        if !is_first && settings::find(tx, settings::DEMO).await?.is_some() {
            return Ok(());
        }
        if let Some(found) = if is_first { inhabitant(tx).await? } else { stranger(tx).await? } {
            return Err(not_for_dev(&found));
        }
        Ok(settings::put(tx, settings::DEMO, "yes").await?)
    })
    .await
}

/// Marks the database as that of `serve` for this issuer, in a transaction that looks once more whether `dev` took it. A
/// store is one issuer's for good: tokens and clients name it.
///
/// # Errors
/// When it is that of `dev`, or of another issuer.
pub async fn take_for_serve(db: &Db, issuer: &Issuer) -> anyhow::Result<()> {
    let issuer = issuer.as_str().to_owned();
    if settings::find(db.reader(), settings::ISSUER).await?.is_some_and(|known| known == issuer) {
        return check_serve(db.reader()).await;
    }
    db.write(async move |tx| {
        settings::put_new(tx, settings::ISSUER, &issuer).await?;
        check_serve(tx).await?;
        check_issuer(tx, &issuer).await
    })
    .await
}

/// Refuses a database that has been served as another issuer. That of `dev` moves with its port.
///
/// # Errors
/// When it has.
pub async fn check_issuer(db: &impl ConnectionTrait, issuer: &str) -> anyhow::Result<()> {
    if settings::find(db, settings::DEMO).await?.is_some() {
        return Ok(());
    }
    match settings::find(db, settings::ISSUER).await? {
        Some(known) if known != issuer => bail!(
            "server.issuer: expected {known}, which this database has served so far, found {issuer}; tokens and clients know the issuer by its exact text. Set it back, or begin with an empty database"
        ),
        _ => Ok(()),
    }
}

/// Remembers the issuer of `dev`, which moves with its port.
///
/// # Errors
/// When it cannot be written.
pub async fn move_dev(db: &Db, issuer: &Issuer) -> Result<(), StoreError> {
    let issuer = issuer.as_str().to_owned();
    if settings::find(db.reader(), settings::ISSUER).await?.is_some_and(|known| known == issuer) {
        return Ok(());
    }
    db.write(async move |tx| settings::put(tx, settings::ISSUER, &issuer).await).await
}

async fn look(config: &Config, db: &Db, sealer: Option<&Sealer>) -> anyhow::Result<()> {
    let found = schema::state(db).await?;
    if let Schema::Ahead(steps) = found {
        return Err(StoreError::Newer(steps.join(", ")).into());
    }
    if found.is_empty() {
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
    inhabitant(db).await
}

async fn inhabitant(db: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
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
