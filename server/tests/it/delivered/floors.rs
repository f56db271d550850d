//! Nothing goes back behind the versions that were reviewed. cargo-deny says the same in CI, of what is compiled; this
//! says it of the whole lock file, wherever the tests run.

use super::file;

/// What must have a floor, and the least that it may be.
const SECURITY: [(&str, &str); 7] = [
    ("h2", "0.4.16"),
    ("idna", "1.0"),
    ("jsonwebtoken", "10.3"),
    ("lettre", "0.11.22"),
    ("lru", "0.18.2"),
    ("time", "0.3.47"),
    ("tracing-subscriber", "0.3.20"),
];

/// Major, minor, patch; what is not said is 0.
fn version(text: &str) -> [u64; 3] {
    let numbers = text.split(['-', '+']).next().unwrap_or_default().split('.');
    let mut version = [0; 3];
    for (place, number) in version.iter_mut().zip(numbers) {
        *place = number.parse().unwrap_or_else(|_| panic!("no version: {text}"));
    }
    version
}

/// The crates below a floor of `deny.toml`, each with its lowest version: `crate = "name:<version"`.
fn floors(deny: &str) -> Vec<(String, String)> {
    let deny: toml::Table = deny.parse().unwrap();
    let entries = deny["bans"]["deny"].as_array().unwrap().iter();
    let named = entries.map(|entry| entry["crate"].as_str().unwrap());
    named
        .filter_map(|text| text.split_once(":<"))
        .map(|(name, at)| (name.to_owned(), at.to_owned()))
        .collect()
}

fn below(lock: &str, floors: &[(String, String)]) -> Vec<String> {
    let lock: toml::Table = lock.parse().unwrap();
    let packages = lock["package"].as_array().unwrap().iter();
    let packages =
        packages.map(|package| (package["name"].as_str().unwrap(), package["version"].as_str().unwrap()));
    let mut below = Vec::new();
    for (name, found) in packages {
        let floor = floors.iter().find(|(known, _)| known == name);
        if let Some((_, floor)) = floor.filter(|(_, floor)| version(found) < version(floor)) {
            below.push(format!("{name} {found} is locked, and its floor is {floor}"));
        }
    }
    below
}

#[test]
fn no_crate_is_locked_below_its_floor() {
    let below = below(&file("Cargo.lock"), &floors(&file("deny.toml")));
    assert!(below.is_empty(), "{}", below.join("\n"));
}

#[test]
fn a_crate_below_its_floor_is_noticed() {
    let lock = "[[package]]\nname = \"h2\"\nversion = \"0.4.9\"\n[[package]]\nname = \"idna\"\nversion = \"1.0.3\"\n";
    let found = below(lock, &floors(&file("deny.toml")));
    assert_eq!(found, ["h2 0.4.9 is locked, and its floor is 0.4.16"]);
}

#[test]
fn every_security_floor_stands_in_deny_toml() {
    let floors = floors(&file("deny.toml"));
    for (name, least) in SECURITY {
        let floor = floors.iter().find(|(known, _)| known == name);
        let (_, floor) = floor.unwrap_or_else(|| panic!("{name} has no floor in deny.toml"));
        assert!(version(floor) >= version(least), "the floor of {name} is {floor}, and should be {least}");
    }
}
