//! What `signet dev` seeds: its people and clients, with secrets that are random per data directory.

mod banner;
mod clients;
mod kept;
mod own;
mod people;

use std::path::PathBuf;

use anyhow::Context as _;

use crate::admin::Office;
use crate::model::demo::Demo;
use crate::protocol::issuer::Issuer;

pub(super) use banner::banner;
pub(super) use kept::{file, write_private};
pub(super) use own::{OwnClient, own_clients};

use clients::{clients, put_client};
use people::{people, put_user};

/// What the seeds depend on.
pub(super) struct Seeds {
    /// Redirect URIs name it.
    pub(super) issuer: Issuer,
    /// Where the secrets are kept.
    pub(super) data: PathBuf,
    /// Clients of the user's own. One with the id of a demo client stands in its place.
    pub(super) own_clients: Vec<OwnClient>,
}

/// Brings people and clients to what they should be. What was there keeps its secrets.
pub(super) async fn seed(office: &Office, seeds: &Seeds) -> anyhow::Result<Demo> {
    let kept = kept::read(&file(&seeds.data))?;
    let mut demo = Demo::default();
    for own in &seeds.own_clients {
        own.check(office)?;
    }
    for client in clients(&seeds.issuer) {
        if seeds.own_clients.iter().all(|own| own.id() != client.get("client_id")) {
            demo.clients.push(put_client(office, client, kept.as_ref()).await?);
        }
    }
    for own in &seeds.own_clients {
        let put = put_client(office, own.metadata.clone(), kept.as_ref()).await;
        demo.clients.push(put.with_context(|| own.file.display().to_string())?);
    }
    for (username, claims) in people() {
        demo.users.push(put_user(office, username, claims, kept.as_ref()).await?);
    }
    let text = serde_json::to_string_pretty(&demo).context("writing demo.json")?;
    // A start that changes nothing writes nothing.
    if kept.is_none_or(|kept| kept != demo) {
        write_private(&file(&seeds.data), &text)?;
    }
    Ok(demo)
}
