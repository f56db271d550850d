//! A line to a server through which things go wrong: delays, silence without a word, an end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
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
    /// What comes is held back, and comes through when the weather is another.
    Held,
    /// Everything is swallowed, new connections too; nothing is closed. A connection that has lost something so is silent
    /// for good, as behind a firewall that forgot it.
    Silent,
    /// Every connection is closed and a new one is refused. For good.
    Cut,
}

/// Where a line leads: host and port.
type Place = Arc<Mutex<(String, u16)>>;

/// Forwards what comes to its port until it is dropped.
pub struct Line {
    pub port: u16,
    place: Place,
    weather: Sender<Weather>,
    accepting: AbortHandle,
}

impl Line {
    /// To the server at this port.
    pub async fn to(port: u16) -> Self {
        Self::to_place(("127.0.0.1".to_owned(), port)).await
    }

    /// To the PostgreSQL at this URL, and the URL by way of the line.
    pub async fn to_database(url: &str) -> (Self, String) {
        let mut through = url::Url::parse(url).unwrap();
        let place = (through.host_str().unwrap().to_owned(), through.port().unwrap_or(5432));
        let line = Self::to_place(place).await;
        through.set_host(Some("127.0.0.1")).unwrap();
        through.set_port(Some(line.port)).unwrap();
        (line, through.into())
    }

    async fn to_place(place: (String, u16)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (weather, seen) = channel(Weather::Fair);
        let place = Arc::new(Mutex::new(place));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&place), seen)).abort_handle();
        Self { port, place, weather, accepting }
    }

    /// New connections lead to this port from now on.
    pub fn lead_to(&self, port: u16) {
        self.place.lock().unwrap().1 = port;
    }

    pub fn turn(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Cuts it, and returns once nobody listens any more.
    pub async fn cut(&self) {
        self.turn(Weather::Cut);
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, place: Place, mut weather: Receiver<Weather>) {
    loop {
        let (from, _) = tokio::select! {
            Ok(accepted) = listener.accept() => accepted,
            () = until(&mut weather, |weather| weather == Weather::Cut) => return,
        };
        let (weather, to) = (weather.clone(), place.lock().unwrap().clone());
        tokio::spawn(async move {
            let lost = Arc::new(AtomicBool::new(*weather.borrow() == Weather::Silent));
            if lost.load(Ordering::SeqCst) {
                return swallow(from.into_split().0).await;
            }
            // Nobody there: the connection is closed, as a refusal is.
            let Ok(there) = TcpStream::connect((to.0.as_str(), to.1)).await else { return };
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
    mut weather: Receiver<Weather>,
    lost: Arc<AtomicBool>,
    answers: bool,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let count = tokio::select! {
            read = from.read(&mut bytes) => read.unwrap_or(0),
            () = until(&mut weather, |weather| weather == Weather::Cut) => return,
        };
        until(&mut weather, |weather| weather != Weather::Held).await;
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

async fn until(weather: &mut Receiver<Weather>, is: impl Fn(Weather) -> bool) {
    if weather.wait_for(|weather| is(*weather)).await.is_err() {
        // The line is gone, and its weather stays.
        std::future::pending::<()>().await;
    }
}

async fn swallow(mut from: OwnedReadHalf) {
    let mut bytes = vec![0; 16 * 1024];
    while from.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
}
