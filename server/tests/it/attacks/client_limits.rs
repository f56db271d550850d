//! Guessing at a client's secret, and whose limit that uses up.

use super::clients::{GRANT, basic, right, send};
use crate::support::app::{Answer, Options, SERVICE};
use crate::support::{Setup, TestApp};

async fn limited(setup: Setup, flags: &[(&'static str, &str)]) -> Option<TestApp> {
    let mut flags: Vec<(&'static str, String)> =
        flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    flags.push(("limits.client_auth", "20/1m".to_owned()));
    flags.push(("server.trusted_proxies", "127.0.0.0/8".to_owned()));
    TestApp::with(setup, Options { flags, ..Options::default() }).await
}

/// From this address, as a trusted proxy says.
async fn from(app: &TestApp, address: &str, pair: &str, form: &[(&str, &str)]) -> Answer {
    let headers = [("x-forwarded-for", address.as_bytes().to_vec()), basic(pair).remove(0)];
    send(app, &headers, form).await
}

/// Guessing at a secret is slowed down, from one address and from many, and the real client is served from its
/// own.
async fn guessing_is_slowed_down(setup: Setup) {
    let Some(app) = limited(setup, &[]).await else { return };
    let (id, mut statuses) = (SERVICE.0, Vec::new());
    for number in 0..60 {
        let answer = from(&app, "192.0.2.1", &format!("{id}:guess-{number}"), &[GRANT]).await;
        if answer.status == 429 {
            answer.is_error(429, "slow_down");
            assert!(
                answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| (1..=61).contains(&seconds))
            );
        }
        statuses.push(answer.status);
    }
    assert_eq!((statuses[0], statuses[19], statuses[21], statuses[59]), (401, 401, 429, 429), "{statuses:?}");
    assert_eq!(
        from(&app, "192.0.2.1", &right(), &[GRANT]).await.status,
        429,
        "the right one is not told from the others"
    );
    assert_eq!(from(&app, "198.51.100.7", &right(), &[GRANT]).await.status, 200, "the real client");
    // One subscriber has a whole network of IPv6.
    let mut last = 0;
    for number in 0..22 {
        last =
            from(&app, &format!("2001:db8:1:1::{number:x}"), &format!("{id}:guess"), &[GRANT]).await.status;
    }
    assert_eq!(last, 429);
    let events = app.count_events("client.auth_failed").await;
    assert!((40..=44).contains(&events), "a flood does not fill the log: {events}");
    assert_eq!(from(&app, "198.51.100.7", &right(), &[GRANT]).await.status, 200);
}

/// The keys of the limits are not the caller's to choose: neither by ids that he makes up, nor by headers, nor
/// by saying nothing at all; and where successes are limited, they are.
async fn nobody_chooses_his_own_limit(setup: Setup) {
    let Some(app) = limited(setup, &[("limits.token", "5/1m")]).await else { return };
    let mut statuses = Vec::new();
    for number in 0..24 {
        statuses.push(from(&app, "192.0.2.1", &format!("made-up-{number}:x"), &[GRANT]).await.status);
    }
    assert_eq!((statuses[0], statuses[23]), (401, 429), "ids that nobody registered: {statuses:?}");
    let headers = [("x-forwarded-for", b"192.0.2.1".to_vec())];
    assert_eq!(send(&app, &headers, &[GRANT]).await.status, 429, "no client at all is the same nobody");
    let mut last = 0;
    for number in 0..24 {
        let spoofed = format!("203.0.113.{number}, 192.0.2.2");
        last = from(&app, &spoofed, &format!("{}:guess", SERVICE.0), &[GRANT]).await.status;
    }
    assert_eq!(last, 429, "whatever stands before the proxy's own word counts for nothing");
    let mut served = Vec::new();
    for number in 0..7 {
        served.push(from(&app, &format!("198.51.100.{number}"), &right(), &[GRANT]).await.status);
    }
    assert_eq!(
        served,
        [200, 200, 200, 200, 200, 429, 429],
        "a limit on successes counts the client, wherever it is"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_on_each_store() {
    for setup in Setup::ALL {
        guessing_is_slowed_down(setup).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_chooses_his_own_limit_on_any_store() {
    for setup in Setup::ALL {
        nobody_chooses_his_own_limit(setup).await;
    }
}
