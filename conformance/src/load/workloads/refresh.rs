//! Refresh tokens are used and rotate. Each connection holds some, and uses the one that rested longest.

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
    about: "a refresh token for new tokens; 400 families",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link, None).boxed_local(),
};

pub(super) const REPLAYED: Recipe = Recipe {
    name: "refresh-replayed",
    about: "refreshes where one in 100 is a sign-in whose token is sent again after its successor: its family ends",
    role: Role::Web,
    open: |stage, lane, link| open(stage, lane, link, Some(REPLAY_EVERY)).boxed_local(),
};

struct Refresh {
    form: Form,
    /// Somebody with a session of their own: a replay may end all that was given within a session.
    doomed: Option<Visitor>,
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
    let visitor = || Visitor::new(stage, stage.user(lane.number)?);
    let mut first = visitor()?;
    let mut live = VecDeque::new();
    for _ in 0..lane.share(FAMILIES) {
        live.push_back(refresh_token(first.tokens(link).await?)?);
    }
    let mut doomed = replay_every.map(|_| visitor()).transpose()?;
    if let Some(doomed) = &mut doomed {
        doomed.tokens(link).await?;
    }
    let form = stage.ground.form("token_endpoint", stage.client()?, &[("grant_type", "refresh_token")])?;
    Ok(Box::new(Refresh { form, doomed, live, replay_every, done: lane.number }))
}

impl Refresh {
    async fn rotate(&self, link: &mut Link, token: &str) -> anyhow::Result<String> {
        let answer = self.form.post_with(link, &[("refresh_token", token)]).await?;
        refresh_token(Tokens::of(answer)?)
    }

    /// Somebody comes for a token; it and its successor are used, then it once more. Their family is dead then.
    async fn replay(&mut self, link: &mut Link) -> anyhow::Result<()> {
        let doomed = self.doomed.as_mut().context("nobody is there to be replayed")?;
        let first = refresh_token(doomed.tokens(link).await?)?;
        let second = self.rotate(link, &first).await?;
        let third = self.rotate(link, &second).await?;
        for dead in [first, third] {
            let answer = self.form.post_with(link, &[("refresh_token", &dead)]).await?;
            anyhow::ensure!(
                answer.status == 400,
                "a replay was answered with {}, not refused",
                answer.status
            );
        }
        Ok(())
    }
}

impl Workload for Refresh {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            self.done += 1;
            if self.replay_every.is_some_and(|every| self.done.is_multiple_of(every)) {
                return self.replay(link).await;
            }
            let token = self.live.pop_front().context("no refresh token is left")?;
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
