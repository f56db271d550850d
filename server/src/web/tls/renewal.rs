//! A certificate is renewed every few weeks: it is taken up again without a restart.

use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use sha2::{Digest as _, Sha256};
use tokio::time::{MissedTickBehavior, interval};

use super::settings;
use crate::config::TlsFiles;

/// How often the files are looked at. By their bytes: what is renewed may be a link, and keep its time.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Has certificate and key taken up whenever they have changed, for connections from then on. What makes no server is told,
/// once, and the pair before stays: of two files one is always written first.
pub async fn follow(files: TlsFiles, take_up: impl Fn(Arc<ServerConfig>)) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = None;
    loop {
        look.tick().await;
        let now = contents(files.clone()).await;
        if seen.replace(now).is_none_or(|before| before == now) {
            continue;
        }
        match settings(&files) {
            Ok(settings) => {
                take_up(settings);
                tracing::info!("the changed certificate and key are taken up");
            }
            Err(error) => {
                tracing::error!(%error, "the changed certificate and key are not taken up, those before stay");
            }
        }
    }
}

/// A digest of what the two files hold.
async fn contents(files: TlsFiles) -> [u8; 32] {
    let read = move || {
        let bytes = [&files.certificate, &files.key].map(|file| std::fs::read(file).unwrap_or_default());
        bytes
            .iter()
            .fold(Sha256::new(), |digest, bytes| digest.chain_update(Sha256::digest(bytes)))
            .finalize()
    };
    tokio::task::spawn_blocking(read).await.map(Into::into).unwrap_or_default()
}
