//! The suite's REST API, as far as a run needs it.

use std::time::Duration;

use anyhow::{Context as _, bail};
use http::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// A suite that runs somewhere.
#[derive(Debug, Clone)]
pub struct Suite {
    base: Url,
    http: reqwest::Client,
    token: Option<String>,
}

/// A plan that was created in the suite.
#[derive(Debug, Clone, Deserialize)]
pub struct Created {
    /// Its id.
    pub id: String,
    /// Its modules, in order.
    pub modules: Vec<PlanModule>,
}

impl Created {
    /// The names of its modules; namesakes differ in their variant.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|module| module.name.as_str())
    }

    /// Whether it has a module of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// The modules that `wanted` names, or all.
    pub fn chosen(&self, wanted: &[String]) -> Vec<&PlanModule> {
        let is_wanted = |module: &&PlanModule| wanted.is_empty() || wanted.contains(&module.name);
        self.modules.iter().filter(is_wanted).collect()
    }
}

/// A module of a plan.
#[derive(Debug, Clone, Deserialize)]
pub struct PlanModule {
    /// Its name.
    #[serde(rename = "testModule")]
    pub name: String,
    /// The variant that tells it from its namesakes.
    #[serde(default)]
    pub variant: Value,
}

/// How a module stands.
#[derive(Debug, Clone, Deserialize)]
pub struct Info {
    /// CREATED, CONFIGURED, RUNNING, WAITING, FINISHED, INTERRUPTED ...
    pub status: String,
    /// PASSED, WARNING, REVIEW, SKIPPED, FAILED, UNKNOWN; nothing while it runs.
    pub result: Option<String>,
}

impl Suite {
    /// The suite at `base`, for instance `https://localhost.emobix.co.uk:8443`. Outside its devmode it wants an API token.
    pub fn at(base: Url, ca: Option<&[u8]>, token: Option<String>) -> anyhow::Result<Self> {
        let mut builder = reqwest::Client::builder().timeout(Duration::from_mins(1));
        for certificate in ca.map(reqwest::Certificate::from_pem_bundle).transpose()?.into_iter().flatten() {
            builder = builder.add_root_certificate(certificate);
        }
        Ok(Self { base, http: builder.build()?, token })
    }

    /// The address, without a slash at its end.
    pub fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Its version, if it tells.
    pub async fn version(&self) -> Option<String> {
        let told = self.call(Method::GET, "/api/server", &[], None).await.ok()?;
        told["version"].as_str().map(str::to_owned)
    }

    /// Creates a plan.
    pub async fn create_plan(
        &self,
        name: &str,
        variant: &Value,
        configuration: &Value,
    ) -> anyhow::Result<Created> {
        let query = [("planName", name.to_owned()), ("variant", variant.to_string())];
        let made = self.call(Method::POST, "/api/plan", &query, Some(configuration)).await?;
        serde_json::from_value(made).context("the suite's answer to a new plan")
    }

    /// Creates a module of a plan, which starts by itself, and returns its id.
    pub async fn create_module(&self, plan: &str, module: &PlanModule) -> anyhow::Result<String> {
        let mut query = vec![("test", module.name.clone()), ("plan", plan.to_owned())];
        if module.variant.as_object().is_some_and(|variant| !variant.is_empty()) {
            query.push(("variant", module.variant.to_string()));
        }
        let made = self.call(Method::POST, "/api/runner", &query, None).await?;
        made["id"].as_str().map(str::to_owned).context("the suite's answer to a new module has no id")
    }

    /// Starts a module that waits in CONFIGURED.
    pub async fn start(&self, id: &str) -> anyhow::Result<()> {
        self.call(Method::POST, &format!("/api/runner/{id}"), &[], None).await.map(drop)
    }

    /// Cancels a module.
    pub async fn cancel(&self, id: &str) -> anyhow::Result<()> {
        self.call(Method::DELETE, &format!("/api/runner/{id}"), &[], None).await.map(drop)
    }

    /// How a module stands.
    pub async fn info(&self, id: &str) -> anyhow::Result<Info> {
        let told = self.call(Method::GET, &format!("/api/info/{id}"), &[], None).await?;
        serde_json::from_value(told).context("the suite's answer about a module")
    }

    /// What a module did.
    pub async fn log(&self, id: &str) -> anyhow::Result<Vec<Value>> {
        let told = self.call(Method::GET, &format!("/api/log/{id}"), &[], None).await?;
        serde_json::from_value(told).context("the suite's log of a module")
    }

    /// Where a browser was or should be sent.
    pub async fn browser(&self, id: &str) -> anyhow::Result<Value> {
        self.call(Method::GET, &format!("/api/runner/browser/{id}"), &[], None).await
    }

    /// Puts a picture (a data URL) where a module wants one.
    pub async fn upload(&self, id: &str, placeholder: &str, picture: String) -> anyhow::Result<()> {
        let url = self.url(&format!("/api/log/{id}/images/{placeholder}"))?;
        let request = self.http.post(url).header("content-type", "text/plain;charset=UTF-8").body(picture);
        let answered = self.authorized(request).send().await?;
        anyhow::ensure!(answered.status().is_success(), "the suite refuses a picture: {}", answered.status());
        Ok(())
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let mut url = self.url(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        // It wants this type even of a POST without a body.
        let mut request = self.http.request(method, url.clone()).header("content-type", "application/json");
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answered =
            self.authorized(request).send().await.with_context(|| format!("no answer from {url}"))?;
        let status = answered.status();
        let text = answered.text().await?;
        if !status.is_success() {
            bail!("{path}: the suite answers {status}: {}", text.chars().take(160).collect::<String>());
        }
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    fn url(&self, path: &str) -> anyhow::Result<Url> {
        Ok(Url::parse(&format!("{}{path}", self.address()))?)
    }
}
