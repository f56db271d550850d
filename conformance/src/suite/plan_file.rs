//! What is run: a file for each plan, and the configuration that several share.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::api::Created;
use crate::target::{Client, Role, Target};

/// A plan of the suite with everything it needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// The suite's name for it.
    pub plan: String,
    /// The variant that is chosen.
    #[serde(default)]
    pub variant: Map<String, Value>,
    /// The configuration, or the file beside this one that holds it. Texts like `{web.client_id}` are filled in.
    pub configuration: Value,
    /// How modules end that do not pass, each with its reason.
    #[serde(default)]
    pub expected: Vec<Expected>,
}

/// A result that is not PASSED, and why it is right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The module.
    pub module: String,
    /// REVIEW, SKIPPED, WARNING or FAILED.
    pub result: String,
    /// Why.
    pub reason: String,
}

impl PlanFile {
    /// Reads a plan and the configuration it names, and fills in what the target says.
    pub fn read(file: &Path, words: &Words) -> anyhow::Result<Self> {
        let mut plan: Self = json(file)?;
        if let Some(name) = plan.configuration.as_str() {
            plan.configuration = json(&file.with_file_name(name))?;
        }
        words.fill(&mut plan.configuration)?;
        plan.says_each_once().with_context(|| file.display().to_string())?;
        Ok(plan)
    }

    /// Fails where something is expected of a module that the plan does not have: mistyped, or gone.
    pub fn fits(&self, created: &Created) -> anyhow::Result<()> {
        let stranger = self.expected.iter().find(|one| !created.has(&one.module));
        match stranger {
            Some(one) => anyhow::bail!("{} is expected, and {} has no such module", one.module, self.plan),
            None => Ok(()),
        }
    }

    fn says_each_once(&self) -> anyhow::Result<()> {
        for (n, one) in self.expected.iter().enumerate() {
            let is_twice = self.expected[..n].iter().any(|other| other.module == one.module);
            anyhow::ensure!(!is_twice, "{} is expected twice", one.module);
        }
        Ok(())
    }

    /// How a module is expected to end.
    pub fn expected(&self, module: &str) -> &str {
        self.expected.iter().find(|one| one.module == module).map_or("PASSED", |one| &one.result)
    }
}

/// What is filled into a configuration.
#[derive(Debug, Clone)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// Issuer, clients by role, and the person who signs in. Clients that go back to the suite are preferred: a provider
    /// that is started for tests may have others, which come first.
    pub fn of(target: &Target, suite: &str, alias: &str) -> Self {
        let mut words = vec![
            ("issuer".to_owned(), target.issuer.trim_end_matches('/').to_owned()),
            ("suite".to_owned(), suite.to_owned()),
            ("alias".to_owned(), alias.to_owned()),
        ];
        let callback = format!("{suite}/test/a/{alias}/callback");
        let goes_back = |client: &&Client| client.redirect_uris.contains(&callback);
        let own: Vec<_> = target.clients.iter().filter(goes_back).cloned().collect();
        let clients = if own.is_empty() { target.clients.clone() } else { own };
        let target = &Target { clients, ..target.clone() };
        let roles = [("web", Role::Web), ("other", Role::Other), ("secret_post", Role::SecretPost)];
        for (name, role) in roles {
            words.extend(target.client(role).into_iter().flat_map(|client| of_client(name, client)));
        }
        if let Some(user) = target.user() {
            words.push(("username".to_owned(), user.username.clone()));
            words.push(("password".to_owned(), user.password.clone()));
        }
        Self(words)
    }

    fn fill(&self, value: &mut Value) -> anyhow::Result<()> {
        match value {
            Value::String(text) => *text = self.filled(text)?,
            Value::Array(list) => list.iter_mut().try_for_each(|one| self.fill(one))?,
            Value::Object(fields) => fields.values_mut().try_for_each(|one| self.fill(one))?,
            _ => {}
        }
        Ok(())
    }

    fn filled(&self, text: &str) -> anyhow::Result<String> {
        let filled = self
            .0
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
        let is_left = filled.starts_with('{') && filled.ends_with('}');
        anyhow::ensure!(!is_left, "the target has nothing for {filled}");
        Ok(filled)
    }
}

fn of_client(name: &str, client: &Client) -> Vec<(String, String)> {
    let mut words = vec![(format!("{name}.client_id"), client.client_id.clone())];
    words.extend(client.client_secret.iter().map(|secret| (format!("{name}.client_secret"), secret.clone())));
    words
}

fn json<T: serde::de::DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let name = || file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(name)?;
    serde_json::from_str(&text).with_context(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_that_go_back_to_the_suite_are_preferred() {
        let client = |id: &str, back: &str| serde_json::json!({"client_id": id, "redirect_uris": [back]});
        let target: Target = serde_json::from_value(serde_json::json!({
            "issuer": "https://op.example",
            "clients": [
                client("demo-web", "https://op.example/demo"),
                client("suite-web", "https://suite.example/test/a/here/callback"),
                client("suite-other", "https://suite.example/test/a/here/callback"),
            ],
        }))
        .unwrap();
        let filled = |alias, text| Words::of(&target, "https://suite.example", alias).filled(text).unwrap();
        assert_eq!(filled("here", "{web.client_id}"), "suite-web");
        assert_eq!(filled("here", "{other.client_id}"), "suite-other");
        assert_eq!(filled("elsewhere", "{web.client_id}"), "demo-web");
    }

    #[test]
    fn what_is_expected_of_no_module_or_twice_is_an_error() {
        let created: Created =
            serde_json::from_str(r#"{"id": "p", "modules": [{"testModule": "oidcc-server"}]}"#).unwrap();
        let plan = |modules: &[&str]| -> PlanFile {
            let one =
                |module| serde_json::json!({"module": module, "result": "REVIEW", "reason": "a picture"});
            let expected: Vec<_> = modules.iter().map(one).collect();
            serde_json::from_value(
                serde_json::json!({"plan": "basic", "configuration": {}, "expected": expected}),
            )
            .unwrap()
        };
        assert!(plan(&["oidcc-server"]).fits(&created).is_ok());
        let error = plan(&["oidcc-sever"]).fits(&created).unwrap_err();
        assert_eq!(error.to_string(), "oidcc-sever is expected, and basic has no such module");
        let error = plan(&["oidcc-server", "oidcc-server"]).says_each_once().unwrap_err();
        assert_eq!(error.to_string(), "oidcc-server is expected twice");
        assert_eq!(created.chosen(&[]).len(), 1);
        assert!(created.has("oidcc-server") && created.chosen(&["other".to_owned()]).is_empty());
    }

    #[test]
    fn what_the_target_does_not_say_is_told_by_name() {
        let target: Target = serde_json::from_str(r#"{"issuer": "https://op.example/"}"#).unwrap();
        let words = Words::of(&target, "https://suite.example", "here");
        let mut value = serde_json::json!({"url": "{issuer}/x*", "list": ["{alias}"], "n": 1});
        words.fill(&mut value).unwrap();
        assert_eq!(value, serde_json::json!({"url": "https://op.example/x*", "list": ["here"], "n": 1}));
        let error = words.fill(&mut serde_json::json!("{web.client_id}")).unwrap_err();
        assert!(error.to_string().contains("web.client_id"));
    }
}
