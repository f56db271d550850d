//! An authorization request that is right until it is bent.

use url::Url;

use crate::browser::{Browser, Callback, Landing};
use crate::check;
use crate::verdict::Stop;
use crate::wire::Ask;

/// An authorization request: the code flow with PKCE (S256), state and nonce, for scope `openid`.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    pub(super) endpoint: Url,
    pub(super) parameters: Vec<(String, String)>,
    /// The PKCE verifier that belongs to it (RFC 7636 section 4.1).
    pub verifier: String,
}

impl AuthorizationRequest {
    /// With a parameter, in place of what it was.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some(known) => value.clone_into(&mut known.1),
            None => self.parameters.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Without a parameter.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| known != name);
        self
    }

    /// With a parameter once more, whatever is there already.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the parameters in the opposite order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.parameters.reverse();
        self
    }

    /// A parameter's value, or the empty text.
    pub fn value(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// As a link.
    pub fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut().extend_pairs(&self.parameters);
        url
    }

    /// All parameters, in order.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// As a form that is posted (OpenID Connect Core 3.1.2.1).
    pub fn posted(&self) -> Ask {
        Ask::form(self.endpoint.clone(), &self.parameters)
    }

    /// Opens it and goes on until the browser is sent back, or meets a page its person does nothing with.
    pub async fn open(&self, browser: &mut Browser) -> Result<Landing, Stop> {
        self.open_as(Ask::get(self.url()), browser).await
    }

    /// The same, sent as `ask`.
    pub async fn open_as(&self, ask: Ask, browser: &mut Browser) -> Result<Landing, Stop> {
        let back: Vec<_> = Url::parse(self.value("redirect_uri")).into_iter().collect();
        browser.go(ask, &back).await
    }

    /// Opens it and expects a right authorization response with a code.
    pub async fn granted(&self, browser: &mut Browser) -> Result<Callback, Stop> {
        let callback = self.open(browser).await?.callback()?;
        check::callback::holds(&callback, self)?;
        callback.code()?;
        Ok(callback)
    }
}
