//! Where a configuration is looked for.

use std::path::PathBuf;

use super::file;

/// The places to read, in the order in which the later one wins: defaults, file, environment,
/// flags. It has no `Debug`, since the environment holds secrets.
#[derive(Default, Clone)]
pub struct Sources {
    /// The file that `--config` names.
    pub file: Option<PathBuf>,
    /// Where `signet.toml` is looked for when `file` names none; none: nowhere.
    pub working_directory: Option<PathBuf>,
    /// The variables, as [`process_environment`] gives them.
    pub environment: Vec<(String, String)>,
    /// What the command line sets.
    pub flags: Vec<Flag>,
}

impl Sources {
    /// The file that is read, if there is one.
    pub fn configuration_file(&self) -> Option<PathBuf> {
        let found = || self.working_directory.as_deref().and_then(file::in_working_directory);
        self.file.clone().or_else(found)
    }
}

/// A flag of the command line that sets a key. It has no `Debug`: its value may be a secret.
#[derive(Clone)]
pub struct Flag {
    /// The key, as `section.key`.
    pub key: &'static str,
    /// The text that came; lists as in the environment.
    pub value: String,
    /// The flag, such as `--listen`, for messages.
    pub name: &'static str,
}

/// The variables of this process that start with our name. Bytes that are no UTF-8 become U+FFFD,
/// which every type refuses where it matters.
pub fn process_environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .filter(|(name, _)| name.starts_with("SIGNET_"))
        .collect()
}
