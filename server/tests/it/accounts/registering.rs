//! Registration (user-service.md 1 and 5, security.md LG and RS): nobody learns whether an address has an account, no account
//! is there before its address is proven, and a link that somebody only looks at is not used up.

use serde_json::json;

use super::{PASSWORD, mail_to, mails, register, with_mail, without_chance};
use crate::support::browser::attribute;
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

async fn accounts(app: &TestApp) -> u64 {
    signet::store::users::count(app.services.db.reader()).await.unwrap()
}

with_mail! {
    async fn a_newcomer_registers_types_the_code_and_is_signed_in(app: TestApp) {
        let before = accounts(&app).await;
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "Carol@Example.com", PASSWORD).await;
        assert!(page.url.starts_with("/verify?ticket="), "{}", page.url);
        assert!(page.answer.body.contains("Carol@Example.com"));
        assert_eq!(accounts(&app).await, before, "nobody has an account before the proof");
        let mail = mail_to(&app, "Carol@Example.com").await;
        assert_eq!((mail.letter.as_str(), mail.subject.as_str()), ("verify_address", "Confirm your address for Signet"));
        let code = mail.code();
        let home = browser.submit(&page, &[("code", &format!(" {} {} ", &code[..4], &code[4..]))]).await;
        assert_eq!((home.answer.status, home.url.as_str()), (200, "/"), "{}", home.answer.body);
        assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
        let user = signet::store::users::find_by_name(app.services.db.reader(), "carol@example.com").await.unwrap().unwrap();
        assert!(user.email_verified && user.email.as_deref() == Some("Carol@Example.com"));
        assert_eq!(user.profile["locale"], "en");
        for (event, count) in [("email.verification_requested", 1), ("user.registered", 2), ("email.verified", 1), ("login.success", 1)] {
            assert_eq!(app.count_events(event).await, count, "{event}");
        }
        // Code and link are one proof.
        let again = Browser::new(&app).open(&mail.link(&app, "/verify/link")).await;
        assert_eq!(again.answer.status, 400);
        assert!(again.answer.body.contains("id=\"link-over\""));
        let mut elsewhere = Browser::new(&app);
        let page = elsewhere.open("/sign-in").await;
        let home = elsewhere.submit(&page, &[("username", "carol@example.com"), ("password", PASSWORD)]).await;
        assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
    }

    async fn whoever_was_on_the_way_to_an_application_gets_there(app: TestApp) {
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::default();
        let login = request.open(&mut browser).await;
        let start = login.answer.body.find("id=\"register\"").expect("a link to register");
        let tag = &login.answer.body[start..login.answer.body[start..].find('>').unwrap() + start];
        let page = browser.open(&attribute(tag, "href").unwrap()).await;
        let page = browser.submit(&page, &[("email", "carol@example.com"), ("name", ""), ("password", PASSWORD)]).await;
        let code = mail_to(&app, "carol@example.com").await.code();
        let back = browser.submit(&page, &[("code", &code)]).await;
        assert_eq!(back.parameter("state").as_deref(), Some("af0ifjsldkj"), "{} {}", back.url, back.answer.body);
        let tokens = request.exchange(&app, &back.code()).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        let token = tokens.text("access_token");
        let told = app.userinfo(&token).await.json();
        assert_eq!((&told["email"], &told["email_verified"]), (&json!("carol@example.com"), &json!(true)));
        let claims = crate::support::authorization::claims_of(&tokens.text("id_token"));
        assert_eq!(claims["amr"], json!(["pwd"]));
    }

    async fn a_known_address_gets_the_same_page_and_its_owner_another_mail(app: TestApp) {
        let mut pages = Vec::new();
        for email in ["carol@example.com", "ADA@example.com"] {
            let page = register(&mut Browser::new(&app), email, PASSWORD).await;
            assert_eq!(page.answer.status, 200);
            pages.push(without_chance(&page, email));
        }
        assert_eq!(pages[0], pages[1]);
        let letters: Vec<_> = mails(&app).await.into_iter().map(|mail| (mail.letter, mail.recipient)).collect();
        let expected = [("verify_address", "carol@example.com"), ("account_exists", "ada@example.com")];
        assert_eq!(letters, expected.map(|(letter, to)| (letter.to_owned(), to.to_owned())), "to the address of the account");
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "ada@example.com", PASSWORD).await;
        let refused = browser.submit(&page, &[("code", "12345678")]).await;
        assert_eq!(refused.answer.status, 400);
        assert!(refused.answer.body.contains("id=\"code-wrong\""), "{}", refused.answer.body);
        // Nothing of hers has changed.
        let mut ada = Browser::new(&app);
        AuthorizationRequest::default().signed_in(&mut ada).await.code();
    }

    async fn a_code_is_tried_a_few_times_in_one_browser(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "carol@example.com", PASSWORD).await;
        let code = mail_to(&app, "carol@example.com").await.code();
        let wrong = if code == "00000000" { "00000001" } else { "00000000" };
        // Somebody else who learnt the address of the page.
        let stranger = Browser::new(&app).open(&page.url).await;
        assert_eq!((stranger.answer.status, stranger.answer.body.contains("carol@example.com")), (400, false));
        for _ in 0..4 {
            let refused = browser.submit(&page, &[("code", wrong)]).await;
            assert!(refused.answer.body.contains("id=\"code-wrong\""), "{}", refused.answer.body);
        }
        let over = browser.submit(&page, &[("code", wrong)]).await;
        assert!(over.answer.body.contains("id=\"link-over\""));
        let late = browser.submit(&page, &[("code", &code)]).await;
        assert!(late.answer.status == 400 && late.answer.body.contains("id=\"link-over\""), "the right one comes too late");
        assert!(app.count_events("email.verification_failed").await >= 6);
        // The link still counts: it cannot be guessed.
        let page = browser.open(&mail_to(&app, "carol@example.com").await.link(&app, "/verify/link")).await;
        let home = browser.submit(&page, &[]).await;
        assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
    }

    async fn of_many_guesses_at_once_no_more_are_judged_than_of_one_after_the_other(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "carol@example.com", PASSWORD).await;
        let code = mail_to(&app, "carol@example.com").await.code();
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let guesses = (0..20).map(|guess| {
            let (action, body) = Browser::form(&page, &[("code", &format!("{guess:08}"))]);
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            request.header("content-type", "application/x-www-form-urlencoded").body(body).send()
        });
        let answers = futures::future::join_all(guesses).await;
        let statuses: Vec<u16> = answers.into_iter().map(|answer| answer.unwrap().status().as_u16()).collect();
        assert!(statuses.iter().all(|status| matches!(status, 400 | 503)), "{statuses:?}");
        let late = browser.submit(&page, &[("code", &code)]).await;
        assert!(late.answer.body.contains("id=\"link-over\""), "all tries are used up: {}", late.answer.body);
    }

    async fn looking_at_a_link_uses_nothing_up_and_elsewhere_it_asks_for_the_password(app: TestApp) {
        let mut browser = Browser::new(&app);
        register(&mut browser, "carol@example.com", PASSWORD).await;
        let link = mail_to(&app, "carol@example.com").await.link(&app, "/verify/link");
        for method in [reqwest::Method::GET, reqwest::Method::HEAD].into_iter().cycle().take(10) {
            let looked = app.http.request(method, app.at(&link)).send().await.unwrap();
            assert_eq!((looked.status().as_u16(), looked.headers()["referrer-policy"].to_str().unwrap()), (200, "no-referrer"));
        }
        let mut phone = Browser::new(&app);
        let page = phone.open(&link).await;
        assert!(page.answer.body.contains("name=\"password\""), "{}", page.answer.body);
        let nothing = phone.submit(&page, &[]).await;
        assert_eq!(nothing.answer.status, 400);
        let wrong = phone.submit(&page, &[("password", "Kestrel-harbour-8")]).await;
        assert!(wrong.answer.body.contains("id=\"password-wrong\""), "{}", wrong.answer.body);
        assert!(!phone.cookies.keys().any(|name| name.contains("session")));
        let home = phone.submit(&page, &[("password", PASSWORD)]).await;
        assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
        let used = browser.open(&link).await;
        assert!(used.answer.body.contains("id=\"link-over\""));
    }

    async fn of_two_who_ask_for_one_address_the_first_proof_wins(app: TestApp) {
        let (mut first, mut second) = (Browser::new(&app), Browser::new(&app));
        let one = register(&mut first, "carol@example.com", "Kestrel-harbour-1").await;
        let first_code = mail_to(&app, "carol@example.com").await.code();
        let two = register(&mut second, "CAROL@example.com", "Kestrel-harbour-2").await;
        let second_code = mail_to(&app, "CAROL@example.com").await.code();
        let home = second.submit(&two, &[("code", &second_code)]).await;
        assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
        let late = first.submit(&one, &[("code", &first_code)]).await;
        assert_eq!(late.answer.status, 400);
        assert!(late.answer.body.contains("There is an account already"), "{}", late.answer.body);
        assert!(!first.cookies.keys().any(|name| name.contains("session")), "and is not signed in");
        let page = first.open("/sign-in").await;
        let refused = first.submit(&page, &[("username", "carol@example.com"), ("password", "Kestrel-harbour-1")]).await;
        assert_eq!(refused.answer.status, 400);
    }

    /// BR-61: a form that is sent many times makes one account.
    async fn a_form_sent_many_times_at_once_makes_one_account_and_few_mails(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        let (action, body) = Browser::form(&page, &[("email", "carol@example.com"), ("name", "C"), ("password", PASSWORD)]);
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sent = (0..10).map(|_| {
            let request = app.http.post(app.at(&action)).header("cookie", cookies.join("; "));
            request.header("content-type", "application/x-www-form-urlencoded").body(body.clone()).send()
        });
        let answers = futures::future::join_all(sent).await;
        let statuses: Vec<u16> = answers.into_iter().map(|answer| answer.unwrap().status().as_u16()).collect();
        assert!(statuses.iter().all(|status| matches!(status, 303 | 429)), "{statuses:?}");
        let written = mails(&app).await;
        assert!((1..=3).contains(&written.len()), "{}", written.len());
        let links = written.iter().map(|mail| mail.link(&app, "/verify/link"));
        let proofs = links.map(async |link| {
            let mut browser = Browser { cookies: browser.cookies.clone(), ..Browser::new(&app) };
            let page = browser.open(&link).await;
            if page.answer.body.contains("id=\"verify-form\"") { browser.submit(&page, &[]).await } else { page }
        });
        let proofs = futures::future::join_all(proofs).await;
        assert!(proofs.iter().all(|page| page.answer.status < 500));
        assert_eq!(app.count_events("email.verified").await, 1);
    }

    async fn a_link_ends_with_its_time_to_the_second_and_a_code_before(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "carol@example.com", PASSWORD).await;
        let mail = mail_to(&app, "carol@example.com").await;
        app.travel(30 * 60);
        let late = browser.submit(&page, &[("code", &mail.code())]).await;
        assert!(late.answer.body.contains("id=\"link-over\""));
        let link = mail.link(&app, "/verify/link");
        app.travel(24 * 60 * 60 - 30 * 60 - 1);
        assert_eq!(browser.open(&link).await.answer.status, 200);
        app.travel(1);
        assert_eq!(browser.open(&link).await.answer.status, 400);
    }

    async fn every_rule_that_a_form_breaks_is_named_and_nothing_is_written(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        let refused = browser.submit(&page, &[("email", "carol"), ("name", "Carol"), ("password", "short")]).await;
        assert_eq!(refused.answer.status, 400);
        for said in ["name@example.com", "12 characters at least", "Add an upper-case letter", "Add a digit", "Add a character that is neither"] {
            assert!(refused.answer.body.contains(said), "{said}: {}", refused.answer.body);
        }
        assert!(refused.answer.body.contains("value=\"carol\"") && !refused.answer.body.contains("value=\"short\""));
        let own = browser.submit(&page, &[("email", "wolfeschlegel@example.com"), ("name", ""), ("password", "Wolfeschlegel1!")]).await;
        assert!(own.answer.body.contains("harder to guess"), "{}", own.answer.body);
        assert!(mails(&app).await.is_empty());
        assert_eq!(app.count_events("email.verification_requested").await, 0);
    }

    async fn an_address_gets_three_mails_an_hour_and_nobody_sees_the_difference(app: TestApp) {
        let mut pages = Vec::new();
        for _ in 0..4 {
            let mut browser = Browser::new(&app);
            pages.push(without_chance(&register(&mut browser, "carol@example.com", PASSWORD).await, "carol@example.com"));
        }
        assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(mails(&app).await.len(), 3);
    }

    /// Without a script a button asks: nothing is counted, written or kept.
    async fn how_strong_a_password_is_the_page_says_before_it_is_taken(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        assert!(page.answer.body.contains("id=\"how-strong\""));
        let fields = |password| [("email", "rosalind@example.com"), ("password", password), ("action", "strength")];
        for (password, value, word) in [("Password1234!", 0, "none"), ("Kestrel-harbour-9", 4, "strong")] {
            for _ in 0..3 {
                let shown = browser.submit(&page, &fields(password)).await.answer;
                assert_eq!(shown.status, 200);
                let meter = format!("value=\"{value}\"></meter>");
                assert!(shown.body.contains(&meter) && shown.body.contains(&format!(">{word}</output>")), "{password}: {}", shown.body);
                assert!(shown.body.contains("rosalind@example.com") && !shown.body.contains(password));
            }
        }
        assert!(mails(&app).await.is_empty());
    }

    async fn a_source_asks_five_times_an_hour(app: TestApp) {
        for number in 0..5 {
            let page = register(&mut Browser::new(&app), &format!("carol{number}@example.com"), PASSWORD).await;
            assert_eq!(page.answer.status, 200);
        }
        let page = register(&mut Browser::new(&app), "carol6@example.com", PASSWORD).await;
        assert_eq!(page.answer.status, 429, "{}", page.answer.body);
        let wait: i64 = page.answer.header("retry-after").parse().unwrap();
        assert!((1..=3600).contains(&wait) && page.answer.body.contains("too often"));
    }

    async fn addresses_that_people_have_are_taken(app: TestApp) {
        let addresses = ["anna+test@example.com", "anna.o'neil@example.com", "user@münchen.example"];
        for address in addresses {
            let mut browser = Browser::new(&app);
            register(&mut browser, address, PASSWORD).await;
            let link = mail_to(&app, address).await.link(&app, "/verify/link");
            let page = browser.open(&link).await;
            let home = browser.submit(&page, &[]).await;
            assert!(home.answer.body.contains("Carol Shaw"), "{address}: {}", home.answer.body);
            let mut elsewhere = Browser::new(&app);
            let page = elsewhere.open("/sign-in").await;
            let home = elsewhere.submit(&page, &[("username", address), ("password", PASSWORD)]).await;
            assert!(home.answer.body.contains("Carol Shaw"), "{address}: {}", home.answer.body);
        }
    }

    async fn however_an_address_is_written_it_is_one_account(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = register(&mut browser, "ａｎｎａ@MÜNCHEN.example.", PASSWORD).await;
        let mail = mail_to(&app, "anna@MÜNCHEN.example").await;
        let home = browser.submit(&page, &[("code", &mail.code())]).await;
        assert!(home.answer.body.contains("Carol Shaw"), "{}", home.answer.body);
        for written in ["Anna@xn--mnchen-3ya.example", "anna@mu\u{308}nchen.EXAMPLE", " anna@münchen.example. "] {
            let mut elsewhere = Browser::new(&app);
            let page = elsewhere.open("/sign-in").await;
            let home = elsewhere.submit(&page, &[("username", written), ("password", PASSWORD)]).await;
            assert!(home.answer.body.contains("Carol Shaw"), "{written}: {}", home.answer.body);
        }
        register(&mut Browser::new(&app), "anna@xn--mnchen-3ya.example", PASSWORD).await;
        assert_eq!(mail_to(&app, "anna@MÜNCHEN.example").await.letter, "account_exists");
        let page = browser.open("/register").await;
        assert_eq!(page.url, "/", "who is signed in needs no account");
        let mut other = Browser::new(&app);
        let refused = register(&mut other, "an\u{200b}na@münchen.example", PASSWORD).await;
        assert_eq!(refused.answer.status, 400, "what is not seen is not mapped away");
    }

    async fn guesses_at_one_account_are_one_count_however_its_name_is_written(app: TestApp) {
        let mut browser = Browser::new(&app);
        let mut statuses = Vec::new();
        for written in ["ada@example.com", "ADA@example.com.", "ａｄａ@example.com", "ada@ｅｘａｍｐｌｅ.com", "Ada", "ada@example.com"] {
            let page = browser.open("/sign-in").await;
            statuses.push(browser.submit(&page, &[("username", written), ("password", "guess")]).await.answer.status);
        }
        assert_eq!(statuses, [400, 400, 400, 400, 400, 429]);
    }

    async fn whoever_types_an_address_does_not_use_up_the_mails_of_its_owner(app: TestApp) {
        let id = app.add_user(json!({"email": "frank@example.com", "password": "right horse battery"})).await;
        let id = uuid::Uuid::parse_str(&id).unwrap();
        let (now, waits) = (app.services.clock.now(), signet::model::user::UserStatus::PendingVerification);
        let set = async move |tx: &signet::store::Transaction| signet::store::users::set_status(tx, id, waits, now).await;
        app.services.db.write(set).await.unwrap();
        for _ in 0..4 {
            register(&mut Browser::new(&app), "frank@example.com", PASSWORD).await;
        }
        let mut browser = Browser::new(&app);
        let page = browser.open("/sign-in").await;
        let page = browser.submit(&page, &[("username", "frank@example.com"), ("password", "right horse battery")]).await;
        assert!(page.answer.body.contains("id=\"code-form\""), "{}", page.answer.body);
        assert_eq!(mail_to(&app, "frank@example.com").await.letter, "verify_address");
    }

    async fn what_costs_a_search_is_counted_before_it_is_judged(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        let mut statuses = Vec::new();
        for password in ["short"; 3].into_iter().chain(["Password1234!"; 6]) {
            let form = [("email", "carol@example.com"), ("name", ""), ("password", password)];
            statuses.push(browser.submit(&page, &form).await.answer.status);
        }
        assert_eq!(statuses, [400, 400, 400, 400, 400, 400, 400, 400, 429]);
    }

    async fn an_address_of_the_operator_is_nobodys(app: TestApp) {
        for reserved in ["no-reply@id.example", "No-Reply@ID.example."] {
            let refused = register(&mut Browser::new(&app), reserved, PASSWORD).await;
            assert!(refused.answer.status == 400 && refused.answer.body.contains("id=\"email-wrong\""), "{}", refused.answer.body);
        }
    }

    async fn an_imported_account_is_asked_to_prove_its_address(app: TestApp) {
        let id = app.add_user(json!({"email": "frank@example.com", "password": "right horse battery"})).await;
        let id = uuid::Uuid::parse_str(&id).unwrap();
        let now = app.services.clock.now();
        let waits = signet::model::user::UserStatus::PendingVerification;
        let set = async move |tx: &signet::store::Transaction| signet::store::users::set_status(tx, id, waits, now).await;
        app.services.db.write(set).await.unwrap();
        let mut browser = Browser::new(&app);
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let refused = browser.submit(&page, &[("username", "frank@example.com"), ("password", "guess")]).await;
        assert!(refused.answer.body.contains("id=\"login-form\""), "who does not have the password learns nothing");
        let page = browser.submit(&page, &[("username", "frank@example.com"), ("password", "right horse battery")]).await;
        assert!(page.answer.body.contains("id=\"code-form\""), "{}", page.answer.body);
        let code = mail_to(&app, "frank@example.com").await.code();
        let back = browser.submit(&page, &[("code", &code)]).await;
        back.code();
        AuthorizationRequest::default().open(&mut browser).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_nothing_is_offered_that_needs_it() {
    let app = TestApp::start(Setup::Sqlite).await.unwrap();
    let mut browser = Browser::new(&app);
    let page = AuthorizationRequest::default().open(&mut browser).await;
    assert!(!page.answer.body.contains("id=\"register\"") && !page.answer.body.contains("id=\"forgot\""));
    for path in ["/register", "/forgot"] {
        let page = browser.open(path).await;
        assert_eq!(page.answer.status, 404);
        assert!(page.answer.body.contains("This is not offered here"), "{}", page.answer.body);
    }
    let page = browser.open("/sign-in").await;
    browser.sign_in(&page).await;
    assert!(!browser.open("/account/profile").await.answer.body.contains("id=\"change-email\""));
    assert_eq!(browser.open("/account/email").await.answer.status, 404);
}
