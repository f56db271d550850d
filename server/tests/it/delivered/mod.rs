//! What Signet is delivered in: the crates it is made of, and the files that an operator takes.

mod events;
mod floors;
mod links;
mod names;

use std::path::Path;

/// A file of the repository.
fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
