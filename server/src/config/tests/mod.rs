//! The configuration as a whole: defaults, layers, and each kind of mistake with its message.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Config, Flag, Sources, load};
use crate::entropy::{Entropy, SeededEntropy};

mod commands;
mod defaults;
mod layers;
mod refusals;
mod secrets;

fn environment(variables: &[(&str, &str)]) -> Sources {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sources { environment, ..Sources::default() }
}

fn flag(key: &'static str, value: &str, name: &'static str) -> Sources {
    Sources { flags: vec![Flag { key, value: value.to_owned(), name }], ..Sources::default() }
}

fn read(variables: &[(&str, &str)]) -> Config {
    load(&environment(variables)).unwrap()
}

/// The messages, one a line, as the command line prints them.
fn refusal(sources: &Sources) -> String {
    load(sources).unwrap_err().to_string()
}

/// The message about one variable.
fn refused(name: &str, value: &str) -> String {
    refusal(&environment(&[(name, value)]))
}

/// A random master key in base64.
fn master_key(seed: u64) -> String {
    let entropy: &dyn Entropy = &SeededEntropy::new(seed);
    STANDARD.encode(entropy.bytes::<32>())
}

/// A folder of its own, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("signet-config-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// What is read where this text is the configuration file.
    fn sources(&self, text: &str) -> Sources {
        Sources { file: Some(self.write("signet.toml", text)), ..Sources::default() }
    }

    /// The configuration with this text as its file.
    fn load(&self, text: &str) -> Result<Config, super::ConfigErrors> {
        load(&self.sources(text))
    }

    /// `text` without the path of this folder.
    fn shorten(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.display()), "")
    }

    /// The messages about a file with this text, its path left out.
    fn refusal(&self, text: &str) -> String {
        self.shorten(&refusal(&self.sources(text)))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
