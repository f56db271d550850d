//! Signed-in browsers.

use chrono::{DateTime, Utc};
use entity::session;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select,
};
use uuid::Uuid;

use super::changes::{Change, Kind};
use super::{StoreError, Transaction};
use crate::clock::from_millis;
use crate::model::audit_event::Origin;
use crate::model::authentication::Authentication;
use crate::model::session::{Seen, Session};
use crate::model::user::User;

/// The session with this id, live or not.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Session>, StoreError> {
    session::Entity::find_by_id(id).one(db).await?.map(parse).transpose()
}

/// The person's sessions that have not ended, the one used last first: at most `limit`.
pub async fn of_user(
    db: &impl ConnectionTrait,
    user: &User,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<Vec<Seen>, StoreError> {
    let newest = live(user, now).order_by_desc(session::Column::LastActiveAt);
    newest.limit(limit).all(db).await?.into_iter().map(seen).collect()
}

/// The person's sessions that have not ended, the one begun last first: at most `limit`, of those begun before `after`.
pub async fn page_of_user(
    db: &impl ConnectionTrait,
    user: &User,
    (after, limit): (Option<Uuid>, u64),
    now: DateTime<Utc>,
) -> Result<Vec<Seen>, StoreError> {
    // Ids grow with time.
    let before = after.map(|after| session::Column::Id.lt(after));
    let page = live(user, now).apply_if(before, QueryFilter::filter);
    let page = page.order_by_desc(session::Column::Id).limit(limit);
    page.all(db).await?.into_iter().map(seen).collect()
}

fn live(user: &User, now: DateTime<Utc>) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::UserId.eq(user.id))
        .filter(session::Column::UserEpoch.eq(user.epoch))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::IdleExpiresAt.gt(now.timestamp_millis()))
        .filter(session::Column::KeepUntil.gt(now.timestamp_millis()))
}

fn seen(row: session::Model) -> Result<Seen, StoreError> {
    let (address, country, user_agent) = (row.address.clone(), row.country.clone(), row.user_agent.clone());
    parse(row).map(|session| Seen { session, address, country, user_agent })
}

/// Adds a session.
pub async fn insert(db: &impl ConnectionTrait, new: &Session, origin: &Origin) -> Result<(), StoreError> {
    session::Entity::insert(session::ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user_id),
        secret_digest: Set(new.secret_digest.to_vec()),
        user_epoch: Set(new.user_epoch),
        acr: Set(new.authentication.acr.clone()),
        amr: Set(new.authentication.amr.join(" ")),
        authenticated_at: Set(new.authentication.at.timestamp_millis()),
        created_at: Set(new.created_at.timestamp_millis()),
        last_active_at: Set(new.last_active_at.timestamp_millis()),
        idle_expires_at: Set(new.idle_expires_at.timestamp_millis()),
        keep_until: Set(new.absolute_expires_at.timestamp_millis()),
        ended_at: Set(None),
        address: Set(origin.address.clone()),
        user_agent: Set(origin.user_agent.clone()),
        device: Set(new.device.map(Vec::from)),
        country: Set(origin.place.as_ref().map(|place| place.country.clone())),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// The person proved themselves again: new secret, new times, same `sid`. `false` when the session has ended.
pub async fn renew(tx: &Transaction, renewed: &Session) -> Result<bool, StoreError> {
    let changed = session::Entity::update_many()
        .col_expr(session::Column::SecretDigest, renewed.secret_digest.to_vec().into())
        .col_expr(session::Column::Acr, renewed.authentication.acr.clone().into())
        .col_expr(session::Column::Amr, renewed.authentication.amr.join(" ").into())
        .col_expr(session::Column::AuthenticatedAt, renewed.authentication.at.timestamp_millis().into())
        .col_expr(session::Column::LastActiveAt, renewed.last_active_at.timestamp_millis().into())
        .col_expr(session::Column::IdleExpiresAt, renewed.idle_expires_at.timestamp_millis().into())
        .filter(session::Column::Id.eq(renewed.id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::of(Kind::Session, renewed.id));
    Ok(changed.rows_affected == 1)
}

/// The session was used: the idle limit moves on. `false` when it has ended.
pub async fn touch(
    tx: &Transaction,
    id: Uuid,
    idle_expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = session::Entity::update_many()
        .col_expr(session::Column::LastActiveAt, now.timestamp_millis().into())
        .col_expr(session::Column::IdleExpiresAt, idle_expires_at.timestamp_millis().into())
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::of(Kind::Session, id));
    Ok(changed.rows_affected == 1)
}

/// Ends a session; `false` when it had ended before.
pub async fn end(tx: &Transaction, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.timestamp_millis()))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::of(Kind::Session, id));
    Ok(changed.rows_affected == 1)
}

/// Ends the person's sessions but `kept`; which.
pub async fn end_of_user(
    tx: &Transaction,
    user: Uuid,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let update = Query::update()
        .table(session::Entity)
        .value(session::Column::EndedAt, now.timestamp_millis())
        .and_where(session::Column::UserId.eq(user))
        .and_where(session::Column::EndedAt.is_null())
        .and_where_option(kept.map(|kept| session::Column::Id.ne(kept)))
        .returning_col(session::Column::Id)
        .to_owned();
    let rows = tx.query_all(&update).await?;
    let ended: Vec<Uuid> = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
    for id in &ended {
        tx.announce(Change::of(Kind::Session, *id));
    }
    Ok(ended)
}

/// Carries a live session over to the account's next epoch: it stays, where all others end.
pub async fn carry_over(tx: &Transaction, id: Uuid, epoch: i64) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::UserEpoch, (epoch + 1).into())
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::UserEpoch.eq(epoch))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::of(Kind::Session, id));
    Ok(())
}

/// The session goes on with another secret: a cookie from before is worth nothing. `false` when it has ended.
pub async fn replace_secret(tx: &Transaction, id: Uuid, digest: [u8; 32]) -> Result<bool, StoreError> {
    let changed = session::Entity::update_many()
        .col_expr(session::Column::SecretDigest, digest.to_vec().into())
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::of(Kind::Session, id));
    Ok(changed.rows_affected == 1)
}

/// Ends every session; how many. Whoever does this tells everybody to forget everything.
pub async fn end_all(tx: &Transaction, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let changed = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.timestamp_millis()))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::Everything);
    Ok(changed.rows_affected)
}

fn parse(row: session::Model) -> Result<Session, StoreError> {
    let secret_digest = row.secret_digest.try_into();
    let device = row.device.map(TryInto::try_into).transpose();
    Ok(Session {
        id: row.id,
        user_id: row.user_id,
        secret_digest: secret_digest
            .map_err(|_| StoreError::corrupt("session", &row.id, "secret_digest is not 32 bytes"))?,
        user_epoch: row.user_epoch,
        authentication: Authentication {
            at: from_millis(row.authenticated_at),
            acr: row.acr,
            amr: row.amr.split_whitespace().map(str::to_owned).collect(),
        },
        created_at: from_millis(row.created_at),
        last_active_at: from_millis(row.last_active_at),
        idle_expires_at: from_millis(row.idle_expires_at),
        absolute_expires_at: from_millis(row.keep_until),
        ended_at: row.ended_at.map(from_millis),
        device: device.map_err(|_| StoreError::corrupt("session", &row.id, "device is not 32 bytes"))?,
    })
}
