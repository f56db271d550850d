//! What mails say, and how they rest.

use super::{PASSWORD, mail_to, mails, register, with_mail};
use crate::support::scrape::Scrape;
use crate::support::{Browser, TestApp};

with_mail! {
    async fn a_mail_speaks_the_language_of_the_page(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.headers.push(("accept-language", "de".to_owned()));
        register(&mut browser, "carol@example.com", PASSWORD).await;
        let mail = mail_to(&app, "carol@example.com").await;
        assert_eq!(mail.subject, "Bestätigen Sie Ihre Adresse für Signet");
        assert!(mail.html.contains("lang=\"de\"") && mail.text.contains("24 Stunden"), "{}", mail.text);
    }

    async fn a_name_is_nowhere_in_a_mail_to_somebody_who_did_not_ask(app: TestApp) {
        let mut browser = Browser::new(&app);
        let page = browser.open("/register").await;
        let name = "Click http://evil.test now";
        browser.submit(&page, &[("email", "victim@example.com"), ("name", name), ("password", PASSWORD)]).await;
        let mail = mail_to(&app, "victim@example.com").await;
        assert!(!mail.text.contains("evil") && !mail.html.contains("evil") && !mail.subject.contains("evil"));
    }

    async fn how_many_mails_wait_and_since_when_can_be_read_off(app: TestApp) {
        register(&mut Browser::new(&app), "carol@example.com", PASSWORD).await;
        app.travel(120);
        signet::mail::delivery::round(&app.services, app.services.clock.now()).await.unwrap();
        let scrape = Scrape::of(&app).await;
        let (count, age) = (scrape.value("signet_mail_outbox"), scrape.value("signet_mail_outbox_age_seconds"));
        assert!(count >= 1.0 && age >= 120.0, "{count} {age}");
    }

    async fn letters_rest_sealed(app: TestApp) {
        let mut browser = Browser::new(&app);
        register(&mut browser, "carol@example.com", PASSWORD).await;
        // Their links are looked for in every table and in the log when the test is over.
        let written = mails(&app).await;
        app.ledger.must_not_show("the chosen password", PASSWORD);
        app.ledger.must_not_show("a code", &written[0].code());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_master_key_opens_what_waits() {
    use std::sync::Arc;

    use signet::mail::outbox;
    use signet::sealing::master_key::MasterKey;
    use signet::sealing::sealer::Sealer;
    use signet::store::mails;

    let app = TestApp::with(crate::support::Setup::Sqlite, super::options()).await.unwrap();
    register(&mut Browser::new(&app), "carol@example.com", PASSWORD).await;
    let old = MasterKey::parse(crate::support::app::MASTER_KEY).unwrap();
    let new = MasterKey::generate(&*app.services.entropy);
    let mut office = app.office();
    office.sealer = Arc::new(Sealer::new(&new, Some(&old)));
    signet::admin::keys::rewrap(&office).await.unwrap();
    let mail = mails::list(app.services.db.reader(), None, 1).await.unwrap().remove(0);
    assert!(outbox::open(&app.services, &mail).is_err(), "under the old key it opens no more");
    let alone = Sealer::new(&new, None);
    assert!(alone.open(&outbox::sealed_place(&mail.id.to_string()), &mail.sealed).is_ok());
    app.ledger.breaks(crate::support::invariants::Rule::Redeeming, "the server still has the old master key");
}
