//! What tests ask the server and its audit log.

use serde_json::Value;

use super::answer::Answer;
use super::app::TestApp;

impl TestApp {
    /// POSTs a form as `client` (id and secret by Basic, or a public client's id in the body).
    pub async fn post(&self, path: &str, client: (&str, Option<&str>), form: &[(&str, &str)]) -> Answer {
        let mut form: Vec<(&str, &str)> = form.to_vec();
        let mut request = self.http.post(self.at(path)).header("user-agent", "test-client/1");
        match client {
            (id, Some(secret)) => request = request.basic_auth(encode(id), Some(encode(secret))),
            (id, None) => form.push(("client_id", id)),
        }
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(request.body(body).send().await.unwrap()).await
    }

    pub async fn token(&self, client: (&str, Option<&str>), form: &[(&str, &str)]) -> Answer {
        self.post("/token", client, form).await
    }

    pub async fn introspect(&self, client: (&str, Option<&str>), token: &str) -> Value {
        let answer = self.post("/introspect", client, &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    pub async fn userinfo(&self, token: &str) -> Answer {
        let request = self.http.get(self.at("/userinfo")).bearer_auth(token);
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(self.at(path)).send().await.unwrap()).await
    }

    /// The kinds of the audit events so far, newest first.
    pub async fn events(&self) -> Vec<(String, Option<String>)> {
        let filter = signet::store::auth_events::Filter { limit: 1000, ..Default::default() };
        let rows = signet::store::auth_events::list(self.services.db.reader(), &filter).await.unwrap();
        rows.into_iter().map(|entry| (entry.event.kind, entry.event.reason)).collect()
    }

    pub async fn count_events(&self, kind: &str) -> usize {
        self.events().await.iter().filter(|(known, _)| known == kind).count()
    }
}

/// As ids and secrets go into Basic credentials (RFC 6749 section 2.3.1).
pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
