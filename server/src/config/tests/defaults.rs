//! `config/default.toml` and `config/example.env` keep step with the structs.

use super::{Sources, load};
use crate::config::Origin;

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const EXAMPLE: &str = include_str!("../../../../config/example.env");

#[test]
fn default_toml_and_the_structs_have_the_same_keys_in_the_same_order() {
    let mut section = "";
    let mut written = Vec::new();
    for line in DEFAULTS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
        } else if let Some((key, _)) = line.split_once(" = ") {
            written.push(format!("{section}.{key}"));
        }
    }
    let config = load(&Sources::default()).unwrap();
    let read: Vec<&str> = config.describe().iter().map(|effective| effective.key).collect();
    assert_eq!(read, written);
}

#[test]
fn describing_the_defaults_gives_default_toml_back() {
    let table: toml::Table = DEFAULTS.parse().unwrap();
    for effective in load(&Sources::default()).unwrap().describe() {
        let (section, key) = effective.key.split_once('.').unwrap();
        let written = match &table[section][key] {
            toml::Value::String(text) => text.clone(),
            toml::Value::Array(items) => {
                items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(", ")
            }
            other => other.to_string(),
        };
        assert_eq!(effective.value, written, "{}", effective.key);
        assert_eq!(effective.origin, Origin::Default);
    }
}

#[test]
fn each_default_has_one_line_of_comment() {
    let lines: Vec<&str> = DEFAULTS.lines().collect();
    let bare: Vec<&str> = lines
        .windows(3)
        .filter(|three| three[2].contains(" = ") && !three[2].starts_with('#'))
        .filter(|three| !three[1].starts_with("# ") || three[0].starts_with('#'))
        .map(|three| three[2])
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn the_example_is_right_with_and_without_its_commented_lines() {
    let lines = EXAMPLE.lines().filter(|line| !line.starts_with("# "));
    // The key files that it names are not on this machine.
    let variables = lines.filter(|line| !line.contains("MASTER_KEY")).filter_map(|line| {
        let (name, value) = line.trim_start_matches('#').split_once('=')?;
        Some((line.starts_with('#'), (name.to_owned(), value.to_owned())))
    });
    let all: Vec<(bool, (String, String))> = variables.collect();
    let active: Vec<_> = all.iter().filter(|(commented, _)| !commented).cloned().collect();
    assert!(active.len() >= 4 && all.len() > active.len());
    for chosen in [active, all] {
        let environment = chosen.into_iter().map(|(_, variable)| variable).collect();
        let config = load(&Sources { environment, ..Sources::default() }).unwrap();
        assert!(config.server.issuer.is_some());
    }
}
