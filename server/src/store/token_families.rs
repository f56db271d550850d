//! Token families: one row for a code and all that descends from it. Every race is one conditional update.

use chrono::{DateTime, Utc};
use entity::{session, token_family, user};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    UpdateMany,
};
use uuid::Uuid;

use super::changes::{Change, Kind};
use super::{StoreError, Transaction};
use crate::clock::from_millis;
use crate::model::token_family::{CodeBinding, MOST_REPLAYS, TokenFamily};
use crate::protocol::scope::Scope;

/// Of more families that end at once it is cheaper to forget everything.
const NAMED_ONE_BY_ONE: usize = 100;

/// The family with this id.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<TokenFamily>, StoreError> {
    token_family::Entity::find_by_id(id).one(db).await?.map(parse).transpose()
}

/// Writes the family when its code is issued.
pub async fn insert(db: &impl ConnectionTrait, new: &TokenFamily) -> Result<(), StoreError> {
    let authorization = serde_json::to_value(&new.authorization)
        .map_err(|error| StoreError::corrupt("token_family", &new.id, &error.to_string()))?;
    token_family::Entity::insert(token_family::ActiveModel {
        id: Set(new.id),
        client_id: Set(new.client_id.clone()),
        user_id: Set(new.user_id),
        session_id: Set(new.session_id),
        user_epoch: Set(new.user_epoch),
        scope: Set(new.scope.to_string()),
        authorization: Set(authorization),
        code_redirect: Set(new.code_binding.redirect.to_vec()),
        code_challenge: Set(new.code_binding.challenge.clone()),
        generation: Set(new.generation),
        replays: Set(0),
        last_agent: Set(None),
        refreshable: Set(new.refreshable),
        created_at: Set(new.created_at.timestamp_millis()),
        rotated_at: Set(None),
        idle_expires_at: Set(new.idle_expires_at.timestamp_millis()),
        absolute_expires_at: Set(new.absolute_expires_at.timestamp_millis()),
        // Abandoned codes go soon; redemption sets the real moment once.
        keep_until: Set(new.idle_expires_at.timestamp_millis()),
        revoked_at: Set(None),
        revoked_because: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// What a step writes beside the generation.
#[derive(Debug, Clone, Copy)]
pub struct Advance {
    /// The new idle limit.
    pub idle_expires_at: DateTime<Utc>,
    /// The user agent that makes the step.
    pub agent: Option<[u8; 32]>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Redeems the code: generation 0 becomes 1, if the family, the session and the account still stand.
/// `keep_until` is set for good. `false`: somebody else was first, or it is too late.
pub async fn redeem(
    db: &impl ConnectionTrait,
    family: &TokenFamily,
    step: Advance,
    keep_until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let session_lives = Query::select()
        .expr(Expr::val(1))
        .from(session::Entity)
        .and_where(session::Column::Id.eq(family.session_id))
        .and_where(session::Column::EndedAt.is_null())
        .to_owned();
    let update = advance(family, 0, step)
        .col_expr(token_family::Column::KeepUntil, keep_until.timestamp_millis().into())
        .filter(Expr::exists(session_lives));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Rotates: generation `from` becomes the next. `false`: somebody else was first, or it is too late.
pub async fn rotate(
    db: &impl ConnectionTrait,
    family: &TokenFamily,
    from: i64,
    step: Advance,
) -> Result<bool, StoreError> {
    Ok(advance(family, from, step).exec(db).await?.rows_affected == 1)
}

fn advance(family: &TokenFamily, from: i64, step: Advance) -> UpdateMany<token_family::Entity> {
    token_family::Entity::update_many()
        .col_expr(token_family::Column::Generation, (from + 1).into())
        .col_expr(token_family::Column::Replays, 0_i64.into())
        .col_expr(token_family::Column::RotatedAt, step.now.timestamp_millis().into())
        .col_expr(token_family::Column::IdleExpiresAt, step.idle_expires_at.timestamp_millis().into())
        .col_expr(token_family::Column::LastAgent, step.agent.map(Vec::from).into())
        .filter(stands(family, from, step.now))
        .filter(token_family::Column::IdleExpiresAt.gt(step.now.timestamp_millis()))
}

/// Repeats a lost reply: the generation stays, the repetition is counted. `false`: the token has moved on.
pub async fn repeat(
    db: &impl ConnectionTrait,
    family: &TokenFamily,
    current: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = token_family::Entity::update_many()
        .col_expr(token_family::Column::Replays, Expr::col(token_family::Column::Replays).add(1_i64))
        .filter(stands(family, current, now))
        .filter(token_family::Column::Replays.lt(MOST_REPLAYS))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The family is where it was seen, not ended, and the account has not moved on.
fn stands(family: &TokenFamily, generation: i64, now: DateTime<Utc>) -> Condition {
    let account_stands = Query::select()
        .expr(Expr::val(1))
        .from(user::Entity)
        .and_where(user::Column::Id.eq(family.user_id))
        .and_where(user::Column::Epoch.eq(family.user_epoch))
        .and_where(user::Column::Status.eq("active"))
        .to_owned();
    Condition::all()
        .add(token_family::Column::Id.eq(family.id))
        .add(token_family::Column::Generation.eq(generation))
        .add(token_family::Column::RevokedAt.is_null())
        .add(token_family::Column::AbsoluteExpiresAt.gt(now.timestamp_millis()))
        .add(SimpleExpr::from(Expr::exists(account_stands)))
}

/// Ends a family; `false` when it had ended before.
pub async fn revoke(
    tx: &Transaction,
    id: Uuid,
    because: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(revoke_where(tx, token_family::Column::Id.eq(id), because, now).await? == 1)
}

/// Ends every family begun in a session, but those of third parties with `offline_access` unless `all`.
pub async fn revoke_of_session(
    tx: &Transaction,
    session: Uuid,
    keep_clients: &[String],
    because: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let kept =
        token_family::Column::ClientId.is_in(keep_clients).and(token_family::Column::Refreshable.eq(true));
    let chosen = token_family::Column::SessionId.eq(session).and(kept.not());
    revoke_where(tx, chosen, because, now).await
}

/// Ends every family of a person with a client.
pub async fn revoke_of_consent(
    tx: &Transaction,
    user: Uuid,
    client: &str,
    because: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let chosen = token_family::Column::UserId.eq(user).and(token_family::Column::ClientId.eq(client));
    revoke_where(tx, chosen, because, now).await
}

/// Ends every family of a client. There is no index for this: it is for clients that are removed.
pub async fn revoke_of_client(
    tx: &Transaction,
    client: &str,
    because: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    revoke_where(tx, token_family::Column::ClientId.eq(client), because, now).await
}

/// The clients with live families begun in a session.
pub async fn clients_of_session(db: &impl ConnectionTrait, session: Uuid) -> Result<Vec<String>, StoreError> {
    let rows = token_family::Entity::find()
        .filter(token_family::Column::SessionId.eq(session))
        .filter(token_family::Column::RevokedAt.is_null())
        .all(db)
        .await?;
    let mut clients: Vec<String> = rows.into_iter().map(|row| row.client_id).collect();
    clients.sort_unstable();
    clients.dedup();
    Ok(clients)
}

/// Ends those that are chosen and have not ended, and announces each.
async fn revoke_where(
    tx: &Transaction,
    chosen: SimpleExpr,
    because: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let update = Query::update()
        .table(token_family::Entity)
        .value(token_family::Column::RevokedAt, now.timestamp_millis())
        .value(token_family::Column::RevokedBecause, because)
        .and_where(chosen)
        .and_where(token_family::Column::RevokedAt.is_null())
        .returning_col(token_family::Column::Id)
        .to_owned();
    let ended = tx.query_all(&update).await?;
    if ended.len() > NAMED_ONE_BY_ONE {
        tx.announce(Change::Everything);
        return Ok(ended.len() as u64);
    }
    for row in &ended {
        let id: Uuid = row.try_get("", "id")?;
        tx.announce(Change::of(Kind::Family, id));
    }
    Ok(ended.len() as u64)
}

fn parse(row: token_family::Model) -> Result<TokenFamily, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("token_family", &row.id, what);
    let authorization =
        serde_json::from_value(row.authorization).map_err(|error| corrupt(&error.to_string()))?;
    let redirect = row.code_redirect.try_into().map_err(|_| corrupt("code_redirect is not 32 bytes"))?;
    let last_agent = row.last_agent.map(<[u8; 32]>::try_from).transpose();
    Ok(TokenFamily {
        id: row.id,
        client_id: row.client_id,
        user_id: row.user_id,
        session_id: row.session_id,
        user_epoch: row.user_epoch,
        scope: Scope::stored(&row.scope),
        authorization,
        code_binding: CodeBinding { redirect, challenge: row.code_challenge },
        generation: row.generation,
        replays: row.replays,
        last_agent: last_agent.map_err(|_| corrupt("last_agent is not 32 bytes"))?,
        refreshable: row.refreshable,
        created_at: from_millis(row.created_at),
        rotated_at: row.rotated_at.map(from_millis),
        idle_expires_at: from_millis(row.idle_expires_at),
        absolute_expires_at: from_millis(row.absolute_expires_at),
        revoked_at: row.revoked_at.map(from_millis),
    })
}
