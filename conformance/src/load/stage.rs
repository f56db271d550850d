//! Whom a workload is done to, and as whom.

use std::sync::Arc;

use anyhow::Context as _;
use http::Method;
use url::Url;

use crate::browser::Browser;
use crate::load::form::Form;
use crate::load::link::{Address, Link, Template};
use crate::provider::Provider;
use crate::relying_party::RelyingParty;
use crate::target::{Client, Role, Target, User};
use crate::wire::{self, Wire};

/// What is asked for where nothing else is said; a provider that does not know one of them is asked for the others.
pub const SCOPE: &str = "openid profile email offline_access";

/// A provider that is to be loaded.
#[derive(Debug, Clone)]
pub struct Ground {
    /// What it says about itself.
    pub provider: Arc<Provider>,
    /// Its clients and people.
    pub target: Arc<Target>,
    /// The scope of sign-ins.
    pub scope: String,
    /// Who introspects; the client itself, where nobody is named.
    pub resource_server: Option<Client>,
    /// HTTP for what is not measured.
    pub http: reqwest::Client,
    address: Address,
}

/// The same with the clients of a workload.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The provider.
    pub ground: Arc<Ground>,
    /// Who asks; where there are several, in turn.
    pub clients: Vec<Client>,
}

/// How a provider is approached.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// The scope of sign-ins, where it is not [`SCOPE`].
    pub scope: Option<String>,
    /// The id of the client that introspects.
    pub resource_server: Option<String>,
    /// A new connection for every request.
    pub no_keep_alive: bool,
}

impl Ground {
    /// Discovers the provider.
    pub async fn discover(target: Target, manners: &Manners) -> anyhow::Result<Self> {
        let issuer = Url::parse(&target.issuer)?;
        let address = Address::of(&issuer, !manners.no_keep_alive)?;
        let http = wire::client(None)?;
        let provider = Provider::discover(&target.issuer, &Wire::new(http.clone())).await?;
        let known = |scope: &&str| *scope != "offline_access" || provider.supports("scopes_supported", scope);
        let all: Vec<_> = SCOPE.split(' ').filter(known).collect();
        let scope = manners.scope.clone().unwrap_or_else(|| all.join(" "));
        let resource_server = match &manners.resource_server {
            Some(id) => Some(named(&target, id)?.clone()),
            None => None,
        };
        Ok(Self {
            provider: Arc::new(provider),
            target: Arc::new(target),
            scope,
            resource_server,
            http,
            address,
        })
    }

    /// The same provider with other clients and people.
    #[must_use]
    pub fn with(&self, target: Target) -> Self {
        Self { target: Arc::new(target), ..self.clone() }
    }

    /// The stage for a role: as the client with this id, or as the first that fits.
    pub fn stage(self: &Arc<Self>, role: Role, client: Option<&str>) -> anyhow::Result<Stage> {
        let found = match client {
            Some(id) => Some(named(&self.target, id)?),
            None => self.target.client(role),
        };
        let found = found.with_context(|| format!("this needs {}", role.as_str()))?;
        Ok(Stage { ground: self.clone(), clients: vec![found.clone()] })
    }

    /// The ids of the clients that fit a role, the first first.
    pub fn fitting(&self, role: Role) -> Vec<&str> {
        let fits = |client: &&Client| {
            let alone = Target { clients: vec![(*client).clone()], issuer: String::new(), users: Vec::new() };
            alone.client(role).is_some()
        };
        self.target.clients.iter().filter(fits).map(|client| client.client_id.as_str()).collect()
    }

    /// A connection to it.
    pub fn link(&self) -> Link {
        self.address.link()
    }

    /// A person with a browser who signs in as `user`.
    pub fn person(&self, user: Option<User>) -> anyhow::Result<Browser> {
        let home = [Url::parse(&self.provider.issuer)?, self.endpoint("authorization_endpoint")?];
        Ok(Browser::new(Wire::new(self.http.clone()), user, &home))
    }

    /// Where one of its endpoints is; on the host of the issuer, for there the connections go.
    pub fn endpoint(&self, name: &str) -> anyhow::Result<Url> {
        let url = self.provider.endpoint(name)?;
        let issuer = Url::parse(&self.provider.issuer)?;
        anyhow::ensure!(url.origin() == issuer.origin(), "{name} is on another host than the issuer: {url}");
        Ok(url)
    }

    /// A request to GET one of its endpoints.
    pub fn get(&self, name: &str) -> anyhow::Result<Template> {
        Template::new(Method::GET, &self.endpoint(name)?)
    }

    /// A client of it.
    pub fn party(&self, client: &Client) -> RelyingParty {
        RelyingParty::new(client.clone(), self.provider.clone(), Wire::new(self.http.clone()))
    }

    /// A form for one of its endpoints, authenticated as `client`.
    pub fn form(&self, name: &str, client: &Client, fixed: &[(&str, &str)]) -> anyhow::Result<Form> {
        let ask = self.party(client).authenticated(self.endpoint(name)?, fixed)?;
        Form::of(ask)
    }
}

impl Stage {
    /// The client, or the first of several.
    pub fn client(&self) -> anyhow::Result<&Client> {
        self.clients.first().context("there is no client")
    }

    /// Who introspects its tokens.
    pub fn resource_server(&self) -> anyhow::Result<&Client> {
        self.ground.resource_server.as_ref().map_or_else(|| self.client(), Ok)
    }

    /// The people who sign in, beginning at another one for every lane.
    pub fn user(&self, number: usize) -> anyhow::Result<User> {
        let users = &self.ground.target.users;
        anyhow::ensure!(!users.is_empty(), "nobody is given who could sign in");
        Ok(users[number % users.len()].clone())
    }
}

fn named<'t>(target: &'t Target, id: &str) -> anyhow::Result<&'t Client> {
    let found = target.clients.iter().find(|client| client.client_id == id);
    found.with_context(|| format!("the target has no client {id}"))
}
