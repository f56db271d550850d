//! How soon a provider is there, how much memory it takes, how large its program is.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Serialize;
use tokio::process::{Child, Command};
use url::Url;

use crate::load::link::{Address, Template};
use crate::load::process::{Process, Usage};
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
    pub ready_ms: f64,
    /// Memory it then rests at, in KiB.
    pub resident_kib: u64,
    /// Its threads.
    pub threads: u64,
    /// The size of its program, in bytes.
    pub program_bytes: u64,
}

/// A provider that was started here.
#[derive(Debug)]
pub struct Running {
    provider: Started,
    /// How it started.
    pub start: Start,
}

/// The process of a command.
#[derive(Debug)]
struct Started {
    command: String,
    child: Child,
}

/// Starts a provider by its command, and waits until it answers at `issuer`.
pub async fn start(command: &[String], issuer: &str) -> anyhow::Result<Running> {
    let url = Url::parse(&format!("{}{OPENID_CONFIGURATION}", issuer.trim_end_matches('/')))?;
    let address = Address::of(&url, true)?;
    anyhow::ensure!(
        !address.is_taken().await,
        "somebody answers at {issuer} already, and would be measured in place of what is started: end that first"
    );
    let began = Instant::now();
    let mut provider = Started::of(command)?;
    let ready = provider.answers(&address, &url, began).await?;
    tokio::time::sleep(SETTLING).await;
    let (process, usage) = provider.usage()?;
    let start = Start {
        ready_ms: ready.as_secs_f64() * 1000.0,
        resident_kib: usage.resident,
        threads: usage.threads,
        program_bytes: process.program_size()?,
    };
    Ok(Running { provider, start })
}

impl Started {
    fn of(command: &[String]) -> anyhow::Result<Self> {
        let (program, arguments) = command.split_first().context("no command is given")?;
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        Ok(Self { command: command.join(" "), child })
    }

    async fn answers(&mut self, address: &Address, url: &Url, began: Instant) -> anyhow::Result<Duration> {
        let request = Template::new(http::Method::GET, url)?;
        let mut link = address.link();
        while began.elapsed() < PATIENCE {
            if let Ok(answer) = link.fetch(&request).await
                && answer.status == 200
            {
                return Ok(began.elapsed());
            }
            self.lives()?;
            tokio::time::sleep(EVERY).await;
        }
        let seconds = PATIENCE.as_secs();
        anyhow::bail!("`{}` did not answer at {url} within {seconds} s", self.command)
    }

    /// Fails where it ended: whoever answers then is somebody else.
    fn lives(&mut self) -> anyhow::Result<()> {
        let Some(status) = self.child.try_wait()? else { return Ok(()) };
        let code = status.code().map_or_else(|| status.to_string(), |code| format!("exit status {code}"));
        anyhow::bail!("`{}` ended with {code}: run it by itself to see why", self.command)
    }

    fn usage(&mut self) -> anyhow::Result<(Process, Usage)> {
        self.lives()?;
        let process = Process::of(self.child.id().context("the provider ended")?);
        let usage = process.usage()?;
        Ok((process, usage))
    }
}

impl Running {
    /// Its process id.
    pub fn pid(&self) -> Option<u32> {
        self.provider.child.id()
    }

    /// Memory it holds now, in KiB.
    pub fn resident(&mut self) -> anyhow::Result<u64> {
        Ok(self.provider.usage()?.1.resident)
    }

    /// Asks it to end, and tells how long that took, in milliseconds.
    pub async fn stop(mut self) -> anyhow::Result<f64> {
        self.provider.lives()?;
        let began = Instant::now();
        let pid = self.pid().context("the provider ended")?.to_string();
        Command::new("kill").arg(pid).status().await.context("cannot run kill")?;
        let ended = tokio::time::timeout(PATIENCE, self.provider.child.wait()).await;
        ended.with_context(|| format!("`{}` does not end", self.provider.command))??;
        Ok(began.elapsed().as_secs_f64() * 1000.0)
    }
}
