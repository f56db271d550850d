//! The command line: one verb a file.
//!
//! | file | holds |
//! | --- | --- |
//! | `place` | which configuration, data directory and database a command works on |
//! | `terminal`, `input`, `answer`, `table` | what is read and how answers look |
//! | `failure` | errors, and the codes that a command ends with |
//! | `dev`, `serve` | the server, with `dev_data` (its directory), `demo` (what it seeds) and what both share: `running`, `signals`, `log`, `reload` |
//! | `doctor` | looks at a running deployment, a folder of checks |
//! | `migrate`, `rehearse`, `backup`, `restore`, `revoke_all` | the database as a whole |
//! | `completions`, `man` | what shells and `man` read |
//! | `key`, `client`, `user`, `audit` | the verbs that operators use, a folder for each noun |
//!
//! Stands above every floor and may import all of them. **To add a verb:** a file with `Args` (its doc comment is
//! the help, `after_help` its examples) and `run`, a line in the enum above it, and a line where that is matched.
//! Whatever fails is told on standard error, in words or, where `--json` was given, as one line
//! `{"error": CODE, "error_description": WORDS}`; standard output has answers alone.
//! A command ends with 0 when it has done what was asked, 1 when that was refused or not found, and 2 when it was
//! called in a way that it does not understand.

mod answer;
mod audit;
mod backup;
mod check_config;
mod client;
mod completions;
mod demo;
mod dev;
mod dev_data;
mod doctor;
mod failure;
mod input;
mod key;
mod man;
mod migrate;
pub mod place;
mod rehearse;
mod reload;
mod restore;
mod revoke_all;
mod routes;
mod running;
mod serve;
mod signals;
mod table;
mod terminal;
mod user;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::failure::Style;
use self::terminal::Terminal;

/// An OpenID Connect provider: one binary, from a laptop to a fleet.
#[derive(Parser)]
#[command(
    name = "signet",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Every command has examples: signet client create --help\n\n\
        With --json a failure is one line of JSON on standard error: {\"error\": ..., \"error_description\": ...}; the exit \
        code is 1 for what was refused and 2 for a wrong call.\n\n\
        A command works on a data directory (--data DIR, as `signet dev` makes one) or on the configuration of \
        `signet serve` (--config FILE, the environment), beside instances that are running: they feel the change \
        within a second."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Dev(dev::DevArgs),
    Serve(serve::ServeArgs),
    Migrate(migrate::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    RevokeAll(revoke_all::Args),
    #[command(subcommand)]
    Key(key::Verb),
    #[command(subcommand)]
    Client(client::Verb),
    #[command(subcommand)]
    User(user::Verb),
    #[command(subcommand)]
    Audit(audit::Verb),
    CheckConfig(check_config::Args),
    Doctor(doctor::Args),
    Routes(routes::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        match self {
            Self::Dev(args) => dev::run(args).await,
            Self::Serve(args) => serve::run(args).await,
            Self::Migrate(args) => args.run(terminal).await,
            Self::Backup(args) => args.run(terminal).await,
            Self::Restore(args) => args.run(terminal).await,
            Self::RevokeAll(args) => args.run(terminal).await,
            Self::Key(verb) => verb.run(terminal).await,
            Self::Client(verb) => verb.run(terminal).await,
            Self::User(verb) => verb.run(terminal).await,
            Self::Audit(verb) => verb.run(terminal).await,
            Self::CheckConfig(args) => args.run(terminal),
            Self::Doctor(args) => args.run(terminal).await,
            Self::Routes(args) => args.run(terminal),
            Self::Completions(args) => args.run(terminal),
            Self::Man(args) => args.run(terminal),
        }
    }
}

/// Does what the process was called for.
pub async fn run() -> ExitCode {
    ExitCode::from(execute(std::env::args_os(), &mut Terminal::of_process()).await)
}

/// Does what the arguments say, the first of which is the program's name; answers the code to end with.
async fn execute(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Asked of the arguments themselves: a call that clap does not understand is to be told in JSON too.
    let style = Style::asked_for(&arguments);
    let done = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli.command.run(terminal).await,
        Err(answer) => return failure::tell_parse(&answer, style, terminal),
    };
    match done {
        Ok(()) => failure::DONE,
        Err(error) => failure::tell(&error, style, terminal),
    }
}

#[cfg(test)]
mod tests;
