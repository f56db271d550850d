//! Lossy records in Redis: `SET PX`, `GET`, `DEL`, and a count with its expiry in one `MULTI`.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, Cmd, ErrorKind, ExistenceCheck, Pipeline, RedisError, SetExpiry, SetOptions};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::timeout;

use super::{Key, Lossy, LossyError, Tally};

/// A call that takes longer has failed.
const PATIENCE: Duration = Duration::from_millis(100);

/// All that this file asks of Redis, for whoever says what a user of it may do (`ACL SETUSER`), and for the diagnosis that
/// tries each. A test holds a user who may do no more to every call.
pub const REDIS_COMMANDS: [&str; 8] = ["SET", "GET", "INCR", "DECR", "PTTL", "DEL", "MULTI", "EXEC"];

/// What the names of all keys of an issuer begin with: several may share a Redis.
pub fn redis_prefix(issuer: &str) -> String {
    format!("signet:{issuer}:")
}

/// Counts and caches that all instances share.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    manager: Arc<RwLock<ConnectionManager>>,
    prefix: String,
}

impl Redis {
    /// Uses the server at `address` (`redis://..`), under keys that begin with `prefix`. It
    /// connects on the first call, so a Redis that is down delays nothing.
    pub fn open(address: &str, prefix: &str) -> Result<Self, LossyError> {
        let client = Client::open(address).map_err(LossyError::Redis)?;
        let manager = Arc::new(RwLock::new(manager(&client)?));
        Ok(Self { client, manager, prefix: prefix.to_owned() })
    }

    fn manager(&self) -> ConnectionManager {
        self.manager.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn name(&self, key: &Key) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    async fn ask<T: ::redis::FromRedisValue>(&self, command: &Cmd) -> Result<T, LossyError> {
        let mut manager = self.manager();
        in_time(command.query_async(&mut manager)).await
    }

    async fn ask_all<T: ::redis::FromRedisValue>(&self, pipe: &Pipeline) -> Result<T, LossyError> {
        let mut manager = self.manager();
        in_time(pipe.query_async(&mut manager)).await
    }
}

#[async_trait]
impl Lossy for Redis {
    async fn put(
        &self,
        key: &Key,
        value: &[u8],
        life: TimeDelta,
        _: DateTime<Utc>,
    ) -> Result<(), LossyError> {
        let options = SetOptions::default().with_expiration(SetExpiry::PX(millis(life)));
        self.ask(&Cmd::set_options(self.name(key), value, options)).await
    }

    async fn read(&self, key: &Key, _: DateTime<Utc>) -> Result<Option<Vec<u8>>, LossyError> {
        self.ask(&Cmd::get(self.name(key))).await
    }

    async fn delete(&self, key: &Key) -> Result<(), LossyError> {
        self.ask(&Cmd::del(self.name(key))).await
    }

    async fn count(&self, keys: &[(Key, TimeDelta)], now: DateTime<Utc>) -> Result<Vec<Tally>, LossyError> {
        let mut pipe = atomic();
        for (key, window) in keys {
            let name = self.name(key);
            begin_window(&mut pipe, &name, 0, *window);
            pipe.cmd("INCR").arg(&name).cmd("PTTL").arg(&name);
        }
        let answers: Vec<i64> = self.ask_all(&pipe).await?;
        let pairs = answers.chunks_exact(2);
        pairs.map(|pair| tally(pair[0], pair[1], now).ok_or_else(no_window)).collect()
    }

    async fn uncount(&self, counted: &[(Key, Tally)], now: DateTime<Utc>) -> Result<(), LossyError> {
        let mut pipe = atomic();
        for (key, tally) in counted {
            let left = tally.ends_at - now;
            if left > TimeDelta::zero() {
                let name = self.name(key);
                // Should the count be gone, this one makes it anew and takes it to nothing: a plain DECR
                // would leave a negative count that never expires.
                begin_window(&mut pipe, &name, 1, left);
                pipe.cmd("DECR").arg(&name).ignore();
            }
        }
        if pipe.is_empty() {
            return Ok(());
        }
        self.ask_all(&pipe).await
    }

    /// Over a connection of its own, which is used from then on: the manager makes one anew when its connection is closed,
    /// not when the network swallows what is sent.
    async fn ready(&self) -> Result<(), LossyError> {
        let fresh = manager(&self.client)?;
        // A write, as counts are: one that is full or a replica answers PING, and takes none.
        let name = format!("{}ready", self.prefix);
        let mut write = ::redis::cmd("SET");
        in_time(write.arg(name).arg(1).arg("PX").arg(1000).query_async::<()>(&mut fresh.clone())).await?;
        *self.manager.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    async fn tally(&self, keys: &[Key], now: DateTime<Utc>) -> Result<Vec<Option<Tally>>, LossyError> {
        let mut pipe = atomic();
        for key in keys {
            let name = self.name(key);
            pipe.cmd("GET").arg(&name).cmd("PTTL").arg(&name);
        }
        let answers: Vec<Option<i64>> = self.ask_all(&pipe).await?;
        let pairs = answers.chunks_exact(2);
        Ok(pairs.map(|pair| tally(pair[0]?, pair[1]?, now)).collect())
    }
}

fn manager(client: &Client) -> Result<ConnectionManager, LossyError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(PATIENCE))
        .set_number_of_retries(0);
    ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(LossyError::Redis)
}

fn atomic() -> Pipeline {
    let mut pipe = ::redis::pipe();
    pipe.atomic();
    pipe
}

/// Sets the count to `start` with its expiry, unless a window is open; INCR and DECR leave the
/// expiry alone. `SET NX PX` is older than `PEXPIRE NX`, which came with Redis 7.
fn begin_window(pipe: &mut Pipeline, name: &str, start: u64, window: TimeDelta) {
    let options = SetOptions::default()
        .conditional_set(ExistenceCheck::NX)
        .with_expiration(SetExpiry::PX(millis(window)));
    pipe.add_command(Cmd::set_options(name, start, options)).ignore();
}

fn tally(count: i64, remaining: i64, now: DateTime<Utc>) -> Option<Tally> {
    let remaining = (remaining > 0).then(|| TimeDelta::milliseconds(remaining))?;
    Some(Tally { count: u64::try_from(count).unwrap_or_default(), ends_at: now + remaining })
}

/// A count without expiry is not ours: somebody else writes to these keys.
fn no_window() -> LossyError {
    LossyError::Redis(RedisError::from((ErrorKind::UnexpectedReturnType, "a count without expiry")))
}

/// Redis refuses an expiry of zero.
fn millis(span: TimeDelta) -> u64 {
    u64::try_from(span.num_milliseconds()).unwrap_or_default().max(1)
}

async fn in_time<T>(call: impl Future<Output = Result<T, RedisError>>) -> Result<T, LossyError> {
    match timeout(PATIENCE, call).await {
        // The connection's own patience is as long, and either may end first.
        Ok(Err(error)) if error.is_timeout() => Err(LossyError::Slow),
        Ok(answer) => answer.map_err(LossyError::Redis),
        Err(_elapsed) => Err(LossyError::Slow),
    }
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redis").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
