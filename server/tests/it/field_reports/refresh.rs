//! Section E: answers that are lost, and tabs that ask at once.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::{offline, refresh};
use crate::support::app::WEB;
use crate::support::{TestApp, in_each_setup};

/// Sends a refresh and hangs up: at once, or when the server has done it, but never reading the answer.
async fn refresh_unread(app: &TestApp, token: &str, waits: bool) {
    use base64::Engine as _;
    let before = app.count_events("token.refreshed").await;
    let body = format!("grant_type=refresh_token&refresh_token={token}");
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", WEB.0, WEB.1.unwrap()));
    let request = format!(
        "POST /token HTTP/1.1\r\nhost: localhost\r\nauthorization: Basic {basic}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = TcpStream::connect(app.address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    for _ in 0..200 {
        if !waits || app.count_events("token.refreshed").await > before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(connection);
}

in_each_setup! {
    /// BR-34: whoever lost the answer gets the same successor within the grace time, and goes on with it.
    async fn a_lost_answer(app: TestApp) {
        for waits in [true, false] {
            let first = offline().tokens(&app).await.text("refresh_token");
            refresh_unread(&app, &first, waits).await;
            app.travel(2);
            let again = refresh(&app, &first).await;
            assert_eq!(again.status, 200, "{}", again.body);
            let next = refresh(&app, &again.text("refresh_token")).await;
            assert_eq!(next.status, 200, "{}", next.body);
        }
        assert_eq!(app.count_events("refresh.reuse_detected").await, 0);
    }

    /// BR-34: two tabs that refresh within one moment both go on with what they got.
    async fn two_tabs(app: TestApp) {
        let first = offline().tokens(&app).await.text("refresh_token");
        let (one, other) = futures::future::join(refresh(&app, &first), refresh(&app, &first)).await;
        let mut tabs = [one.text("refresh_token"), other.text("refresh_token")];
        for _ in 0..3 {
            app.travel(15 * 60);
            for tab in &mut tabs {
                let next = refresh(&app, tab).await;
                assert_eq!(next.status, 200, "{}", next.body);
                *tab = next.text("refresh_token");
            }
        }
        assert_eq!(app.count_events("refresh.reuse_detected").await, 0);
    }

    /// BR-34: a token that comes again long after its successor is theft, and everything of its family is dead.
    async fn theft(app: TestApp) {
        let tokens = offline().tokens(&app).await;
        let first = tokens.text("refresh_token");
        let next = refresh(&app, &first).await;
        app.travel(120);
        refresh(&app, &first).await.is_error(400, "invalid_grant");
        refresh(&app, &next.text("refresh_token")).await.is_error(400, "invalid_grant");
        for access in [tokens.text("access_token"), next.text("access_token")] {
            assert_eq!(app.introspect(WEB, &access).await, json!({ "active": false }));
            assert_eq!(app.userinfo(&access).await.status, 401);
        }
    }
}
