//! Somebody signs in at an application by the code flow with PKCE.

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::load::link::Link;
use crate::load::stage::Stage;
use crate::load::visitor::Visitor;
use crate::load::workloads::{Lane, Recipe, Workload};
use crate::target::Role;

pub(super) const FRESH: Recipe = Recipe {
    name: "code-fresh",
    about: "the code flow of somebody without cookies, who types name and password",
    role: Role::Web,
    open: |stage, lane, _| std::future::ready(Ok(fresh(stage, lane))).boxed_local(),
};

pub(super) const SESSION: Recipe = Recipe {
    name: "code-session",
    about: "the code flow of somebody who is signed in",
    role: Role::Web,
    open: |stage, lane, link| session(stage, lane, link).boxed_local(),
};

struct Fresh {
    stage: Stage,
    next: usize,
    step: usize,
}

struct Session {
    visitor: Visitor,
}

fn fresh(stage: &Stage, lane: Lane) -> Box<dyn Workload> {
    Box::new(Fresh { stage: stage.clone(), next: lane.number, step: lane.of })
}

async fn session(stage: &Stage, lane: Lane, link: &mut Link) -> anyhow::Result<Box<dyn Workload>> {
    let mut visitor = Visitor::new(stage, stage.user(lane.number)?)?;
    visitor.tokens(link).await?;
    Ok(Box::new(Session { visitor }))
}

impl Workload for Fresh {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            let mut visitor = Visitor::new(&self.stage, self.stage.user(self.next)?)?;
            self.next += self.step;
            visitor.tokens(link).await?;
            anyhow::ensure!(visitor.sign_ins() == 1, "the password was typed {} times", visitor.sign_ins());
            Ok(())
        }
        .boxed_local()
    }
}

impl Workload for Session {
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>> {
        async move {
            self.visitor.tokens(link).await?;
            anyhow::ensure!(
                self.visitor.sign_ins() == 1,
                "the session ended: the password was asked for again"
            );
            Ok(())
        }
        .boxed_local()
    }
}
