//! What `conformance load`, `compare` and `footprint` share: a provider with its people, what is done to it, what is told of it.

mod file;
mod site;
mod work;

use std::process::ExitCode;

pub(super) use site::Site;
pub(super) use work::{Wanted, Work, some};

use crate::load;
use crate::load::lanes::Lanes;
use crate::load::measured::Measured;

/// Runs what measures on a runtime of its own, apart from the one that the command runs on.
pub(super) async fn apart<F>(run: impl FnOnce() -> F + Send + 'static) -> anyhow::Result<ExitCode>
where
    F: Future<Output = anyhow::Result<ExitCode>>,
{
    tokio::task::spawn_blocking(|| load::runtime()?.block_on(run())).await?
}

/// What fails is not timed, unless that is wanted.
pub(super) async fn try_first(lanes: &mut Lanes, work: &Work) -> anyhow::Result<()> {
    if work.no_gate { Ok(()) } else { lanes.once().await }
}

/// The first of what went wrong.
pub(super) fn tell_failures(measured: &Measured) {
    measured.failures.iter().for_each(|failure| eprintln!("  failed: {failure}"));
}

/// How a command ends after so many failures.
pub(super) fn ends(failed: u64) -> ExitCode {
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
