//! Every module must be able to fail: a provider that is right passes them all, and each mistake is noticed by the module
//! that is named beside it.

#![expect(clippy::unwrap_used, reason = "a mock that cannot go on is a failed test")]

mod broken;
mod mock;

use std::collections::HashSet;

use broken::harness::{run, select};
use broken::table::{METADATA_ALONE, SKIPPED, rows};
use conformance::plans;
use conformance::verdict::Outcome;
use futures::StreamExt as _;
use mock::{Fault, Liberty, Nature};

/// How many broken providers are tried at the same time.
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_right_passes_every_module() {
    let mut wrong = Vec::new();
    for report in run(Nature::default(), &select(|_| true)).await {
        let name = report.name();
        let known = SKIPPED.iter().any(|(skipped, _)| *skipped == name);
        let expected = if known { Outcome::Skipped } else { Outcome::Passed };
        if report.outcome != expected {
            wrong.push(format!("{name} {}: {:?}", report.outcome.as_str(), report.findings));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_is_noticed() {
    let tries = rows().map(|(fault, name, expected)| async move {
        let modules = select(|module| module == name);
        if modules.is_empty() {
            return Some(format!("{fault:?}: there is no module {name}"));
        }
        let report = run(Nature::from(fault), &modules).await.remove(0);
        let told = format!("{fault:?}: {name} {}: {:?}", report.outcome.as_str(), report.findings);
        (report.outcome != expected).then_some(told)
    });
    let missed: Vec<_> = futures::stream::iter(tries)
        .buffer_unordered(AT_ONCE)
        .filter_map(|one| async { one })
        .collect()
        .await;
    assert!(missed.is_empty(), "\n{} of {}\n{}", missed.len(), rows().count(), missed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_may_choose_fails_no_module() {
    // Half a minute of waiting tells nothing about a choice.
    let modules = select(|module| !module.ends_with("-30seconds"));
    let tries = Liberty::ALL.iter().map(|liberty| {
        let modules = &modules;
        async move {
            let reports = run(Nature::from(*liberty), modules).await;
            let failed = reports.into_iter().filter(|report| report.outcome == Outcome::Failed);
            failed
                .map(|report| format!("{liberty:?}: {} {:?}", report.name(), report.findings))
                .collect::<Vec<_>>()
        }
    });
    let failed: Vec<_> = futures::stream::iter(tries).buffered(AT_ONCE).concat().await;
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn request_objects_that_are_read_pass_their_modules() {
    let modules = select(|module| module.contains("request-object"));
    let reports = run(Nature::from(Liberty::ReadsRequestObjects), &modules).await;
    let others = reports.into_iter().filter(|report| report.outcome != Outcome::Passed);
    let others: Vec<_> = others.map(|report| format!("{} {:?}", report.name(), report.findings)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_module_passes_where_nothing_answers() {
    let reports = run(Nature::from(Fault::Down), &select(|_| true)).await;
    let passed = reports.into_iter().filter(|report| report.outcome == Outcome::Passed);
    let names: Vec<_> = passed.map(|report| report.name()).collect();
    let idle: Vec<_> =
        names.iter().filter(|name| !METADATA_ALONE.iter().any(|start| name.starts_with(start))).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_module_has_its_fault() {
    let broken: HashSet<_> =
        rows().filter(|(_, _, outcome)| *outcome >= Outcome::Warning).map(|(_, name, _)| name).collect();
    let all = plans::ALL.iter().flat_map(|plan| plan.modules.iter().map(|one| (plan.name, one.name)));
    let idle: Vec<_> =
        all.map(|(plan, name)| format!("{plan}/{name}")).filter(|name| !broken.contains(name)).collect();
    assert!(idle.is_empty(), "nothing shows that these can fail: {idle:#?}");
}

#[test]
fn every_fault_has_its_row() {
    let listed: HashSet<_> = rows().map(|(fault, _, _)| format!("{fault:?}")).collect();
    let rooms = [
        ("", include_str!("mock/fault/mod.rs")),
        ("AccessToken", include_str!("mock/fault/access_token.rs")),
        ("Metadata", include_str!("mock/fault/metadata.rs")),
        ("Logout", include_str!("mock/fault/logout.rs")),
    ];
    let names = rooms.into_iter().flat_map(|(room, text)| {
        let names = text.lines().filter_map(|line| line.strip_prefix("    ")?.strip_suffix(','));
        // In the first room stand the names of the others, with what is in them.
        let own = names.filter(|name| !name.contains('('));
        own.map(move |name| if room.is_empty() { name.to_owned() } else { format!("{room}({name})") })
    });
    let missing: Vec<_> = names.filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "no module is said to notice {missing:?}");
}
