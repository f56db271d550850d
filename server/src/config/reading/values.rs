//! The layers laid over each other, and the keys read from them one by one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde::Serialize;

use super::environment;
use super::file;
use super::layer::{Given, Layer};
use super::nearest::nearest;
use super::origin::Origin;
use super::problem::Problem;
use super::raw::Raw;
use super::sources::Sources;
use crate::config::value::{Exposure, Refusal, Setting, show_duration};
use crate::secret::Secret;

/// Every key with its default.
const DEFAULTS: &str = include_str!("../../../../config/default.toml");

/// One key of the effective configuration, safe to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effective {
    /// The key, as `section.key`.
    pub key: &'static str,
    /// The value as it would be written in the environment; of a secret only whether there is one.
    pub value: String,
    /// Where it was set.
    pub origin: Origin,
    /// Whether what was set holds a secret: all of it, or the password in a URL.
    #[serde(skip)]
    pub holds_secret: bool,
}

/// What all sources say, by key.
pub(in crate::config) struct Values {
    defaults: BTreeMap<String, Given>,
    given: BTreeMap<String, Given>,
    problems: Vec<Problem>,
    effective: Vec<Effective>,
    secrets: Vec<(&'static str, Secret)>,
}

/// What a key is where nobody sets it, as it would be written in the environment.
pub fn default_of(key: &str) -> Option<String> {
    let defaults = file::parse(DEFAULTS, &|_| Origin::Default);
    defaults.entries.into_iter().find(|(name, _)| name == key)?.1.raw.text().map(str::to_owned)
}

impl Values {
    /// Reads all sources; a later one wins.
    pub(in crate::config) fn gather(sources: &Sources) -> Self {
        let defaults = file::parse(DEFAULTS, &|_| Origin::Default);
        let mut values = Self {
            defaults: defaults.entries.into_iter().collect(),
            given: BTreeMap::new(),
            problems: defaults.problems,
            effective: Vec::new(),
            secrets: Vec::new(),
        };
        if let Some(path) = sources.configuration_file() {
            values.lay(file::read(&path));
        }
        let known: Vec<&str> = values.defaults.keys().map(String::as_str).collect();
        let environment = environment::read(&sources.environment, &known);
        values.lay(environment);
        let mut flags = Layer::default();
        for flag in &sources.flags {
            let origin = Origin::Flag(flag.name.to_owned());
            flags.set(flag.key.to_owned(), Raw::Untyped(flag.value.clone()), origin);
        }
        values.lay(flags);
        values
    }

    /// Parses the value of `key`. Where it is refused the problem is kept, and the default stands in
    /// so that the rest is read too.
    pub(in crate::config) fn read<T: Setting>(&mut self, key: &'static str) -> T {
        if T::EXPOSURE == Exposure::Secret {
            self.keep_apart(key);
        }
        let given = self.given.get(key).map(|given| (parse::<T>(given), given.origin.clone()));
        let (value, origin) = match given {
            Some((Ok(value), origin)) => (value, origin),
            Some((Err(messages), origin)) => {
                let problems = messages.into_iter().map(|message| Problem::new(origin.clone(), key, message));
                self.problems.extend(problems);
                (self.default_of(key), Origin::Default)
            }
            None => (self.default_of(key), Origin::Default),
        };
        let shown = value.show();
        let holds_secret = match T::EXPOSURE {
            Exposure::Secret => !shown.is_empty(),
            Exposure::Redacted => shown.contains("***"),
            Exposure::Shown => false,
        };
        self.effective.push(Effective { key, value: shown, origin, holds_secret });
        value
    }

    /// Keeps a problem with values that are right each by itself. It is told at the first of `keys`
    /// that was set, and not at all where one of them was refused already.
    pub(in crate::config) fn require(
        &mut self,
        keys: &[&'static str],
        holds: bool,
        message: impl Into<String>,
    ) {
        if holds || self.problems.iter().any(|problem| keys.contains(&problem.key.as_str())) {
            return;
        }
        let set = keys.iter().find_map(|&key| self.given.get(key).map(|given| (key, given.origin.clone())));
        let (key, origin) = match (set, keys.first()) {
            (Some((key, origin)), _) => (key, Some(origin)),
            (None, first) => (first.copied().unwrap_or_default(), None),
        };
        self.problems.push(Problem { origin, key: key.to_owned(), message: message.into() });
    }

    /// Keeps a problem where the first length of time is longer than the second.
    pub(in crate::config) fn at_most(
        &mut self,
        short: (&'static str, TimeDelta),
        long: (&'static str, TimeDelta),
    ) {
        let [shown, limit] = [short, long].map(|(key, length)| format!("{key} ({})", show_duration(length)));
        self.require(
            &[short.0, long.0],
            short.1 <= long.1,
            format!("expected {shown} to be at most {limit}"),
        );
    }

    /// What was read, key by key, and what was wrong with it.
    pub(in crate::config) fn finish(self) -> (Vec<Effective>, Vec<Problem>) {
        (self.effective, self.problems)
    }

    /// One secret for two purposes lets whoever learns it for the one act in the other.
    fn keep_apart(&mut self, key: &'static str) {
        let Some(text) =
            self.given.get(key).and_then(|given| given.raw.text()).filter(|text| !text.is_empty())
        else {
            return;
        };
        let secret = Secret::new(text);
        let same = self.secrets.iter().find(|(_, other)| *other == secret).map(|(other, _)| *other);
        self.secrets.push((key, secret));
        if let Some(other) = same {
            self.require(&[key], false, format!("expected a secret of its own, found that of {other}"));
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "default.toml is part of the binary, and a test reads every key of it"
    )]
    fn default_of<T: Setting>(&self, key: &'static str) -> T {
        let given = self.defaults.get(key).expect("default.toml has the key");
        parse(given).expect("default.toml has a right value")
    }

    fn lay(&mut self, layer: Layer) {
        self.problems.extend(layer.problems);
        let mut told = BTreeSet::new();
        for (key, given) in layer.entries {
            if self.defaults.contains_key(&key) {
                self.given.insert(key, given);
                continue;
            }
            match self.unknown_section(&key, &given) {
                // Once, and not for each of its keys.
                Some((section, problem)) => {
                    if told.insert(section) {
                        self.problems.push(problem);
                    }
                }
                None => self.problems.extend(self.unknown(&key, given)),
            }
        }
    }

    fn sections(&self) -> BTreeSet<&str> {
        self.defaults.keys().filter_map(|known| known.split('.').next()).collect()
    }

    /// A section of a file that `default.toml` does not have. A variable of the environment has no section of its own.
    fn unknown_section(&self, key: &str, given: &Given) -> Option<(String, Problem)> {
        let is_table = matches!(given.raw, Raw::Other("a table"));
        let section = key.split_once('.').map(|(section, _)| section).or(is_table.then_some(key))?;
        let known = self.sections();
        if !matches!(given.origin, Origin::File { .. }) || known.contains(section) {
            return None;
        }
        let near = nearest(section, known.iter().copied()).unwrap_or_default();
        let message = format!("unknown section; the nearest known one is [{near}]");
        Some((section.to_owned(), Problem::new(given.origin.clone(), section, message)))
    }

    /// What is wrong with a key that `default.toml` does not have. Its value is not shown: it may be
    /// a secret under a misspelt name.
    fn unknown(&self, key: &str, given: Given) -> Option<Problem> {
        let message = match given.raw {
            Raw::Other("a table") if self.sections().contains(key) => return None,
            raw if self.sections().contains(key) => {
                format!("expected a section of keys, found {}", raw.kind())
            }
            _ => {
                let near = nearest(key, self.defaults.keys().map(String::as_str)).unwrap_or_default();
                let near = match given.origin {
                    Origin::Environment(_) => environment::variable(near),
                    _ => near.to_owned(),
                };
                format!("unknown key; the nearest known one is {near}")
            }
        };
        Some(Problem::new(given.origin, key, message))
    }
}

/// Parses one value; the errors are the messages, of a list one for each item that is wrong.
fn parse<T: Setting>(given: &Given) -> Result<T, Vec<String>> {
    let alone = |message: &str| Err(vec![message.to_owned()]);
    match (T::EXPOSURE, &given.origin) {
        (_, Origin::SecretFile(_)) if !T::MAY_BE_IN_A_FILE => {
            return alone("expected the value itself; only secrets and log.level are read from files");
        }
        // Elsewhere empty is "not set"; whoever names a file means it to hold something.
        (Exposure::Secret, Origin::SecretFile(_)) if given.raw.is_empty() => {
            return alone("expected a secret, found an empty file; leave it out where there is none");
        }
        _ => {}
    }
    let refusal = match T::parse(&given.raw) {
        Ok(value) => return Ok(value.placed(&given.origin)),
        Err(refusal) => refusal,
    };
    let told = |Refusal { expected, found, .. }: &Refusal| match found {
        Some(found) if T::EXPOSURE == Exposure::Shown => format!("{expected}, found {found}"),
        None if T::EXPOSURE == Exposure::Shown => format!("{expected}, found {}", given.raw.shown()),
        _ => format!("{expected}, found {}", given.raw.kind()),
    };
    Err(std::iter::once(&refusal).chain(&refusal.more).map(told).collect())
}
