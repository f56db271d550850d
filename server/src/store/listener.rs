//! Hearing on PostgreSQL what other instances have committed.

use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgListener, PgPool};
use tokio::time::{Instant, sleep, timeout};

use super::away;
use super::changes::{Change, Changes};
use super::pool::Pool;

/// The channel that the instances share.
pub(super) const CHANNEL: &str = "signet";
/// How long to wait for news before asking whether the connection still lives.
const SILENCE: Duration = Duration::from_millis(300);
/// How long to wait before the first new attempt, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));

/// Listens for ever and publishes here what is heard. Each time the connection is made anew,
/// something may have been missed: then everything is to be forgotten.
///
/// Where the server fell silent without a word, what the requests' connections have sent may be lost too, and they would
/// wait for ever: once the server is back, `requests` are given fresh ones. Until then they are told why nobody can
/// connect.
pub(super) async fn listen(own: impl Fn() -> PgPool, changes: Changes, requests: Pool) {
    let (shortest, longest) = PAUSES;
    let mut pause = shortest;
    let mut was_silent = false;
    loop {
        let began = Instant::now();
        let back = || {
            requests.note(None);
            if std::mem::take(&mut was_silent) {
                requests.renew();
            }
        };
        let pool = own();
        if let Err(error) = listen_once(&pool, &changes, back).await {
            was_silent |= matches!(error, sqlx::Error::PoolTimedOut);
            let trouble = away::trouble(&pool.connect_options()).await;
            let error = trouble.clone().unwrap_or_else(|| error.to_string());
            requests.note(trouble);
            tracing::warn!(error, "not hearing of changes by other instances");
        }
        if began.elapsed() > 20 * longest {
            pause = shortest;
        }
        sleep(pause).await;
        pause = (pause * 2).min(longest);
    }
}

async fn listen_once(pool: &PgPool, changes: &Changes, back: impl FnOnce()) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    match timeout(2 * SILENCE, listener.listen(CHANNEL)).await {
        Ok(answer) => answer?,
        Err(_elapsed) => return Err(sqlx::Error::PoolTimedOut),
    }
    back();
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
