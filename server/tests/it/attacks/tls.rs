//! TLS that we end ourselves.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum_server::Handle;
use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode, SslVersion};
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509NameBuilder};
use signet::boot;
use signet::config::TlsFiles;
use signet::web::Site;
use signet::web::server::Sockets;

use crate::support::{Setup, TestApp, databases, log};

/// A certificate for `localhost`, signed by itself, and its key, in these files.
fn write_certificate(files: &TlsFiles, serial: u32) -> X509 {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "localhost").unwrap();
    let name = name.build();
    let mut certificate = X509::builder().unwrap();
    certificate.set_version(2).unwrap();
    let serial = openssl::bn::BigNum::from_u32(serial).unwrap().to_asn1_integer().unwrap();
    certificate.set_serial_number(&serial).unwrap();
    certificate.set_subject_name(&name).unwrap();
    certificate.set_issuer_name(&name).unwrap();
    certificate.set_pubkey(&key).unwrap();
    certificate.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    certificate.set_not_after(&Asn1Time::days_from_now(2).unwrap()).unwrap();
    let names = SubjectAlternativeName::new()
        .dns("localhost")
        .build(&certificate.x509v3_context(None, None))
        .unwrap();
    certificate.append_extension(names).unwrap();
    certificate.sign(&key, MessageDigest::sha256()).unwrap();
    let certificate = certificate.build();
    std::fs::write(&files.certificate, certificate.to_pem().unwrap()).unwrap();
    std::fs::write(&files.key, key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    certificate
}

fn files(folder: &Path) -> TlsFiles {
    let at = |name: &str| -> PathBuf { folder.join(name) };
    TlsFiles { certificate: at("certificate.pem"), key: at("key.pem") }
}

/// The same services on a socket of their own, over TLS.
fn serve(app: &TestApp, files: TlsFiles) -> (SocketAddr, Handle<SocketAddr>) {
    let sockets = Sockets::bind(&["127.0.0.1:0".parse().unwrap()]).unwrap();
    let address = sockets.addresses().unwrap()[0];
    let site = Site::new(app.services.clone(), boot::brand(&app.services.config).unwrap());
    let handle = Handle::new();
    let served = handle.clone();
    tokio::spawn(async move { sockets.serve(site, Some(&files), served).await.unwrap() });
    (address, handle)
}

/// What came of a handshake: the protocol's version and the chosen ALPN, or that it failed.
fn shake(
    address: SocketAddr,
    versions: (SslVersion, SslVersion),
    alpn: &[u8],
) -> Option<(String, Option<String>, Vec<u8>)> {
    let mut connector = SslConnector::builder(SslMethod::tls()).unwrap();
    connector.set_verify(SslVerifyMode::NONE);
    // What this library itself would not offer any more is offered here.
    connector.set_cipher_list("ALL:COMPLEMENTOFALL:@SECLEVEL=0").unwrap();
    connector.set_min_proto_version(Some(versions.0)).unwrap();
    connector.set_max_proto_version(Some(versions.1)).unwrap();
    connector.set_alpn_protos(alpn).unwrap();
    let socket = std::net::TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let stream = connector.build().connect("localhost", socket).ok()?;
    let ssl = stream.ssl();
    let chosen = ssl.selected_alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
    let serial = ssl.peer_certificate()?.serial_number().to_bn().ok()?.to_vec();
    Some((ssl.version_str().to_owned(), chosen, serial))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_present_versions_are_spoken_and_alpn_is_kept_to() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let files = files(&databases::fresh_folder());
    let certificate = write_certificate(&files, 1);
    let (address, handle) = serve(&app, files);
    while tokio::net::TcpStream::connect(address).await.is_err() {}
    let http = reqwest::Client::builder()
        .add_root_certificate(reqwest::Certificate::from_pem(&certificate.to_pem().unwrap()).unwrap())
        .build()
        .unwrap();
    let answer = http.get(format!("https://localhost:{}/healthz", address.port())).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, reqwest::Version::HTTP_2));

    let results = tokio::task::spawn_blocking(move || {
        let shaken = |version, alpn: &[u8]| {
            shake(address, (version, version), alpn).map(|(name, alpn, _)| (name, alpn))
        };
        let h2: &[u8] = b"\x02h2";
        assert_eq!(shaken(SslVersion::TLS1_3, h2), Some(("TLSv1.3".into(), Some("h2".into()))));
        assert_eq!(
            shaken(SslVersion::TLS1_2, b"\x08http/1.1"),
            Some(("TLSv1.2".into(), Some("http/1.1".into())))
        );
        for old in [SslVersion::TLS1_1, SslVersion::TLS1, SslVersion::SSL3] {
            assert_eq!(shaken(old, h2), None, "{old:?}");
        }
        // RFC 7301 section 3.2: nothing in common is an alert, not a guess.
        assert_eq!(shaken(SslVersion::TLS1_3, b"\x04spdy"), None);
    });
    results.await.unwrap();
    // Plain HTTP on the port of TLS, and TLS that never comes, harm nobody.
    let plain = reqwest::get(format!("http://localhost:{}/healthz", address.port())).await;
    assert!(plain.is_err(), "{plain:?}");
    let silent = futures::future::join_all((0..50).map(|_| tokio::net::TcpStream::connect(address))).await;
    let answer = http.get(format!("https://localhost:{}/healthz", address.port())).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), silent.len()), (200, 50));
    handle.shutdown();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let files = files(&databases::fresh_folder());
    write_certificate(&files, 1);
    let (address, handle) = serve(&app, files.clone());
    let serial = async || {
        let present = (SslVersion::TLS1_2, SslVersion::TLS1_3);
        let shaken = tokio::task::spawn_blocking(move || shake(address, present, b"\x02h2"));
        shaken.await.unwrap().expect("a handshake").2
    };
    let becomes = async |expected: u8| {
        let comes = async {
            while serial().await != [expected] {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), comes).await.is_ok()
    };
    assert_eq!(serial().await, [1]);
    // Until it has seen the first pair, there is nothing that could have changed.
    tokio::time::sleep(Duration::from_millis(500)).await;
    write_certificate(&files, 2);
    assert!(becomes(2).await, "the renewed one is shown");
    let mark = log::mark();
    std::fs::write(&files.certificate, "not a certificate").unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(serial().await, [2], "the one before stays");
    let told = log::since(mark);
    assert_eq!(told.matches("expected a certificate chain in PEM in ").count(), 1, "{told}");
    write_certificate(&files, 3);
    assert!(becomes(3).await, "and the next good one is shown");
    handle.shutdown();
}
