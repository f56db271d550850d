//! The layer of the environment: `SIGNET__SECTION__KEY`, and `SIGNET__SECTION__KEY_FILE` for
//! secrets that an orchestrator mounts as files. A variable that is empty is not set: compose files and
//! unit files pass on what they have, `${VALUE:-}`.

use std::collections::BTreeMap;

use super::layer::Layer;
use super::nearest::likeness;
use super::origin::Origin;
use super::problem::Problem;
use super::raw::Raw;

const PREFIX: &str = "SIGNET__";
/// What the name of every variable of ours and of some of Kubernetes begins with.
const NAME: &str = "SIGNET_";
/// How much a name looks like a key that was meant by it: one letter in eight may differ.
const ALIKE: f64 = 0.85;

/// The variable that sets `key`.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// Reads the variables that are ours; `known` are the keys there are.
pub(super) fn read(variables: &[(String, String)], known: &[&str]) -> Layer {
    let mut layer = Layer::default();
    let by_name: BTreeMap<&str, &str> =
        variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let is_set = |name: &str| by_name.get(name).is_some_and(|value| !value.is_empty());
    for (&name, &value) in &by_name {
        match meaning(name, known) {
            Meaning::NotOurs => {}
            Meaning::Value(key) if value.is_empty() && known.contains(&key.as_str()) => {}
            Meaning::File(_) | Meaning::Misspelt(_) if value.is_empty() => {}
            Meaning::Value(key) => {
                layer.set(key, Raw::Untyped(value.to_owned()), Origin::Environment(name.to_owned()));
            }
            Meaning::File(key) if is_set(&variable(&key)) => {
                let message = format!("expected one of {} and {name}, found both", variable(&key));
                layer.problems.push(Problem::new(Origin::Environment(name.to_owned()), key, message));
            }
            Meaning::File(key) => read_secret(&mut layer, key, name, value),
            Meaning::Misspelt(key) => {
                let right = variable(&key);
                let message =
                    format!("this name is not read; the sections are set apart by two underscores: {right}");
                layer.problems.push(Problem::new(Origin::Environment(name.to_owned()), key, message));
            }
        }
    }
    layer
}

enum Meaning {
    NotOurs,
    /// Sets a key, known or not.
    Value(String),
    /// Names the file that holds the value.
    File(String),
    /// Ours with an underscore too few or too many.
    Misspelt(String),
}

fn meaning(name: &str, known: &[&str]) -> Meaning {
    let is_known = |key: &str| known.contains(&key);
    if let Some(rest) = name.strip_prefix(PREFIX) {
        let key = rest.replace("__", ".").to_lowercase();
        return match key.strip_suffix("_file") {
            Some(secret) if !is_known(&key) && is_known(secret) => Meaning::File(secret.to_owned()),
            _ => Meaning::Value(key),
        };
    }
    match name.strip_prefix(NAME).and_then(|rest| meant(rest, known)) {
        Some(key) => Meaning::Misspelt(key.to_owned()),
        None => Meaning::NotOurs,
    }
}

/// The key that `SIGNET_` and `rest` was meant to set. Kubernetes sets SIGNET_PORT, SIGNET_REDIS_SERVICE_HOST and the
/// like beside services that are called so: with single underscores only what looks like a key of ours is taken for
/// one; two of them in a row are ours alone.
fn meant<'k>(rest: &str, known: &[&'k str]) -> Option<&'k str> {
    let flat = |key: &str| key.replace(['.', '_'], " ");
    let words = rest.to_lowercase().split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let stem = words.strip_suffix(" file").unwrap_or(&words);
    let near = |key: &&&str| likeness(stem, &flat(key)).max(likeness(&words, &flat(key)));
    let likeliest = known.iter().max_by(|left, right| near(left).total_cmp(&near(right)))?;
    let section = |key: &&str| key.split('.').next().map(flat).unwrap_or_default();
    let has_section = rest.contains("__") && known.iter().any(|key| words.starts_with(&section(key)));
    (has_section || near(&likeliest) >= ALIKE).then_some(*likeliest)
}

fn read_secret(layer: &mut Layer, key: String, variable: &str, path: &str) {
    let origin = Origin::SecretFile(variable.to_owned());
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let text =
                text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
            layer.set(key, Raw::Untyped(text.to_owned()), origin);
        }
        Err(error) => {
            let shown = if looks_like_a_path(path) { format!(", found {path}") } else { String::new() };
            let message = format!(
                "expected the path of a file that holds the value{shown}; it cannot be read: {error}"
            );
            layer.problems.push(Problem::new(origin, key, message));
        }
    }
}

/// Whoever gives the secret itself where its path belongs does not find it in a message.
fn looks_like_a_path(text: &str) -> bool {
    text.starts_with(['/', '.']) && !text.ends_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["sealing.master_key", "outbound.ca_file", "security_txt.contact"];

    fn layer(variables: &[(&str, &str)]) -> Layer {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        read(&variables, &KNOWN)
    }

    fn keys(layer: &Layer) -> Vec<&str> {
        layer.entries.iter().map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn names_become_keys_and_those_of_others_are_left_alone() {
        let layer = layer(&[
            ("SIGNET__OUTBOUND__CA_FILE", "/ca.pem"),
            ("SIGNET__SECURITY_TXT__CONTACT", "mailto:a@b.example"),
            ("SIGNET__TOKENS__ACESS", "1m"),
            ("SIGNET_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            ("PATH", "/bin"),
        ]);
        assert_eq!(keys(&layer), ["outbound.ca_file", "security_txt.contact", "tokens.acess"]);
        assert!(layer.problems.is_empty());
    }

    #[test]
    fn one_underscore_too_few_is_told() {
        let found = layer(&[("SIGNET_SEALING_MASTER_KEY", "hunter2")]).problems.remove(0).to_string();
        assert_eq!(
            found,
            "SIGNET_SEALING_MASTER_KEY: sealing.master_key: this name is not read; the sections are set apart by two \
             underscores: SIGNET__SEALING__MASTER_KEY"
        );
    }

    #[test]
    fn whatever_the_underscores_a_key_of_ours_is_told_by_its_right_name() {
        for (name, right) in [
            ("SIGNET_OUTBOUND_CA_FILE", "SIGNET__OUTBOUND__CA_FILE"),
            ("SIGNET_OUTBOUND__CA_FILE", "SIGNET__OUTBOUND__CA_FILE"),
            ("SIGNET_SEALING__MASTER_KEY_FILE", "SIGNET__SEALING__MASTER_KEY"),
            ("SIGNET_SEALING__MASTERKEY", "SIGNET__SEALING__MASTER_KEY"),
            ("SIGNET_SEALING_MASTER_KAY", "SIGNET__SEALING__MASTER_KEY"),
            ("SIGNET_SECURITY_TXT__CONTACT", "SIGNET__SECURITY_TXT__CONTACT"),
            ("SIGNET_SECURITY_TXT__CONTAKT", "SIGNET__SECURITY_TXT__CONTACT"),
        ] {
            let found = layer(&[(name, "hunter2")]).problems.remove(0).to_string();
            assert!(found.starts_with(name) && found.ends_with(&format!(": {right}")), "{found}");
        }
        let kubernetes = [
            ("SIGNET_SERVICE_HOST", "10.0.0.1"),
            ("SIGNET_OUTBOUND_SERVICE_HOST", "10.0.0.1"),
            ("SIGNET_OUTBOUND_PORT", "tcp://10.0.0.1:80"),
            ("SIGNET_SEALING_PORT_80_TCP_ADDR", "10.0.0.1"),
            ("SIGNET_TEST_KILLS", "50"),
        ];
        assert!(layer(&kubernetes).problems.is_empty());
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let found = layer(&[
            ("SIGNET__SEALING__MASTER_KEY", "hunter2"),
            ("SIGNET__SEALING__MASTER_KEY_FILE", ""),
            ("SIGNET__OUTBOUND__CA_FILE", ""),
            ("SIGNET_OUTBOUND_CA_FILE", ""),
        ]);
        assert!(found.problems.is_empty());
        assert_eq!(keys(&found), ["sealing.master_key"]);
        let path = std::env::temp_dir().join(format!("signet-config-beside-empty-{}", std::process::id()));
        std::fs::write(&path, "hunter3").unwrap();
        let found = layer(&[
            ("SIGNET__SEALING__MASTER_KEY", ""),
            ("SIGNET__SEALING__MASTER_KEY_FILE", path.to_str().unwrap()),
        ]);
        std::fs::remove_file(path).unwrap();
        assert_eq!(found.entries[0].1.raw.text(), Some("hunter3"));
    }

    #[test]
    fn a_secret_is_one_variable_or_one_file() {
        let both = layer(&[
            ("SIGNET__SEALING__MASTER_KEY", "hunter2"),
            ("SIGNET__SEALING__MASTER_KEY_FILE", "/key"),
        ]);
        assert_eq!(
            both.problems[0].to_string(),
            "SIGNET__SEALING__MASTER_KEY_FILE: sealing.master_key: expected one of SIGNET__SEALING__MASTER_KEY and \
             SIGNET__SEALING__MASTER_KEY_FILE, found both"
        );
        let missing = layer(&[("SIGNET__SEALING__MASTER_KEY_FILE", "/nowhere/key")]);
        assert_eq!(
            missing.problems[0].to_string(),
            "SIGNET__SEALING__MASTER_KEY_FILE: sealing.master_key: expected the path of a file that holds the value, \
             found /nowhere/key; it cannot be read: No such file or directory (os error 2)"
        );
        let given =
            layer(&[("SIGNET__SEALING__MASTER_KEY_FILE", "/CBRPlKHkkU6c3FmXPkOzCY5SrrFOw8VNpv3fdrWcRo=")]);
        assert!(!given.problems[0].to_string().contains("CBRP"), "{}", given.problems[0]);
    }

    #[test]
    fn one_line_end_is_trimmed_and_nothing_else() {
        let path = std::env::temp_dir().join(format!("signet-config-secret-{}", std::process::id()));
        for (written, read) in
            [("a b\n", "a b"), ("a b\r\n", "a b"), (" a#$=,b \n\n", " a#$=,b \n"), ("a", "a"), ("\n", "")]
        {
            std::fs::write(&path, written).unwrap();
            let layer = layer(&[("SIGNET__SEALING__MASTER_KEY_FILE", path.to_str().unwrap())]);
            assert_eq!(layer.entries[0].1.raw.text(), Some(read), "{written:?}");
        }
        std::fs::remove_file(path).unwrap();
    }
}
