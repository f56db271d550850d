//! A deployment as an operator makes one: `signet migrate`, `signet serve`, nginx with TLS before it.

use std::path::{Path, PathBuf};

use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509NameBuilder};

use super::Diagnosis;
use crate::support::app::MASTER_KEY;
use crate::support::databases::fresh_folder;
use crate::support::nginx::Nginx;
use crate::support::process::{Running, run, signet};
use crate::support::programs::free_port;

/// What a proxy of Signet's is told, rightly; `proxy_bind` gives it an address of its own on this machine.
pub const RIGHT: &str = "proxy_set_header Host $http_host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header Forwarded '';";

/// The proxy's own address on this machine.
pub const PROXY: &str = "127.0.0.2";

pub struct Deployment {
    pub folder: PathBuf,
    pub data: PathBuf,
    pub port: u16,
    pub upstream: u16,
    /// Where operators are served.
    pub admin: u16,
    variables: Vec<(String, String)>,
    server: Option<Running>,
}

impl Deployment {
    /// Migrated and served, with these settings besides; nothing stands before it yet.
    pub fn start(more: &[(&str, &str)]) -> Self {
        let mut made = Self::migrated(more);
        made.serve();
        made
    }

    /// The same, not yet served.
    pub fn migrated(more: &[(&str, &str)]) -> Self {
        let folder = fresh_folder();
        let (port, upstream, admin) = (free_port(), free_port(), free_port());
        let needed = [
            ("SIGNET__SERVER__ISSUER", format!("https://localhost:{port}")),
            ("SIGNET__SERVER__LISTEN", format!("127.0.0.1:{upstream}")),
            ("SIGNET__SERVER__TRUSTED_PROXIES", PROXY.to_owned()),
            ("SIGNET__SEALING__MASTER_KEY", MASTER_KEY.to_owned()),
            ("SIGNET__KEYS__ALGORITHMS", "RS256,ES256".to_owned()),
            ("SIGNET__KEYS__DEFAULT_ALGORITHM", "RS256".to_owned()),
            ("SIGNET__KEYS__RSA_BITS", "2048".to_owned()),
            ("SIGNET__SERVER__ADMIN_LISTEN", format!("127.0.0.1:{admin}")),
        ];
        let needed = needed.into_iter().map(|(name, value)| (name.to_owned(), value));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables = needed.chain(more).collect();
        let data = folder.join("data");
        let made = Self { data, folder, port, upstream, admin, variables, server: None };
        let (output, errors) = run(&made.data, &made.variables(&[]), &["migrate"]);
        assert!(output.status.success(), "{errors}");
        write_certificate(&made.folder, "localhost", (0, 90));
        made
    }

    pub fn serve(&mut self) {
        let server = Running::start(signet(&self.data, &self.variables(&[]), &["serve"]));
        server.line("\"serving\"");
        self.server = Some(server);
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub fn stop(&mut self) {
        self.server = None;
    }

    fn variables<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let own = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        own.chain(more.iter().copied()).collect()
    }

    pub fn issuer(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// What a location of nginx passes on to the server, with these lines.
    pub fn passing(&self, lines: &str) -> String {
        format!("location / {{ proxy_pass http://127.0.0.1:{}; proxy_bind {PROXY}; {lines} }}", self.upstream)
    }

    /// nginx before it, rightly set up but for these lines and locations.
    pub fn behind(&self, program: &Path, lines: &str, locations: &str) -> Nginx {
        let all = format!("{locations} {}", self.passing(&format!("{RIGHT} {lines}")));
        self.fronted(program, &all)
    }

    /// nginx before it, which does what these locations say.
    pub fn fronted(&self, program: &Path, locations: &str) -> Nginx {
        let server = format!(
            "server {{ listen 127.0.0.1:{} ssl; ssl_certificate certificate.pem; ssl_certificate_key key.pem; {locations} }}",
            self.port
        );
        Nginx::start(program, &self.folder, self.port, &server)
    }

    /// From inside and outside.
    pub fn diagnosed(&self) -> Diagnosis {
        self.diagnosed_with(&[], &["--ca-file", self.folder.join("certificate.pem").to_str().unwrap()])
    }

    /// From inside, with these settings in place of those that are served.
    pub fn inside(&self, more: &[(&str, &str)]) -> Diagnosis {
        self.diagnosed_with(more, &["--inside"])
    }

    pub fn diagnosed_with(&self, more: &[(&str, &str)], arguments: &[&str]) -> Diagnosis {
        Diagnosis::of(&self.data, &self.variables(more), arguments)
    }
}

/// A certificate for this name that signed itself, valid between these days from now, and its key.
pub fn write_certificate(folder: &Path, host: &str, (from, until): (i64, i64)) {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "An Authority").unwrap();
    let name = name.build();
    let mut certificate = X509::builder().unwrap();
    certificate.set_version(2).unwrap();
    let serial = openssl::bn::BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap();
    certificate.set_serial_number(&serial).unwrap();
    certificate.set_subject_name(&name).unwrap();
    certificate.set_issuer_name(&name).unwrap();
    certificate.set_pubkey(&key).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs().cast_signed();
    let at = |days: i64| Asn1Time::from_unix(now + days * 86_400).unwrap();
    certificate.set_not_before(&at(from)).unwrap();
    certificate.set_not_after(&at(until)).unwrap();
    let names =
        SubjectAlternativeName::new().dns(host).build(&certificate.x509v3_context(None, None)).unwrap();
    certificate.append_extension(names).unwrap();
    certificate.sign(&key, MessageDigest::sha256()).unwrap();
    std::fs::write(folder.join("certificate.pem"), certificate.build().to_pem().unwrap()).unwrap();
    std::fs::write(folder.join("key.pem"), key.private_key_to_pem_pkcs8().unwrap()).unwrap();
}
