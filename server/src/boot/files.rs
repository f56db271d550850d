//! The files that a configuration names, looked at before anything is opened: each problem with its key, the file and
//! what was expected, together with all others.

use std::path::Path;

use crate::config::{Config, Problem};
use crate::outbound::fetch::{FetchRules, Fetcher};
use crate::outbound::fetch_error::SetupError;
use crate::outbound::smtp::PostError;
use crate::web::brand::Picture;
use crate::web::tls::{self, TlsError};

/// All that is wrong with them.
pub fn check(config: &Config) -> Vec<Problem> {
    let pictures = [("brand.logo", &config.brand.logo), ("brand.logo_dark", &config.brand.logo_dark)];
    let pictures = pictures.into_iter().filter_map(|(key, file)| picture(config, key, file.as_deref()?));
    let all = certificate(config).into_iter().chain(authorities(config)).chain(mail(config)).chain(pictures);
    all.chain(data(config)).collect()
}

/// It may be missing: `migrate` and `dev` make it.
fn data(config: &Config) -> Option<Problem> {
    let folder = &config.server.data;
    (folder.exists() && !folder.is_dir()).then(|| {
        let message = format!("expected a directory, or a name for one, found the file {}", folder.display());
        config.wrong("server.data", message)
    })
}

fn certificate(config: &Config) -> Vec<Problem> {
    // One without the other is told by `config`; that it cannot be read, all the same.
    let server = &config.server;
    let certificate = server.tls_certificate.as_deref().and_then(|file| tls::chain(file).err());
    let key = server.tls_key.as_deref().and_then(|file| tls::key(file).err());
    let mut wrong: Vec<TlsError> = certificate.into_iter().chain(key).collect();
    if let Some(files) = server.tls.as_ref().filter(|_| wrong.is_empty()) {
        wrong.extend(tls::settings(files).err());
    }
    let problem = |wrong: &TlsError| {
        let key = match wrong {
            TlsError::Certificate { .. } => "server.tls_certificate",
            TlsError::Key { .. } | TlsError::Strangers { .. } => "server.tls_key",
        };
        config.wrong(key, wrong.to_string())
    };
    wrong.iter().map(problem).collect()
}

fn authorities(config: &Config) -> Option<Problem> {
    let file = config.outbound.ca_file.as_ref()?;
    let rules = FetchRules { ca_file: Some(file.clone()), ..FetchRules::default() };
    let found = match Fetcher::new(rules).err()? {
        SetupError::Authorities { source, .. } => format!("it cannot be read: {source}"),
        SetupError::NoCertificate(_) => "found none".to_owned(),
        SetupError::Client(_) => "found one that is damaged".to_owned(),
    };
    let message = format!("expected certificates in PEM in {}; {found}", file.display());
    Some(config.wrong("outbound.ca_file", message))
}

fn mail(config: &Config) -> Option<Problem> {
    let issuer = config.server.issuer.clone().or_else(|| "http://localhost".parse().ok())?;
    let key = match super::post(config, &issuer).err()? {
        PostError::Authorities(_) => "mail.ca_file",
        PostError::Tls(_) => "mail.url",
    };
    Some(config.wrong(key, super::post(config, &issuer).err()?.to_string()))
}

fn picture(config: &Config, key: &str, file: &Path) -> Option<Problem> {
    let found = match std::fs::read(file) {
        Ok(bytes) if Picture::read(&bytes).is_some() => return None,
        Ok(_) => "found something else".to_owned(),
        Err(error) => format!("it cannot be read: {error}"),
    };
    let message = format!("expected a PNG, JPEG, WebP or SVG picture in {}; {found}", file.display());
    Some(config.wrong(key, message))
}
