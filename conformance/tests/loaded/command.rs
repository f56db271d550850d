//! The program, as somebody types it.

use serde_json::Value;
use tokio::process::Command;

/// How a call ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    /// What stands on standard output.
    pub(crate) out: String,
    /// What stands on standard error.
    pub(crate) told: String,
}

pub(crate) async fn conformance(arguments: &[&str]) -> Done {
    let output = Command::new(env!("CARGO_BIN_EXE_conformance")).args(arguments).output().await.unwrap();
    Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        told: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub(crate) fn json_of(file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}
