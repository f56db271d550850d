//! Section F: what userinfo says to good, bad and missing tokens.

use crate::support::app::{Answer, WEB};
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, TestApp, in_each_setup};

#[track_caller]
fn is_challenged(answer: &Answer, status: u16, code: &str) {
    answer.is_error(status, code);
    let challenge = answer.header("www-authenticate");
    assert!(
        challenge.starts_with("Bearer ") && challenge.contains(&format!("error=\"{code}\"")),
        "{challenge}"
    );
}

async fn get(app: &TestApp, authorization: &str) -> Answer {
    Answer::of(app.http.get(app.at("/userinfo")).header("authorization", authorization).send().await.unwrap())
        .await
}

in_each_setup! {
    /// BR-44: a token that does not count is 401 with a challenge that says so; none at all is one that does not.
    async fn bad_and_missing_tokens(app: TestApp) {
        for request in [app.http.get(app.at("/userinfo")), app.http.post(app.at("/userinfo"))] {
            let none = Answer::of(request.send().await.unwrap()).await;
            assert_eq!((none.status, none.header("www-authenticate")), (401, "Bearer realm=\"signet\""));
            assert!(none.json().get("error").is_none());
        }
        let tokens = AuthorizationRequest::default().tokens(&app).await;
        let (revoked, expired) = (tokens.text("access_token"), AuthorizationRequest::default().tokens(&app).await.text("access_token"));
        app.post("/revoke", WEB, &[("token", &revoked)]).await;
        for wrong in ["abc", revoked.as_str(), &tokens.text("id_token")] {
            is_challenged(&app.userinfo(wrong).await, 401, "invalid_token");
        }
        app.travel(15 * 60);
        is_challenged(&app.userinfo(&expired).await, 401, "invalid_token");
        let without_openid = AuthorizationRequest::default().with("scope", "email").tokens(&app).await;
        is_challenged(&app.userinfo(&without_openid.text("access_token")).await, 403, "insufficient_scope");
    }

    /// BR-44: a good token is taken in the header, in any case of the scheme, or in a form, and nowhere else.
    async fn good_tokens(app: TestApp) {
        let tokens = AuthorizationRequest::default().tokens(&app).await;
        let token = tokens.text("access_token");
        let subject = claims_of(&tokens.text("id_token"))["sub"].clone();
        let form = [("access_token", token.as_str())];
        let posted = Answer::of(app.http.post(app.at("/userinfo")).form(&form).send().await.unwrap()).await;
        for answer in [get(&app, &format!("bearer {token}")).await, get(&app, &format!("BEARER {token}")).await, posted] {
            assert_eq!((answer.status, &answer.json()["sub"]), (200, &subject));
            assert!(answer.header("content-type").starts_with("application/json"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        app.get(&format!("/userinfo?access_token={token}")).await.is_error(400, "invalid_request");
        let twice = app.http.post(app.at("/userinfo")).bearer_auth(&token).form(&form);
        Answer::of(twice.send().await.unwrap()).await.is_error(400, "invalid_request");
    }
}
