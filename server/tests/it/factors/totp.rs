//! One-time codes: once, in their window, so often and no oftener (MF-04, MF-05, MF-07, MF-08, MF-10, MF-14, MF-18, MF-21, MF-27).

use std::fmt::Write as _;

use futures::future::join_all;
use sea_orm::EntityTrait as _;

use super::phone::{STEP, half, has_session, is_second, kit};
use crate::support::app::Options;
use crate::support::authorization::claims_of;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp, in_each_setup};

in_each_setup! {
    async fn a_person_with_an_app_is_asked_for_a_code_and_the_tokens_say_so(app: TestApp) {
        let before = AuthorizationRequest::default().tokens(&app).await;
        let single = claims_of(&before.text("id_token"));
        assert_eq!(single["acr"], "urn:signet:acr:single");
        assert_eq!(single["amr"], serde_json::json!(["pwd"]));
        let kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let page = half(&mut browser, &request).await;
        assert!(!has_session(&browser), "no session before the second factor");
        let successes = app.count_events("login.success").await;
        app.travel(3);
        let back = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
        let tokens = request.exchange(&app, &back.code()).await;
        for token in [tokens.text("id_token"), tokens.text("access_token")] {
            let claims = claims_of(&token);
            assert_eq!(claims["acr"], "urn:signet:acr:multi");
            assert_eq!(claims["amr"], serde_json::json!(["pwd", "otp", "mfa"]));
            assert_eq!(claims["auth_time"].as_i64().unwrap_or(app.clock_seconds()), app.clock_seconds());
        }
        assert_eq!(app.count_events("login.success").await, successes + 1);
        assert_eq!((app.count_events("mfa.enrolled").await, app.count_events("mfa.verified").await), (1, 1));
    }

    async fn a_code_counts_once(app: TestApp) {
        let kit = kit(&app).await;
        let code = kit.phone.code(&app);
        let request = AuthorizationRequest::default();
        let mut first = Browser::new(&app);
        let page = half(&mut first, &request).await;
        first.submit(&page, &[("code", &code)]).await.code();
        let again = first.submit(&page, &[("code", &code)]).await;
        assert!(again.parameter("code").is_none(), "the same form sent twice");
        let mut second = Browser::new(&app);
        let page = half(&mut second, &request).await;
        let refused = second.submit(&page, &[("code", &code)]).await;
        assert_eq!(refused.answer.status, 400);
        is_second(&refused);
        assert!(!has_session(&second));
        assert_eq!(app.count_events("mfa.replay").await, 1);
    }

    async fn of_the_same_code_at_once_one_wins(app: TestApp) {
        let kit = kit(&app).await;
        for round in 0..3 {
            let places = join_all((0..6).map(async |_| {
                let mut browser = Browser::new(&app);
                let page = half(&mut browser, &AuthorizationRequest::default()).await;
                (browser, page)
            }))
            .await;
            let code = kit.phone.code(&app);
            let answers = places.into_iter().map(async |(mut browser, page)| {
                browser.submit(&page, &[("code", &code)]).await.parameter("code")
            });
            let won = join_all(answers).await.into_iter().flatten().count();
            assert_eq!(won, 1, "round {round}");
            // Losers have spent tries; the next round is another window.
            app.travel(16 * 60);
            if app.services.config.redis.url.is_some() {
                break;
            }
        }
    }

    async fn a_code_counts_one_step_around_its_own_and_never_behind_a_later_one(app: TestApp) {
        let kit = kit(&app).await;
        app.travel(5 * STEP);
        let request = AuthorizationRequest::default();
        let try_step = async |steps: i64| {
            let mut browser = Browser::new(&app);
            let page = half(&mut browser, &request).await;
            browser.submit(&page, &[("code", &kit.phone.code_of(&app, steps))]).await.parameter("code").is_some()
        };
        for (steps, counts) in [(-2, false), (2, false), (-1, true), (0, true), (-1, false), (1, true), (0, false)] {
            assert_eq!(try_step(steps).await, counts, "{steps} steps away");
        }
        // MF-27: a clock that is put back brings nothing back.
        app.travel(-2 * STEP);
        assert!(!try_step(0).await);
    }

    /// MF-21: the time is ours, whatever the browser says.
    async fn no_browser_tells_the_time(app: TestApp) {
        let kit = kit(&app).await;
        app.travel(5 * STEP);
        let mut browser = Browser::new(&app);
        let old = app.clock_seconds() - 5 * STEP;
        let date = signet::clock::from_millis(old * 1000).to_rfc2822();
        browser.headers = ["date", "x-client-time", "x-timestamp"].map(|name| (name, date.clone())).to_vec();
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let code = kit.phone.code_of(&app, -5);
        let time = old.to_string();
        let fields = [("code", code.as_str()), ("time", &time), ("timestamp", &time), ("now", &time)];
        for count in [1, 4] {
            let refused = browser.submit(&page, &fields[..count]).await;
            assert_eq!((refused.answer.status, refused.parameter("code")), (400, None), "{}", refused.answer.body);
        }
        browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
    }

    async fn guesses_are_limited_wherever_they_come_from(app: TestApp) {
        let kit = kit(&app).await;
        let request = AuthorizationRequest::default();
        let mut evaluated = 0;
        for place in 0..8 {
            let mut browser = Browser::new(&app);
            let page = half(&mut browser, &request).await;
            let refused = browser.submit(&page, &[("code", "000000")]).await;
            evaluated += usize::from(refused.answer.status == 400);
            assert_eq!(refused.answer.status, if place < 5 { 400 } else { 429 }, "{place}");
        }
        assert_eq!(evaluated, 5);
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &request).await;
        let limited = browser.submit(&page, &[("code", &kit.phone.code(&app))]).await;
        assert_eq!(limited.answer.status, 429, "the right code is not evaluated any more");
        let wait: i64 = limited.answer.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&wait));
        // The way out is a code on paper, which has a count of its own.
        let paper = browser.open(&format!("{}&method=backup_code", page.url)).await;
        browser.submit(&paper, &[("code", &kit.paper[0])]).await.code();
    }

    async fn of_guesses_at_once_the_limit_is_evaluated(app: TestApp) {
        let _kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let (action, body) = Browser::form(&page, &[("code", "000000")]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let guess = async || {
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
            request.send().await.unwrap().status().as_u16()
        };
        let statuses = join_all((0..30).map(|_| guess())).await;
        let evaluated = statuses.iter().filter(|status| **status == 400).count();
        let most = if app.services.config.redis.url.is_some() { 15 } else { 5 };
        assert!(evaluated <= most, "{evaluated} guesses were evaluated");
        assert!(statuses.iter().all(|status| matches!(status, 400 | 429)), "{statuses:?}");
    }

    /// MF-10: whoever hangs up before the answer has guessed all the same.
    async fn a_guess_counts_though_nobody_waits_for_its_answer(app: TestApp) {
        let _kit = kit(&app).await;
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let (action, body) = Browser::form(&page, &[("code", "000000")]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let failed = async || app.count_events("mfa.failed").await;
        for gone in 1..=5 {
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
            // It may be judged or not by the time that nobody waits any more.
            let _ = tokio::time::timeout(std::time::Duration::from_millis(gone), request.send()).await;
        }
        let judged = failed().await;
        let mut answers = Vec::new();
        for _ in 0..6 {
            answers.push(browser.submit(&page, &[("code", "000000")]).await.answer.status);
        }
        let more = answers.iter().filter(|status| **status == 400).count();
        assert!(judged + more <= 5, "{judged} and {more} were judged: {answers:?}");
        assert_eq!(*answers.last().unwrap(), 429, "{answers:?}");
    }

    async fn who_does_not_know_the_password_spends_nothing(app: TestApp) {
        let kit = kit(&app).await;
        for _ in 0..3 {
            let mut stranger = Browser::new(&app);
            let page = AuthorizationRequest::default().open(&mut stranger).await;
            stranger.submit(&page, &[("username", "ada"), ("password", "guess"), ("code", "000000")]).await;
        }
        let mut browser = Browser::new(&app);
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        browser.submit(&page, &[("code", &kit.phone.code(&app))]).await.code();
        assert_eq!(app.count_events("mfa.failed").await, 0);
    }

    async fn the_key_is_shown_while_it_waits_and_never_again(app: TestApp) {
        let mut browser = Browser::new(&app);
        let kit = super::phone::set_up(&app, &mut browser).await;
        let shown = ["/account/security", "/account/security/totp", "/account/security/totp.png", "/"];
        let (hex, key) = (hex(kit.phone.secret()), kit.phone.secret().to_vec());
        for path in shown {
            let page = browser.open(path).await;
            assert!(!page.answer.body.contains("id=\"secret\""), "{path}");
            assert!(!kit.paper.iter().any(|code| page.answer.body.contains(code.as_str())), "{path}");
        }
        let row = entity::mfa_totp::Entity::find().one(app.services.db.reader()).await.unwrap().unwrap();
        assert!(!row.sealed_secret.windows(key.len()).any(|part| part == key), "sealed at rest");
        let records = entity::kept_record::Entity::find().all(app.services.db.reader()).await.unwrap();
        assert!(!records.iter().any(|record| String::from_utf8_lossy(&record.value).contains(&hex)));
        let codes = entity::backup_code::Entity::find().all(app.services.db.reader()).await.unwrap();
        assert!(codes.len() == 10 && codes.iter().all(|row| row.digest.len() == 32));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// MF-08: the address that a guess comes from gives it no fresh count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_from_many_addresses_count_as_one() {
    let flags = vec![("server.trusted_proxies", "127.0.0.0/8".to_owned())];
    let app = TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap();
    let _kit = kit(&app).await;
    for place in 0..6 {
        let mut browser = Browser::new(&app);
        browser.headers.push(("x-forwarded-for", format!("203.0.113.{place}")));
        let page = half(&mut browser, &AuthorizationRequest::default()).await;
        let refused = browser.submit(&page, &[("code", "000000")]).await;
        assert_eq!(refused.answer.status, if place < 5 { 400 } else { 429 }, "{place}");
    }
}
