//! What is known not to pass, each with its reason. What passes although it is listed is as unexpected as what fails
//! without being listed: the list never grows old.

use serde::Deserialize;

use crate::verdict::Outcome;

/// One known result.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// `plan/module`.
    pub module: String,
    /// How it ends.
    pub result: Outcome,
    /// Why.
    pub reason: String,
}

/// The known results of a run.
#[derive(Debug, Clone, Default)]
pub struct Expectations(Vec<Expectation>);

impl Expectations {
    /// Reads a JSON array. Each needs a reason, and none may be listed twice.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let listed: Vec<Expectation> = serde_json::from_str(text)?;
        for (n, one) in listed.iter().enumerate() {
            anyhow::ensure!(!one.reason.trim().is_empty(), "{} has no reason", one.module);
            anyhow::ensure!(
                one.result != Outcome::Passed,
                "{} is expected to pass: leave it out",
                one.module
            );
            let is_twice = listed[..n].iter().any(|other| other.module == one.module);
            anyhow::ensure!(!is_twice, "{} is listed twice", one.module);
        }
        Ok(Self(listed))
    }

    /// What is known of a module.
    pub fn of(&self, module: &str) -> Option<&Expectation> {
        self.0.iter().find(|one| one.module == module)
    }

    /// Whether this is how it was expected to end.
    pub fn agree(&self, module: &str, outcome: Outcome) -> bool {
        self.of(module).map_or(Outcome::Passed, |known| known.result) == outcome
    }

    /// Those that name no module of `names`: mistyped, or gone.
    pub fn strangers<'s>(&'s self, names: &'s [String]) -> impl Iterator<Item = &'s str> {
        self.0.iter().map(|one| one.module.as_str()).filter(|module| !names.iter().any(|name| name == module))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexpected_pass_is_as_wrong_as_an_unexpected_failure() {
        let known = r#"[{"module": "basic/server", "result": "skipped", "reason": "not offered"}]"#;
        let known = Expectations::parse(known).unwrap();
        assert!(
            known.agree("basic/server", Outcome::Skipped) && !known.agree("basic/server", Outcome::Passed)
        );
        assert!(known.agree("basic/other", Outcome::Passed) && !known.agree("basic/other", Outcome::Skipped));
        assert_eq!(known.strangers(&["basic/other".to_owned()]).collect::<Vec<_>>(), ["basic/server"]);
    }

    #[test]
    fn every_exception_has_a_reason() {
        for wrong in [
            r#"[{"module": "a/b", "result": "failed", "reason": " "}]"#,
            r#"[{"module": "a/b", "result": "passed", "reason": "why"}]"#,
            r#"[{"module": "a/b", "result": "failed"}]"#,
        ] {
            assert!(Expectations::parse(wrong).is_err(), "{wrong}");
        }
    }
}
