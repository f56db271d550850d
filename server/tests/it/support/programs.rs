//! PostgreSQL and Redis for the suite: those that the environment names, else private ones started from the programs
//! that are installed. A watcher ends them when the suite's process has gone.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::servers::{self, Cluster};

/// The URL of a PostgreSQL server whose user may create databases.
pub fn postgres() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    let start = || std::env::var("SIGNET_TEST_POSTGRES_URL").ok().or_else(start_postgres);
    or_skip("PostgreSQL", URL.get_or_init(start).as_deref())
}

/// The URL of a Redis server.
pub fn redis() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    let start = || std::env::var("SIGNET_TEST_REDIS_URL").ok().or_else(start_redis);
    or_skip("Redis", URL.get_or_init(start).as_deref())
}

/// A Redis that is not there yet, at an address that is known.
pub struct LateRedis(u16);

impl LateRedis {
    /// `None` where Redis is not installed.
    pub fn new() -> Option<Self> {
        redis()?;
        let port = free_port();
        servers::redis_command(port, "").map(|_| Self(port))
    }

    /// Its URL with this password.
    pub fn url(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}/0", self.0)
    }

    /// Lets it come.
    pub fn start(&self, password: &str) {
        let port = self.0;
        let command = servers::redis_command(port, &format!("--requirepass {password}")).unwrap();
        start_watched(&command, "true");
        wait_for(port);
    }
}

fn or_skip(what: &str, found: Option<&'static str>) -> Option<&'static str> {
    if found.is_none() {
        let text = format!("SKIPPED: {what} is not installed, its tests did not run");
        assert!(std::env::var_os("SIGNET_TEST_REQUIRE_ALL").is_none(), "{text}");
        eprintln!("{text}");
    }
    found
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Starts `command` in the background and a watcher that ends it with this process, then does `afterwards`.
fn start_watched(command: &str, afterwards: &str) {
    watch(&format!("{command} & server=$!"), &format!("kill $server; wait $server; {afterwards}"));
}

/// Removes a folder when this process has gone.
pub fn remove_with_us(folder: &Path) {
    watch(":", &format!("rm -rf {}", folder.display()));
}

/// Does `first` now, and `last` when this process has gone.
pub fn watch(first: &str, last: &str) {
    let script =
        format!("{first}; while kill -0 {} 2>/dev/null; do sleep 1; done; {last}", std::process::id());
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // The watcher outlives this process by a second; nobody waits for it.
    drop(shell.spawn().unwrap());
}

pub fn wait_for(port: u16) {
    for _ in 0..200 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing listens on port {port} after ten seconds");
}

fn start_redis() -> Option<String> {
    let port = free_port();
    start_watched(&servers::redis_command(port, "")?, ":");
    wait_for(port);
    Some(format!("redis://127.0.0.1:{port}/0"))
}

fn start_postgres() -> Option<String> {
    let folder = std::env::temp_dir().join(format!("signet-test-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let cluster = Cluster::make(&folder)?;
    let port = free_port();
    start_watched(&cluster.command(port, 400), &format!("rm -rf {}", folder.display()));
    wait_for(port);
    Some(format!("postgres://signet@127.0.0.1:{port}/postgres"))
}
