//! SIGTERM: readiness is red first, requests are taken for a while, what is in flight finishes. A second signal ends it.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use super::Serving;

const BODY: &str = "grant_type=client_credentials&client_id=nobody";

/// A request whose body is not sent to its end yet.
async fn begun(serving: &Serving) -> TcpStream {
    let mut wire = TcpStream::connect(&serving.listen).await.unwrap();
    let form = "content-type: application/x-www-form-urlencoded";
    let head =
        format!("POST /token HTTP/1.1\r\nhost: a\r\n{form}\r\ncontent-length: {}\r\n\r\ngrant", BODY.len());
    wire.write_all(head.as_bytes()).await.unwrap();
    wire
}

/// Everything until the server closes.
async fn heard(mut wire: TcpStream) -> String {
    let mut answer = String::new();
    timeout(Duration::from_secs(5), wire.read_to_string(&mut answer)).await.expect("it closes").unwrap();
    answer
}

/// Waits until readiness is red: a moment after the signal.
async fn is_red(serving: &Serving) {
    let began = Instant::now();
    while serving.readiness().await.0 == 200 {
        assert!(began.elapsed() < Duration::from_secs(1), "still ready a second after the signal");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_turns_readiness_red_then_listeners_close_and_what_is_in_flight_finishes() {
    let mut serving = Serving::start(&[("SIGNET__SERVER__DRAIN_DELAY", "2s")]);
    let http = reqwest::Client::new();
    let health = format!("http://{}/healthz", serving.listen);
    let before = http.get(&health).send().await.unwrap();
    assert!(!before.headers().contains_key("connection"));
    let mut slow = begun(&serving).await;
    serving.server.signal("TERM");
    is_red(&serving).await;
    let (_, report) = serving.readiness().await;
    assert_eq!(report["process"], "ending: it takes no requests soon");
    assert_eq!((report["database"].as_str(), report["keys"].as_str()), (Some("ok"), Some("ok")));
    // Whoever has not noticed yet is answered, and told not to use this connection again.
    let during = http.get(&health).send().await.unwrap();
    assert_eq!((during.status().as_u16(), &during.headers()["connection"]), (200, &"close".parse().unwrap()));
    for _ in 0..200 {
        if TcpStream::connect(&serving.listen).await.is_err() {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert!(TcpStream::connect(&serving.listen).await.is_err(), "nobody listens any more");
    assert!(!serving.server.has_ended() && serving.readiness().await.0 == 503, "one request is in flight");
    slow.write_all(&BODY.as_bytes()["grant".len()..]).await.unwrap();
    let answer = heard(slow).await;
    assert!(answer.starts_with("HTTP/1.1 4") && answer.ends_with('}'), "{answer}");
    assert!(answer.contains("\"invalid_client\"") && answer.contains("connection: close"), "{answer}");
    assert_eq!(serving.server.ends_within(Duration::from_secs(3)).await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_it_within_a_second() {
    for (delay, second) in [("20s", "TERM"), ("0s", "INT")] {
        let mut serving = Serving::start(&[("SIGNET__SERVER__DRAIN_DELAY", delay)]);
        let _slow = begun(&serving).await;
        serving.server.signal("TERM");
        is_red(&serving).await;
        assert_eq!(
            serving.server.ends_within(Duration::from_millis(500)).await,
            None,
            "a request is in flight"
        );
        serving.server.signal(second);
        assert_eq!(serving.server.ends_within(Duration::from_secs(1)).await, Some(1));
        serving.server.line("a second signal ended it before all was answered");
        serving.server.line("connections were cut off");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_flight_has_its_time_and_no_more() {
    let settings = [("SIGNET__SERVER__DRAIN_DELAY", "500ms"), ("SIGNET__SERVER__SHUTDOWN_GRACE", "1500ms")];
    let mut serving = Serving::start(&settings);
    let slow = begun(&serving).await;
    let began = Instant::now();
    serving.server.signal("TERM");
    assert_eq!(serving.server.ends_within(Duration::from_secs(5)).await, Some(0));
    assert!(began.elapsed() >= Duration::from_millis(1400), "it had its time: {:?}", began.elapsed());
    serving.server.line("connections were cut off");
    drop(slow);
}
