//! The command line.

mod demo;
mod dev;
mod running;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "signet", version, about)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Dev(dev::DevArgs),
    Serve(serve::ServeArgs),
}

/// Runs the command that was given.
pub async fn run() -> ExitCode {
    let done = match Cli::parse().verb {
        Verb::Dev(args) => dev::run(args).await,
        Verb::Serve(args) => serve::run(args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("signet: {error:#}");
            ExitCode::FAILURE
        }
    }
}
