//! What a person sees while it runs and at its end.

use std::fmt::Write as _;

use super::{ModuleReport, Report};
use crate::expectations::Expectations;
use crate::verdict::Outcome;

/// One line for a module that has ended, and one for each finding.
pub fn line(report: &ModuleReport, done: usize, all: usize) -> String {
    let width = all.to_string().len();
    let mut text = format!(
        "[{done:>width$}/{all}] {:<8} {} ({:.1} s)",
        report.outcome.as_str(),
        report.name(),
        report.seconds
    );
    for finding in &report.findings {
        text.push_str("\n         ");
        text.push_str(&finding.what);
    }
    text
}

/// The totals, and what was not expected, with the source of each requirement.
pub fn summary(report: &Report, known: &Expectations) -> String {
    let mut text = format!(
        "{}: {} passed, {} warnings, {} failed, {} skipped ({} not as expected)",
        report.issuer,
        report.count(Outcome::Passed),
        report.count(Outcome::Warning),
        report.count(Outcome::Failed),
        report.count(Outcome::Skipped),
        report.unexpected.len()
    );
    for module in report.surprises() {
        let expected = known.of(&module.name()).map_or("passed", |one| one.result.as_str());
        let _ = write!(
            text,
            "\n\nunexpected: {} {}, expected {expected}\n  requires   {}\n  source     {}",
            module.name(),
            module.outcome.as_str(),
            module.requires,
            module.source
        );
        for finding in &module.findings {
            let _ = write!(text, "\n  found      {}", finding.what);
            if let Some(exchange) = finding.exchange.and_then(|n| module.exchanges.get(n)) {
                let (method, url, status) = (&exchange.method, &exchange.url, exchange.status);
                let _ = write!(text, "\n  at         {method} {url} -> {status}");
            }
        }
    }
    if !report.unexpected.is_empty() {
        text.push_str(
            "\n\nWhat is known and has a reason can be written down: --write-expect FILE makes a file to begin with, \
             --expect FILE reads it.",
        );
    }
    text
}
