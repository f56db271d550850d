//! Files and pages for operators name settings that exist.

use std::collections::BTreeSet;
use std::path::Path;

use super::file;

const FILES: [&str; 8] = [
    "Dockerfile",
    "README.md",
    "config/README.md",
    "config/compose.yaml",
    "config/example.env",
    "config/kubernetes.yaml",
    "config/signet.service",
    "conformance/load/run",
];

/// The names of the documentation's own examples.
const PLACEHOLDERS: [&str; 1] = ["SIGNET__SECTION__KEY"];

/// The variables of `config/default.toml`: those of secrets, addresses and what says so may have `_FILE` behind them.
fn variables() -> BTreeSet<String> {
    let (mut known, mut section, mut may_be_file) = (BTreeSet::new(), String::new(), false);
    for line in file("config/default.toml").lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name.to_uppercase();
        } else if line.starts_with('#') {
            may_be_file = line.contains("(secret)") || line.contains("_FILE");
        } else if let Some((key, _)) = line.split_once(" = ") {
            let name = format!("SIGNET__{section}__{}", key.to_uppercase());
            if may_be_file || key == "url" {
                known.insert(format!("{name}_FILE"));
            }
            known.insert(name);
        }
    }
    known
}

/// What looks like a setting in a text.
fn named(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let starts = text.match_indices("SIGNET__").map(|(at, _)| &text[at..]);
    starts.map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default()).collect()
}

fn pages() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let (mut folders, mut pages) = (vec![root], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    pages
}

#[test]
fn every_setting_that_is_named_exists() {
    let known = variables();
    let mut texts: Vec<String> = FILES.iter().map(|name| file(name)).collect();
    texts.extend(pages());
    let named: BTreeSet<&str> = texts.iter().flat_map(|text| named(text)).collect();
    assert!(named.len() > 15, "few settings were found: {named:?}");
    let unknown: Vec<_> =
        named.into_iter().filter(|name| !known.contains(*name) && !PLACEHOLDERS.contains(name)).collect();
    assert!(unknown.is_empty(), "no such settings: {unknown:?}");
}

#[test]
fn a_setting_that_does_not_exist_is_noticed() {
    let known = variables();
    for (name, exists) in [
        ("SIGNET__DATABASE__URL", true),
        ("SIGNET__DATABASE__URL_FILE", true),
        ("SIGNET__SEALING__MASTER_KEY_FILE", true),
        ("SIGNET__LOG__LEVEL_FILE", true),
        ("SIGNET__SERVER__ISSUER_FILE", false),
        ("SIGNET__SERVER__ISSUR", false),
    ] {
        assert_eq!(known.contains(name), exists, "{name}");
    }
    assert_eq!(named("`SIGNET__A__B=x` and SIGNET__C."), ["SIGNET__A__B", "SIGNET__C"]);
}

/// A pod that is killed before it has let everything finish drops requests.
#[test]
fn supervisors_wait_longer_than_a_quiet_end_may_take() {
    let defaults: toml::Table = file("config/default.toml").parse().unwrap();
    let grace = defaults["server"]["shutdown_grace"].as_str().unwrap();
    let grace: u64 = grace.strip_suffix('s').unwrap().parse().unwrap();
    // Chores and the database are closed after that.
    let longest = grace + 5;
    for (name, key) in [
        ("config/compose.yaml", "stop_grace_period: "),
        ("config/kubernetes.yaml", "terminationGracePeriodSeconds: "),
        ("config/signet.service", "TimeoutStopSec="),
    ] {
        let text = file(name);
        let value = text.split_once(key).unwrap_or_else(|| panic!("{name} lacks {key}")).1;
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        assert!(
            digits.parse::<u64>().unwrap() > longest,
            "{name}: {key}{digits}, expected more than {longest}"
        );
    }
}

/// Probes are the operator's: the public port may speak TLS or be closed to the kubelet, and answers below the issuer's path.
#[test]
fn probes_ask_the_operators_port() {
    let text = file("config/kubernetes.yaml");
    let probes: Vec<_> = text.lines().filter(|line| line.contains("httpGet:")).collect();
    assert_eq!(probes.len(), 2, "{probes:?}");
    assert!(probes.iter().all(|probe| probe.contains("port: operator}")), "{probes:?}");
}
