//! A browser without scripts: keeps cookies, follows redirects as long as they stay with us, fills real forms.

use std::collections::HashMap;

use reqwest::Method;

use super::TestApp;
use super::app::Answer;

/// Where a browser has got to.
#[derive(Debug)]
pub struct Page {
    pub url: String,
    pub answer: Answer,
}

pub struct Browser<'a> {
    pub app: &'a TestApp,
    pub cookies: HashMap<String, String>,
    pub headers: Vec<(&'static str, String)>,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: HashMap::new(), headers: Vec::new() }
    }

    /// Opens an address of ours and follows redirects until a page, or until they lead elsewhere.
    pub async fn open(&mut self, url: &str) -> Page {
        self.request(Method::GET, url, None).await
    }

    /// Sends the page's form with these fields filled in.
    pub async fn submit(&mut self, page: &Page, fields: &[(&str, &str)]) -> Page {
        let (action, body) = Self::form(page, fields);
        self.request(Method::POST, &action, Some(body)).await
    }

    /// Says yes on a page that asks before it does something.
    pub async fn agree(&mut self, address: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.open(address).await;
        assert!(
            page.answer.body.contains("id=\"confirm-form\""),
            "nothing is asked: {} {}",
            page.url,
            page.answer.body
        );
        self.submit(&page, fields).await
    }

    /// The form's address, and its body with hidden fields and `fields`.
    pub fn form(page: &Page, fields: &[(&str, &str)]) -> (String, String) {
        let html = &page.answer.body;
        let form = between(html, "<form", "</form>").unwrap_or_else(|| panic!("no form in {html}"));
        let action = attribute(form, "action").expect("the form has an action");
        let mut pairs: Vec<(String, String)> = Vec::new();
        for input in form.split("<input").skip(1) {
            let input = input.split('>').next().unwrap_or_default();
            if attribute(input, "type").as_deref() == Some("hidden") {
                let value = attribute(input, "value").unwrap_or_default();
                pairs.push((attribute(input, "name").unwrap(), value));
            }
        }
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        (action, body)
    }

    /// Signs in on the page that asks for it.
    pub async fn sign_in(&mut self, page: &Page) -> Page {
        assert!(page.answer.body.contains("id=\"login-form\""), "no sign-in page: {}", page.answer.body);
        let (username, password) = (self.app.user.username, self.app.user.password);
        self.submit(page, &[("username", username), ("password", password)]).await
    }

    pub async fn request(&mut self, method: Method, url: &str, body: Option<String>) -> Page {
        let (mut method, mut url, mut body) = (method, url.to_owned(), body);
        for _ in 0..10 {
            let path = self.path_of(&url).unwrap_or_else(|| panic!("{url} is not ours"));
            let mut request = self.app.http.request(method.clone(), self.app.at(&path));
            request = request.header("user-agent", "test-browser/1");
            for (name, value) in &self.headers {
                request = request.header(*name, value);
            }
            if !self.cookies.is_empty() {
                let cookies: Vec<String> =
                    self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
                request = request.header("cookie", cookies.join("; "));
            }
            if let Some(body) = body.take() {
                request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
            }
            let answer = Answer::of(request.send().await.unwrap()).await;
            answer.keep_cookies(&mut self.cookies);
            let location = answer.header("location").to_owned();
            if location.is_empty() {
                return Page { url, answer };
            }
            assert_eq!(answer.status, 303, "only 303 forgets a POST");
            if self.path_of(&location).is_none() {
                return Page { url: location, answer };
            }
            (method, url) = (Method::GET, location);
        }
        panic!("too many redirects");
    }

    /// The path of an address of ours; `None` when it leads elsewhere.
    fn path_of(&self, url: &str) -> Option<String> {
        if url.starts_with('/') {
            return Some(url.to_owned());
        }
        let rest = url.strip_prefix(&self.app.issuer)?;
        Some(if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") })
    }
}

impl Page {
    /// A parameter of the redirect that left us.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(&self.url).ok()?;
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// The code of a redirect back to the client.
    pub fn code(&self) -> String {
        self.parameter("code").unwrap_or_else(|| panic!("no code at {}: {}", self.url, self.answer.body))
    }

    /// Asserts an error at the client's redirect URI.
    #[track_caller]
    pub fn is_redirected_error(&self, app: &TestApp, code: &str) {
        assert_eq!(self.parameter("error").as_deref(), Some(code), "{} {}", self.url, self.answer.body);
        assert_eq!(self.parameter("iss").as_deref(), Some(app.issuer.as_str()));
        assert_eq!(self.parameter("code"), None);
    }

    /// Asserts an error page of our own, without a redirect.
    #[track_caller]
    pub fn is_error_page(&self) {
        assert!((400..500).contains(&self.answer.status), "{} {}", self.answer.status, self.url);
        assert_eq!(self.answer.header("location"), "");
        assert!(self.answer.body.contains("id=\"error-code\""), "{}", self.answer.body);
        assert_eq!(self.answer.header("cache-control"), "no-store");
        assert!(self.answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let start = text.find(from)?;
    let end = text[start..].find(to)?;
    Some(&text[start..start + end])
}

/// The value of an attribute, its entities resolved.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let text = between(tag, &format!(" {name}=\""), "\" ").or_else(|| {
        let start = tag.find(&format!(" {name}=\""))?;
        Some(&tag[start..])
    })?;
    let value = text.split_once("=\"")?.1.split('"').next()?;
    Some(value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"").replace("&#39;", "'"))
}
