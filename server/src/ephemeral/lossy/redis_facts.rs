//! What a Redis says of itself, and what it lets us do, for whoever diagnoses. It tries every command that the limits
//! need, with a key of its own that is gone afterwards.

use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{Client, Cmd, ErrorKind, RedisError};
use tokio::time::{Instant, timeout};

use super::REDIS_COMMANDS;

/// A diagnosis has more time than a request.
const PATIENCE: Duration = Duration::from_secs(3);
/// What is tried is gone by then, whatever interrupts us.
const LIFE_MILLIS: u64 = 10_000;

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisFacts {
    /// Its version; `None` where it does not let us ask (`INFO`), and then nothing of what follows is known but how long
    /// a call takes and what is refused.
    pub version: Option<String>,
    /// Whether it is a replica, which takes no writes.
    pub is_replica: bool,
    /// The most memory it may take, in bytes; 0 is no bound.
    pub max_memory: u64,
    /// What it does when that is used up: `noeviction` refuses writes, the others throw records away.
    pub policy: String,
    /// How long a call takes.
    pub took: Duration,
    /// Commands that we need and this user may not give.
    pub refused: Vec<&'static str>,
}

/// Why it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedisTrouble {
    /// The password is wrong, or one is missing.
    #[error("it refuses the name or password")]
    Password,
    /// It takes no writes: it is full, cannot save, or something else that it says.
    #[error("it takes no writes: {0}")]
    Write(String),
    /// Nobody listens, or somebody else.
    #[error("{0}")]
    Transport(String),
    /// Nothing came in time.
    #[error("nothing came within {} s", PATIENCE.as_secs())]
    Silent,
}

/// Asks the server at `address` (`redis://..`), and tries what the limits do under names that begin with `prefix`.
///
/// # Errors
/// When it does not answer, lets nobody in, or takes no writes.
pub async fn look(address: &str, prefix: &str) -> Result<RedisFacts, RedisTrouble> {
    timeout(PATIENCE, ask(address, prefix)).await.unwrap_or(Err(RedisTrouble::Silent))
}

async fn ask(address: &str, prefix: &str) -> Result<RedisFacts, RedisTrouble> {
    let client = Client::open(address).map_err(|error| trouble(&error))?;
    let mut connection = client.get_multiplexed_async_connection().await.map_err(|error| trouble(&error))?;
    let began = Instant::now();
    let info: Option<String> = match ::redis::cmd("INFO").query_async(&mut connection).await {
        Ok(info) => Some(info),
        Err(error) if is_forbidden(&error) => None,
        Err(error) => return Err(trouble(&error)),
    };
    let took = began.elapsed();
    let line = |name: &str| {
        let mut lines = info.as_deref().unwrap_or_default().lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.unwrap_or_default().trim().to_owned()
    };
    let is_replica = line("role") == "slave";
    Ok(RedisFacts {
        is_replica,
        max_memory: line("maxmemory").parse().unwrap_or_default(),
        policy: line("maxmemory_policy"),
        took,
        // One that takes no writes at all says nothing of what we may.
        refused: if is_replica { Vec::new() } else { try_all(&mut connection, prefix).await? },
        version: info.as_ref().map(|_| line("redis_version")),
    })
}

/// Gives every command once; answers those that are refused.
async fn try_all(
    connection: &mut MultiplexedConnection,
    prefix: &str,
) -> Result<Vec<&'static str>, RedisTrouble> {
    let key = format!("{prefix}doctor");
    let mut refused = Vec::new();
    for name in REDIS_COMMANDS {
        if name == "EXEC" && refused.contains(&"MULTI") {
            // Without the one the other says nothing.
            continue;
        }
        match command(name, &key).query_async::<::redis::Value>(connection).await {
            Ok(_) => {}
            Err(error) if is_forbidden(&error) => refused.push(name),
            Err(error) => return Err(of_write(&error)),
        }
    }
    Ok(refused)
}

fn command(name: &str, key: &str) -> Cmd {
    let mut command = ::redis::cmd(name);
    match name {
        "MULTI" | "EXEC" => {}
        "SET" => {
            command.arg(key).arg(1).arg("PX").arg(LIFE_MILLIS);
        }
        _ => {
            command.arg(key);
        }
    }
    command
}

/// EXEC that is forbidden says so in the words of a transaction that was given up.
fn is_forbidden(error: &RedisError) -> bool {
    error.code() == Some("NOPERM") || error.to_string().contains("NOPERM")
}

/// What the server says has a code; without one the connection failed.
fn of_write(error: &RedisError) -> RedisTrouble {
    if error.code().is_some() { RedisTrouble::Write(error.to_string()) } else { trouble(error) }
}

fn trouble(error: &RedisError) -> RedisTrouble {
    let is_refusal = error.kind() == ErrorKind::AuthenticationFailed
        || error.code().is_some_and(|code| ["NOAUTH", "WRONGPASS", "NOPERM"].contains(&code));
    if is_refusal { RedisTrouble::Password } else { RedisTrouble::Transport(error.to_string()) }
}
