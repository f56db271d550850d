//! The page of the cases and the tests that hold them agree.

use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = include_str!("../../../docs/field-reports.md");

/// The rows of the table under a heading, as their cells.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let section = PAGE
        .split("\n## ")
        .find(|section| section.starts_with(heading))
        .unwrap_or_else(|| panic!("no {heading}"));
    let lines = section.lines().filter(|line| line.starts_with("| BR-"));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The files that a cell links to.
fn linked(cell: &str) -> Vec<&str> {
    cell.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

fn text_of(link: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(link);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn each_named_test_names_its_case() {
    let held = rows("Held");
    assert!(held.len() >= 30, "{} rows", held.len());
    for row in &held {
        let tests = linked(row[2]);
        assert!(!tests.is_empty(), "{} names no test", row[0]);
        for test in tests {
            let text = text_of(test);
            let names = |line: &str| {
                line.trim_start().starts_with(&format!("/// {}:", row[0]))
                    || line.contains(&format!("({})", row[0]))
            };
            assert!(text.lines().any(names), "{test} does not name {}", row[0]);
        }
    }
}

#[test]
fn each_case_of_a_test_is_on_the_page() {
    let listed: BTreeSet<&str> = rows("Held").into_iter().map(|row| row[0]).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/field_reports");
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let cases =
            text.lines().filter_map(|line| line.trim_start().strip_prefix("/// BR-")?.split(':').next());
        for case in cases {
            assert!(listed.contains(format!("BR-{case}").as_str()), "BR-{case} is not on the page");
        }
    }
}

#[test]
fn a_case_stands_once() {
    let mut seen = BTreeSet::new();
    for row in rows("Held") {
        assert!(seen.insert(row[0]), "{} twice", row[0]);
    }
}
