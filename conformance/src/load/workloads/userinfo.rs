//! An application asks who signed in.

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use http::header::AUTHORIZATION;
use serde::Deserialize;

use crate::load::link::{Link, Template};
use crate::load::stage::Stage;
use crate::load::visitor::Visitor;
use crate::load::workloads::{Lane, Recipe, Workload};
use crate::target::Role;

/// How many tokens are used, over all connections.
const TOKENS: usize = 600;

pub(super) const RECIPE: Recipe = Recipe {
    name: "userinfo",
    about: "the claims for an access token; 600 tokens",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link).boxed_local(),
};

struct Userinfo {
    requests: Vec<Template>,
    next: usize,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(rename = "sub")]
    _sub: String,
}

async fn open(stage: &Stage, lane: Lane, link: &mut Link) -> anyhow::Result<Box<dyn Workload>> {
    let mut visitor = Visitor::new(stage, stage.user(lane.number)?)?;
    let mut requests = Vec::new();
    for _ in 0..lane.share(TOKENS) {
        let bearer = format!("Bearer {}", visitor.tokens(link).await?.access_token);
        requests.push(stage.ground.get("userinfo_endpoint")?.with(AUTHORIZATION, &bearer)?);
    }
    Ok(Box::new(Userinfo { requests, next: 0 }))
}

impl Workload for Userinfo {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            self.next = (self.next + 1) % self.requests.len();
            let answer = link.fetch(&self.requests[self.next]).await?.expect(200)?;
            serde_json::from_slice::<Claims>(&answer.body)?;
            Ok(())
        }
        .boxed_local()
    }
}
