//! A service asks for an access token.

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::load::form::{Form, Tokens};
use crate::load::link::Link;
use crate::load::stage::Stage;
use crate::load::workloads::{Lane, Recipe, Workload};
use crate::target::Role;

pub(super) const RECIPE: Recipe = Recipe {
    name: "client-credentials",
    about: "an access token for a service; of several clients one after another asks",
    role: Role::Service,
    open: |stage, lane, _| std::future::ready(open(stage, lane)).boxed_local(),
};

struct ClientCredentials {
    forms: Vec<Form>,
    next: usize,
}

fn open(stage: &Stage, lane: Lane) -> anyhow::Result<Box<dyn Workload>> {
    let forms = stage.clients.iter().map(|client| {
        let scope = client.scope.as_deref().unwrap_or_default();
        let fields = [("grant_type", "client_credentials"), ("scope", scope)];
        let fields = &fields[..if scope.is_empty() { 1 } else { 2 }];
        stage.ground.form("token_endpoint", client, fields)
    });
    Ok(Box::new(ClientCredentials { forms: forms.collect::<Result<_, _>>()?, next: lane.number }))
}

impl Workload for ClientCredentials {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            self.next = (self.next + 1) % self.forms.len();
            Tokens::of(self.forms[self.next].post(link).await?).map(drop)
        }
        .boxed_local()
    }
}
