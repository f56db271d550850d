use super::*;
use crate::outbound::peer::{Everywhere, Peer, Script, quick_fetcher, quick_rules};

async fn cause(fetcher: &Fetcher, url: &str) -> Cause {
    let error = fetcher.fetch(url, "*/*").await.map(|fetched| fetched.body).expect_err(url);
    assert_eq!(error.to_string(), "the document could not be read");
    error.cause().clone()
}

#[tokio::test]
async fn a_document_is_read_whole() {
    let head = "Content-Type: Application/JSON; charset=utf-8\r\nCache-Control: public, max-age=60\r\n";
    let peer = Peer::start(Script::answer(200, head, b"{}")).await;
    let fetched = quick_fetcher().fetch(&peer.url("/jwks#part"), "application/json").await.unwrap();
    assert_eq!(fetched.media_type.as_deref(), Some("application/json"));
    assert_eq!(fetched.body.as_ref(), b"{}");
    assert_eq!(fetched.max_age, Some(TimeDelta::seconds(60)));
}

#[tokio::test]
async fn the_request_names_us_and_nothing_else() {
    let peer = Peer::scripted(|_, head| Script::json(head)).await;
    let fetched = quick_fetcher().fetch(&peer.url("/a?b=c#part"), "application/json").await.unwrap();
    let head = String::from_utf8(fetched.body.to_vec()).unwrap().to_ascii_lowercase();
    let mut lines: Vec<_> = head.split("\r\n").filter(|line| !line.is_empty()).collect();
    lines[1..].sort_unstable();
    let host = format!("host: {}", peer.address);
    let agent = concat!("user-agent: signet/", env!("CARGO_PKG_VERSION"));
    assert_eq!(lines, ["get /a?b=c http/1.1", "accept: application/json", &host, agent]);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let canary = Peer::start(Script::json("{}")).await;
    let inside = [
        "127.0.0.1",
        "0.0.0.0",
        "::1",
        "::ffff:7f00:1",
        "64:ff9b::7f00:1",
        "169.254.169.254",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "fc00::1",
        "fe80::1",
        "::127.0.0.1",
        "2002:7f00:1::1",
    ];
    for text in inside {
        let address = text.parse().unwrap();
        let rules = FetchRules { allow_http: true, failure_step: Duration::ZERO, ..FetchRules::default() };
        for found in [vec![address], vec!["8.8.8.8".parse().unwrap(), address]] {
            let fetcher = Fetcher::with_lookup(rules.clone(), Arc::new(Everywhere(found))).unwrap();
            let url = format!("http://rp.test:{}/jwks", canary.address.port());
            assert_eq!(cause(&fetcher, &url).await, Cause::Address(address));
        }
    }
    assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn a_literal_that_points_inside_is_not_connected_to() {
    let canary = Peer::start(Script::json("{}")).await;
    let rules = FetchRules { allow_http: true, failure_step: Duration::ZERO, ..FetchRules::default() };
    let fetcher = Fetcher::new(rules).unwrap();
    for host in [
        "127.0.0.1",
        "0.0.0.0",
        "[::ffff:7f00:1]",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "localhost",
        "localhost.",
    ] {
        let url = format!("http://{host}:{}/", canary.address.port());
        assert!(matches!(cause(&fetcher, &url).await, Cause::Address(_)), "{host}");
        assert!(fetcher.admits(&url).is_err(), "{host}");
    }
    assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn the_connection_goes_to_the_checked_address() {
    let peer = Peer::start(Script::json("{}")).await;
    let lookup = Arc::new(Everywhere(vec![peer.address.ip()]));
    let fetcher = Fetcher::with_lookup(quick_rules(), lookup).unwrap();
    let url = format!("http://rp.test:{}/", peer.address.port());
    assert!(fetcher.fetch(&url, "*/*").await.is_ok());
    assert_eq!(peer.hits(), 1);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let canary = Peer::start(Script::json("{}")).await;
    for status in [301, 302, 303, 307, 308] {
        for location in [canary.url("/"), "file:///etc/passwd".to_owned(), "/again".to_owned()] {
            let peer = Peer::start(Script::answer(status, &format!("Location: {location}\r\n"), b"{}")).await;
            assert_eq!(cause(&quick_fetcher(), &peer.url("/")).await, Cause::Status(status));
            assert_eq!(peer.hits(), 1);
        }
    }
    let refresh = format!("Refresh: 0;url={}\r\nContent-Type: text/html\r\n", canary.url("/"));
    let peer = Peer::start(Script::answer(200, &refresh, b"<meta http-equiv=refresh>")).await;
    assert!(quick_fetcher().fetch(&peer.url("/"), "*/*").await.is_ok());
    assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn http_is_for_those_who_allow_it() {
    let peer = Peer::start(Script::json("{}")).await;
    let rules = FetchRules { allow_http: false, ..quick_rules() };
    let fetcher = Fetcher::new(rules).unwrap();
    assert!(matches!(cause(&fetcher, &peer.url("/")).await, Cause::Url(_)));
    assert_eq!(peer.hits(), 0);
}

#[tokio::test]
async fn slow_peers_are_left_in_time() {
    let rules = FetchRules { total: Duration::from_millis(300), ..quick_rules() };
    let fetcher = Fetcher::new(rules).unwrap();
    let head = b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n".to_vec();
    let trickle = std::iter::once(head.clone()).chain(std::iter::repeat_n(b"x".to_vec(), 100)).collect();
    let slow_head = head.iter().map(|byte| vec![*byte]).collect();
    for parts in [trickle, slow_head, vec![vec![]], vec![head]] {
        let peer = Peer::start(Script { parts, pause: Duration::from_millis(100) }).await;
        let started = Instant::now();
        let peer_is_silent = cause(&fetcher, &peer.url("/")).await;
        assert!(matches!(peer_is_silent, Cause::Deadline | Cause::Transport(_)), "{peer_is_silent}");
        assert!(started.elapsed() < Duration::from_millis(900), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn slow_peers_do_not_hold_up_the_others() {
    let silent = Script { parts: vec![vec![]], pause: Duration::from_secs(9) };
    let slow = Peer::start(silent).await;
    let good = Peer::start(Script::json("{}")).await;
    let lookup = Arc::new(Everywhere(vec![slow.address.ip()]));
    let fetcher = Arc::new(Fetcher::with_lookup(quick_rules(), lookup).unwrap());
    for number in 0..50 {
        let fetcher = Arc::clone(&fetcher);
        let url = format!("http://slow-{}.test:{}/", number % 10, slow.address.port());
        tokio::spawn(async move { fetcher.fetch(&url, "*/*").await });
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    assert!(fetcher.fetch(&good.url("/"), "*/*").await.is_ok());
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(slow.hits(), 40, "four for each of ten hosts");
}

#[tokio::test]
async fn a_large_body_is_refused_by_length_and_by_what_comes() {
    let rules = FetchRules { max_body: 1_000, ..quick_rules() };
    let fetcher = Fetcher::new(rules).unwrap();
    let full = Peer::start(Script::answer(200, "", &[b'x'; 1_000])).await;
    assert!(fetcher.fetch(&full.url("/"), "*/*").await.is_ok());
    let announced = Peer::start(Script {
        parts: vec![b"HTTP/1.1 200 X\r\nContent-Length: 1001\r\n\r\n".to_vec()],
        pause: Duration::from_secs(9),
    })
    .await;
    assert_eq!(cause(&fetcher, &announced.url("/")).await, Cause::TooLarge);
    let head = b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"1f4\r\n".as_slice(), &[b'x'; 500], b"\r\n"].concat();
    let chunks = std::iter::once(head).chain(std::iter::repeat_n(chunk, 1_000)).collect();
    let endless = Peer::start(Script { parts: chunks, pause: Duration::ZERO }).await;
    assert_eq!(cause(&fetcher, &endless.url("/")).await, Cause::TooLarge);
    let mut until_close = b"HTTP/1.1 200 X\r\n\r\n".to_vec();
    until_close.extend_from_slice(&[b'x'; 1_001]);
    let unannounced = Peer::start(Script { parts: vec![until_close], pause: Duration::ZERO }).await;
    assert_eq!(cause(&fetcher, &unannounced.url("/")).await, Cause::TooLarge);
}

#[tokio::test]
async fn open_closed_and_absent_are_told_alike_and_at_the_same_moment() {
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let open = Peer::start(Script { parts: vec![b"SSH-2.0-x\r\n".to_vec()], pause: Duration::ZERO }).await;
    let absent = Peer::start(Script::answer(404, "", b"")).await;
    let wrong = Peer::start(Script::json("[]")).await;
    let rules = FetchRules { failure_step: Duration::from_millis(300), ..quick_rules() };
    let fetcher = Fetcher::new(rules).unwrap();
    let urls = [
        closed,
        open.url("/"),
        absent.url("/"),
        wrong.url("/"),
        "http://10.0.0.1/".to_owned(),
        "gopher://x/".to_owned(),
    ];
    for url in urls {
        let started = Instant::now();
        let refuse = |_| Err::<(), _>(Cause::Content("wrong"));
        let error = fetcher.read(&url, "*/*", refuse).await.expect_err(&url);
        assert_eq!(error.to_string(), "the document could not be read");
        let elapsed = started.elapsed();
        assert!(elapsed >= Duration::from_millis(300), "{url}: {elapsed:?} {}", error.cause());
        assert!(elapsed < Duration::from_millis(590), "{url}: {elapsed:?} {}", error.cause());
    }
}

#[test]
fn a_failure_is_never_told_after_the_total_time() {
    let rules = FetchRules { total: Duration::from_millis(1_500), ..FetchRules::default() };
    let fetcher = Fetcher::new(rules).unwrap();
    let wait = |millis| fetcher.until_next_step(Duration::from_millis(millis)).as_millis();
    assert_eq!(
        [wait(0), wait(1), wait(999), wait(1_000), wait(1_400), wait(1_600)],
        [1_000, 999, 1, 500, 100, 0]
    );
}

#[test]
fn an_operators_wrong_file_is_told() {
    let missing = FetchRules { ca_file: Some("/nowhere/ca.pem".into()), ..FetchRules::default() };
    assert!(matches!(Fetcher::new(missing), Err(SetupError::Authorities { .. })));
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let other = FetchRules { ca_file: Some(manifest.into()), ..FetchRules::default() };
    assert!(matches!(Fetcher::new(other), Err(SetupError::NoCertificate(_))));
}

#[test]
fn cache_control_is_read_as_granted() {
    let seconds = |header| max_age(header).map(|age| age.num_seconds());
    assert_eq!(seconds("max-age=300"), Some(300));
    assert_eq!(seconds("Public, MAX-AGE=\"300\""), Some(300));
    assert_eq!(seconds("max-age=300, no-store"), Some(0));
    assert_eq!(seconds("no-cache"), Some(0));
    assert_eq!(seconds("max-age=99999999999999999999"), Some(u32::MAX.into()));
    assert_eq!(seconds("max-age=soon"), Some(0));
    assert_eq!(seconds("public"), None);
    assert_eq!(seconds(""), None);
}
