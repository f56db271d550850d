//! Section F: what a script of a public client can read of a refusal.

use crate::support::app::{Answer, SPA};
use crate::support::{AuthorizationRequest, TestApp, in_each_setup};

async fn userinfo_from(app: &TestApp, origin: &str, token: Option<&str>) -> Answer {
    let mut request = app.http.get(app.at("/userinfo")).header("origin", origin);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    Answer::of(request.send().await.unwrap()).await
}

in_each_setup! {
    /// BR-44: the script of a public client can read that its token does not count, and so asks for another.
    async fn a_script_can_read_its_refusal(app: TestApp) {
        let request = AuthorizationRequest::of(SPA, "https://spa.test/cb");
        let expired = request.tokens(&app).await.text("access_token");
        app.travel(15 * 60);
        let revoked = request.tokens(&app).await.text("access_token");
        app.post("/revoke", SPA, &[("token", &revoked)]).await;
        for token in [Some(expired.as_str()), Some(&revoked), Some("abc"), None] {
            let answer = userinfo_from(&app, "https://spa.test", token).await;
            assert_eq!(answer.status, 401);
            assert_eq!(answer.header("access-control-allow-origin"), "https://spa.test", "{token:?}");
            assert!(answer.header("access-control-expose-headers").contains("WWW-Authenticate"));
            let stranger = userinfo_from(&app, "https://evil.test", token).await;
            assert!(!stranger.headers.contains_key("access-control-allow-origin"), "{token:?}");
        }
        let nonsense = app.http.post(app.at("/token")).header("origin", "https://spa.test").form(&[("grant_type", "x")]);
        let refused = Answer::of(nonsense.send().await.unwrap()).await;
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (401, "https://spa.test"));
    }
}
