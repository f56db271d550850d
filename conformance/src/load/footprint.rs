//! W9: how soon a provider is there, how much memory it takes, how large its program is.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Serialize;
use tokio::process::{Child, Command};
use url::Url;

use crate::load::link::{Address, Template};
use crate::load::process::Process;
use crate::provider::OPENID_CONFIGURATION;

/// How often a starting provider is asked.
const EVERY: Duration = Duration::from_millis(5);
/// A provider that takes longer does not start.
const PATIENCE: Duration = Duration::from_mins(1);
/// Memory is looked at this long after the first answer.
const SETTLING: Duration = Duration::from_secs(2);

/// One start.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Start {
    /// From the start of the process to the first 200, in milliseconds.
    pub ready: f64,
    /// Memory it then rests at, in KiB.
    pub resident: u64,
    /// Its threads.
    pub threads: u64,
    /// The size of its program, in bytes.
    pub program: u64,
}

/// A provider that was started here.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// How it started.
    pub start: Start,
}

/// Starts a provider by its command, and waits until it answers at `issuer`.
pub async fn start(command: &[String], issuer: &str) -> anyhow::Result<Running> {
    let (program, arguments) = command.split_first().context("no command is given")?;
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let ready = answers(&mut child, issuer, began).await?;
    tokio::time::sleep(SETTLING).await;
    let process = Process::of(child.id().context("the provider ended")?);
    let usage = process.usage()?;
    let start = Start {
        ready: ready.as_secs_f64() * 1000.0,
        resident: usage.resident,
        threads: usage.threads,
        program: process.program_size()?,
    };
    Ok(Running { child, start })
}

async fn answers(child: &mut Child, issuer: &str, began: Instant) -> anyhow::Result<Duration> {
    let url = Url::parse(&format!("{}{OPENID_CONFIGURATION}", issuer.trim_end_matches('/')))?;
    let request = Template::new(http::Method::GET, &url)?;
    let mut link = Address::of(&url, true)?.link();
    while began.elapsed() < PATIENCE {
        if let Ok(answer) = link.fetch(&request).await
            && answer.status == 200
        {
            return Ok(began.elapsed());
        }
        anyhow::ensure!(child.try_wait()?.is_none(), "the provider ended instead of answering");
        tokio::time::sleep(EVERY).await;
    }
    anyhow::bail!("the provider did not answer within {} s", PATIENCE.as_secs())
}

impl Running {
    /// Its process id.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Memory it holds now, in KiB.
    pub fn resident(&self) -> anyhow::Result<u64> {
        Ok(Process::of(self.pid().context("the provider ended")?).usage()?.resident)
    }

    /// Asks it to end, and tells how long that took, in milliseconds.
    pub async fn stop(mut self) -> anyhow::Result<f64> {
        let began = Instant::now();
        let pid = self.pid().context("the provider ended")?.to_string();
        Command::new("kill").arg(pid).status().await.context("cannot run kill")?;
        tokio::time::timeout(PATIENCE, self.child.wait()).await.context("it does not end")??;
        Ok(began.elapsed().as_secs_f64() * 1000.0)
    }
}
