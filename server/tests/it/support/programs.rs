//! PostgreSQL and Redis for the suite: those that the environment names, else private ones started from the programs
//! that are installed. A watcher ends them when the suite's process has gone.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

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
        let found =
            Command::new("redis-server").arg("--version").output().is_ok_and(|out| out.status.success());
        found.then(|| Self(free_port()))
    }

    /// Its URL with this password.
    pub fn url(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}/0", self.0)
    }

    /// Lets it come.
    pub fn start(&self, password: &str) {
        let port = self.0;
        let settings = "--bind 127.0.0.1 --save '' --appendonly no";
        start_watched(&format!("redis-server --port {port} {settings} --requirepass {password}"), "true");
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
    let found = Command::new("redis-server").arg("--version").output().is_ok_and(|out| out.status.success());
    found.then(|| {
        let port = free_port();
        start_watched(&format!("redis-server --port {port} --bind 127.0.0.1 --save '' --appendonly no"), ":");
        wait_for(port);
        format!("redis://127.0.0.1:{port}/0")
    })
}

fn start_postgres() -> Option<String> {
    let programs = postgres_programs()?;
    let data = std::env::temp_dir().join(format!("signet-test-postgres-{}", std::process::id()));
    let (bin, data) = (programs.display(), data.display());
    let as_user = as_postgres();
    let init = format!("{as_user}{bin}/initdb -D {data} -U signet --auth=trust -E UTF8 --no-sync");
    let made = Command::new("sh").args(["-c", &init]).output().unwrap();
    assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    let settings =
        "-c fsync=off -c full_page_writes=off -c max_connections=400 -c unix_socket_directories=''";
    let command = format!("{as_user}{bin}/postgres -D {data} -h 127.0.0.1 -p {port} {settings}");
    start_watched(&command, &format!("rm -rf {data}"));
    wait_for(port);
    Some(format!("postgres://signet@127.0.0.1:{port}/postgres"))
}

pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n")
}

/// What goes before a command of PostgreSQL's, which does not run as root.
pub fn as_postgres() -> &'static str {
    if is_root() { "runuser -u postgres -- " } else { "" }
}

/// The folder of its newest programs.
pub fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    found.sort();
    found.into_iter().rev().find(|bin| Path::new(bin).join("initdb").exists())
}
