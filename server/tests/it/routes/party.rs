//! Who asks: nobody, and every kind of party that holds something of ours.

use reqwest::RequestBuilder;

use crate::support::app::{SERVICE, WEB};
use crate::support::{AuthorizationRequest, Browser, TestApp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    Nobody,
    /// The cookies of a browser where a person is signed in.
    Browser(String),
    /// A person's access token.
    Person(String),
    /// A client's id and secret.
    Client,
    /// A service's access token.
    Service(String),
}

impl Party {
    pub async fn all(app: &TestApp) -> Vec<Self> {
        let mut browser = Browser::new(app);
        let code = AuthorizationRequest::default().signed_in(&mut browser).await.code();
        let person = AuthorizationRequest::default().exchange(app, &code).await.text("access_token");
        let cookies: Vec<String> =
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let service = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        vec![
            Self::Nobody,
            Self::Browser(cookies.join("; ")),
            Self::Person(person),
            Self::Client,
            Self::Service(service),
        ]
    }

    /// A request of this party.
    pub fn asks(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Nobody => request,
            Self::Browser(cookies) => request.header("cookie", cookies),
            Self::Person(token) | Self::Service(token) => request.bearer_auth(token),
            Self::Client => request.basic_auth(WEB.0, WEB.1),
        }
    }
}
