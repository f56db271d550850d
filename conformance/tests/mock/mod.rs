//! A small provider that is right, except for the one [`Fault`] it is started with. It exists so that the modules can be
//! seen to fail, and, with a [`Liberty`], not to fail where a provider may choose.
//!
//! **To add a fault:** a line in `fault/`, a condition where it does its harm, and a row in `broken/table.rs` that names
//! the module which must notice.

mod answer;
mod asked;
mod authorize;
mod client_auth;
mod fault;
mod introspection;
mod issue;
mod keys;
mod liberty;
mod logout;
mod meeting;
mod metadata;
mod pages;
mod person;
mod redirect_uri;
mod request;
mod store;
mod token;

use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) use fault::{AccessTokenFault, Fault, LogoutFault, MetadataFault, TokenFault};
pub(crate) use liberty::Liberty;
pub(crate) use person::claims;

use asked::Asked;
use keys::Keys;
use meeting::Meeting;
use store::{Session, Store};

/// Who signs in.
pub(crate) const USERNAME: &str = "ada";
/// With what.
pub(crate) const PASSWORD: &str = "a note of the engine";
const SUBJECT: &str = "248289761001";
const SCOPES: [&str; 7] = ["openid", "profile", "email", "address", "phone", "offline_access", "api"];

/// What sets a mock apart.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Nature {
    fault: Option<Fault>,
    liberty: Option<Liberty>,
}

/// A mock that runs until it is dropped.
pub(crate) struct Mock {
    /// Its issuer identifier.
    pub(crate) issuer: String,
    server: JoinHandle<()>,
}

/// What all handlers share.
struct Op {
    issuer: String,
    fault: Option<Fault>,
    liberty: Option<Liberty>,
    keys: Keys,
    store: Mutex<Store>,
    meeting: Meeting,
}

impl Mock {
    /// Starts one on a free port.
    pub(crate) async fn start(Nature { fault, liberty }: Nature) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let path = if liberty == Some(Liberty::IssuerWithPath) { "/realms/mock" } else { "" };
        let issuer = format!("http://{}{path}", listener.local_addr().unwrap());
        let (keys, store) = (Keys::generate(), Mutex::default());
        let op =
            Arc::new(Op { issuer: issuer.clone(), fault, liberty, keys, store, meeting: Meeting::default() });
        let others = [
            authorize::routes(),
            introspection::routes(),
            logout::routes(),
            person::routes(),
            token::routes(),
        ];
        let others = if fault == Some(Fault::Down) { Vec::new() } else { Vec::from(others) };
        let status =
            if fault == Some(Fault::Down) { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NOT_FOUND };
        let rest = move || async move { status };
        let routes = others.into_iter().fold(metadata::routes().fallback(rest), Router::merge);
        let routes = if path.is_empty() { routes } else { Router::new().nest(path, routes) };
        let router = routes.merge(metadata::oauth_routes(path)).with_state(op);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, server }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl From<Fault> for Nature {
    fn from(fault: Fault) -> Self {
        Self { fault: Some(fault), liberty: None }
    }
}

impl From<Liberty> for Nature {
    fn from(liberty: Liberty) -> Self {
        Self { fault: None, liberty: Some(liberty) }
    }
}

impl Op {
    fn has(&self, fault: impl Into<Fault>) -> bool {
        self.fault == Some(fault.into())
    }

    fn takes(&self, liberty: Liberty) -> bool {
        self.liberty == Some(liberty)
    }

    fn reads_request_objects(&self) -> bool {
        self.takes(Liberty::ReadsRequestObjects) || self.has(Fault::RedirectUriBesideObject)
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap()
    }

    fn session(&self, asked: &Asked) -> Option<Session> {
        self.store().sessions.get(asked.session()?).cloned()
    }
}
