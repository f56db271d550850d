//! The map of the house, held to: a room imports from lower floors only, rooms on one floor do not import each other,
//! a vendor has one room.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every room with its floor. A new room without a line here fails the test, so that this table stays the map.
const FLOORS: &[(&str, u32)] = &[
    ("protocol", 0),
    ("secret", 0),
    ("masked", 0),
    ("causes", 0),
    ("device", 0),
    ("words", 0),
    ("model", 10),
    ("clock", 20),
    ("entropy", 20),
    ("config", 20),
    ("telemetry", 22),
    ("metrics", 25),
    ("sealing", 28),
    ("outbound", 28),
    ("places", 28),
    ("store", 30),
    ("ephemeral", 31),
    ("keys", 32),
    ("authn::password_hash", 33),
    ("app", 40),
    ("failure", 40),
    ("audit", 41),
    ("mail", 45),
    ("authn", 50),
    ("client_auth", 50),
    ("tokens", 55),
    ("account", 60),
    ("authorize", 60),
    ("grants", 60),
    ("introspection", 60),
    ("revocation", 60),
    ("userinfo", 60),
    ("logout", 60),
    ("admin", 60),
    ("discovery", 70),
    ("web", 80),
    ("upkeep", 85),
    ("boot", 90),
    ("cli", 95),
    ("main", 99),
    ("lib", 99),
];

/// Where a vendor may be named. A dependency without a line here or in [`WORDS`] fails a test.
const VENDORS: &[(&str, &[&str])] = &[
    ("aes_gcm", &["sealing"]),
    ("anyhow", &["boot", "cli", "main"]),
    ("argon2", &["authn::password_hash"]),
    ("askama", &["web", "mail"]),
    ("axum", &["web"]),
    // A route is in the list that the suite sweeps, or it is not there.
    ("axum::routing", &["web::routes"]),
    ("axum_server", &["web::server", "web::patience", "cli"]),
    ("bcrypt", &["authn::password_hash"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli::completions"]),
    ("clap_mangen", &["cli::man"]),
    ("csv", &["cli"]),
    ("entity", &["store", "ephemeral"]),
    ("flate2", &["web::document", "web::qr"]),
    ("fluent_bundle", &["words"]),
    ("getrandom", &["entropy"]),
    ("hmac", &["sealing"]),
    ("humantime", &["config::value"]),
    ("hyper_util", &["web::server"]),
    ("ipnet", &["config::value"]),
    ("josekit", &["keys"]),
    ("lettre", &["outbound::smtp"]),
    ("maxminddb", &["places"]),
    ("migration", &["store"]),
    ("mimalloc", &["main"]),
    ("moka", &["ephemeral", "keys", "outbound", "store"]),
    ("openssl", &["outbound"]),
    ("opentelemetry", &["telemetry"]),
    ("opentelemetry_otlp", &["telemetry"]),
    ("opentelemetry_sdk", &["telemetry"]),
    ("percent_encoding", &["store::sqlite", "config::value"]),
    ("prometheus_client", &["metrics"]),
    ("qrcodegen", &["web::qr"]),
    // `config` has a section of this name.
    ("redis", &["ephemeral::lossy", "config"]),
    ("reqwest", &["outbound"]),
    ("rusqlite", &["store::sqlite"]),
    ("rustix", &["cli::doctor"]),
    ("rustls", &["web::tls"]),
    ("sea_orm", &["store", "ephemeral"]),
    (
        "sha2",
        &["secret", "protocol", "model", "entropy", "sealing", "store", "ephemeral", "keys", "web::tls"],
    ),
    ("strsim", &["config::reading"]),
    ("subtle", &["secret", "protocol"]),
    ("toml", &["config::reading"]),
    ("totp_rs", &["authn::totp"]),
    ("tower_layer", &["web"]),
    ("tower_service", &["web"]),
    ("tracing_opentelemetry", &["telemetry"]),
    ("tracing_subscriber", &["telemetry"]),
    ("unic_langid", &["words"]),
    ("unicode_normalization", &["authn::password_hash", "model"]),
    ("utoipa", &["web::api"]),
    ("webauthn_rs", &["authn::passkey"]),
    ("woothee", &["device"]),
    (
        "zeroize",
        &[
            "secret",
            "entropy",
            "config::value",
            "sealing",
            "keys",
            "authn",
            "web::hosted",
            "web::otpauth",
            "web::tls",
            "cli",
        ],
    ),
    ("zip", &["account::data"]),
    ("zxcvbn", &["authn::password_rules"]),
];

/// Dependencies that are words of the language rather than somebody's program: every room may speak them.
const WORDS: &[&str] = &[
    "async_trait",
    "base64",
    "bytes",
    "chrono",
    "futures",
    "http",
    "serde",
    "serde_json",
    "thiserror",
    "tokio",
    "tracing",
    "url",
    "uuid",
];

struct File {
    /// `authorize::prompts::login`, without `mod`.
    module: String,
    /// Code without comments, strings and tests.
    code: String,
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(File { module: module_of(&root, &path), code: code_of(&path) });
            }
        }
    }
    files
}

fn module_of(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).expect("below the root").with_extension("");
    let mut parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts.join("::")
}

/// What ships: comments go, and everything from the tests at the bottom on.
fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a readable file");
    let lines =
        text.lines().take_while(|line| !line.starts_with("#[cfg(test)]\nmod") && *line != "mod tests {");
    lines.map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn floor_of(module: &str) -> Option<(&'static str, u32)> {
    let fits = |room: &str| module == room || module.starts_with(&format!("{room}::"));
    FLOORS.iter().copied().filter(|(room, _)| fits(room)).max_by_key(|(room, _)| room.len())
}

fn is_test_only(module: &str) -> bool {
    let last = module.rsplit("::").next().unwrap_or_default();
    ["tests", "testing", "specimens", "attacks", "peer", "world", "markup", "gallery"].contains(&last)
        || module.contains("::attacks::")
        || module.contains("::tests::")
}

/// Every `crate::a::b` and `super::..` path of a file, resolved.
fn imports(file: &File) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (prefix, base) in [("crate::", Vec::new()), ("super::", file.module.split("::").collect())] {
        for (at, _) in file.code.match_indices(prefix) {
            let before = file.code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            found.extend(expand(&base, &file.code[at..]));
        }
    }
    found
}

/// `crate::{a, b::c}` names `a` and `b`; a path is cut at the first word that is not a module.
fn expand(base: &[&str], text: &str) -> Vec<String> {
    let mut base: Vec<String> = base.iter().map(|part| (*part).to_owned()).collect();
    let mut rest = text;
    while let Some(after) = rest.strip_prefix("super::") {
        base.pop();
        rest = after;
    }
    rest = rest.strip_prefix("crate::").unwrap_or(rest);
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    if let Some(list) = rest.strip_prefix('{') {
        let list = list.split('}').next().unwrap_or_default();
        let heads = list.split(',').map(|item| word(item.trim())).filter(|head| !head.is_empty());
        return heads.map(|head| base.iter().cloned().chain([head]).collect::<Vec<_>>().join("::")).collect();
    }
    let mut path = base;
    loop {
        let part = word(rest);
        if part.is_empty() {
            break;
        }
        rest = &rest[part.len()..];
        path.push(part);
        match rest.strip_prefix("::") {
            Some(after) => rest = after,
            None => break,
        }
    }
    vec![path.join("::")]
}

#[test]
fn every_room_has_a_floor_and_imports_from_lower_floors_only() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !is_test_only(&file.module)) {
        let Some((room, floor)) = floor_of(&file.module) else {
            wrong.push(format!("{} is in no room of the table", file.module));
            continue;
        };
        for import in imports(file) {
            let Some((target, target_floor)) = floor_of(&import) else { continue };
            let same_house = target == room || file.module.starts_with(target) || target.starts_with(room);
            if !same_house && target_floor >= floor {
                wrong
                    .push(format!("{} (floor {floor}) imports {import} (floor {target_floor})", file.module));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_vendor_is_named_in_its_room_alone() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !is_test_only(&file.module)) {
        for (vendor, rooms) in VENDORS {
            let named = file.code.match_indices(&format!("{vendor}::")).any(|(at, _)| {
                let before = file.code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            let allowed = rooms
                .iter()
                .any(|room| file.module == *room || file.module.starts_with(&format!("{room}::")));
            if named && !allowed {
                wrong.push(format!("{} names {vendor}", file.module));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_small() {
    let mut long: BTreeMap<usize, String> = BTreeMap::new();
    for file in sources() {
        let lines = file.code.lines().count();
        if lines > 500 {
            long.insert(lines, file.module);
        }
    }
    assert!(long.is_empty(), "over 500 lines: {long:?}");
}

#[test]
fn every_dependency_has_its_room_or_is_a_word_for_all() {
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().expect("TOML");
    let named = manifest["dependencies"].as_table().expect("a table");
    let dependencies: BTreeSet<String> = named.keys().map(|name| name.replace('-', "_")).collect();
    let rooms = VENDORS.iter().map(|(vendor, _)| vendor.split("::").next().unwrap_or_default());
    let known: BTreeSet<String> = rooms.chain(WORDS.iter().copied()).map(str::to_owned).collect();
    let homeless: Vec<_> = dependencies.difference(&known).collect();
    assert!(homeless.is_empty(), "give each a line in VENDORS, or in WORDS: {homeless:?}");
    let gone: Vec<_> = known.difference(&dependencies).collect();
    assert!(gone.is_empty(), "no dependency of the server any more: {gone:?}");
}

/// The rooms that a page names in the rows of its table of floors, each with its floor.
fn floors_told(page: &str) -> BTreeMap<String, u32> {
    let rows = page.lines().skip_while(|line| !line.starts_with("| floor |")).skip(2);
    let mut floor = 0;
    let mut told = BTreeMap::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        floor = cells[1].parse().unwrap_or(floor);
        // The words in backticks.
        told.extend(cells[2].split('`').skip(1).step_by(2).map(|room| (room.to_owned(), floor)));
    }
    told
}

#[test]
fn the_map_for_readers_is_the_table_that_the_house_is_held_to() {
    let told = floors_told(include_str!("../../README.md"));
    // Two files at the root are no rooms.
    let held = FLOORS.iter().filter(|(room, _)| !["main", "lib"].contains(room));
    let held: BTreeMap<String, u32> = held.map(|(room, floor)| ((*room).to_owned(), *floor)).collect();
    assert_eq!(told, held, "server/README.md on the left, FLOORS on the right");
}

/// A file beside a folder of its name is a second place to look for the same thing.
#[test]
fn a_room_of_several_files_is_a_folder_with_a_mod_rs() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut beside = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                beside.extend(Some(path.with_extension("rs")).filter(|file| file.exists()));
                folders.push(path);
            }
        }
    }
    assert!(beside.is_empty(), "{beside:?}");
}
