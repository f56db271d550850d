//! Whoever asks for a mail learns nothing of the address, neither from the answer nor from the work (security.md LG-004, RS-10,
//! RS-11): where no mail is written, as much is written beside it.

use serde_json::{Value, json};
use signet::admin::users;
use signet::model::user::UserStatus;

use super::{PASSWORD, mails, options};
use crate::api::strangers;
use crate::support::app::{Answer, Options};
use crate::support::{Setup, TestApp};

const RESET: &str = "/v1/auth/password/reset";
const REGISTER: &str = "/v1/auth/register";
const AGAIN: &str = "/v1/auth/email/verify";

/// Without background work, which would be counted along.
async fn quiet(more: &[(&'static str, &str)]) -> TestApp {
    let Options { mut flags, .. } = options();
    flags.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
    TestApp::with(Setup::Sqlite, Options { flags, is_quiet: true, ..Options::default() }).await.unwrap()
}

/// The answer, and how many statements were written for it.
async fn written(app: &TestApp, path: &str, body: &Value) -> (Answer, u64) {
    let before = app.services.db.statements().written;
    let answer = strangers(app, path, body).await;
    (answer, app.services.db.statements().written - before)
}

/// Known, unknown, stopped, without a password, waiting for a proof.
async fn people(app: &TestApp) -> [&'static str; 5] {
    for name in ["carol", "david", "frank"] {
        let password = (name != "carol").then_some("right horse battery");
        let email = format!("{name}@example.com");
        app.add_user(json!({"email": email, "email_verified": name != "frank", "password": password})).await;
    }
    for (name, status) in [("david", UserStatus::Suspended), ("frank", UserStatus::PendingVerification)] {
        users::set_status(&app.office(), &format!("{name}@example.com"), status).await.unwrap();
    }
    ["ada@example.com", "nobody@example.com", "carol@example.com", "david@example.com", "frank@example.com"]
}

#[tokio::test(flavor = "multi_thread")]
async fn as_much_is_written_whoever_is_asked_for() {
    let app = quiet(&[("limits.register", "off")]).await;
    let people = people(&app).await;
    // Once for keys that are made when they are needed.
    written(&app, REGISTER, &json!({"email": "somebody@example.com", "password": PASSWORD})).await;
    for (path, member) in [(RESET, "username"), (AGAIN, "email"), (REGISTER, "email")] {
        let mut counts = Vec::new();
        for name in people {
            let mut body = json!({ member: name });
            if path == REGISTER {
                body["password"] = PASSWORD.into();
            }
            let (answer, count) = written(&app, path, &body).await;
            assert_eq!(answer.status, 202, "{path} {name}: {}", answer.body);
            counts.push(count);
        }
        assert!(counts.windows(2).all(|pair| pair[0] == pair[1]), "{path}: {counts:?} for {people:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_much_is_written_once_more_and_where_the_mails_of_the_hour_are_used_up() {
    let app = quiet(&[("limits.register", "off")]).await;
    let mut counts = Vec::new();
    for email in ["ada@example.com", "nobody@example.com"] {
        let asked = strangers(&app, REGISTER, &json!({"email": email, "password": PASSWORD})).await;
        let again = json!({"verification": asked.text("verification")});
        let mut of_this = Vec::new();
        for _ in 0..4 {
            let (answer, count) = written(&app, AGAIN, &again).await;
            assert_eq!(answer.status, 202);
            of_this.push(count);
        }
        counts.push(of_this);
    }
    assert_eq!(counts[0], counts[1]);
    // What is over a limit is looked up, and not counted: that one statement less is all.
    let [first, .., last] = counts[0][..] else { panic!("{counts:?}") };
    assert!(first - last <= 1, "{counts:?}");
}

/// RS-10: a thousand requests for one address from a thousand sources.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_requests_is_three_mails_an_hour() {
    let app = quiet(&[("server.trusted_proxies", "127.0.0.0/8")]).await;
    let mut answers = std::collections::HashSet::new();
    for (name, count) in [("ada@example.com", 1000), ("nobody@example.com", 10)] {
        for number in 0..count {
            let request = app.http.post(app.at(RESET)).header("content-type", "application/json");
            let request =
                request.header("x-forwarded-for", format!("10.0.{}.{}", number / 250, number % 250));
            let asked = request.body(json!({ "username": name }).to_string()).send().await.unwrap();
            let asked = Answer::of(asked).await;
            answers.insert(format!("{:?} {}", asked.head(), asked.body));
        }
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let written = mails(&app).await;
    assert!(
        written.len() == 3 && written.iter().all(|mail| mail.recipient == "ada@example.com"),
        "{written:?}"
    );
    app.travel(60 * 60);
    strangers(&app, RESET, &json!({"username": "ada"})).await;
    assert_eq!(mails(&app).await.len(), 4, "the next hour has its own");
}
