//! What a command is given beside its flags: a file, standard input, a secret on it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use serde_json::{Map, Value};

use super::terminal::Terminal;
use crate::protocol::strict_json;
use crate::secret::Secret;

/// No client's metadata and no secret is longer.
const LONGEST: u64 = 1024 * 1024;

/// Whether this names standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A reader of the file, or of standard input for `-`, which is then used up.
pub(super) fn open(path: &Path, terminal: &mut Terminal) -> anyhow::Result<Box<dyn BufRead>> {
    if is_stdin(path) {
        return Ok(std::mem::replace(&mut terminal.input, Box::new(io::empty())));
    }
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// The one JSON object in the file.
pub(super) fn object(path: &Path, terminal: &mut Terminal) -> anyhow::Result<Map<String, Value>> {
    match json(path, terminal)? {
        Value::Object(object) => Ok(object),
        _ => Err(anyhow!("{}: expected one JSON object", name(path))),
    }
}

/// The JSON in the file.
pub(super) fn json(path: &Path, terminal: &mut Terminal) -> anyhow::Result<Value> {
    let mut bytes = Vec::new();
    let mut reader = open(path, terminal)?.take(LONGEST);
    reader.read_to_end(&mut bytes).with_context(|| format!("{} cannot be read", name(path)))?;
    strict_json::parse(&bytes).with_context(|| format!("{}: expected JSON", name(path)))
}

/// The secret on standard input, without one line end behind it.
pub(super) fn secret(terminal: &mut Terminal, what: &str) -> anyhow::Result<Secret> {
    let mut text = zeroize::Zeroizing::new(String::new());
    let mut reader = (&mut terminal.input).take(LONGEST);
    reader
        .read_to_string(&mut text)
        .with_context(|| format!("the {what} cannot be read from standard input"))?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(anyhow!("expected the {what} on standard input, found nothing"));
    }
    Ok(Secret::new(text))
}

/// How messages call the file.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) { "standard input".to_owned() } else { path.display().to_string() }
}
