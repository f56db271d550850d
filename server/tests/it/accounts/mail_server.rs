//! Mails on their way to a real mail server (aiosmtpd): over TLS by an own authority, refused, away, and back again.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use super::{PASSWORD, mails, options, register};
use crate::support::app::Options;
use crate::support::programs::free_port;
use crate::support::{Browser, Setup, TestApp};

/// Debian's own: other pythons do not have the module.
const PYTHON: &str = "/usr/bin/python3";

const PROGRAM: &str = r#"
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

port, mode, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later"):
            return "451 4.7.1 come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None or mode == "wrapped",
            "hello": session.host_name, "user": getattr(session, "auth_data", None),
            "data": envelope.content.decode("utf-8", "replace"),
        }), flush=True)
        return "250 OK"

def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"signet" and data.password == b"p@ss word", auth_data=data.login.decode())

context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
if mode != "plain":
    context.load_cert_chain(certificate, key)

def serve():
    if mode == "starttls":
        return SMTP(Handler(), tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True)
    return SMTP(Handler())

async def main():
    server = await asyncio.get_event_loop().create_server(serve, "127.0.0.1", port, ssl=context if mode == "wrapped" else None)
    print(json.dumps({"ready": True}), flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

/// A mail server that keeps what it is given.
struct MailServer {
    child: Child,
    port: u16,
    taken: Arc<Mutex<Vec<Value>>>,
}

impl MailServer {
    /// `None` where the module is not installed.
    fn start(port: u16, mode: &str) -> Option<Self> {
        let found = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !found.is_ok_and(|status| status.success()) {
            let text = "SKIPPED: python3-aiosmtpd is not installed, its tests did not run";
            assert!(std::env::var_os("SIGNET_TEST_REQUIRE_ALL").is_none(), "{text}");
            eprintln!("{text}");
            return None;
        }
        let mut command = Command::new(PYTHON);
        command.args(["-c", PROGRAM, &port.to_string(), mode, &tls("mail.crt"), &tls("mail.key")]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (out, kept) = (child.stdout.take().unwrap(), Arc::clone(&taken));
        let mut lines = BufReader::new(out).lines();
        let ready = lines.next().unwrap().unwrap();
        assert!(ready.contains("ready"), "{ready}");
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Some(Self { child, port, taken })
    }

    fn taken(&self) -> Vec<Value> {
        self.taken.lock().unwrap().clone()
    }

    /// As many mails as that, waited for.
    async fn takes(&self, count: usize) -> Vec<Value> {
        for _ in 0..200 {
            let taken = self.taken();
            if taken.len() >= count {
                return taken;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} mails instead of {count}", self.taken().len());
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `mail.crt` is for localhost, signed by `authority.crt`.
fn tls(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name).display().to_string()
}

async fn app(flags: &[(&'static str, String)]) -> TestApp {
    let mut all = options().flags;
    all.retain(|(key, _)| !flags.iter().any(|(set, _)| set == key));
    all.extend(flags.iter().cloned());
    TestApp::with(Setup::Sqlite, Options { flags: all, ..Options::default() }).await.unwrap()
}

async fn is_empty_soon(app: &TestApp) {
    for _ in 0..100 {
        if mails(app).await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("mails stay: {:?}", mails(app).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_out_over_starttls_with_name_and_password() {
    let Some(server) = MailServer::start(free_port(), "starttls") else { return };
    let url = format!("smtp://signet:p%40ss%20word@localhost:{}", server.port);
    let flags = [
        ("mail.url", url),
        ("mail.tls", "required".to_owned()),
        ("mail.ca_file", tls("authority.crt")),
        ("mail.from", "Kiosk \u{1F5DD} <no-reply@id.example>".to_owned()),
        ("mail.reply_to", "help@id.example".to_owned()),
    ];
    let app = app(&flags).await;
    register(&mut Browser::new(&app), "carol@example.com", PASSWORD).await;
    let mail = server.takes(1).await.remove(0);
    assert_eq!(
        (&mail["tls"], &mail["user"], &mail["from"]),
        (&true.into(), &"signet".into(), &"no-reply@id.example".into())
    );
    assert_eq!(mail["to"], serde_json::json!(["carol@example.com"]));
    let data = mail["data"].as_str().unwrap();
    for header in [
        "Message-ID: <",
        "Date: Thu, 01 Jan 2026",
        "Reply-To: help@id.example",
        "MIME-Version: 1.0",
        "multipart/alternative",
    ] {
        assert!(data.contains(header), "{header}: {data}");
    }
    is_empty_soon(&app).await;
    assert_eq!(server.taken().len(), 1, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_out_over_tls_from_the_first_byte_on() {
    let Some(server) = MailServer::start(free_port(), "wrapped") else { return };
    let flags =
        [("mail.url", format!("smtps://localhost:{}", server.port)), ("mail.ca_file", tls("authority.crt"))];
    let app = app(&flags).await;
    register(&mut Browser::new(&app), "carol@example.com", PASSWORD).await;
    assert_eq!(server.takes(1).await[0]["tls"], true);
    is_empty_soon(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_to_a_server_that_is_not_trusted_or_speaks_no_tls() {
    for mode in ["starttls", "plain"] {
        let Some(server) = MailServer::start(free_port(), mode) else { return };
        let url = format!("smtp://localhost:{}", server.port);
        let app = app(&[("mail.url", url), ("mail.tls", "required".to_owned())]).await;
        register(&mut Browser::new(&app), "carol@example.com", PASSWORD).await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!((server.taken().len(), mails(&app).await.len()), (0, 1), "{mode}: it waits");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_recipient_is_given_up_and_a_busy_server_is_asked_again() {
    let Some(server) = MailServer::start(free_port(), "plain") else { return };
    let app = app(&[("mail.url", format!("smtp://127.0.0.1:{}", server.port))]).await;
    register(&mut Browser::new(&app), "refused@example.com", PASSWORD).await;
    is_empty_soon(&app).await;
    assert_eq!(app.count_events("mail.given_up").await, 1);
    register(&mut Browser::new(&app), "later@example.com", PASSWORD).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(mails(&app).await.len(), 1, "it waits");
    // Until nobody needs it any more.
    app.travel(24 * 60 * 60);
    is_empty_soon(&app).await;
    assert_eq!((app.count_events("mail.given_up").await, server.taken().len()), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_gets_what_waited() {
    let port = free_port();
    let app = app(&[("mail.url", format!("smtp://127.0.0.1:{port}"))]).await;
    for number in 0..3 {
        register(&mut Browser::new(&app), &format!("carol{number}@example.com"), PASSWORD).await;
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(mails(&app).await.len(), 3);
    let Some(server) = MailServer::start(port, "plain") else { return };
    app.travel(2 * 60);
    let taken = server.takes(3).await;
    let mut to: Vec<_> = taken.iter().map(|mail| mail["to"][0].as_str().unwrap().to_owned()).collect();
    to.sort();
    assert_eq!(to, ["carol0@example.com", "carol1@example.com", "carol2@example.com"]);
    is_empty_soon(&app).await;
}
