//! What is known of a test beside its server: what was seen, where its log begins, which rules it breaks on purpose.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::invariants::Rule;
use super::log;
use super::recorder::Recorder;

pub struct Ledger {
    pub recorder: Arc<Recorder>,
    /// Where the test's log begins.
    pub log_mark: usize,
    /// Whether what was seen may be tried at the end: nobody else uses the store, and time obeys the test.
    pub may_redeem: bool,
    /// The rules that the test breaks on purpose, with its reasons.
    pardons: Mutex<BTreeMap<Rule, &'static str>>,
    secrets: Mutex<Vec<(String, String)>>,
    is_store_gone: AtomicBool,
}

impl Ledger {
    pub fn open(ports: &[u16], may_redeem: bool) -> Self {
        Self {
            recorder: Recorder::listen(ports),
            log_mark: log::mark(),
            may_redeem,
            pardons: Mutex::default(),
            secrets: Mutex::default(),
            is_store_gone: AtomicBool::new(false),
        }
    }

    /// The test breaks this rule on purpose, for this reason.
    pub fn breaks(&self, rule: Rule, reason: &'static str) {
        self.pardons.lock().unwrap().insert(rule, reason);
    }

    pub fn pardons(&self) -> BTreeMap<Rule, &'static str> {
        self.pardons.lock().unwrap().clone()
    }

    /// This must rest nowhere and never be logged.
    pub fn must_not_show(&self, what: &str, secret: &str) {
        self.secrets.lock().unwrap().push((what.to_owned(), secret.to_owned()));
    }

    pub fn secrets(&self) -> Vec<(String, String)> {
        self.secrets.lock().unwrap().clone()
    }

    /// There is nothing left to look at.
    pub fn lose_store(&self) {
        self.is_store_gone.store(true, Ordering::SeqCst);
    }

    pub fn has_store(&self) -> bool {
        !self.is_store_gone.load(Ordering::SeqCst)
    }
}
