//! PostgreSQL and Redis of one test alone, to be killed, frozen and started again.

use std::process::{Child, Command, Stdio};

use super::databases::fresh_folder;
use super::programs::{self, free_port, wait_for, watch};
use super::servers::{self, Cluster, sh};

/// A PostgreSQL server whose life is in the test's hands.
pub struct OwnPostgres {
    cluster: Cluster,
    pub port: u16,
}

impl OwnPostgres {
    /// Runs, with an empty cluster; `None` where PostgreSQL is not installed.
    pub fn new() -> Option<Self> {
        programs::postgres()?;
        let folder = fresh_folder();
        let own = Self { cluster: Cluster::make(&folder)?, port: free_port() };
        // A server that was frozen ends too.
        let pids = format!(
            "p=$(head -n 1 {}/postmaster.pid); k=$(ps -o pid= --ppid $p)",
            own.cluster.data.display()
        );
        watch(":", &format!("{pids}; kill -CONT $p $k; kill -QUIT $p; sleep 1; rm -rf {}", folder.display()));
        own.start();
        Some(own)
    }

    /// Its database, as reached through this port.
    pub fn url(port: u16) -> String {
        format!("postgres://signet@127.0.0.1:{port}/postgres")
    }

    /// Starts it, and returns once it takes connections.
    pub fn start(&self) {
        let mut server = servers::spawn(&self.cluster.command(self.port, 100));
        std::thread::spawn(move || server.wait());
        wait_for(self.port);
    }

    /// Every process of it dies at once, as `pg_ctl stop -m immediate` has it.
    pub fn crash(&self) {
        sh(&format!("kill -QUIT {}", self.postmaster()));
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        while self.cluster.data.join("postmaster.pid").exists() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Stops every process where it stands: connections stay open, nobody answers.
    pub fn freeze(&self) {
        let postmaster = self.postmaster();
        sh(&format!("kill -STOP {postmaster} && kill -STOP $(ps -o pid= --ppid {postmaster})"));
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        let postmaster = self.postmaster();
        sh(&format!("kill -CONT $(ps -o pid= --ppid {postmaster}) && kill -CONT {postmaster}"));
    }

    fn postmaster(&self) -> String {
        let file = std::fs::read_to_string(self.cluster.data.join("postmaster.pid")).unwrap();
        file.lines().next().unwrap().to_owned()
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        let pid = std::fs::read_to_string(self.cluster.data.join("postmaster.pid")).unwrap_or_default();
        if let Some(postmaster) = pid.lines().next() {
            let script =
                format!("kill -CONT {postmaster} $(ps -o pid= --ppid {postmaster}); kill -QUIT {postmaster}");
            let _ = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status();
        }
    }
}

/// A Redis server whose life is in the test's hands. It keeps nothing on disk.
pub struct OwnRedis {
    child: Option<Child>,
    pub port: u16,
}

impl OwnRedis {
    /// Runs; `None` where Redis is not installed.
    pub fn new() -> Option<Self> {
        programs::redis()?;
        let mut own = Self { child: None, port: free_port() };
        own.start();
        Some(own)
    }

    /// As reached through this port.
    pub fn url(port: u16) -> String {
        format!("redis://127.0.0.1:{port}/0")
    }

    pub fn start(&mut self) {
        // A copy for a replica begins as a file.
        let more = format!("--dir {}", fresh_folder().display());
        let server = servers::spawn(&servers::redis_command(self.port, &more).unwrap());
        // By then the number may be somebody else's.
        let pid = server.id();
        watch(":", &format!("[ \"$(ps -o comm= -p {pid})\" != redis-server ] || kill -KILL {pid}"));
        self.child = Some(server);
        wait_for(self.port);
    }

    /// `kill -9`: what it held is gone.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn freeze(&self) {
        self.signal("STOP");
    }

    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// A command in words that succeeds with no more than that, as `FLUSHALL`.
    pub fn order(&self, command: &str) {
        let answer = self.ask(command);
        assert!(answer.starts_with("+OK"), "{command}: {answer}");
    }

    /// A command in words, and the beginning of what comes.
    pub fn ask(&self, command: &str) -> String {
        use std::io::{Read as _, Write as _};
        let mut line = std::net::TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        line.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut answer = [0; 4096];
        let length = line.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    }

    /// Copies what the server at this port holds from now on, and returns once it has what is there.
    pub fn follow(&self, port: u16) {
        self.order(&format!("REPLICAOF 127.0.0.1 {port}"));
        for _ in 0..400 {
            if self.ask("INFO replication").contains("master_link_status:up") {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the copy did not begin: {}", self.ask("INFO replication"));
    }

    fn signal(&self, name: &str) {
        if let Some(child) = &self.child {
            sh(&format!("kill -{name} {}", child.id()));
        }
    }
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        self.kill();
    }
}
