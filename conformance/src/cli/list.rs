//! `conformance list`

use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};
use std::process::ExitCode;

use clap::Args;

use super::ensure_plan;
use crate::module::Plan;
use crate::plans;

/// As wide as a terminal that does not say in COLUMNS how wide it is.
const USUAL_WIDTH: usize = 100;
/// A requirement is never squeezed into less.
const NARROWEST: usize = 30;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print one JSON object for each module
    #[arg(long)]
    json: bool,
    /// Plans to list [default: all]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
}

pub(super) fn list(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    for name in &arguments.plans {
        ensure_plan(name)?;
    }
    let is_wanted =
        |plan: &&Plan| arguments.plans.is_empty() || arguments.plans.iter().any(|name| name == plan.name);
    let chosen: Vec<_> = plans::ALL.iter().filter(is_wanted).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if arguments.json { json(&chosen, &mut out) } else { text(&chosen, width(), &mut out) };
    match written.and_then(|()| out.flush()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        written => Ok(written.map(|()| ExitCode::SUCCESS)?),
    }
}

/// Where nobody looks but a program reads, a module is one line.
fn width() -> usize {
    if !io::stdout().is_terminal() {
        return usize::MAX;
    }
    std::env::var("COLUMNS").ok().and_then(|told| told.parse().ok()).unwrap_or(USUAL_WIDTH)
}

fn json(plans: &[&Plan], out: &mut impl Write) -> io::Result<()> {
    for plan in plans {
        for module in plan.modules {
            let (name, requires, source) = (module.name, module.requires, module.source);
            writeln!(
                out,
                "{}",
                serde_json::json!({ "plan": plan.name, "module": name, "requires": requires, "source": source })
            )?;
        }
    }
    Ok(())
}

fn text(plans: &[&Plan], width: usize, out: &mut impl Write) -> io::Result<()> {
    for plan in plans {
        let names = plan.modules.iter().map(|module| module.name.len()).max().unwrap_or_default();
        let rest = width.saturating_sub(names + 3).max(NARROWEST);
        writeln!(out, "{} ({} modules): {}", plan.name, plan.modules.len(), plan.about)?;
        for module in plan.modules {
            let mut name = module.name;
            for line in wrapped(&format!("{} ({})", module.requires, module.source), rest) {
                writeln!(out, "  {name:<names$} {line}")?;
                name = "";
            }
        }
    }
    Ok(())
}

/// Lines of whole words, none longer than `width` unless a word is.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count().saturating_add(1 + word.chars().count()) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_stand_in_one_column_whatever_the_names_are() {
        for plan in plans::ALL {
            let mut out = Vec::new();
            text(&[plan], 120, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            let longest = plan.modules.iter().map(|one| one.name.len()).max().unwrap();
            for line in text.lines().skip(1) {
                assert!(line.chars().count() <= 120, "{line}");
                assert!(
                    line.as_bytes()[longest + 2] == b' ' && line.as_bytes()[longest + 3] != b' ',
                    "{line}"
                );
            }
        }
    }
}
