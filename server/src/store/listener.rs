//! Hearing on PostgreSQL what other instances have committed.

use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgListener, PgPool};
use tokio::time::{Instant, sleep, timeout};

use super::changes::{Change, Changes};

/// The channel that the instances share.
pub(super) const CHANNEL: &str = "signet";
/// How long to wait for news before asking whether the connection still lives.
const SILENCE: Duration = Duration::from_millis(300);
/// How long to wait before the first new attempt, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Listens for ever and publishes here what is heard. Each time the connection is made anew,
/// something may have been missed: then everything is to be forgotten.
pub(super) async fn listen(pool: PgPool, changes: Changes) {
    let (shortest, longest) = PAUSES;
    let mut pause = shortest;
    loop {
        let began = Instant::now();
        if let Err(error) = listen_once(&pool, &changes).await {
            tracing::warn!(%error, "not hearing of changes by other instances");
        }
        if began.elapsed() > 10 * longest {
            pause = shortest;
        }
        sleep(pause).await;
        pause = (pause * 2).min(longest);
    }
}

async fn listen_once(pool: &PgPool, changes: &Changes) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    changes.publish(Change::Everything);
    loop {
        changes.heard();
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(news))) => {
                let Ok(change) = news.payload().parse();
                changes.publish(change);
            }
            Ok(Ok(None)) => changes.publish(Change::Everything),
            Ok(Err(error)) => return Err(error),
            // A peer that vanished without a word looks like silence.
            Err(_silence) => match timeout(2 * SILENCE, ask(&mut listener)).await {
                Ok(answer) => answer?,
                Err(_elapsed) => return Err(sqlx::Error::PoolTimedOut),
            },
        }
    }
}

async fn ask(listener: &mut PgListener) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT 1").execute(listener).await.map(drop)
}
