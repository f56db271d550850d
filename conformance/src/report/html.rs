//! One HTML file that needs nothing else.

use askama::Template;

use super::Report;
use crate::verdict::Outcome;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    report: &'r Report,
    passed: usize,
    warnings: usize,
    failed: usize,
    skipped: usize,
}

/// The page.
pub fn page(report: &Report) -> askama::Result<String> {
    let page = Page {
        report,
        passed: report.count(Outcome::Passed),
        warnings: report.count(Outcome::Warning),
        failed: report.count(Outcome::Failed),
        skipped: report.count(Outcome::Skipped),
    };
    page.render()
}
