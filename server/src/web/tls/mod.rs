//! TLS by ourselves: certificate and key, read and held against each other.

mod renewal;
mod shown;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{Error, InconsistentKeys, ServerConfig};
use zeroize::Zeroizing;

use crate::config::TlsFiles;

pub use renewal::follow;
pub use shown::Shown;

/// Files that make no server, each named with what was expected of it.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate's file.
    #[error("expected a certificate chain in PEM in {}; {found}", file.display())]
    Certificate {
        /// The file.
        file: PathBuf,
        /// What is there instead.
        found: String,
    },
    /// The key's file.
    #[error("expected the certificate's private key in PEM, without a passphrase, in {}; {found}", file.display())]
    Key {
        /// The file.
        file: PathBuf,
        /// What is there instead.
        found: String,
    },
    /// Each is right, and they do not belong together.
    #[error(
        "expected the private key of the certificate in {}; the key in {} belongs to another",
        certificate.display(), key.display()
    )]
    Strangers {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
}

/// What a server that speaks TLS with these files goes by: HTTP/2 and HTTP/1.1.
///
/// # Errors
/// When a file is not what it should be, or the two do not belong together.
pub fn settings(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    let (chain, key) = (chain(&files.certificate)?, key(&files.key)?);
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let server = builder
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key));
    let mut server = server.map_err(|error| judged(&error, files))?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(server))
}

/// The certificates in this file, the server's own first.
///
/// # Errors
/// When it cannot be read or holds none.
pub fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let certificates = |bytes: &[u8]| CertificateDer::pem_slice_iter(bytes).collect::<Result<Vec<_>, _>>();
    match read(file).and_then(|bytes| certificates(&bytes).map_err(|error| told(&error))) {
        Ok(chain) if chain.is_empty() => {
            Err(TlsError::Certificate { file: file.to_owned(), found: NONE.to_owned() })
        }
        read => read.map_err(|found| TlsError::Certificate { file: file.to_owned(), found }),
    }
}

/// The private key in this file.
///
/// # Errors
/// When it cannot be read or holds none.
pub fn key(file: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let key =
        read(file).and_then(|bytes| PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| told(&error)));
    key.map_err(|found| TlsError::Key { file: file.to_owned(), found })
}

const NONE: &str = "found none";

fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    std::fs::read(file).map(Zeroizing::new).map_err(|error| format!("it cannot be read: {error}"))
}

/// The error's own words quote the file, which may hold a key.
fn told(error: &pem::Error) -> String {
    let words = if matches!(error, pem::Error::NoItemsFound) { NONE } else { "what is there is damaged" };
    words.to_owned()
}

/// rustls says of which of the two it speaks by the kind of its error alone.
fn judged(error: &Error, files: &TlsFiles) -> TlsError {
    match error {
        Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            TlsError::Strangers { certificate: files.certificate.clone(), key: files.key.clone() }
        }
        Error::InvalidCertificate(_) => TlsError::Certificate {
            file: files.certificate.clone(),
            found: format!("it is damaged: {error}"),
        },
        _ => TlsError::Key { file: files.key.clone(), found: format!("it cannot be used: {error}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/tls/");

    fn written(name: &str, text: &str) -> PathBuf {
        let file = std::env::temp_dir().join(format!("signet-tls-{name}-{}", std::process::id()));
        std::fs::write(&file, text).unwrap();
        file
    }

    #[test]
    fn a_pair_makes_a_server_and_strangers_do_not() {
        let files = |key: &str| TlsFiles {
            certificate: format!("{PAIR}server.crt").into(),
            key: format!("{PAIR}{key}").into(),
        };
        assert_eq!(settings(&files("server.key")).unwrap().alpn_protocols.len(), 2);
        assert!(matches!(settings(&files("other.key")), Err(TlsError::Strangers { .. })));
    }

    #[test]
    fn a_damaged_file_is_told_without_a_word_of_it() {
        let key = std::fs::read_to_string(format!("{PAIR}server.key")).unwrap();
        let secret = key.lines().nth(1).unwrap();
        let certificate = std::fs::read_to_string(format!("{PAIR}server.crt")).unwrap();
        for (name, text) in [
            ("cut", key.replace("-----END PRIVATE KEY-----", "")),
            ("letters", key.replace(secret, &format!("!{secret}"))),
            ("passphrase", key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
            ("certificate", certificate.clone()),
        ] {
            let file = written(name, &text);
            let told = super::key(&file).unwrap_err().to_string();
            std::fs::remove_file(&file).unwrap();
            assert!(
                told.contains("private key in PEM, without a passphrase, in ") && told.contains(name),
                "{told}"
            );
            assert!(!told.contains(&secret[..8]) && !told.contains('['), "{told}");
        }
        let certificate_of = |text: &str| {
            let file = written("damaged.crt", text);
            let key = format!("{PAIR}server.key").into();
            let told = settings(&TlsFiles { certificate: file.clone(), key }).unwrap_err();
            std::fs::remove_file(&file).unwrap();
            told
        };
        let line = certificate.lines().nth(1).unwrap();
        let other = certificate.replace(line, &line.replace('A', "B"));
        for text in ["", &key, &other] {
            let told = certificate_of(text);
            assert!(matches!(told, TlsError::Certificate { .. }), "{told}");
        }
    }
}
