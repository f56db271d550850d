//! Signing out as a way to send people elsewhere, or to sign them out behind their backs (RP-Initiated Logout 1.0).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use signet::protocol::signing_algorithm::SigningAlgorithm;

use crate::support::app::{Answer, object};
use crate::support::attack::{Watch, is_guarded_page};
use crate::support::authorization::{claims_of, header_of};
use crate::support::browser::Page;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const BYE: &str = "https://rp.test/bye";

fn query(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().filter(|(name, _)| !name.is_empty());
    let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/logout?{text}")
}

/// A person who is signed in, and the ID token of it.
async fn signed_in(app: &TestApp) -> (Browser<'_>, Answer) {
    let mut browser = Browser::new(app);
    let request = AuthorizationRequest::default().with("scope", "openid offline_access");
    let code = request.signed_in(&mut browser).await.code();
    (browser, request.exchange(app, &code).await)
}

async fn is_still_signed_in(browser: &mut Browser<'_>) {
    AuthorizationRequest::default().with("prompt", "none").open(browser).await.code();
}

fn asks(page: &Page) -> bool {
    page.answer.status == 200 && page.answer.body.contains("logout-yes")
}

in_each_setup! {
    /// Nobody is sent anywhere but to an address that is registered, to the byte: with a hint, with a client,
    /// with neither, signed in or not.
    async fn nobody_is_sent_elsewhere(app: TestApp) {
        let (mut browser, tokens) = signed_in(&app).await;
        let hint = tokens.text("id_token");
        for wrong in [
            "https://evil.test/cb", "https://rp.test/bye/x", "https://rp.test/byex", "https://rp.test/bye%2Fx", "https://rp.test.evil.test/bye", "https://rpXtest/bye", "https://rp.test/bye/",
            "https://rp.test@evil.test/bye", "https://a@b@rp.test/bye", "https://evil.test\\@rp.test/bye", "https://rp.test%40evil.test/bye", "https://user:pw@rp.test/bye",
            "https://RP.TEST/bye", "https://rp.test:443/bye", "https://rp.test./bye", "https://xn--rp-xka.test/bye", "https://\u{ff52}p.test/bye", "https://rp.test%00.evil.test/bye",
            "https:\\\\rp.test\\bye", "https:/rp.test/bye", "https://rp.test/b%09ye", "https://rp.test/bye%0a", "https://rp.test/bye\r\n", " https://rp.test/bye", "https://rp.test/bye ", "\u{feff}https://rp.test/bye",
            "https://rp.test/bye?x=1", "https://rp.test/bye#x", "https://rp.test/BYE", "http://rp.test/bye", "https://rp.test/cb", "https://partner.test/bye", "//evil.test", "/\\evil.test", "javascript:alert(1)", "data:text/html,x",
            "http://127.0.0.1:9/bye", "http://localhost:9/bye", "com.example.app:/bye", "?",
        ] {
            for with in [("id_token_hint", hint.as_str()), ("client_id", "web"), ("", "")] {
                for pairs in [vec![with, ("post_logout_redirect_uri", wrong)], vec![with, ("post_logout_redirect_uri", wrong), ("state", "x")]] {
                    let what = format!("{wrong} {}", with.0);
                    let mut watch = Watch::over(&app).await;
                    let page = browser.open(&query(&pairs)).await;
                    watch.is_page(&what, &page, 400, Some(("logout.refused", "post_logout_redirect_uri"))).await;
                    assert!(!page.answer.body.contains("href=\"https://evil") && !page.answer.body.contains("javascript:"), "{what}: a link leads there");
                }
            }
            let mut stranger = Browser::new(&app);
            let page = stranger.open(&query(&[("client_id", "web"), ("post_logout_redirect_uri", wrong)])).await;
            page.is_error_page();
        }
        for doubled in [format!("post_logout_redirect_uri={BYE}&post_logout_redirect_uri=https://evil.test/"), format!("post_logout_redirect_uri=https://evil.test/&post_logout_redirect_uri={BYE}")] {
            browser.open(&format!("/logout?client_id=web&{doubled}")).await.is_error_page();
        }
        is_still_signed_in(&mut browser).await;
    }

    /// Without a hint the person is asked, and nobody is sent on by a link alone.
    async fn without_a_hint_nothing_goes_by_itself(app: TestApp) {
        let (mut browser, _) = signed_in(&app).await;
        for pairs in [vec![("client_id", "web"), ("post_logout_redirect_uri", BYE)], vec![("client_id", "web")], vec![], vec![("id_token_hint", ""), ("client_id", "web"), ("post_logout_redirect_uri", BYE)], vec![("logout_hint", "ada"), ("ui_locales", "de")]] {
            let mut watch = Watch::over(&app).await;
            let page = browser.open(&query(&pairs)).await;
            assert!(asks(&page), "{pairs:?}: {}", page.answer.body);
            is_guarded_page("the question", &page.answer);
            watch.is_unmoved(&format!("{pairs:?}"), None).await;
        }
        // An address without a client that registered it is nobody's.
        let page = browser.open(&query(&[("post_logout_redirect_uri", BYE)])).await;
        page.is_error_page();
        is_still_signed_in(&mut browser).await;
        let mut stranger = Browser::new(&app);
        let page = stranger.open(&query(&[("client_id", "web"), ("post_logout_redirect_uri", BYE)])).await;
        assert_eq!((page.answer.status, page.answer.header("location")), (200, ""), "nobody is signed in, and nothing is proven");
    }

    /// A hint is an ID token of ours, and nothing else is; one that has expired is still a good one.
    async fn a_hint_is_an_id_token_of_ours(app: TestApp) {
        let (mut browser, tokens) = signed_in(&app).await;
        let (hint, access) = (tokens.text("id_token"), tokens.text("access_token"));
        let ring = app.services.keys.current();
        let sign = |typ: &str, change: &dyn Fn(&mut Value)| {
            let mut claims = claims_of(&hint);
            change(&mut claims);
            ring.sign(SigningAlgorithm::RS256, typ, &object(claims)).unwrap()
        };
        let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), hint.split('.').nth(1).unwrap());
        let mut header = header_of(&hint);
        header["alg"] = json!("none");
        let renamed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), hint.split_once('.').unwrap().1);
        let flipped = if hint.ends_with('A') { "B" } else { "A" };
        for (what, wrong) in [
            ("forged", format!("{}{flipped}", &hint[..hint.len() - 1])), ("none", unsigned), ("none in its own header", renamed), ("an access token", access), ("a refresh token", tokens.text("refresh_token")),
            ("garbage", "a.b.c".into()), ("encrypted", "a.b.c.d.e".into()), ("undefined", "undefined".into()), ("16 KiB", format!("{hint}{}", "A".repeat(3_000))),
            ("another issuer", sign("JWT", &|claims| claims["iss"] = json!("https://other.test"))), ("our issuer and a slash", sign("JWT", &|claims| claims["iss"] = json!(format!("{}/", app.issuer)))),
            ("no issuer", sign("JWT", &|claims| drop(claims.as_object_mut().unwrap().remove("iss")))), ("issuers", sign("JWT", &|claims| claims["iss"] = json!([app.issuer]))),
            ("no subject", sign("JWT", &|claims| drop(claims.as_object_mut().unwrap().remove("sub")))), ("no audience", sign("JWT", &|claims| drop(claims.as_object_mut().unwrap().remove("aud")))), ("two audiences", sign("JWT", &|claims| claims["aud"] = json!(["web", "partner"]))),
            ("a logout token", sign("logout+jwt", &|_| ())), ("a request object", sign("oauth-authz-req+jwt", &|_| ())), ("an access token by type", sign("at+jwt", &|_| ())),
        ] {
            for more in [vec![], vec![("client_id", "web"), ("post_logout_redirect_uri", BYE)]] {
                let mut watch = Watch::over(&app).await;
                let page = browser.open(&query(&[&[("id_token_hint", wrong.as_str())], &more[..]].concat())).await;
                watch.is_page(what, &page, 400, Some(("logout.refused", "id_token_hint"))).await;
            }
        }
        is_still_signed_in(&mut browser).await;
        app.travel(2 * 60 * 60);
        let page = browser.open(&query(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)])).await;
        assert_eq!(page.url, BYE, "an expired one is a good hint");
        assert_eq!(app.count_events("logout").await, 1);
    }

    /// A good hint about somebody else ends nobody's session.
    async fn a_hint_about_somebody_else_asks(app: TestApp) {
        let (_, of_ada) = signed_in(&app).await;
        app.add_user(json!({ "preferred_username": "bob", "password": app.user.password })).await;
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        browser.submit(&page, &[("username", "bob"), ("password", app.user.password)]).await.code();
        let mut watch = Watch::over(&app).await;
        let page = browser.open(&query(&[("id_token_hint", &of_ada.text("id_token")), ("post_logout_redirect_uri", BYE)])).await;
        assert!(asks(&page), "{}", page.answer.body);
        watch.is_unmoved("another person's hint", None).await;
    }

    /// A client that is not the hint's audience is none of its business.
    async fn a_client_speaks_for_itself(app: TestApp) {
        let (mut browser, tokens) = signed_in(&app).await;
        let hint = tokens.text("id_token");
        for other in ["partner", "nobody", "Web", "web ", "web\u{200b}"] {
            for uri in [BYE, "https://partner.test/bye", ""] {
                let mut watch = Watch::over(&app).await;
                let page = browser.open(&query(&[("id_token_hint", &hint), ("client_id", other), ("post_logout_redirect_uri", uri)])).await;
                watch.is_page(other, &page, 400, Some(("logout.refused", "client_id"))).await;
            }
        }
        is_still_signed_in(&mut browser).await;
    }

    /// The question is answered by the page that asked it, in the browser that was asked.
    async fn the_answer_comes_from_our_own_page(app: TestApp) {
        let (mut browser, _) = signed_in(&app).await;
        let page = browser.open("/logout").await;
        let (action, body) = Browser::form(&page, &[("action", "yes")]);
        let (mut other, _) = signed_in(&app).await;
        let page_of_other = other.open("/logout").await;
        let (_, of_other) = Browser::form(&page_of_other, &[("action", "yes")]);
        let consent_like = body.replace("csrf=", "csrf=x");
        for (what, body, headers) in [
            ("no token", "action=yes".to_owned(), vec![]),
            ("an empty token", "action=yes&csrf=".into(), vec![]),
            ("another browser's token", of_other, vec![]),
            ("a made-up token", consent_like, vec![]),
            ("from another origin", body.clone(), vec![("origin", "https://evil.test".to_owned())]),
            ("from another site", body.clone(), vec![("sec-fetch-site", "cross-site".to_owned())]),
            ("from a sister site", body.clone(), vec![("sec-fetch-site", "same-site".to_owned())]),
        ] {
            browser.headers = headers;
            let mut watch = Watch::over(&app).await;
            let page = browser.request(reqwest::Method::POST, &action, Some(body)).await;
            watch.is_page(what, &page, 403, Some(("form.refused", ""))).await;
        }
        browser.headers.clear();
        let mut watch = Watch::over(&app).await;
        let page = Browser::new(&app).request(reqwest::Method::POST, &action, Some(body.clone())).await;
        watch.is_page("without a cookie", &page, 403, Some(("form.refused", ""))).await;
        is_still_signed_in(&mut browser).await;
        browser.request(reqwest::Method::POST, &action, Some(body)).await;
        AuthorizationRequest::default().with("prompt", "none").open(&mut browser).await.is_redirected_error(&app, "login_required");
        assert_eq!(app.count_events("logout").await, 1);
    }

    /// `state` comes back in the redirect, encoded, and nowhere else.
    async fn state_comes_back_encoded(app: TestApp) {
        let long = "s".repeat(4096);
        for state in ["a\r\nset-cookie: evil=1", "<script>alert(1)</script>", "a&b=c#d", "\u{e9}\u{202e}", "%0d%0a", &long] {
            let (mut browser, tokens) = signed_in(&app).await;
            let asked = browser.open(&query(&[("client_id", "web"), ("post_logout_redirect_uri", BYE), ("state", state)])).await;
            assert!(asks(&asked), "{}", asked.answer.body);
            assert!(!asked.answer.body.contains("<script>alert") && !asked.answer.headers.contains_key("evil"));
            let page = browser.open(&query(&[("id_token_hint", &tokens.text("id_token")), ("post_logout_redirect_uri", BYE), ("state", state)])).await;
            assert!(page.url.starts_with(&format!("{BYE}?state=")), "{}", page.url);
            assert_eq!(page.parameter("state").as_deref(), Some(state));
            assert!(page.url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", page.url);
            let back = app.get(&query(&[("state", state)])).await;
            assert!(!back.body.contains("<script>alert"), "{}", back.body);
        }
    }

    /// Fifty at once sign out once.
    async fn fifty_at_once_sign_out_once(app: TestApp) {
        let (browser, tokens) = signed_in(&app).await;
        let path = query(&[("id_token_hint", &tokens.text("id_token")), ("post_logout_redirect_uri", BYE)]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let answers = futures::future::join_all((0..50).map(|_| async {
            Answer::of(app.http.get(app.at(&path)).header("cookie", &cookies).send().await.unwrap()).await
        })).await;
        for answer in answers {
            assert_eq!((answer.status, answer.header("location")), (303, BYE), "{}", answer.body);
        }
        assert_eq!(app.count_events("logout").await, 1);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
        app.token(crate::support::app::WEB, &refresh).await.is_error(400, "invalid_grant");
    }
}
