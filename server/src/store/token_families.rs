//! Token families: one row for a code and all that descends from it. Every race is one conditional update.

use chrono::{DateTime, Utc};
use entity::token_family;
use sea_orm::sea_query::{ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::changes::{Change, Kind};
use super::statements::WrittenOut;
use super::{StoreError, Transaction};
use crate::clock::from_millis;
use crate::model::token_family::{CodeBinding, MOST_REPLAYS, TokenFamily};
use crate::model::user::User;
use crate::protocol::scope::Scope;

/// Of more families that end at once it is cheaper to forget everything.
const NAMED_ONE_BY_ONE: usize = 100;

/// So many of one person are shown at most.
const MOST_SHOWN: u64 = 1000;

/// That an application acts for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Which application.
    pub client_id: String,
    /// In which session it was begun.
    pub session_id: Uuid,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it last fetched tokens.
    pub used_at: DateTime<Utc>,
}

/// The family with this id.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<TokenFamily>, StoreError> {
    token_family::Entity::find_by_id(id).one(db).await?.map(parse).transpose()
}

const INSERT: WrittenOut<16> = WrittenOut::new(
    r#"INSERT INTO token_family (id, client_id, user_id, session_id, user_epoch, scope, "authorization",
    code_redirect, code_challenge, generation, replays, refreshable, created_at, idle_expires_at, absolute_expires_at,
    keep_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"#,
);

/// Writes the family when its code is issued.
pub async fn insert(db: &impl ConnectionTrait, new: &TokenFamily) -> Result<(), StoreError> {
    let authorization = serde_json::to_value(&new.authorization)
        .map_err(|error| StoreError::corrupt("token_family", &new.id, &error.to_string()))?;
    let values = [
        new.id.into(),
        new.client_id.clone().into(),
        new.user_id.into(),
        new.session_id.into(),
        new.user_epoch.into(),
        new.scope.to_string().into(),
        authorization.into(),
        new.code_binding.redirect.to_vec().into(),
        new.code_binding.challenge.clone().into(),
        new.generation.into(),
        0_i64.into(),
        new.refreshable.into(),
        new.created_at.timestamp_millis().into(),
        new.idle_expires_at.timestamp_millis().into(),
        new.absolute_expires_at.timestamp_millis().into(),
        // Abandoned codes go soon; redemption sets the real moment once.
        new.idle_expires_at.timestamp_millis().into(),
    ];
    INSERT.run(db, values).await?;
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

// Each holds only while the family is where it was seen and has not ended, and the account has not moved on.

const REDEEM: WrittenOut<8> = WrittenOut::new(
    r#"UPDATE token_family
    SET generation = 1, replays = 0, rotated_at = $1, idle_expires_at = $2, last_agent = $3, keep_until = $4
    WHERE id = $5 AND generation = 0 AND revoked_at IS NULL AND absolute_expires_at > $1 AND idle_expires_at > $1
    AND EXISTS (SELECT 1 FROM "user" WHERE id = $6 AND epoch = $7 AND status = 'active')
    AND EXISTS (SELECT 1 FROM session WHERE id = $8 AND ended_at IS NULL)"#,
);

const ROTATE: WrittenOut<7> = WrittenOut::new(
    r#"UPDATE token_family
    SET generation = generation + 1, replays = 0, rotated_at = $1, idle_expires_at = $2, last_agent = $3
    WHERE id = $4 AND generation = $5 AND revoked_at IS NULL AND absolute_expires_at > $1 AND idle_expires_at > $1
    AND EXISTS (SELECT 1 FROM "user" WHERE id = $6 AND epoch = $7 AND status = 'active')"#,
);

const REPEAT: WrittenOut<6> = WrittenOut::new(
    r#"UPDATE token_family
    SET replays = replays + 1
    WHERE id = $1 AND generation = $2 AND revoked_at IS NULL AND absolute_expires_at > $3 AND replays < $4
    AND EXISTS (SELECT 1 FROM "user" WHERE id = $5 AND epoch = $6 AND status = 'active')"#,
);

/// Redeems the code: generation 0 becomes 1, if the family, the session and the account still stand.
/// `keep_until` is set for good. `false`: somebody else was first, or it is too late.
pub async fn redeem(
    db: &impl ConnectionTrait,
    family: &TokenFamily,
    step: Advance,
    keep_until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let values = [
        step.now.timestamp_millis().into(),
        step.idle_expires_at.timestamp_millis().into(),
        step.agent.map(Vec::from).into(),
        keep_until.timestamp_millis().into(),
        family.id.into(),
        family.user_id.into(),
        family.user_epoch.into(),
        family.session_id.into(),
    ];
    Ok(REDEEM.run(db, values).await? == 1)
}

/// Rotates: generation `from` becomes the next. `false`: somebody else was first, or it is too late.
pub async fn rotate(
    db: &impl ConnectionTrait,
    family: &TokenFamily,
    from: i64,
    step: Advance,
) -> Result<bool, StoreError> {
    let values = [
        step.now.timestamp_millis().into(),
        step.idle_expires_at.timestamp_millis().into(),
        step.agent.map(Vec::from).into(),
        family.id.into(),
        from.into(),
        family.user_id.into(),
        family.user_epoch.into(),
    ];
    Ok(ROTATE.run(db, values).await? == 1)
}

/// Repeats a lost reply: the generation stays, the repetition is counted. `false`: the token has moved on.
pub async fn repeat(
    db: &impl ConnectionTrait,
    family: &TokenFamily,
    current: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let values = [
        family.id.into(),
        current.into(),
        now.timestamp_millis().into(),
        MOST_REPLAYS.into(),
        family.user_id.into(),
        family.user_epoch.into(),
    ];
    Ok(REPEAT.run(db, values).await? == 1)
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

/// Ends every family of a person, but those begun in the session `kept`; how many.
pub async fn revoke_of_user(
    tx: &Transaction,
    user: Uuid,
    kept: Option<Uuid>,
    because: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let of_user = token_family::Column::UserId.eq(user);
    let chosen = match kept {
        Some(kept) => of_user.and(token_family::Column::SessionId.ne(kept)),
        None => of_user,
    };
    revoke_where(tx, chosen, because, now).await
}

/// Carries the live families of a session over to the account's next epoch, with it.
pub async fn carry_over(tx: &Transaction, session: Uuid, epoch: i64) -> Result<(), StoreError> {
    let update = Query::update()
        .table(token_family::Entity)
        .value(token_family::Column::UserEpoch, epoch + 1)
        .and_where(token_family::Column::SessionId.eq(session))
        .and_where(token_family::Column::UserEpoch.eq(epoch))
        .and_where(token_family::Column::RevokedAt.is_null())
        .returning_col(token_family::Column::Id)
        .to_owned();
    for row in tx.query_all(&update).await? {
        let id: Uuid = row.try_get("", "id")?;
        tx.announce(Change::of(Kind::Family, id));
    }
    Ok(())
}

/// Ends every family by which a client acts for a person; how many.
pub async fn revoke_of_user_and_client(
    tx: &Transaction,
    user: Uuid,
    client: &str,
    because: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let chosen = token_family::Column::UserId.eq(user).and(token_family::Column::ClientId.eq(client));
    revoke_where(tx, chosen, because, now).await
}

/// The live families of a person, by client and session: which application is signed in where, and since when.
pub async fn live_of_user(
    db: &impl ConnectionTrait,
    user: &User,
    now: DateTime<Utc>,
) -> Result<Vec<Use>, StoreError> {
    let rows = token_family::Entity::find()
        .filter(token_family::Column::UserId.eq(user.id))
        .filter(token_family::Column::UserEpoch.eq(user.epoch))
        .filter(token_family::Column::RevokedAt.is_null())
        .filter(token_family::Column::Generation.gt(0))
        .filter(token_family::Column::KeepUntil.gt(now.timestamp_millis()))
        .order_by_asc(token_family::Column::CreatedAt)
        .limit(MOST_SHOWN)
        .all(db)
        .await?;
    let part = |row: token_family::Model| Use {
        client_id: row.client_id,
        session_id: row.session_id,
        created_at: from_millis(row.created_at),
        used_at: from_millis(row.rotated_at.unwrap_or(row.created_at)),
    };
    Ok(rows.into_iter().map(part).collect())
}

/// Removes the families of a person whose account goes: they tell which applications the person used, and how.
pub async fn delete_of_user(tx: &Transaction, user: Uuid) -> Result<(), StoreError> {
    token_family::Entity::delete_many().filter(token_family::Column::UserId.eq(user)).exec(tx).await?;
    Ok(())
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

/// Ends every family; how many.
pub async fn revoke_all(tx: &Transaction, because: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let changed = token_family::Entity::update_many()
        .col_expr(token_family::Column::RevokedAt, now.timestamp_millis().into())
        .col_expr(token_family::Column::RevokedBecause, because.into())
        .filter(token_family::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    tx.announce(Change::Everything);
    Ok(changed.rows_affected)
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
