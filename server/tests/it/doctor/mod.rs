//! `signet doctor` against deployments that are broken on purpose: each flaw is named with its fix, and a sound one has
//! none.

mod causes;
mod deployment;
mod from_inside;
mod from_outside;
mod redis;
mod schema;

use std::path::Path;

use serde_json::Value;

use crate::support::process::run;

/// What `signet doctor --json` said.
struct Diagnosis {
    code: Option<i32>,
    findings: Vec<Value>,
}

impl Diagnosis {
    /// Asks for one beside this data directory.
    fn of(data: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Self {
        let all = [&["doctor", "--json"][..], arguments].concat();
        let (output, errors) = run(data, variables, &all);
        let answer: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON; {errors}"));
        let findings = answer["findings"].as_array().unwrap().clone();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("hunter2"), "a secret is shown: {text}");
        Self { code: output.status.code(), findings }
    }

    /// What is not as it should be: each with check and level.
    fn flaws(&self) -> Vec<&Value> {
        let flawed = |finding: &&Value| finding["level"] == "warning" || finding["level"] == "problem";
        self.findings.iter().filter(flawed).collect()
    }

    /// That there is nothing to mend, and that these were really looked at.
    fn assert_sound(&self, looked_at: &[&str]) {
        assert_eq!(self.flaws(), Vec::<&Value>::new());
        assert_eq!(self.code, Some(0));
        for check in looked_at {
            let is_sound = |finding: &&Value| finding["check"] == *check && finding["level"] == "ok";
            assert!(self.findings.iter().any(|finding| is_sound(&finding)), "{check}: {:#?}", self.findings);
        }
    }

    /// That there is one flaw and this check tells it, however much else could not be looked at for its sake.
    fn assert_one_cause(&self, check: &str, unmade: &[&str]) {
        let flaws: Vec<_> = self.flaws().iter().map(|flaw| flaw["check"].as_str().unwrap()).collect();
        assert_eq!(flaws, [check], "{:#?}", self.findings);
        let told = |finding: &&Value| finding["check"] == "not looked at";
        let told: Vec<_> = self.findings.iter().filter(told).map(|line| line["found"].to_string()).collect();
        for name in unmade {
            let words = told.iter().filter(|line| line.contains(name) && line.contains(": see ")).count();
            assert_eq!(words, 1, "{name}: {told:#?}");
        }
    }

    /// That this check found this flaw, whose fix says these words; and that the exit code tells a problem.
    fn assert_flaw(&self, check: &str, level: &str, fix: &str) {
        let of_check = |finding: &&Value| finding["check"] == check && finding["level"] == level;
        let has_words = |finding: &Value| finding["fix"].as_str().unwrap().contains(fix);
        let flaws: Vec<&Value> = self.findings.iter().filter(of_check).collect();
        assert!(flaws.iter().any(|finding| has_words(finding)), "{check}, {fix}: {:#?}", self.findings);
        assert!(flaws.iter().all(|finding| finding["expected"].is_string() && finding["found"].is_string()));
        assert_eq!(self.code, Some(i32::from(self.findings.iter().any(|one| one["level"] == "problem"))));
    }
}
