//! W3: refresh tokens are used and rotate. Each connection holds some, and uses the one that rested longest.

use std::collections::VecDeque;

use anyhow::Context as _;
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::load::form::{Form, Tokens};
use crate::load::link::Link;
use crate::load::stage::Stage;
use crate::load::visitor::Visitor;
use crate::load::workloads::{Lane, Recipe, Workload};
use crate::target::Role;

/// How many are alive over all connections.
const FAMILIES: usize = 400;
/// One operation in so many is a replay, in the variant that has them.
const REPLAY_EVERY: usize = 100;

pub(super) const RECIPE: Recipe = Recipe {
    name: "refresh",
    about: "W3: a refresh token for new tokens; 400 families",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link, None).boxed_local(),
};

pub(super) const REPLAYED: Recipe = Recipe {
    name: "refresh-replayed",
    about: "W3 where one request in 100 sends a token whose successor was used: it is refused, its family ended",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link, Some(REPLAY_EVERY)).boxed_local(),
};

struct Refresh {
    form: Form,
    visitor: Visitor,
    live: VecDeque<String>,
    replay_every: Option<usize>,
    done: usize,
}

async fn open(
    stage: &Stage,
    lane: Lane,
    link: &mut Link,
    replay_every: Option<usize>,
) -> anyhow::Result<Box<dyn Workload>> {
    let mut visitor = Visitor::new(stage, stage.user(lane.number)?)?;
    let mut live = VecDeque::new();
    for _ in 0..lane.share(FAMILIES) {
        live.push_back(refresh_token(visitor.tokens(link).await?)?);
    }
    let form = stage.ground.form("token_endpoint", stage.client()?, &[("grant_type", "refresh_token")])?;
    Ok(Box::new(Refresh { form, visitor, live, replay_every, done: lane.number }))
}

impl Refresh {
    async fn rotate(&self, link: &mut Link, token: &str) -> anyhow::Result<String> {
        let answer = self.form.post_with(link, &[("refresh_token", token)]).await?;
        refresh_token(Tokens::of(answer)?)
    }

    /// Uses a token and its successor, then the token again. The family is dead afterwards, so a new one takes its place.
    async fn replay(&mut self, link: &mut Link, token: &str) -> anyhow::Result<()> {
        let second = self.rotate(link, token).await?;
        let third = self.rotate(link, &second).await?;
        for dead in [token, &third] {
            let answer = self.form.post_with(link, &[("refresh_token", dead)]).await?;
            anyhow::ensure!(
                answer.status == 400,
                "a replay was answered with {}, not refused",
                answer.status
            );
        }
        self.live.push_back(refresh_token(self.visitor.tokens(link).await?)?);
        Ok(())
    }
}

impl Workload for Refresh {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            self.done += 1;
            let token = self.live.pop_front().context("no refresh token is left")?;
            if self.replay_every.is_some_and(|every| self.done.is_multiple_of(every)) {
                return self.replay(link, &token).await;
            }
            let next = self.rotate(link, &token).await?;
            self.live.push_back(next);
            Ok(())
        }
        .boxed_local()
    }
}

fn refresh_token(tokens: Tokens) -> anyhow::Result<String> {
    tokens.refresh_token.context("the provider issued no refresh token")
}
