//! What holds after every refused request, in one place: nothing issued and nothing lost, one event, no secret told.

use std::collections::BTreeSet;

use entity::auth_event;
use signet::store::auth_events::{self, Filter};
use uuid::Uuid;

use super::app::{API, Answer, PARTNER, SERVICE, WEB};
use super::browser::Page;
use super::snapshot::Snapshot;
use super::{AuthorizationRequest, TestApp, log};

/// The event that has to be written: its kind, and a part of its reason. `None`: there must be no event.
pub type Event<'e> = Option<(&'e str, &'e str)>;

/// Looks at the server between two moments. Each check that passes begins the next watch.
pub struct Watch<'a> {
    app: &'a TestApp,
    before: Snapshot,
    known: BTreeSet<Uuid>,
    log: usize,
    secrets: Vec<String>,
}

impl<'a> Watch<'a> {
    pub async fn over(app: &'a TestApp) -> Self {
        let secrets = [WEB, PARTNER, SERVICE, API].iter().filter_map(|(_, secret)| *secret);
        let secrets = secrets.chain([app.user.password]).map(str::to_owned).collect();
        let known = events(app).await.into_iter().map(|row| row.id).collect();
        Self { app, before: Snapshot::of(app).await, known, log: log::mark(), secrets }
    }

    /// One more text that must never stand in log or events. Codes, tokens and the known passwords are looked for anyway.
    pub fn keeps_secret(&mut self, text: &str) {
        self.secrets.push(text.to_owned());
    }

    /// Begins again: what happened since was meant to happen.
    pub async fn again(&mut self) {
        let secrets = std::mem::take(&mut self.secrets);
        *self = Self { secrets, ..Self::over(self.app).await };
    }

    /// PAGE: a page of our own, nothing else.
    pub async fn is_page(&mut self, variant: &str, page: &Page, status: u16, event: Event<'_>) {
        let answer = &page.answer;
        assert_eq!(answer.status, status, "{variant}: {} {}", page.url, answer.body);
        is_guarded_page(variant, answer);
        assert!(answer.body.contains("id=\"error-code\""), "{variant}: {}", answer.body);
        self.is_unmoved(variant, event).await;
    }

    /// RED: the client is told at its registered redirect URI, with `state` and `iss`.
    pub async fn is_redirected(
        &mut self,
        variant: &str,
        request: &AuthorizationRequest,
        page: &Page,
        code: &str,
    ) {
        let to = request.value("redirect_uri");
        assert!(page.url.starts_with(to), "{variant}: {} {}", page.url, page.answer.body);
        assert_eq!(page.answer.status, 303, "{variant}");
        assert_eq!(page.parameter("error").as_deref(), Some(code), "{variant}: {}", page.url);
        let state = Some(request.value("state")).filter(|state| !state.is_empty());
        assert_eq!(page.parameter("state").as_deref(), state, "{variant}");
        assert_eq!(page.parameter("iss").as_deref(), Some(self.app.issuer.as_str()), "{variant}");
        for name in ["code", "access_token", "id_token", "token"] {
            assert_eq!(page.parameter(name), None, "{variant}: {name}");
        }
        self.is_unmoved(variant, Some(("authorize.refused", code))).await;
    }

    /// J4xx: an OAuth error as JSON.
    pub async fn is_json(
        &mut self,
        variant: &str,
        answer: &Answer,
        (status, code): (u16, &str),
        event: Event<'_>,
    ) {
        assert_eq!(answer.status, status, "{variant}: {}", answer.body);
        answer.is_error(status, code);
        assert!(
            !answer.body.contains("src/") && !answer.body.contains("panicked"),
            "{variant}: {}",
            answer.body
        );
        self.is_unmoved(variant, event).await;
    }

    /// Nothing issued, nothing lost, exactly this event, no secret in log or events.
    pub async fn is_unmoved(&mut self, variant: &str, event: Event<'_>) {
        let after = Snapshot::of(self.app).await;
        assert_eq!(after, self.before, "{variant}: something was issued or lost");
        self.is_recorded(variant, event).await;
        self.again().await;
    }

    /// Exactly this event since the watch began, and no secret in it or in the log.
    pub async fn is_recorded(&self, variant: &str, event: Event<'_>) {
        let rows: Vec<_> =
            events(self.app).await.into_iter().filter(|row| !self.known.contains(&row.id)).collect();
        let seen: Vec<_> =
            rows.iter().map(|row| (row.kind.as_str(), row.reason.as_deref().unwrap_or_default())).collect();
        match event {
            None => assert!(seen.is_empty(), "{variant}: {seen:?}"),
            Some((kind, reason)) => {
                assert_eq!(seen.len(), 1, "{variant}: one event {kind}, not {seen:?}");
                assert_eq!(seen[0].0, kind, "{variant}: {seen:?}");
                assert!(seen[0].1.contains(reason), "{variant}: {reason} is not the reason of {seen:?}");
                assert!(rows[0].request_id.is_some(), "{variant}: the event names no request");
            }
        }
        self.tells_no_secret(variant, &format!("{rows:?}"));
        self.tells_no_secret(variant, &log::since(self.log));
    }

    fn tells_no_secret(&self, variant: &str, text: &str) {
        for secret in &self.secrets {
            assert!(!text.contains(secret.as_str()), "{variant}: {secret} was told");
        }
        for prefix in ["sgc_", "sgr_", "sga_", "eyJ"] {
            for (at, _) in text.match_indices(prefix) {
                let rest = text[at + prefix.len()..].bytes();
                let token =
                    rest.take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
                assert!(token < 20, "{variant}: a token was told: {}", &text[at..at + prefix.len() + token]);
            }
        }
    }
}

/// HTML of our own that nobody may frame, keep or learn an address from.
pub fn is_guarded_page(variant: &str, answer: &Answer) {
    assert!(answer.header("content-type").starts_with("text/html"), "{variant}: {:?}", answer.headers);
    assert_eq!(answer.header("location"), "", "{variant}");
    assert_eq!(answer.header("cache-control"), "no-store", "{variant}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{variant}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{variant}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{variant}");
    let policy = answer.header("content-security-policy");
    for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(directive), "{variant}: {directive} is not in {policy}");
    }
    assert!(!policy.contains("unsafe-") && !policy.contains('*'), "{variant}: {policy}");
}

async fn events(app: &TestApp) -> Vec<auth_event::Model> {
    let filter = Filter { limit: 10_000, ..Default::default() };
    let rows = auth_events::list(app.services.db.reader(), &filter).await.unwrap();
    rows.into_iter().map(|entry| entry.event).collect()
}
