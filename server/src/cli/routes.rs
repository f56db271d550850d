//! `signet routes`.

use serde_json::{Value, json};

use super::answer::Format;
use super::place::Place;
use super::table::table;
use super::terminal::Terminal;
use crate::web::{self, routes::Address};

/// Show every address that is answered, and by which methods
///
/// What is public stands below the path of the configured issuer: a proxy in front has to let it through, and nothing else.
/// What is the operator's is answered on server.admin_listen. Parts in braces stand for anything.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet routes
  signet routes --config /etc/signet.toml
  signet routes --json | jq -r '.[] | select(.listener == \"public\").path' | sort -u")]
pub(super) struct Args {
    /// With the addresses that `signet dev` alone has
    #[arg(long)]
    dev: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let config = self.place.read(terminal)?;
        let base = config.server.issuer.as_ref().map(|issuer| issuer.path().trim_end_matches('/'));
        let addresses = web::addresses(base.unwrap_or_default(), self.dev);
        let answer = addresses
            .iter()
            .map(|Address { listener, method, path }| {
                json!({"listener": listener.as_str(), "path": path, "method": method.as_str()})
            })
            .collect::<Value>();
        self.format.print(terminal, &answer, || table(&["PATH", "METHODS", "LISTENER"], rows(&addresses), ""))
    }
}

/// A line for each path of a listener; the addresses come in that order.
fn rows(addresses: &[Address]) -> Vec<Vec<String>> {
    let of_path = |same: &[Address]| {
        let methods: Vec<&str> = same.iter().map(|address| address.method.as_str()).collect();
        vec![same[0].path.clone(), methods.join(" "), same[0].listener.as_str().to_owned()]
    };
    addresses
        .chunk_by(|one, next| (one.listener, &one.path) == (next.listener, &next.path))
        .map(of_path)
        .collect()
}
