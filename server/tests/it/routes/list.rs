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
    Operator,
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
        // Below /v1, nothing of the person who asks: it would be removed.
        let name = if self.path.starts_with("/v1/") { "nobody" } else { "web" };
        let part = |part: &str| if part.starts_with('{') { name.to_owned() } else { part.to_owned() };
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
        "operator" => Class::Operator,
        "dev" => Class::Dev,
        other => panic!("{line}: {other} is no class"),
    };
    Known { path, methods: methods.iter().map(|method| (*method).to_owned()).collect(), class }
}

/// Those that anybody reaches under `signet serve`.
pub fn public() -> Vec<Known> {
    reviewed().into_iter().filter(|known| !matches!(known.class, Class::Dev | Class::Operator)).collect()
}

/// What the built binary says that it answers on one of its listeners: the methods of each path.
pub fn of_binary(listener: &str, issuer: &str, arguments: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut signet = Command::new(env!("CARGO_BIN_EXE_signet"));
    let output = signet.arg("routes").arg("--json").args(arguments).env("SIGNET__SERVER__ISSUER", issuer);
    let output = output.current_dir(std::env::temp_dir()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for route in listed.iter().filter(|route| route["listener"] == listener) {
        let text = |name: &str| route[name].as_str().unwrap().to_owned();
        assert!(paths.entry(text("path")).or_default().insert(text("method")), "{route} comes twice");
    }
    paths
}

#[test]
fn every_route_of_the_binary_has_been_reviewed_and_no_other() {
    for listener in ["public", "operator"] {
        let of_listener = |known: &Known| (known.class == Class::Operator) == (listener == "operator");
        let reviewed = reviewed().into_iter().filter(of_listener);
        let reviewed: BTreeMap<String, BTreeSet<String>> =
            reviewed.map(|known| (known.path.to_owned(), known.methods)).collect();
        let binary = of_binary(listener, "https://id.example.com", &["--dev"]);
        for (path, methods) in &binary {
            assert_eq!(
                reviewed.get(path),
                Some(methods),
                "{listener} {path}: say in golden/routes.txt for whom it is, once you have looked at it"
            );
        }
        let gone: Vec<_> = reviewed.keys().filter(|path| !binary.contains_key(*path)).collect();
        assert!(gone.is_empty(), "golden/routes.txt has routes that there are not: {listener} {gone:?}");
    }
}

#[test]
fn what_is_for_development_is_not_served() {
    let served: Vec<_> = of_binary("public", "https://id.example.com", &[]).into_keys().collect();
    let public: BTreeSet<_> = public().into_iter().map(|known| known.path.to_owned()).collect();
    assert_eq!(served, public.into_iter().collect::<Vec<_>>());
}
