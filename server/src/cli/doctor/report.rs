//! How findings are shown: a list for people, an object for programs.

use serde_json::{Value, json};

use super::checks::Side;
use super::finding::{Finding, Level};

/// All that was found, in the order of the list of checks.
pub(super) struct Report {
    /// The address that was asked from outside, or is configured.
    pub(super) issuer: Option<String>,
    pub(super) found: Vec<(Side, &'static str, Finding)>,
}

impl Report {
    pub(super) fn count(&self, level: Level) -> usize {
        self.found.iter().filter(|(_, _, finding)| finding.level == level).count()
    }

    pub(super) fn json(&self) -> Value {
        let findings: Vec<Value> = self.found.iter().map(|(_, check, finding)| finding.json(check)).collect();
        json!({
            "issuer": self.issuer,
            "problems": self.count(Level::Problem),
            "warnings": self.count(Level::Warning),
            "findings": findings,
        })
    }

    pub(super) fn text(&self) -> String {
        let mut lines = Vec::new();
        for side in [Side::Outside, Side::Inside] {
            let of_side: Vec<_> = self.found.iter().filter(|(its, _, _)| *its == side).collect();
            if of_side.is_empty() {
                continue;
            }
            lines.push(self.heading(side));
            lines.extend(of_side.iter().flat_map(|(_, check, finding)| shown(check, finding)));
            lines.push(String::new());
        }
        lines.push(self.summary());
        lines.join("\n")
    }

    fn heading(&self, side: Side) -> String {
        match (side, &self.issuer) {
            (Side::Outside, Some(issuer)) => format!("{issuer}, as the world sees it"),
            (Side::Outside, None) => "As the world sees it".to_owned(),
            (Side::Inside, _) => "Configuration, database and machine".to_owned(),
        }
    }

    /// How many of which kind, in one line.
    pub(super) fn summary(&self) -> String {
        let counted = |level: Level, one: &str, more: &str| match self.count(level) {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {more}")),
        };
        let all = [
            counted(Level::Problem, "problem", "problems"),
            counted(Level::Warning, "warning", "warnings"),
            counted(Level::Unseen, "could not be looked at", "could not be looked at"),
            counted(Level::Sound, "is sound", "are sound"),
        ];
        all.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What others wrote must not move the cursor of whoever looks at it.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn shown(check: &str, finding: &Finding) -> Vec<String> {
    let lead = format!("  {} {check:<17} ", finding.level.mark());
    let mut lines = Vec::new();
    let mut put = |words: String| {
        let before = if lines.is_empty() { lead.clone() } else { " ".repeat(lead.chars().count()) };
        lines.push(format!("{before}{}", harmless(&words)));
    };
    match &finding.expected {
        None => put(finding.found.clone()),
        Some(expected) => {
            put(format!("expected  {expected}"));
            put(format!("found     {}", finding.found));
        }
    }
    if let Some(fix) = &finding.fix {
        put(format!("fix       {fix}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_stands_beside_its_check_and_the_last_line_counts() {
        let report = Report {
            issuer: Some("https://id.test".to_owned()),
            found: vec![
                (Side::Outside, "issuer", Finding::sound("as it should be\u{1b}[2J")),
                (Side::Inside, "redis", Finding::problem("a", "b", "c")),
            ],
        };
        assert_eq!(
            report.text(),
            "https://id.test, as the world sees it\n  \
             ✓ issuer            as it should be\u{fffd}[2J\n\n\
             Configuration, database and machine\n  \
             ✗ redis             expected  a\n                      found     b\n                      fix       c\n\n\
             1 problem, 1 is sound"
        );
        let json = report.json();
        assert_eq!((&json["problems"], &json["warnings"]), (&json!(1), &json!(0)));
        assert_eq!(
            json["findings"][0],
            json!({"check": "issuer", "level": "ok", "found": "as it should be\u{1b}[2J"})
        );
    }
}
