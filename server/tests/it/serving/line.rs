//! A line to a database that may fall silent without breaking.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A listener that passes on what comes, as long as it does not hang.
pub struct Line {
    /// The database's URL by way of it.
    pub url: String,
    hangs: watch::Sender<bool>,
}

impl Line {
    pub async fn to(url: &str) -> Self {
        let mut through = url::Url::parse(url).unwrap();
        let there = (through.host_str().unwrap().to_owned(), through.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        through.set_host(Some("127.0.0.1")).unwrap();
        through.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let (hangs, may) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((one, _)) = listener.accept().await {
                let (there, may) = (there.clone(), may.clone());
                tokio::spawn(async move {
                    let Ok(other) = TcpStream::connect(there).await else { return };
                    let ((from, back), (answers, to)) = (one.into_split(), other.into_split());
                    tokio::join!(pass(from, to, may.clone()), pass(answers, back, may));
                });
            }
        });
        Self { url: through.into(), hangs }
    }

    /// Nothing comes through from now on.
    pub fn hang(&self) {
        self.hangs.send_replace(true);
    }

    /// What was held back comes through, and what follows.
    pub fn go_on(&self) {
        self.hangs.send_replace(false);
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut hangs: watch::Receiver<bool>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if hangs.wait_for(|hangs| !hangs).await.is_err() || to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
