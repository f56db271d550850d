//! What a Redis says of itself, for whoever diagnoses. Reads alone.

use std::time::Duration;

use ::redis::{Client, ErrorKind};
use tokio::time::{Instant, timeout};

/// A diagnosis has more time than a request.
const PATIENCE: Duration = Duration::from_secs(3);

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisFacts {
    /// Its version.
    pub version: String,
    /// Whether it is a replica, which takes no writes.
    pub is_replica: bool,
    /// The most memory it may take, in bytes; 0 is no bound.
    pub max_memory: u64,
    /// What it does when that is used up: `noeviction` refuses writes, the others throw records away.
    pub policy: String,
    /// How long a call takes.
    pub took: Duration,
}

/// Why it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedisTrouble {
    /// The password is wrong, or one is missing.
    #[error("it refuses the name or password")]
    Password,
    /// Nobody listens, or somebody else.
    #[error("{0}")]
    Transport(String),
    /// Nothing came in time.
    #[error("nothing came within {} s", PATIENCE.as_secs())]
    Silent,
}

/// Asks the server at `address` (`redis://..`).
///
/// # Errors
/// When it does not answer, or refuses.
pub async fn look(address: &str) -> Result<RedisFacts, RedisTrouble> {
    timeout(PATIENCE, ask(address)).await.unwrap_or(Err(RedisTrouble::Silent))
}

async fn ask(address: &str) -> Result<RedisFacts, RedisTrouble> {
    let client = Client::open(address).map_err(|error| trouble(&error))?;
    let mut connection = client.get_multiplexed_async_connection().await.map_err(|error| trouble(&error))?;
    let began = Instant::now();
    let info: String =
        ::redis::cmd("INFO").query_async(&mut connection).await.map_err(|error| trouble(&error))?;
    let took = began.elapsed();
    let line = |name: &str| {
        let value = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.unwrap_or_default().trim().to_owned()
    };
    Ok(RedisFacts {
        version: line("redis_version"),
        is_replica: line("role") == "slave",
        max_memory: line("maxmemory").parse().unwrap_or_default(),
        policy: line("maxmemory_policy"),
        took,
    })
}

fn trouble(error: &::redis::RedisError) -> RedisTrouble {
    let is_refusal = error.kind() == ErrorKind::AuthenticationFailed
        || error.code().is_some_and(|code| ["NOAUTH", "WRONGPASS", "NOPERM"].contains(&code));
    if is_refusal { RedisTrouble::Password } else { RedisTrouble::Transport(error.to_string()) }
}
