//! Section E: a code that comes twice.

use serde_json::json;

use super::{offline, refresh};
use crate::support::app::{Answer, PARTNER, WEB};
use crate::support::authorization::VERIFIER;
use crate::support::{TestApp, in_each_setup};

async fn is_dead(app: &TestApp, tokens: &Answer) {
    let access = tokens.text("access_token");
    app.userinfo(&access).await.is_error(401, "invalid_token");
    assert_eq!(app.introspect(WEB, &access).await, json!({ "active": false }));
    assert_eq!(app.introspect(WEB, &tokens.text("refresh_token")).await, json!({ "active": false }));
    refresh(app, &tokens.text("refresh_token")).await.is_error(400, "invalid_grant");
}

in_each_setup! {
    /// BR-35: a second use of a code ends all that the first one gave, refreshed or not, even after its minute.
    async fn a_code_that_comes_twice(app: TestApp) {
        for (refreshes, waits) in [(false, 0), (true, 0), (true, 300)] {
            let code = offline().code(&app).await;
            let first = offline().exchange(&app, &code).await;
            let next = if refreshes { Some(refresh(&app, &first.text("refresh_token")).await) } else { None };
            app.travel(waits);
            offline().exchange(&app, &code).await.is_error(400, "invalid_grant");
            for tokens in [Some(first), next].into_iter().flatten() {
                is_dead(&app, &tokens).await;
            }
        }
    }

    /// BR-35: of ten exchanges at once one wins, and none of them is a fault of ours.
    async fn a_code_that_comes_ten_times_at_once(app: TestApp) {
        let request = offline();
        let code = request.code(&app).await;
        let answers = futures::future::join_all((0..10).map(|_| request.exchange(&app, &code))).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 9, "{statuses:?}");
    }

    /// BR-35: a used code in the hands of another client is refused and harms nobody.
    async fn a_used_code_of_another_client(app: TestApp) {
        let code = offline().code(&app).await;
        let tokens = offline().exchange(&app, &code).await;
        for redirect_uri in ["https://rp.test/cb", "https://partner.test/cb"] {
            let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", redirect_uri), ("code_verifier", VERIFIER)];
            app.token(PARTNER, &form).await.is_error(400, "invalid_grant");
        }
        assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(refresh(&app, &tokens.text("refresh_token")).await.status, 200);
    }
}
