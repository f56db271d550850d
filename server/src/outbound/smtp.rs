//! Handing a mail to a mail server (RFC 5321, RFC 6409): over TLS, unless an operator says otherwise of this machine, and
//! within a time. lettre is spoken here alone.
//!
//! The server is the operator's choice, not that of a caller: private addresses are fine here.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::address::Envelope;
use lettre::message::header::{ContentType, MessageId};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tokio::time::timeout;

use crate::secret::Secret;

/// For one command of the dialogue.
const PATIENCE: Duration = Duration::from_secs(20);
/// For the whole dialogue.
const LONGEST: Duration = Duration::from_mins(1);

/// Where the mail server is, and how it is spoken to.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// User and password.
    pub credentials: Option<(String, Secret)>,
    /// Certificates to trust besides the public ones, in PEM.
    pub ca_file: Option<PathBuf>,
    /// What we call ourselves: the host of the issuer.
    pub own_name: String,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte on.
    Wrapped,
    /// STARTTLS before anything else, or nothing at all.
    StartTls,
    /// Not.
    None,
}

/// A mail, ready to be sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The name beside the writer's address.
    pub from_name: Option<String>,
    /// The writer's address.
    pub from: String,
    /// Who is answered: name and address.
    pub reply_to: Option<(Option<String>, String)>,
    /// The one it goes to.
    pub to: String,
    /// `Subject`.
    pub subject: String,
    /// For programs that show text alone.
    pub text: String,
    /// For all others.
    pub html: String,
    /// `Message-ID` without its angle brackets: the same however often it is sent.
    pub id: String,
    /// `Date`.
    pub date: DateTime<Utc>,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// No server takes it, now or later: the address is none, or the server says that it will never take it.
    #[error("the mail server refused the address for good: {0}")]
    Refused(String),
    /// It may be taken later: the server is away, busy, or not set up for us.
    #[error("{0}")]
    Later(String),
}

/// Our side of the mail server cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The file with authorities is not there or not PEM.
    #[error("expected certificates in PEM in {}", .0.display())]
    Authorities(PathBuf),
    /// TLS cannot be prepared for this host.
    #[error("TLS cannot be prepared: {0}")]
    Tls(String),
}

/// Sends mails. Each has a connection of its own: none is kept that the server may have closed.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Post {
    /// Prepares everything but the connection.
    pub fn new(server: &Server) -> Result<Self, PostError> {
        let tls = match server.protection {
            Protection::None => Tls::None,
            Protection::StartTls => Tls::Required(parameters(server)?),
            Protection::Wrapped => Tls::Wrapper(parameters(server)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .hello_name(ClientId::Domain(server.own_name.clone()))
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = &server.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
        }
        Ok(Self { transport: builder.build() })
    }

    /// Hands the mail over. `Ok` says that the server has it.
    pub async fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let (envelope, message) = written(letter).map_err(Unsent::Refused)?;
        let sending = self.transport.send_raw(&envelope, &message);
        match timeout(LONGEST, sending).await {
            Ok(Ok(_taken)) => Ok(()),
            Ok(Err(error)) => Err(unsent(&error)),
            Err(_elapsed) => Err(Unsent::Later(format!("no answer within {} s", LONGEST.as_secs()))),
        }
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post(..)")
    }
}

fn parameters(server: &Server) -> Result<TlsParameters, PostError> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(file) = &server.ca_file {
        for authority in authorities(file)? {
            builder = builder.add_root_certificate(authority);
        }
    }
    builder.build_rustls().map_err(|error| PostError::Tls(error.to_string()))
}

/// The certificates in a file; at least one.
fn authorities(file: &Path) -> Result<Vec<Certificate>, PostError> {
    let refused = || PostError::Authorities(file.to_owned());
    let pem = std::fs::read_to_string(file).map_err(|_| refused())?;
    let end = "-----END CERTIFICATE-----";
    let blocks = pem.split_inclusive(end).filter(|block| block.contains(end));
    let read: Result<Vec<_>, _> = blocks.map(|block| Certificate::from_pem(block.as_bytes())).collect();
    read.ok().filter(|found| !found.is_empty()).ok_or_else(refused)
}

/// Envelope and message. Whatever stands in a header is on one line, and encoded by lettre.
fn written(letter: &Letter) -> Result<(Envelope, Vec<u8>), String> {
    let address = |text: &str| ascii(text).parse::<Address>().map_err(|error| error.to_string());
    let (from, to) = (address(&letter.from)?, address(&letter.to)?);
    let mut builder = Message::builder()
        .from(Mailbox::new(letter.from_name.as_deref().map(one_line), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(&letter.subject))
        .header(MessageId::from(format!("<{}>", letter.id)))
        .date(letter.date.into());
    if let Some((name, text)) = &letter.reply_to {
        builder = builder.reply_to(Mailbox::new(name.as_deref().map(one_line), address(text)?));
    }
    let part = |content_type, body: &str| SinglePart::builder().header(content_type).body(body.to_owned());
    let parts = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let message = builder.multipart(parts).map_err(|error| error.to_string())?;
    let envelope = Envelope::new(Some(from), vec![to]).map_err(|error| error.to_string())?;
    Ok((envelope, message.formatted()))
}

/// Without line ends and other control characters: they could end a header, and lettre panics at them in a name.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The address with its domain as the DNS has it (RFC 5891): not every mail server takes another.
fn ascii(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) => format!("{local}@{domain}"),
        _ => address.to_owned(),
    }
}

/// 550, 551 and 553 speak of the mailbox (RFC 5321 section 4.2.3), 501 of how it is written. Whatever else is final for
/// the server, such as a wrong password of ours, an operator can put right.
fn unsent(error: &lettre::transport::smtp::Error) -> Unsent {
    let code = error.status().map(|code| code.to_string());
    let said = crate::causes::with_causes(error);
    match code.as_deref() {
        Some("550" | "551" | "553" | "501") => Unsent::Refused(said),
        _ => Unsent::Later(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            from_name: Some("Kiosk".to_owned()),
            from: "no-reply@example.com".to_owned(),
            reply_to: None,
            to: "ada@example.com".to_owned(),
            subject: "Grüße".to_owned(),
            text: "Hallo".to_owned(),
            html: "<p>Hallo</p>".to_owned(),
            id: "1@id.example.com".to_owned(),
            date: DateTime::UNIX_EPOCH,
        }
    }

    fn headers(letter: &Letter) -> Vec<String> {
        let (_, message) = written(letter).unwrap();
        let text = String::from_utf8(message).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        head.split("\r\n").map(|line| line.split(':').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_line_end_in_a_name_or_subject_makes_no_header() {
        let plain = headers(&letter());
        for hostile in ["x\r\nBcc: eve@example.com", "x\nBcc: eve@example.com", "x\rBcc: eve@example.com"] {
            let bent =
                Letter { from_name: Some(hostile.to_owned()), subject: hostile.to_owned(), ..letter() };
            let found = headers(&bent);
            assert!(!found.iter().any(|name| name.trim().eq_ignore_ascii_case("bcc")), "{found:?}");
            let names = |all: &[String]| all.iter().filter(|name| !name.starts_with([' ', '\t'])).count();
            assert_eq!(names(&found), names(&plain), "{found:?}");
        }
    }

    #[test]
    fn an_address_that_is_none_goes_nowhere() {
        for to in [
            "ada",
            "ada@example.com\r\nRCPT TO:<eve@example.com>",
            "ada@example.com, eve@example.com",
            "<ada@example.com>",
        ] {
            assert!(written(&Letter { to: to.to_owned(), ..letter() }).is_err(), "{to:?}");
        }
    }

    #[test]
    fn a_domain_in_another_script_is_written_as_the_dns_has_it() {
        let (envelope, _) = written(&Letter { to: "user@münchen.example".to_owned(), ..letter() }).unwrap();
        assert_eq!(envelope.to()[0].to_string(), "user@xn--mnchen-3ya.example");
    }
}
