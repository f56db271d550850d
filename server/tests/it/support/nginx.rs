//! A real nginx: TLS for the world, and a place where deployments go wrong.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running nginx, ended when it is dropped.
pub struct Nginx {
    child: Child,
}

/// Where it is installed; without it the tests that need it say so. Debian has it where only root looks.
pub fn program() -> Option<PathBuf> {
    let places = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];
    let found = places.into_iter().map(PathBuf::from).find(|place| place.exists());
    if found.is_none() {
        let text = "SKIPPED: nginx is not installed, its tests did not run";
        assert!(std::env::var_os("SIGNET_TEST_REQUIRE_ALL").is_none(), "{text}");
        eprintln!("{text}");
    }
    found
}

impl Nginx {
    /// With its files in this folder and these settings in its `http` section, one of which listens on `port`.
    pub fn start(program: &Path, folder: &Path, port: u16, settings: &str) -> Self {
        let own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let own: String = own.map(|name| format!("{name}_temp_path {name};\n")).concat();
        let all = format!(
            "daemon off; master_process off; pid nginx.pid; error_log nginx.log;\nevents {{}}\nhttp {{\naccess_log \
             off;\n{own}{settings}}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), all).unwrap();
        let mut command = Command::new(program);
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        command.args(["-e", "stderr"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let nginx = Self { child: command.spawn().unwrap() };
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return nginx;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("nginx does not listen: {:?}", std::fs::read_to_string(folder.join("nginx.log")));
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
