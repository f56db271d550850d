//! How a command says that it failed: one line on standard error, and a code.

use std::io;

use super::terminal::Terminal;

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

/// Tells what clap has to say: help and version are answers, anything else is a mistake.
pub(super) fn tell_parse(answer: &clap::Error, terminal: &mut Terminal) -> u8 {
    let text = answer.render().to_string();
    if answer.use_stderr() {
        terminal.note(text.trim_end());
        return USAGE;
    }
    let _ = terminal.say(text.trim_end());
    DONE
}

/// Tells what went wrong.
pub(super) fn tell(error: &anyhow::Error, terminal: &mut Terminal) -> u8 {
    let is_gone = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    if error.downcast_ref::<io::Error>().is_some_and(is_gone) {
        // `signet audit list | head`: whoever was reading has seen enough.
        return DONE;
    }
    terminal.note(&format!("signet: {}", sentence(error)));
    if error.is::<Usage>() { USAGE } else { REFUSED }
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
