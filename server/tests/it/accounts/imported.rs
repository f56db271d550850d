//! People who come with bcrypt hashes (user-service.md 2): they verify, and become Argon2id with the next sign-in.

use serde_json::json;
use signet::store::users;

use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

/// Of "right horse battery", by crypt(3).
const BCRYPT: &str = "$2b$05$abcdefghijklmnopqrstuuce5uqr8mYJE7mjoc5io8GYum5NEo0Au";

async fn hash(app: &TestApp) -> String {
    let user = users::find_by_name(app.services.db.reader(), "bob").await.unwrap().unwrap();
    user.password_hash.unwrap().expose().to_owned()
}

async fn sign_in(app: &TestApp, password: &str) -> u16 {
    let mut browser = Browser::new(app);
    let page = AuthorizationRequest::default().open(&mut browser).await;
    browser.submit(&page, &[("username", "bob"), ("password", password)]).await.answer.status
}

in_each_setup! {
    async fn an_imported_hash_becomes_one_of_ours_with_the_next_sign_in(app: TestApp) {
        app.add_user(json!({"preferred_username": "bob", "password_hash": BCRYPT})).await;
        assert_eq!(sign_in(&app, "right horse batter").await, 400);
        assert_eq!(hash(&app).await, BCRYPT, "a wrong password changes nothing");
        let statuses = futures::future::join_all((0..8).map(|_| sign_in(&app, "right horse battery"))).await;
        assert!(statuses.iter().all(|status| *status == 303 || *status == 200), "{statuses:?}");
        let new = hash(&app).await;
        assert!(new.starts_with("$argon2id$"), "{new}");
        assert_eq!((sign_in(&app, "right horse battery").await, hash(&app).await), (303, new.clone()), "once");
        assert_eq!(sign_in(&app, "right horse batter").await, 400);
    }
}
