//! What an operation costs the database: statements read and written, one transaction each. Listed in
//! `server/README.md`; a change here is a change there.

use crate::support::app::{Options, SERVICE, WEB};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

/// Runs an operation once the caches are warm, and counts.
async fn cost<T>(app: &TestApp, operation: impl AsyncFnOnce() -> T) -> (T, (u64, u64)) {
    let before = app.services.db.statements();
    let done = operation().await;
    let after = app.services.db.statements();
    (done, (after.read - before.read, after.written - before.written))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_costs_what_is_written_down() {
    let options = Options { is_quiet: true, ..Options::default() };
    let app = TestApp::with(Setup::Sqlite, options).await.unwrap();
    let request = AuthorizationRequest::default().with("scope", "openid email offline_access");
    let mut browser = Browser::new(&app);
    // Once for the caches.
    let warm = request.signed_in(&mut browser).await.code();
    request.exchange(&app, &warm).await;
    app.token(SERVICE, &[("grant_type", "client_credentials")]).await;

    let mut fresh = Browser::new(&app);
    let (page, parking) =
        cost(&app, async || app.http.get(app.at(&request.path())).send().await.unwrap()).await;
    assert_eq!((page.status().as_u16(), parking), (303, (0, 1)), "a request is parked");
    let login = request.open(&mut fresh).await;
    let (code, signing_in) = cost(&app, async || fresh.sign_in(&login).await.code()).await;
    assert_eq!(signing_in, (6, 10), "a sign-in; two of the writes count and uncount its limits");
    let (code_again, silent) = cost(&app, async || request.open(&mut fresh).await.code()).await;
    assert_eq!(silent, (1, 3), "the first silent one: session; family, event and its origin");
    let (tokens, exchange) = cost(&app, async || request.exchange(&app, &code).await).await;
    assert_eq!(exchange, (0, 3), "one update, event and its origin");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
    let (refreshed, refresh) = cost(&app, async || app.token(WEB, &form).await).await;
    assert_eq!((refreshed.status, refresh), (200, (0, 3)));
    let service = [("grant_type", "client_credentials")];
    let (_, service) = cost(&app, async || app.token(SERVICE, &service).await).await;
    assert_eq!(service, (0, 2), "event and its origin");
    let access = refreshed.text("access_token");
    let (_, introspection) = cost(&app, async || app.introspect(WEB, &access).await).await;
    assert_eq!(introspection, (1, 0), "the first time: revoked ids");
    let (_, again) = cost(&app, async || app.introspect(WEB, &access).await).await;
    assert_eq!(again, (0, 0));
    let (_, userinfo) = cost(&app, async || app.userinfo(&access).await).await;
    assert_eq!(userinfo, (0, 0));
    let (_, revocation) = cost(&app, async || app.post("/revoke", WEB, &[("token", &access)]).await).await;
    assert_eq!(revocation, (0, 3), "the mark, event and its origin");
    app.travel(61);
    let (_, later) = cost(&app, async || request.open(&mut fresh).await.code()).await;
    assert_eq!(later, (0, 4), "the same later on: its idle limit moves on too");
    drop(code_again);
}
