//! How `conformance run` ends: by its exit code a script knows what came of it.

#![expect(clippy::unwrap_used, reason = "a mock that cannot go on is a failed test")]

#[expect(dead_code, reason = "the loads' own tests use more of it")]
mod loaded;
#[expect(dead_code, unused_imports, reason = "the modules' own tests use more of it")]
mod mock;

use std::process::Stdio;

use loaded::command::{Done, conformance};
use loaded::site::Site;
use mock::{Fault, Nature, TokenFault};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// A module that is quick, and the fault that it notices.
const MODULE: &str = "client-credentials/scope-unknown";
const FAULT: Fault = Fault::Token(TokenFault::ServiceGetsAnyScope);

async fn run(site: &Site, more: &[&str]) -> Done {
    let target = site.write_as("target.json", |_| ());
    conformance(&[&["run", "--target", &target, "--module", MODULE], more].concat()).await
}

fn expecting(site: &Site, result: &str) -> String {
    site.file(
        "known.json",
        &json!([{ "module": MODULE, "result": result, "reason": "it is so" }]).to_string(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_0_where_all_is_as_expected_and_with_1_where_not() {
    let (right, wrong) = (Site::of(Nature::default()).await, Site::of(Nature::from(FAULT)).await);
    let passed = run(&right, &[]).await;
    assert_eq!(passed.code, 0, "{passed:?}");
    let failed = run(&wrong, &[]).await;
    assert!(failed.code == 1 && failed.told.contains(MODULE), "{failed:?}");
    let known = run(&wrong, &["--expect", &expecting(&wrong, "failed")]).await;
    assert_eq!(known.code, 0, "{known:?}");
    // What passes although it is listed is as unexpected.
    let mended = run(&right, &["--expect", &expecting(&right, "failed")]).await;
    assert_eq!(mended.code, 1, "{mended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_2_where_it_could_not_run_and_says_why() {
    let site = Site::of(Nature::default()).await;
    let silent = site.write_as("silent.json", |target| target["issuer"] = json!("http://127.0.0.1:9"));
    let locked = site.write_as("locked.json", |target| target["users"][0]["password"] = json!("wrong"));
    let target = site.write_as("target.json", |_| ());
    for (arguments, told) in [
        (vec!["--target", &silent, "--module", MODULE], "discovery"),
        (vec!["--target", &locked, "--plan", "refresh"], "is the password right?"),
        (vec!["--target", &target, "--plan", "magic"], "there is no plan magic"),
        (vec!["--target", &target, "--module", "basic/magic"], "there is no module basic/magic"),
        (vec!["--target", &target, "--expect", "/nowhere.json"], "/nowhere.json"),
        (vec![], "--issuer"),
    ] {
        let done = conformance(&[&["run"], arguments.as_slice()].concat()).await;
        assert!(done.code == 2 && done.told.contains(told), "{arguments:?}: {done:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_130_after_ctrl_c_and_reports_what_ran() {
    let site = Site::of(Nature::default()).await;
    let target = site.write_as("target.json", |_| ());
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    // One after another: a quick one, and one that waits for half a minute.
    let modules = ["--module", "config/issuer", "--module", "basic/codereuse-30seconds", "--jobs", "1"];
    command.args(["run", "--target", &target]).args(modules).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let mut told = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.contains("config/issuer") {
            let pid = running.id().unwrap().to_string();
            assert!(Command::new("kill").args(["-INT", &pid]).status().await.unwrap().success());
        }
        told.push(line);
    }
    let ended = running.wait_with_output().await.unwrap();
    assert_eq!(ended.status.code(), Some(130), "{told:?}");
    assert!(told.iter().any(|line| line.contains("interrupted: 1 of 2 modules ran")), "{told:?}");
}
