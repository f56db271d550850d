//! The routes of the binary, and what the reviewed file says of each.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// For whom a route is. `golden/routes.txt` says what each word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Open,
    Page,
    Client,
    Bearer,
    Dev,
}

/// A line of the reviewed file.
#[derive(Debug)]
pub struct Known {
    pub path: &'static str,
    pub methods: BTreeSet<String>,
    pub class: Class,
}

impl Known {
    /// The path with something in the place of each part in braces.
    pub fn example(&self) -> String {
        let part = |part: &str| if part.starts_with('{') { "web".to_owned() } else { part.to_owned() };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

/// Every reviewed route.
pub fn reviewed() -> Vec<Known> {
    let lines = include_str!("../golden/routes.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(known).collect()
}

fn known(line: &'static str) -> Known {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [path, methods @ .., class] = words.as_slice() else { panic!("{line} is not PATH METHODS CLASS") };
    let class = match *class {
        "open" => Class::Open,
        "page" => Class::Page,
        "client" => Class::Client,
        "bearer" => Class::Bearer,
        "dev" => Class::Dev,
        other => panic!("{line}: {other} is no class"),
    };
    Known { path, methods: methods.iter().map(|method| (*method).to_owned()).collect(), class }
}

/// What the built binary says that it answers: the methods of each path.
pub fn of_binary(issuer: &str, arguments: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut signet = Command::new(env!("CARGO_BIN_EXE_signet"));
    let output = signet.arg("routes").arg("--json").args(arguments).env("SIGNET__SERVER__ISSUER", issuer);
    let output = output.current_dir(std::env::temp_dir()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for route in &listed {
        let text = |name: &str| route[name].as_str().unwrap().to_owned();
        assert!(paths.entry(text("path")).or_default().insert(text("method")), "{route} comes twice");
    }
    paths
}

#[test]
fn every_route_of_the_binary_has_been_reviewed_and_no_other() {
    let reviewed: BTreeMap<String, BTreeSet<String>> =
        reviewed().into_iter().map(|known| (known.path.to_owned(), known.methods)).collect();
    let binary = of_binary("https://id.example.com", &["--dev"]);
    for (path, methods) in &binary {
        assert_eq!(
            reviewed.get(path),
            Some(methods),
            "{path}: say in golden/routes.txt for whom it is, once you have looked at it"
        );
    }
    let gone: Vec<_> = reviewed.keys().filter(|path| !binary.contains_key(*path)).collect();
    assert!(gone.is_empty(), "golden/routes.txt has routes that there are not: {gone:?}");
}

#[test]
fn what_is_for_development_is_not_served() {
    let served = of_binary("https://id.example.com", &[]);
    for known in reviewed() {
        assert_eq!(served.contains_key(known.path), known.class != Class::Dev, "{}", known.path);
    }
}
