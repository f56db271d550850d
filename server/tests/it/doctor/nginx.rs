//! A real nginx in front: TLS for the world, and a place where deployments go wrong.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What a proxy of Signet's is told, rightly; `proxy_bind` gives it an address of its own on this machine.
pub const RIGHT: &str = "proxy_set_header Host $http_host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header Forwarded '';";

/// A running nginx, ended with the test.
pub struct Nginx {
    child: Child,
}

/// Where it is installed; without it the tests that need it say so.
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
    /// On this port of 127.0.0.1, with `certificate.pem` and `key.pem` of the folder. `locations` are written as they are.
    pub fn start(program: &Path, folder: &Path, port: u16, locations: &str) -> Self {
        let configuration = format!(
            "daemon off; master_process off; pid nginx.pid; error_log nginx.log;
             events {{ worker_connections 64; }}
             http {{
               access_log off;
               client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fast;
               uwsgi_temp_path uwsgi; scgi_temp_path scgi;
               server {{
                 listen 127.0.0.1:{port} ssl;
                 ssl_certificate certificate.pem; ssl_certificate_key key.pem;
                 {locations}
               }}
             }}"
        );
        std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
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
