//! `signet client list`.

use serde_json::Value;

use crate::admin::clients;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::table;
use crate::cli::terminal::Terminal;
use crate::model::client::Client;

/// Show every application and service
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet client list
  signet client list --json | jq -r '.[].client_id'")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open_to_read(terminal).await?;
        let clients = closing(office, clients::list).await?;
        let answer = clients.iter().map(clients::describe).collect::<Value>();
        self.format.print(terminal, &answer, || {
            let rows = clients.iter().map(row).collect();
            table(&["ID", "NAME", "AUTHENTICATES BY", "GRANTS", "STATE"], rows, "no clients yet")
        })
    }
}

fn row(client: &Client) -> Vec<String> {
    let metadata = &client.metadata;
    let grants: Vec<_> = metadata.grant_types.iter().map(|grant| grant.as_str()).collect();
    let has_no_secret = client.secret_digest.is_none() && client.sealed_secret.is_none();
    let state = match client.is_enabled() {
        false => "disabled",
        true if metadata.token_endpoint_auth_method.has_secret() && has_no_secret => "no secret yet",
        true => "enabled",
    };
    vec![
        client.id.clone(),
        client.name().to_owned(),
        metadata.token_endpoint_auth_method.as_str().to_owned(),
        grants.join(" "),
        state.to_owned(),
    ]
}
