//! How PostgreSQL and Redis are started, for the whole suite and for one test alone: without care for what a power failure
//! takes, on this machine only.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Programs of PostgreSQL, and the folder that one of its servers works on.
pub struct Cluster {
    programs: PathBuf,
    pub data: PathBuf,
}

impl Cluster {
    /// An empty one in `folder`, which is PostgreSQL's from then on; `None` where PostgreSQL is not installed.
    pub fn make(folder: &Path) -> Option<Self> {
        let made = Self { programs: postgres_programs()?, data: folder.join("data") };
        let (bin, data) = (made.programs.display(), made.data.display());
        let user = as_postgres();
        let owned =
            if is_root() { format!("chown postgres {} && ", folder.display()) } else { String::new() };
        sh(&format!("{owned}{user}{bin}/initdb -D {data} -U signet --auth=trust -E UTF8 --no-sync"));
        Some(made)
    }

    /// What starts its server, on this port and with so many connections.
    pub fn command(&self, port: u16, connections: u32) -> String {
        let (bin, data) = (self.programs.display(), self.data.display());
        let settings = "-c fsync=off -c full_page_writes=off -c unix_socket_directories=''";
        format!(
            "{}{bin}/postgres -D {data} -h 127.0.0.1 -p {port} -c max_connections={connections} {settings}",
            as_postgres()
        )
    }
}

/// What starts a Redis on this port that keeps nothing on disk, with these settings besides; `None` where it is not
/// installed.
pub fn redis_command(port: u16, more: &str) -> Option<String> {
    let found = Command::new("redis-server").arg("--version").output().is_ok_and(|out| out.status.success());
    found.then(|| format!("redis-server --port {port} --bind 127.0.0.1 --save '' --appendonly no {more}"))
}

/// Starts what a command says, as a child of ours that says nothing.
pub fn spawn(command: &str) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec {command}")]);
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Does what a script says, and panics where that fails.
pub fn sh(script: &str) {
    let done = Command::new("sh").args(["-c", script]).output().unwrap();
    assert!(done.status.success(), "{script}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The folder of PostgreSQL's newest programs.
pub fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    found.sort();
    found.into_iter().rev().find(|bin| bin.join("initdb").exists())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n")
}

/// What goes before a command of PostgreSQL's, which does not run as root.
fn as_postgres() -> &'static str {
    if is_root() { "runuser -u postgres -- " } else { "" }
}
