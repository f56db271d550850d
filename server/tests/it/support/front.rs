//! Several instances behind one address: each connection goes to the next of them, as a balancer would do it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use signet::app::Services;
use signet::store::StoreError;
use signet::store::changes::{Change, Kind};
use tokio::io::{AsyncWriteExt as _, copy, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How long news may take from one instance to the other (`server/README.md`).
const NEWS: Duration = Duration::from_secs(1);

/// An instance and where it listens.
pub type Instance = (SocketAddr, Arc<Services>);

/// Forwards for as long as it is polled.
pub async fn serve(listener: TcpListener, instances: Vec<Instance>) {
    for number in 0.. {
        let Ok((from, _)) = listener.accept().await else { return };
        let (address, services) = instances[number % instances.len()].clone();
        let (_, other) = instances[(number + 1) % instances.len()].clone();
        tokio::spawn(async move {
            // Then nobody is answered, and the test says so.
            if !settle(&services, &other).await {
                return eprintln!("news took longer than {NEWS:?} to the other instance");
            }
            if let Ok(to) = TcpStream::connect(address).await {
                forward(from, to).await;
            }
        });
    }
}

/// Until the instance has said everything. Whoever is refused early may still be talking: he is heard out for a while,
/// since hanging up on him would take the answer away with it.
async fn forward(mut from: TcpStream, mut to: TcpStream) {
    let ((mut said, mut answers), (mut answered, mut asks)) = (from.split(), to.split());
    let asking = async {
        let _ = copy(&mut said, &mut asks).await;
        let _ = asks.shutdown().await;
        let _ = copy(&mut said, &mut sink()).await;
        std::future::pending::<()>().await;
    };
    let answering = async {
        let _ = copy(&mut answered, &mut answers).await;
        let _ = answers.shutdown().await;
        tokio::time::sleep(NEWS).await;
    };
    tokio::select! {
        () = asking => {}
        () = answering => {}
    }
}

/// Waits until `here` has heard of everything that `there` has done: a test asks at once what may take a second. News comes
/// in the order of the commits, so that it has heard all before this mark.
async fn settle(here: &Services, there: &Services) -> bool {
    let mut news = here.db.changes().subscribe();
    // Nothing is cached of this kind yet; when it is, a mark of its own is needed.
    let mark = Change::of(Kind::Policy, here.entropy.token());
    let announced = mark.clone();
    let announce = async move |tx: &signet::store::Transaction| {
        tx.announce(announced);
        Ok::<_, StoreError>(())
    };
    // Where a test has taken the database away, there is no news.
    if there.db.write(announce).await.is_err() {
        return true;
    }
    let heard = async { while news.next().await.is_some_and(|change| change != mark) {} };
    timeout(NEWS, heard).await.is_ok()
}
