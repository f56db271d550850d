//! From which country a request comes: in the audit log, in the list of sessions, in what the person can take away.

use signet::places::Places;

use super::{LONDON, NOWHERE, app_with, browser_at, database, events, try_as_ada, visit};
use crate::api::Caller;
use crate::support::app::Options;
use crate::support::databases::fresh_folder;
use crate::support::mmdb::countries;
use crate::support::{Browser, Setup, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn events_sessions_and_the_archive_know_the_country() {
    let app = app_with(&[]).await;
    try_as_ada(&mut browser_at(&app, NOWHERE), "guess").await;
    try_as_ada(&mut browser_at(&app, "203.0.113.9"), "guess").await;
    let failed = events(&app, "login.failed").await;
    let countries: Vec<_> =
        failed.iter().map(|entry| entry.personal.as_ref().unwrap().country.as_deref()).collect();
    assert_eq!(countries, [Some("JP"), None]);
    let mut browser = browser_at(&app, LONDON);
    let ada = Caller::at(&app, &mut browser).await;
    let page = browser.open("/account/sessions").await;
    assert!(page.answer.body.contains("81.0.0.7 (GB)"), "{}", page.answer.body);
    assert_eq!(ada.get("/v1/auth/sessions").await.json()["items"][0]["country"], "GB");
    let person = app.user.id.parse().unwrap();
    let table =
        signet::store::personal::tables().into_iter().find(|table| table.name == "sign_in_place").unwrap();
    let rows =
        signet::store::personal::rows(app.services.db.reader(), &table, person, (0, 10)).await.unwrap();
    assert_eq!(rows[0]["country"], "GB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_missing_or_damaged_is_no_error() {
    let folder = fresh_folder();
    let damaged = folder.join("damaged.mmdb");
    std::fs::write(&damaged, b"not a database").unwrap();
    for file in [folder.join("missing.mmdb"), damaged, folder] {
        let flags = vec![("geoip.database", file.display().to_string())];
        let app = TestApp::with(Setup::Sqlite, Options { flags, ..Options::default() }).await.unwrap();
        visit(&mut Browser::new(&app)).await;
        let signed_in = &events(&app, "login.success").await[0];
        assert_eq!(signed_in.personal.as_ref().unwrap().country, None);
    }
}

#[test]
fn a_file_that_was_replaced_is_taken_up_and_a_damaged_one_is_not() {
    let file = database();
    let places = Places::of(Some(file.clone()));
    let country = |address: &str| places.find(address.parse().unwrap()).map(|place| place.country);
    assert_eq!(country(LONDON), None, "nothing was read yet");
    places.follow();
    assert_eq!(country(LONDON).as_deref(), Some("GB"));
    assert_eq!(country("2001:db8::1"), None, "a database of IPv4 addresses");
    std::fs::write(&file, b"cut off").unwrap();
    places.follow();
    assert_eq!(country(LONDON).as_deref(), Some("GB"), "what was read stays");
    std::fs::remove_file(&file).unwrap();
    places.follow();
    assert_eq!(country(LONDON).as_deref(), Some("GB"));
    // Nonsense in an entry is no country.
    std::fs::write(&file, countries(&[(81, "IM", None), (82, "nowhere", None)])).unwrap();
    places.follow();
    assert_eq!((country(LONDON).as_deref(), country("82.0.0.1")), (Some("IM"), None));
}
