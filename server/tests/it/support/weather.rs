//! A line to a server through which things go wrong: delays, and silence without a word.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch::{Receiver, Sender, channel};
use tokio::task::AbortHandle;

/// What happens to what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// Every answer comes so much later.
    Slow(Duration),
    /// Everything is swallowed, new connections too; nothing is closed. A connection that has lost something so is silent
    /// for good, as behind a firewall that forgot it.
    Silent,
}

/// Forwards what comes to its port until it is dropped.
pub struct Line {
    pub port: u16,
    weather: Sender<Weather>,
    accepting: AbortHandle,
}

impl Line {
    /// To the server at this port.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap().port();
        let (weather, seen) = channel(Weather::Fair);
        let accepting =
            tokio::spawn(accept(listener, SocketAddr::from(([127, 0, 0, 1], port)), seen)).abort_handle();
        Self { port: here, weather, accepting }
    }

    pub fn turn(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, to: SocketAddr, weather: Receiver<Weather>) {
    while let Ok((from, _)) = listener.accept().await {
        let weather = weather.clone();
        tokio::spawn(async move {
            let lost = Arc::new(AtomicBool::new(*weather.borrow() == Weather::Silent));
            if lost.load(Ordering::SeqCst) {
                return swallow(from.into_split().0).await;
            }
            // Nobody there: the connection is closed, as a refusal is.
            let Ok(there) = TcpStream::connect(to).await else { return };
            let ((said, answers), (answered, asks)) = (from.into_split(), there.into_split());
            tokio::join!(
                carry(said, asks, weather.clone(), Arc::clone(&lost), false),
                carry(answered, answers, weather, lost, true),
            );
        });
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    weather: Receiver<Weather>,
    lost: Arc<AtomicBool>,
    answers: bool,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut bytes).await.unwrap_or(0);
        let present = *weather.borrow();
        if lost.load(Ordering::SeqCst) || present == Weather::Silent {
            lost.store(true, Ordering::SeqCst);
            if count > 0 {
                swallow(from).await;
            }
            // The other end hears nothing of an end either.
            std::future::pending::<()>().await;
            return;
        }
        if let Weather::Slow(span) = present
            && answers
        {
            tokio::time::sleep(span).await;
        }
        if count == 0 || to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

async fn swallow(mut from: OwnedReadHalf) {
    let mut bytes = vec![0; 16 * 1024];
    while from.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
}
