//! A resource server asks whether a token is active.

use anyhow::Context as _;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use serde::Deserialize;

use crate::load::form::Form;
use crate::load::link::Link;
use crate::load::stage::Stage;
use crate::load::visitor::Visitor;
use crate::load::workloads::{Lane, Recipe, Workload};
use crate::target::Role;

/// How many tokens are asked about, over all connections.
const TOKENS: usize = 600;

pub(super) const RECIPE: Recipe = Recipe {
    name: "introspection",
    about: "whether an access token is active; 600 tokens, all are",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link, false).boxed_local(),
};

pub(super) const MIXED: Recipe = Recipe {
    name: "introspection-mixed",
    about: "the same where 5 % are revoked and 5 % were never issued",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link, true).boxed_local(),
};

struct Introspection {
    form: Form,
    tokens: Vec<(String, bool)>,
    next: usize,
}

#[derive(Deserialize)]
struct Told {
    active: bool,
}

async fn open(stage: &Stage, lane: Lane, link: &mut Link, mixed: bool) -> anyhow::Result<Box<dyn Workload>> {
    let count = lane.share(TOKENS);
    let each = if mixed { count.div_ceil(20) } else { 0 };
    let mut visitor = Visitor::new(stage, stage.user(lane.number)?)?;
    let mut tokens = Vec::new();
    for number in 0..count - each {
        let token = visitor.tokens(link).await?.access_token;
        if number < each {
            tokens.push((token.chars().rev().collect(), false));
        }
        tokens.push((token, true));
    }
    tokens.extend(revoked(stage, lane, link, each).await?.into_iter().map(|token| (token, false)));
    let form = stage.ground.form("introspection_endpoint", stage.resource_server()?, &[])?;
    let mut work = Introspection { form, tokens, next: 0 };
    work.once(link).await.context("name a --resource-server that may see these tokens")?;
    Ok(Box::new(work))
}

/// Revoked tokens, of a session of their own: to revoke one may end all that was granted with it (RFC 7009 section 2.1).
async fn revoked(stage: &Stage, lane: Lane, link: &mut Link, count: usize) -> anyhow::Result<Vec<String>> {
    let mut tokens = Vec::new();
    let mut visitor = Visitor::new(stage, stage.user(lane.number)?)?;
    for _ in 0..count {
        tokens.push(visitor.tokens(link).await?.access_token);
    }
    let revoke = stage.ground.form("revocation_endpoint", stage.client()?, &[])?;
    for token in &tokens {
        revoke.post_with(link, &[("token", token)]).await?.expect(200)?;
    }
    Ok(tokens)
}

impl Workload for Introspection {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            self.next = (self.next + 1) % self.tokens.len();
            let (token, is_active) = &self.tokens[self.next];
            let answer = self.form.post_with(link, &[("token", token)]).await?.expect(200)?;
            let told: Told = serde_json::from_slice(&answer.body)?;
            anyhow::ensure!(told.active == *is_active, "a token is said to be active: {}", told.active);
            Ok(())
        }
        .boxed_local()
    }
}
