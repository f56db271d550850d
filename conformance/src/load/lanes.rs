//! Connections side by side that do a workload for a while.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::future::{join, join_all};

use crate::load::histogram::Histogram;
use crate::load::link::Link;
use crate::load::measured::Measured;
use crate::load::pace::Pace;
use crate::load::process::{Process, Usage};
use crate::load::stage::Stage;
use crate::load::workloads::{Lane, Recipe, Workload};

/// So many failures are kept as text.
const TOLD: usize = 3;
/// A connection rests this long after a failure.
const REST: Duration = Duration::from_millis(20);

/// How long and how hard.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Connections.
    pub connections: usize,
    /// Untimed work before.
    pub warm_up: Duration,
    /// Timed work.
    pub duration: Duration,
    /// Operations a second in an open loop; a closed loop without it.
    pub rate: Option<f64>,
}

/// Connections that were made ready.
pub struct Lanes {
    recipe: Recipe,
    client: String,
    process: Option<Process>,
    open: Vec<(Link, Box<dyn Workload>)>,
}

/// What all connections write on.
#[derive(Default)]
struct Board {
    is_over: Cell<bool>,
    tally: RefCell<Tally>,
}

#[derive(Default)]
struct Tally {
    latencies: Histogram,
    failed: u64,
    told: Vec<String>,
}

impl Tally {
    fn fail(&mut self, error: &anyhow::Error) {
        self.failed += 1;
        if self.told.len() < TOLD {
            self.told.push(format!("{error:#}"));
        }
    }
}

impl Lanes {
    /// Makes them ready.
    pub async fn open(
        recipe: Recipe,
        stage: &Stage,
        connections: usize,
        pid: Option<u32>,
    ) -> anyhow::Result<Self> {
        let mut lanes = Vec::new();
        for number in 0..connections {
            let mut link = stage.ground.link();
            let opened = (recipe.open)(stage, Lane { number, of: connections }, &mut link).await;
            lanes.push((link, opened.with_context(|| format!("{} cannot be made ready", recipe.name))?));
        }
        let client = stage.client()?.client_id.clone();
        Ok(Self { recipe, client, process: pid.map(Process::of), open: lanes })
    }

    /// Does the operation once on each connection, untimed: what does not work is not worth timing.
    pub async fn once(&mut self) -> anyhow::Result<()> {
        for (link, work) in &mut self.open {
            let done = work.once(link).await;
            done.with_context(|| format!("not timed, {} as {} fails", self.recipe.name, self.client))?;
        }
        Ok(())
    }

    /// Works for as long as `settings` say.
    pub async fn work(&mut self, settings: Settings) -> anyhow::Result<Measured> {
        let board = Board::default();
        let pace = settings.rate.map_or_else(Pace::closed, Pace::open);
        let lanes = self.open.iter_mut().map(|(link, work)| drive(link, work.as_mut(), &board, &pace));
        let conducted = conduct(self.process.as_ref(), &board, settings);
        let (_, window) = join(join_all(lanes), conducted).await;
        let window = window?;
        let tally = board.tally.into_inner();
        let mut measured = Measured::of(&tally.latencies, &window);
        self.recipe.name.clone_into(&mut measured.workload);
        measured.client.clone_from(&self.client);
        measured.connections = settings.connections;
        measured.failed = tally.failed;
        measured.failures = tally.told;
        Ok(measured)
    }
}

/// What passed between the beginning and the end of timing.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) seconds: f64,
    pub(super) server: Option<(Usage, Usage)>,
    pub(super) own: (Usage, Usage),
}

async fn conduct(process: Option<&Process>, board: &Board, settings: Settings) -> anyhow::Result<Window> {
    tokio::time::sleep(settings.warm_up).await;
    let timed = async {
        let look = || process.map(Process::usage).transpose();
        let before = (look()?, Process::own().usage()?, Instant::now());
        // What came before counts only where it went wrong.
        board.tally.borrow_mut().latencies = Histogram::default();
        tokio::time::sleep(settings.duration).await;
        let seconds = before.2.elapsed().as_secs_f64();
        let own = (before.1, Process::own().usage()?);
        Ok(Window { seconds, server: before.0.zip(look()?), own })
    };
    let window = timed.await;
    board.is_over.set(true);
    window
}

async fn drive(link: &mut Link, work: &mut dyn Workload, board: &Board, pace: &Pace) {
    loop {
        let due = pace.turn().await;
        if board.is_over.get() {
            return;
        }
        let done = work.once(link).await;
        if board.is_over.get() {
            return;
        }
        let took = u64::try_from(due.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let Err(error) = done else {
            board.tally.borrow_mut().latencies.record(took);
            continue;
        };
        board.tally.borrow_mut().fail(&error);
        tokio::time::sleep(REST).await;
    }
}
