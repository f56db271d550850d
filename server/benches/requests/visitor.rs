//! A person's browser: keeps cookies, fills the sign-in form.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};

use super::house::{Answer, House, PERSON, encoded};

const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
/// RFC 7636 Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Somebody with a browser.
pub(crate) struct Visitor<'h> {
    house: &'h House,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'h> Visitor<'h> {
    /// Somebody whom nobody knows yet.
    pub(crate) fn new(house: &'h House) -> Self {
        Self { house, cookies: RefCell::default() }
    }

    /// Somebody who is signed in at this client.
    pub(crate) fn signed_in(house: &'h House, client: &str) -> Self {
        let visitor = Self::new(house);
        let page = visitor.sign_in_page(client);
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let (transaction, csrf) = (hidden(&page, "transaction"), hidden(&page, "csrf"));
        let form = [
            ("transaction", &*transaction),
            ("csrf", &*csrf),
            ("username", PERSON.0),
            ("password", PERSON.1),
        ];
        let request = Request::post("/login").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = visitor.send(request, Body::from(encoded(&form)));
        assert!(location(&answer).starts_with(REDIRECT_URI), "signing in led to {}", location(&answer));
        visitor
    }

    /// The page that asks who somebody is: `/authorize` and `/login`.
    pub(crate) fn sign_in_page(&self, client: &str) -> Answer {
        let page = self.get(&location(&self.authorize(client)));
        assert_eq!(page.status, 200);
        page
    }

    /// The code that a live session gives without a question.
    pub(crate) fn code(&self, client: &str) -> String {
        let at = url::Url::parse(&location(&self.authorize(client))).unwrap();
        at.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
    }

    /// The answer to a code of a live session.
    pub(crate) fn tokens(&self, client: &str) -> Answer {
        let code = self.code(client);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.house.post("/token", client, &form)
    }

    fn authorize(&self, client: &str) -> Answer {
        let query = encoded(&[
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email offline_access"),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        self.get(&format!("/authorize?{query}"))
    }

    fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty())
    }

    fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let answer = self.house.ask(request.body(body).unwrap());
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

fn location(answer: &Answer) -> String {
    let to = answer.headers.get(LOCATION);
    to.unwrap_or_else(|| panic!("no redirect: {}", answer.status)).to_str().unwrap().to_owned()
}

fn hidden(page: &str, name: &str) -> String {
    let field = page.split("<input").find(|field| field.contains(&format!("name=\"{name}\""))).unwrap();
    field.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}
