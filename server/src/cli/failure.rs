//! How a command says that it failed: on standard error, in words or in JSON, and by a code.

use std::ffi::OsString;
use std::io;

use chrono::{DateTime, SecondsFormat, Utc};
use clap::error::ErrorKind;
use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::admin::AdminError;
use crate::clock::{Clock as _, SystemClock};
use crate::config::value::LogFormat;
use crate::config::{self, ConfigErrors, Problem, Sources};

/// It did what was asked.
pub(super) const DONE: u8 = 0;
/// It was refused, not found, or failed on the way.
const REFUSED: u8 = 1;
/// It was called in a way that it does not understand.
const USAGE: u8 = 2;

/// Flags that contradict each other.
#[derive(Debug, thiserror::Error)]
#[error("{0}; see --help")]
pub(super) struct Usage(pub(super) &'static str);

/// How `dev` and `serve` say why they did not start, or ended: in words; or, where the log is JSON by `log.format`, as one
/// more line of it, so that whatever reads the log reads this too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastWord {
    Words,
    Log,
}

impl LastWord {
    /// What these sources ask for, however wrong the rest of them is.
    pub(super) fn of(sources: &Sources) -> Self {
        if config::log_format(sources) == Some(LogFormat::Json) { Self::Log } else { Self::Words }
    }

    /// The error, which [`tell`] tells in this way.
    pub(super) fn told(self, error: anyhow::Error) -> anyhow::Error {
        match self {
            Self::Words => error,
            Self::Log => InLog(error).into(),
        }
    }
}

/// To be told as a line of the log.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
struct InLog(anyhow::Error);

/// How failures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Words,
    /// One line: `error`, `error_description`, the members of RFC 6749 and RFC 7591 section 3.2.2; of a configuration
    /// also `problems`, a list of `key`, `origin`, `problem` and `fix`.
    Json,
}

impl Style {
    /// What the arguments of a command ask for.
    pub(super) fn asked_for(arguments: &[OsString]) -> Self {
        let is_json = arguments.iter().take_while(|word| *word != "--").any(|word| word == "--json");
        if is_json { Self::Json } else { Self::Words }
    }
}

/// Tells what clap has to say: help and version are answers, anything else is a mistake.
pub(super) fn tell_parse(answer: &clap::Error, style: Style, terminal: &mut Terminal) -> u8 {
    let text = answer.render().to_string();
    if answer.kind() == ErrorKind::DisplayVersion && style == Style::Json {
        let _ = terminal.say(&json!({"name": "signet", "version": env!("CARGO_PKG_VERSION")}).to_string());
        return DONE;
    }
    if !answer.use_stderr() {
        let _ = terminal.say(text.trim_end());
        return DONE;
    }
    match style {
        Style::Words => terminal.note(text.trim_end()),
        Style::Json => {
            // The first paragraph; what follows is how to call it rightly.
            let first = text.split("\n\n").next().unwrap_or_default();
            let told = told_json("usage", first.strip_prefix("error: ").unwrap_or(first));
            terminal.note(&told.to_string());
        }
    }
    USAGE
}

/// Tells what went wrong.
pub(super) fn tell(error: &anyhow::Error, style: Style, terminal: &mut Terminal) -> u8 {
    let is_gone = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    if error.downcast_ref::<io::Error>().is_some_and(is_gone) {
        // `signet audit list | head`: whoever was reading has seen enough.
        return DONE;
    }
    if let Some(InLog(error)) = error.downcast_ref() {
        terminal.note(&log_line(error, SystemClock.now()).to_string());
        return REFUSED;
    }
    match style {
        // Each of several problems is a message of its own.
        Style::Words if error.is::<ConfigErrors>() => {
            for line in sentence(error).lines() {
                terminal.note(&format!("signet: {line}"));
            }
        }
        Style::Words => terminal.note(&format!("signet: {}", sentence(error))),
        Style::Json => terminal.note(&object(error).to_string()),
    }
    if error.is::<Usage>() { USAGE } else { REFUSED }
}

fn object(error: &anyhow::Error) -> Value {
    let (code, words) = (code(error), sentence(error));
    let mut told = told_json(code, words.strip_prefix(&format!("{code}: ")).unwrap_or(&words));
    if let Some(wrong) = error.downcast_ref::<ConfigErrors>() {
        told["problems"] = wrong.problems().iter().map(Problem::json).collect();
    }
    told
}

/// The same among what every line of the log has.
fn log_line(error: &anyhow::Error, now: DateTime<Utc>) -> Value {
    let mut line = object(error);
    line["timestamp"] = now.to_rfc3339_opts(SecondsFormat::Micros, true).into();
    line["level"] = "ERROR".into();
    line["message"] = "ended".into();
    line["target"] = module_path!().into();
    line
}

/// Several lines are several problems, or a list behind a colon.
fn told_json(code: &str, words: &str) -> Value {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    json!({"error": code, "error_description": lines.join("; ").replace(":; ", ": ")})
}

/// A word for programs.
fn code(error: &anyhow::Error) -> &'static str {
    if error.is::<Usage>() {
        "usage"
    } else if error.is::<ConfigErrors>() {
        "invalid_configuration"
    } else {
        error.downcast_ref::<AdminError>().map_or("failed", AdminError::code)
    }
}

/// What failed and why, down to the last cause; what a cause has already quoted is not said again.
fn sentence(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let quoting =
            anyhow::anyhow!("the disk is full").context("the file cannot be written: the disk is full");
        assert_eq!(sentence(&quoting), "the file cannot be written: the disk is full");
        let plain = anyhow::anyhow!("the disk is full").context("the file cannot be written");
        assert_eq!(sentence(&plain), "the file cannot be written: the disk is full");
    }
}
