//! A provider, ready to be loaded.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use serde::Deserialize;

use super::file;
use super::work::{Wanted, Work};
use crate::load::gate;
use crate::load::lanes::Lanes;
use crate::load::process::Process;
use crate::load::stage::{Ground, Stage};
use crate::load::workloads::Recipe;
use crate::target::{Client, Role, Target, User};

/// A provider with its clients and people, and the process that is watched.
pub(in crate::cli) struct Site {
    ground: Arc<Ground>,
    services: Vec<Client>,
    pid: Option<u32>,
}

/// The member of a target that only loads look at.
#[derive(Deserialize)]
struct Started {
    pid: Option<u32>,
}

impl Site {
    pub(in crate::cli) async fn open(target: &Path, work: &Work, pid: Option<u32>) -> anyhow::Result<Self> {
        let text = file::target(target)?;
        let parsed: Target = serde_json::from_str(&text).with_context(|| target.display().to_string())?;
        let started: Started = serde_json::from_str(&text).with_context(|| target.display().to_string())?;
        if let Some(pid) = pid {
            anyhow::ensure!(Process::of(pid).is_running(), "{pid} is no running process");
        }
        let pid = pid.or(started.pid);
        if let Some(pid) = pid {
            anyhow::ensure!(Process::of(pid).is_running(), "the target's pid {pid} is no running process");
        }
        let ground = Ground::discover(parsed, &work.manners()).await?;
        Ok(Self { ground: Arc::new(ground), services: Vec::new(), pid })
    }

    /// The issuer that a target file names.
    pub(in crate::cli) fn issuer_of(target: &Path) -> anyhow::Result<String> {
        let parsed: Target =
            serde_json::from_str(&file::target(target)?).with_context(|| target.display().to_string())?;
        Ok(parsed.issuer)
    }

    /// More people and clients. Services among them ask in turn.
    pub(in crate::cli) fn add(&mut self, users: Option<&Path>, clients: Option<&Path>) -> anyhow::Result<()> {
        let clients: Vec<Client> = clients.map(file::lines).transpose()?.unwrap_or_default();
        let users: Vec<User> = users.map(file::lines).transpose()?.unwrap_or_default();
        self.services = clients.iter().filter(|one| one.may("client_credentials")).cloned().collect();
        let mut target = (*self.ground.target).clone();
        target.clients.extend(clients);
        target.users.extend(users);
        self.ground = Arc::new(self.ground.with(target));
        Ok(())
    }

    pub(in crate::cli) fn issuer(&self) -> &str {
        &self.ground.provider.issuer
    }

    /// Whether CPU time can be told.
    pub(in crate::cli) fn is_watched(&self) -> bool {
        self.pid.is_some()
    }

    /// The ids of the clients that fit a role, in the order of the target.
    pub(in crate::cli) fn fitting(&self, role: Role) -> Vec<&str> {
        self.ground.fitting(role)
    }

    /// Sees that the flows of every client that people sign in at are right.
    pub(in crate::cli) async fn gate(&self, wanted: &[Wanted], work: &Work) -> anyhow::Result<()> {
        let mut seen: Vec<Option<&str>> = Vec::new();
        for (_, client) in wanted.iter().filter(|(recipe, _)| recipe.role == Role::Web && !work.no_gate) {
            if !seen.contains(&client.as_deref()) {
                seen.push(client.as_deref());
                let stage = self.ground.stage(Role::Web, client.as_deref())?;
                gate::passes(&stage, stage.user(0)?).await?;
            }
        }
        Ok(())
    }

    /// Connections that are ready for a workload, untried.
    pub(in crate::cli) async fn lanes(
        &self,
        recipe: Recipe,
        client: Option<&str>,
        work: &Work,
    ) -> anyhow::Result<Lanes> {
        let mut stage: Stage = self.ground.stage(recipe.role, client)?;
        if recipe.role == Role::Service && client.is_none() && !self.services.is_empty() {
            stage.clients.clone_from(&self.services);
        }
        Lanes::open(recipe, &stage, usize::from(work.connections), self.pid).await
    }
}
