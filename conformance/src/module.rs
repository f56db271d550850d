//! What a module is: a requirement with its source, and a way to see whether it holds.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use url::Url;

use crate::browser::Browser;
use crate::provider::Provider;
use crate::relying_party::{AuthorizationRequest, RelyingParty, Tokens};
use crate::target::{Client, Role, Target};
use crate::verdict::{Finding, Stop, skipped};
use crate::wire::{Ask, Reply, Wire};

/// One requirement. Each lives in a file of its own, as a constant `MODULE` above the function that tries it.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    /// Its name within its plan; where the official suite has the same check, the suite's name for it.
    pub name: &'static str,
    /// What it requires, in a sentence.
    pub requires: &'static str,
    /// Where that is written.
    pub source: &'static str,
    /// Tries it: `|test| run(test).boxed()`.
    pub run: for<'t> fn(&'t Test) -> BoxFuture<'t, Result<(), Stop>>,
}

/// Several modules that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// The response mode that its modules ask for; without one they ask for none.
    pub response_mode: Option<&'static str>,
    /// Whether somebody signs in in its modules.
    pub has_people: bool,
    /// Its modules, in the order they run.
    pub modules: &'static [Module],
}

/// What a running module has at hand.
#[derive(Debug)]
pub struct Test {
    /// The provider.
    pub provider: Arc<Provider>,
    /// Clients and people.
    pub target: Arc<Target>,
    /// HTTP without cookies.
    pub wire: Wire,
    response_mode: Option<&'static str>,
    warnings: Mutex<Vec<Finding>>,
    notes: Mutex<Vec<Finding>>,
}

impl Test {
    /// A fresh start: nothing said, nothing found.
    pub fn new(provider: Arc<Provider>, target: Arc<Target>, http: reqwest::Client) -> Self {
        let wire = Wire::new(http);
        Self {
            provider,
            target,
            wire,
            response_mode: None,
            warnings: Mutex::default(),
            notes: Mutex::default(),
        }
    }

    /// The same, with every authorization request asking for a response mode.
    #[must_use]
    pub fn answered_by(mut self, response_mode: Option<&'static str>) -> Self {
        self.response_mode = response_mode;
        self
    }

    /// A browser without cookies, with the person who signs in.
    pub fn browser(&self) -> Browser {
        let names = ["authorization_endpoint", "end_session_endpoint", "token_endpoint"];
        let mut home: Vec<_> = names.iter().filter_map(|name| self.provider.endpoint(name).ok()).collect();
        home.extend(Url::parse(&self.provider.issuer));
        Browser::new(self.wire.clone(), self.target.user().cloned(), &home)
    }

    /// The client for a role; without one the module is skipped.
    pub fn client(&self, role: Role) -> Result<RelyingParty, Stop> {
        let found = self.target.client(role).cloned();
        let client = found.ok_or_else(|| skipped(format!("this needs {}", role.as_str())))?;
        self.acting_as(client)
    }

    /// A client that is not one of the roles.
    pub fn acting_as(&self, client: Client) -> Result<RelyingParty, Stop> {
        if let Some(mode) = self.response_mode {
            self.provider.needs("response_modes_supported", mode)?;
        }
        let party = RelyingParty::new(client, self.provider.clone(), self.wire.clone());
        Ok(party.answered_by(self.response_mode))
    }

    /// A right authorization request of `client`, and the code a fresh browser got for it.
    pub async fn grant(&self, client: &RelyingParty) -> Result<(AuthorizationRequest, String), Stop> {
        let request = client.request()?;
        let code = request.granted(&mut self.browser()).await?.code()?;
        Ok((request, code))
    }

    /// Tokens of `client` with a refresh token among them; a provider that gives it none is skipped.
    pub async fn refreshable(&self, client: &RelyingParty) -> Result<(AuthorizationRequest, Tokens), Stop> {
        if !client.client.may("refresh_token") {
            return Err(skipped(format!("{} may not use the grant refresh_token", client.client.client_id)));
        }
        let request = client.offline_request()?;
        let tokens = client.tokens(&request, &mut self.browser()).await?;
        tokens.refresh_token()?;
        Ok((request, tokens))
    }

    /// Sends a request without cookies.
    pub async fn send(&self, ask: Ask) -> Result<Reply, Stop> {
        self.wire.send(ask).await
    }

    /// Notes that something recommended does not hold, unless it does, and goes on.
    pub fn recommend(&self, holds: bool, what: impl Into<String>) {
        if !holds {
            self.keep(&self.warnings, what.into());
        }
    }

    /// Says something about the provider that is worth knowing and is no fault.
    pub fn note(&self, what: impl Into<String>) {
        self.keep(&self.notes, what.into());
    }

    /// What did not hold of what is recommended.
    pub fn warnings(&self) -> Vec<Finding> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is worth knowing beside that.
    pub fn notes(&self) -> Vec<Finding> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, findings: &Mutex<Vec<Finding>>, what: String) {
        let exchange = self.wire.said().len().checked_sub(1);
        findings.lock().unwrap_or_else(PoisonError::into_inner).push(Finding { what, exchange });
    }
}
