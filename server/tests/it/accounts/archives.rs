//! What a person takes along says nothing of other people's accounts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::moving::ask;
use super::{mails, register, with_mail};
use crate::api::Caller;
use crate::api::data::{archive, rows};
use crate::support::Browser;

type Files = BTreeMap<String, String>;

/// What an archive has beyond an earlier one, without ids, moments and the address that was typed.
fn added(before: &Files, after: &Files, address: &str) -> Vec<(String, Value)> {
    let mut added = Vec::new();
    for (file, text) in after.iter().filter(|(file, _)| file.split('.').next_back() == Some("jsonl")) {
        let known: Vec<&str> = before[file].lines().collect();
        for line in text.lines().filter(|line| !known.contains(line)) {
            let mut row: Value = serde_json::from_str(&line.replace(address, "ADDRESS")).unwrap();
            for (name, value) in row.as_object_mut().unwrap() {
                let is_chance = name.ends_with("id") || name.ends_with("at") || name == "request_id";
                if is_chance || name.ends_with("until") || name.contains("digest") {
                    *value = Value::Null;
                }
            }
            added.push((file.clone(), row));
        }
    }
    added.sort_by_key(|(file, row)| (file.clone(), row.to_string()));
    added
}

with_mail! {
    async fn an_archive_is_the_same_whether_an_address_that_was_asked_for_is_free_or_taken(app: TestApp) {
        app.add_user(json!({"email": "bob@example.com", "email_verified": true, "password": "right horse battery"})).await;
        let mut browser = Browser::new(&app);
        super::moving::at_page(&mut browser).await;
        let ada = Caller::ada(&app).await;
        let mut archives = vec![archive(&app, &ada).await];
        for address in ["free@example.com", "bob@example.com"] {
            ask(&mut browser, address).await;
            archives.push(archive(&app, &ada).await);
        }
        let free = added(&archives[0], &archives[1], "free@example.com");
        let taken = added(&archives[1], &archives[2], "bob@example.com");
        assert_eq!(free, taken);
        assert!(free.iter().any(|(_, row)| row["letter"] == "address_changing"), "her own mail is there: {free:?}");
        assert!(mails(&app).await.iter().any(|mail| mail.letter == "address_taken"), "it was taken indeed");
    }

    /// A mail that never arrives is told to the operator; to the person only if it was to them.
    async fn what_was_given_up_tells_nothing_of_an_address_either(app: TestApp) {
        app.add_user(json!({"email": "bob@example.com", "email_verified": true, "password": "right horse battery"})).await;
        let mut browser = Browser::new(&app);
        for address in ["free@example.com", "bob@example.com"] {
            ask(&mut browser, address).await;
        }
        app.travel(4 * 24 * 60 * 60);
        signet::mail::delivery::round(&app.services, app.services.clock.now()).await.unwrap();
        assert_eq!(app.count_events("mail.given_up").await, 4);
        let files = archive(&app, &Caller::ada(&app).await).await;
        let own = rows(&files, "auth_event").into_iter().filter(|row| row["kind"] == "mail.given_up");
        let letters: Vec<Value> = own.map(|row| row["detail"]["letter"].clone()).collect();
        assert_eq!(letters, ["address_changing", "address_changing"]);
    }

    async fn mails_to_ones_own_addresses_are_in_it_past_ones_too(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = ask(&mut browser, "ada@example.org").await;
        app.travel(1);
        browser.submit(&page, &[("code", &super::mail_to(&app, "ada@example.org").await.code())]).await;
        register(&mut Browser::new(&app), "ada@example.org", super::PASSWORD).await;
        let files = archive(&app, &Caller::ada(&app).await).await;
        let mut letters: Vec<String> =
            rows(&files, "mail").iter().map(|row| row["letter"].as_str().unwrap().to_owned()).collect();
        letters.sort();
        assert_eq!(letters, ["account_exists", "address_changed", "address_changing", "confirm_change"]);
    }
}
