//! Who does a piece of background work: several instances try, one holds the lease.
//!
//! A lease spares work, it never decides a race: what its holder does is conditional all the same, since a process may
//! be stopped for a minute in the middle of it.

use chrono::{DateTime, Utc};
use entity::lease;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

use super::StoreError;
use super::statements::WrittenOut;

/// The one of the background work.
pub const UPKEEP: &str = "upkeep";

const TAKE: WrittenOut<4> = WrittenOut::new(
    "INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE \
     SET holder = excluded.holder, expires_at = excluded.expires_at \
     WHERE lease.holder = excluded.holder OR lease.expires_at <= $4",
);

/// Takes or renews the lease until `until`; `false` where somebody else holds it at `now`.
pub async fn take(
    db: &impl ConnectionTrait,
    name: &str,
    holder: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let values = [name.into(), holder.into(), until.timestamp_millis().into(), now.timestamp_millis().into()];
    Ok(TAKE.run(db, values).await? == 1)
}

/// Whether anybody holds the lease at `now`.
pub async fn is_held(db: &impl ConnectionTrait, name: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let held = lease::Entity::find_by_id(name)
        .filter(lease::Column::ExpiresAt.gt(now.timestamp_millis()))
        .count(db)
        .await?;
    Ok(held > 0)
}

/// Gives up every lease of this holder, so that nobody has to wait for their end.
pub async fn give_up(db: &impl ConnectionTrait, holder: &str) -> Result<(), StoreError> {
    lease::Entity::delete_many().filter(lease::Column::Holder.eq(holder)).exec(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;
    use crate::store::{Db, testing};

    #[tokio::test]
    async fn one_holds_a_lease_until_it_ends_or_is_given_up() {
        held_by_one(&testing::migrated().await.db).await;
        if let Some(address) = testing::own_postgres().await {
            let scratch = testing::migrated_postgres(&address).await;
            held_by_one(&scratch.db).await;
            scratch.db.close().await;
            testing::drop_postgres(&address).await;
        }
    }

    async fn held_by_one(db: &Db) {
        let try_as = async |holder: &'static str, now: i64| {
            let (until, now) = (from_millis(now + 60), from_millis(now));
            db.write(async move |tx| take(tx, "chore", holder, until, now).await).await.unwrap()
        };
        assert!(try_as("one", 1000).await);
        assert!(!try_as("two", 1001).await);
        assert!(try_as("one", 1030).await, "it renews its own");
        assert!(!try_as("two", 1089).await);
        let is_held = async |now| is_held(db.reader(), "chore", from_millis(now)).await.unwrap();
        assert!(is_held(1089).await && !is_held(1090).await);
        assert!(try_as("two", 1090).await, "it has ended");
        db.write(async |tx| give_up(tx, "one").await).await.unwrap();
        assert!(!try_as("one", 1100).await, "it was not its own to give up");
        db.write(async |tx| give_up(tx, "two").await).await.unwrap();
        assert!(try_as("one", 1100).await);
    }
}
