//! The command line.

mod compare;
mod file;
mod footprint;
mod list;
mod load;
mod measuring;
mod run;
mod suite;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::plans;

/// Black-box checks of an OpenID provider.
#[derive(Debug, Parser)]
#[command(name = "conformance", version, about, long_about = None, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run plans against a provider
    Run(Box<run::Arguments>),
    /// Run plans of the official conformance suite
    Suite(Box<suite::Arguments>),
    /// See how much work operations are for a provider
    Load(Box<load::Arguments>),
    /// See how much work they are for two providers, side by side
    Compare(Box<compare::Arguments>),
    /// See how soon a provider starts, and how much memory it takes
    Footprint(Box<footprint::Arguments>),
    /// List plans and modules with what each requires
    List(list::Arguments),
}

/// Runs the command that was typed. Ends with 0 when everything is as expected, 1 when not, 2 when it could not run.
pub async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(arguments) => run::run(*arguments).await,
        Command::Suite(arguments) => suite::suite(*arguments).await,
        Command::Load(arguments) => load::load(*arguments).await,
        Command::Compare(arguments) => compare::compare(*arguments).await,
        Command::Footprint(arguments) => footprint::footprint(*arguments).await,
        Command::List(arguments) => list::list(&arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

/// Fails where there is no plan of this name, and says which there are.
fn ensure_plan(name: &str) -> anyhow::Result<()> {
    let names = || plans::ALL.iter().map(|plan| plan.name).collect::<Vec<_>>().join(", ");
    anyhow::ensure!(plans::named(name).is_some(), "there is no plan {name}: expected one of {}", names());
    Ok(())
}
