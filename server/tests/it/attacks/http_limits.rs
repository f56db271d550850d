//! Too long, too slow, too many, broken off: what a connection may cost.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::support::app::{Answer, Options, SERVICE, WEB};
use crate::support::wire::{Wire, basic, exchange, request};
use crate::support::{AuthorizationRequest, Setup, TestApp, in_each_setup};

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=client_credentials";

async fn serves(app: &TestApp) {
    let answer = timeout(Duration::from_secs(2), app.token(SERVICE, &[("grant_type", "client_credentials")]));
    assert_eq!(answer.await.expect("honest clients are served at once").status, 200);
}

/// How long the server keeps a connection on which this is said, the second after the answer to the first, and a byte every
/// half second where that is a header without an end.
async fn patience(app: &TestApp, (begin, then): (&str, &str)) -> Duration {
    let mut wire = Wire::open(app).await;
    wire.say(begin).await;
    let mut last = begin;
    let began = Instant::now();
    let mut read = vec![0; 4096];
    while began.elapsed() < LOOKED {
        let heard =
            timeout(Duration::from_millis(500), tokio::io::AsyncReadExt::read(&mut wire.0, &mut read)).await;
        match heard {
            Ok(Ok(0) | Err(_)) => return began.elapsed(),
            Err(_) if last.ends_with("x: ") && !wire.say("y").await => return began.elapsed(),
            Ok(Ok(_)) if last != then => {
                wire.say(then).await;
                last = then;
            }
            Ok(Ok(_)) | Err(_) => {}
        }
    }
    began.elapsed()
}

const LOOKED: Duration = Duration::from_secs(14);

/// Whoever says nothing, half a head or a byte at a time, at first or later, is let go after ten seconds; an
/// idle connection is not, since proxies keep theirs for a minute. Meanwhile others are served. One wait for all kinds, a
/// few of each: the bound is the cause, not the number.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_slow_to_ask_is_let_go() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let whole = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let kinds = [
        ("", ""),
        ("GET /healthz HT", ""),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\nx: ", ""),
        ("POST /token HTTP/1.1\r\nhost: a\r\ncontent-length: 60000\r\nx: ", ""),
        ("PRI * HTTP/2.0\r\n\r\n", ""),
        (whole, "GET /healthz HT"),
        (whole, "GET /healthz HTTP/1.1\r\nhost: a\r\nx: "),
        (whole, ""),
    ];
    let waits = futures::future::join_all(kinds.iter().cycle().take(64).map(|kind| patience(&app, *kind)));
    let served = async {
        for _ in 0..20 {
            serves(&app).await;
            tokio::time::sleep(Duration::from_millis(400)).await;
        }
    };
    let (waited, ()) = tokio::join!(waits, served);
    for (kind, waited) in kinds.iter().cycle().zip(waited) {
        if *kind == (whole, "") {
            assert!(waited >= LOOKED, "an idle connection was closed after {waited:?}");
        } else {
            assert!(waited < Duration::from_millis(11_500), "{kind:?} was kept for {waited:?}");
        }
    }
    serves(&app).await;
}

/// A body that trickles is cut off by the request's deadline, here a short one, and holds nothing meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_trickles_is_cut_off() {
    let flags =
        vec![("server.request_timeout", "1s".to_owned()), ("database.max_connections", "2".to_owned())];
    let app = TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap();
    let mut slow = Vec::new();
    for path in [
        "/token",
        "/login",
        "/authorize",
        "/introspect",
        "/revoke",
        "/userinfo",
        "/logout",
        "/sign-in",
        "/consent",
    ] {
        for _ in 0..3 {
            let mut wire = Wire::open(&app).await;
            wire.say(format!(
                "POST {path} HTTP/1.1\r\nhost: a\r\n{FORM}\r\ncontent-length: 60000\r\n\r\ngrant"
            ))
            .await;
            slow.push((path, wire));
        }
    }
    let began = Instant::now();
    for _ in 0..5 {
        serves(&app).await;
    }
    for (path, wire) in &mut slow {
        let (heard, closed) = wire.hear().await;
        let text = String::from_utf8_lossy(&heard);
        assert!(closed && text.starts_with("HTTP/1.1 408"), "{path}: {text}");
    }
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    serves(&app).await;
    assert_eq!(app.count_events("token.issued").await, 6, "of the slow ones none was answered");
}

/// A request that a caller chose the length of: its parameter's bytes of `x`.
fn long_form(length: usize) -> String {
    format!("{GRANT}&x={}", "y".repeat(length))
}

in_each_setup! {
    /// A target of 64 KiB is too long, one of 8 KiB is not.
    async fn a_target_ends(app: TestApp) {
        for (length, statuses) in [(7 * 1024, [200, 404]), (9 * 1024, [414, 431]), (64 * 1024, [414, 431]), (1 << 20, [431, 414])] {
            for path in ["/healthz?x=", "/"] {
                let target = format!("{path}{}", "y".repeat(length));
                let answers = exchange(&app, request(&[&format!("GET {target} HTTP/1.1"), "host: a"], "")).await;
                // A server that hangs up on a megabyte may not be heard.
                let known = answers.first().is_none_or(|answer| statuses.contains(&answer.status));
                assert!(known && (length > 64 * 1024 || answers.len() == 1), "{path} {length}: {answers:?}");
            }
        }
        serves(&app).await;
    }

    /// Heads of too many bytes or fields.
    async fn a_head_ends(app: TestApp) {
        let many: Vec<String> = (0..101).map(|number| format!("x-{number}: y")).collect();
        let wide = format!("x: {}", "y".repeat(45 * 1024));
        let long_name = format!("{}: y", "x".repeat(70 * 1024));
        for lines in [many.iter().map(String::as_str).collect::<Vec<_>>(), vec![&wide], vec![&long_name]] {
            let lines: Vec<&str> = ["GET /healthz HTTP/1.1", "host: a"].into_iter().chain(lines).collect();
            let answers = exchange(&app, request(&lines, "")).await;
            assert!(answers.iter().all(|answer| matches!(answer.status, 400 | 431)), "{answers:?}");
        }
        serves(&app).await;
    }

    /// One byte over the limit is 413, by length and by chunks, on every route that reads a body; a length that
    /// is only claimed is refused at once, without its body.
    async fn a_body_ends(app: TestApp) {
        let paths = ["/token", "/introspect", "/revoke", "/userinfo", "/authorize", "/login", "/consent", "/logout", "/logged-out", "/sign-in"];
        let over = "a".repeat(64 * 1024 + 1);
        for path in paths {
            let first = format!("POST {path} HTTP/1.1");
            let by_length = exchange(&app, request(&[&first, "host: a", FORM], &over)).await;
            assert_eq!(by_length[0].status, 413, "{path}: {by_length:?}");
            let chunks = format!("{:x}\r\n{over}\r\n0\r\n\r\n", over.len());
            let head = format!("{first}\r\nhost: a\r\n{FORM}\r\ntransfer-encoding: chunked\r\n\r\n");
            let by_chunks = exchange(&app, format!("{head}{chunks}")).await;
            assert_eq!(by_chunks[0].status, 413, "{path}: {by_chunks:?}");
            let claimed = exchange(&app, format!("{first}\r\nhost: a\r\n{FORM}\r\ncontent-length: 4000000000\r\n\r\nx=")).await;
            assert_eq!(claimed[0].status, 413, "{path}: {claimed:?}");
            // Chunks without end: refused as soon as they are too many.
            let mut endless = Wire::open(&app).await;
            endless.say(head).await;
            let mut sent = 0;
            while sent < 4 << 20 && endless.say(format!("1000\r\n{}\r\n", "z".repeat(4096))).await {
                sent += 4096;
            }
            assert!(sent < 4 << 20, "{path}: four megabytes were taken");
        }
        for media_type in ["text/plain", "application/json", "multipart/form-data; boundary=x", "application/octet-stream"] {
            let line = format!("content-type: {media_type}");
            let answers = exchange(&app, request(&["POST /token HTTP/1.1", "host: a", &line], &over)).await;
            assert!(matches!(answers[0].status, 413 | 415), "{media_type}: {answers:?}");
        }
        let exact = long_form(64 * 1024 - GRANT.len() - 3);
        let fits = exchange(&app, request(&["POST /token HTTP/1.1", "host: a", FORM, &basic(SERVICE)], &exact)).await;
        assert_eq!(fits[0].status, 200, "64 KiB fit: {fits:?}");
        assert_eq!(app.count_events("token.issued").await, 1);
    }

    /// Forms without end, and odd ones that are decoded by the letter.
    async fn a_form_has_one_reading(app: TestApp) {
        let ask = async |body: &str| {
            let line = basic(SERVICE);
            exchange(&app, request(&["POST /token HTTP/1.1", "host: a", FORM, &line], body)).await.remove(0)
        };
        let pairs = (0..10_000).map(|number| format!("a{number}=1")).collect::<Vec<_>>().join("&");
        for (body, status) in [
            (format!("{GRANT}&{}", &pairs[..60_000]), 400),
            (format!("{GRANT}{}", "&a[]=1".repeat(2)), 400),
            (format!("{GRANT}{}", "&=".repeat(2)), 400),
            (format!("{GRANT};scope=authz:check"), 400),
            ("grant%5Ftype=client%5Fcredentials&&&".into(), 200),
            (format!("{GRANT}&scope=authz:check%20credentials:read"), 200),
            (format!("{GRANT}&scope=authz:check+credentials:read"), 200),
            (format!("{GRANT}&scope=authz:check%2Bcredentials:read"), 400),
            (format!("{GRANT}&a[b][c]=1&=x&{}", "&".repeat(10_000)), 200),
            ("grant_type[]=client_credentials".into(), 400),
            ("grant_type=client_credentials%00".into(), 400),
            ("grant_type=client_credentials%u0041".into(), 400),
            ("\u{feff}grant_type=client_credentials".into(), 400),
            ("GRANT_TYPE=client_credentials".into(), 400),
        ] {
            let answer = ask(&body).await;
            assert_eq!(answer.status, status, "{}: {}", &body[..body.len().min(80)], answer.body);
        }
    }

    /// The one JSON text that a stranger may send (`claims`) has one reading, and costs nothing to refuse.
    async fn json_has_one_reading(app: TestApp) {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(2500), "}".repeat(2500));
        let brackets = "[".repeat(10_000);
        let many = format!("{{{}}}", (0..1500).map(|number| format!("\"k{number}\":1")).collect::<Vec<_>>().join(","));
        for bomb in [
            deep.as_str(),
            &brackets,
            r#"{"userinfo":{"email":null},"userinfo":{"phone_number":null}}"#,
            r#"{"userinfo":{"email":null,"email":{"essential":true}}}"#,
            r#"{"userinfo":{"email":{"value":1e400}}}"#,
            r#"{"userinfo":NaN}"#,
            "\u{feff}{}",
            r#"{"userinfo":{}} trailing"#,
            "[]",
            "null",
            r#"{"userinfo":[]}"#,
            r#"{"userinfo":"\ud800"}"#,
        ] {
            let request = AuthorizationRequest::default().with("claims", bomb).with("prompt", "none");
            let form = app.http.post(app.at("/authorize")).header("content-type", "application/x-www-form-urlencoded");
            let began = Instant::now();
            let answer = Answer::of(form.body(request.query()).send().await.unwrap()).await;
            assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
            let answer = if answer.header("location").starts_with(&app.issuer) || answer.header("location").starts_with('/') {
                app.get(answer.header("location").trim_start_matches(&app.issuer)).await
            } else {
                answer
            };
            let shown = &bomb[..bomb.len().min(60)];
            let refused = answer.header("location").contains("error=invalid_request") || matches!(answer.status, 400 | 414);
            assert!(refused, "{shown}: {} {}", answer.status, answer.header("location"));
        }
        let ignored = AuthorizationRequest::default().with("claims", &many).with("prompt", "none");
        assert_eq!(app.get(&ignored.path()).await.status, 414, "many members are too long for a target");
        assert_eq!(app.count_events("code.issued").await, 0);
    }

    /// Requests that are broken off anywhere leave nothing behind. A smoke of each route; ten thousand are for
    /// the release binary.
    async fn whoever_hangs_up_leaves_nothing_behind(app: TestApp) {
        let query = AuthorizationRequest::default().query();
        let messages = [
            request(&["POST /token HTTP/1.1", "host: a", FORM, &basic(SERVICE)], GRANT),
            request(&["POST /introspect HTTP/1.1", "host: a", FORM, &basic(WEB)], "token=x"),
            request(&["POST /authorize HTTP/1.1", "host: a", FORM], &query),
            request(&[&format!("GET /authorize?{query} HTTP/1.1"), "host: a"], ""),
            request(&["POST /sign-in HTTP/1.1", "host: a", FORM], "username=ada&password=x&csrf=y"),
            request(&["GET /jwks HTTP/1.1", "host: a"], ""),
        ];
        let mut whole = 0;
        for message in &messages {
            let cuts = (0..message.len()).step_by(message.len() / 12).chain([message.len()]);
            let cut_off = cuts.map(|at| {
                let (app, message) = (&app, &message);
                async move {
                    let mut wire = Wire::open(app).await;
                    wire.say(&message.as_bytes()[..at]).await;
                    if at % 2 == 0 {
                        tokio::time::sleep(Duration::from_millis(3)).await;
                    }
                }
            });
            futures::future::join_all(cut_off).await;
            whole += 1;
        }
        assert_eq!(whole, messages.len());
        futures::future::join_all((0..20).map(|_| serves(&app))).await;
        let issued = app.count_events("token.issued").await;
        assert!((20..=21).contains(&issued), "of those broken off, only the whole one may have been done: {issued}");
        assert_eq!(AuthorizationRequest::default().tokens(&app).await.status, 200, "a whole flow still works");
    }
}
