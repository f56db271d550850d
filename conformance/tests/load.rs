//! The half that loads providers: nothing is timed that is not right, and every command runs.

#![expect(clippy::unwrap_used, reason = "a mock that cannot go on is a failed test")]

mod loaded;
#[expect(dead_code, unused_imports, reason = "the modules' own tests use more of it")]
mod mock;

use conformance::target::{Client, User};
use loaded::command::{conformance, json_of};
use loaded::site::Site;
use loaded::starter;
use mock::{Fault, Nature, TokenFault};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_lets_a_provider_pass_that_is_right() {
    Site::of(Nature::default()).await.gate().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_refuses_what_would_be_fast_for_the_wrong_reason() {
    let faults = [
        (Fault::CodeWorksTwice, "a code served twice"),
        (Fault::Token(TokenFault::RotatedWorksOn), "a refresh token whose successor was used"),
        (Fault::RevokedStaysActive, "a revoked access token is still active"),
        (Fault::BrokenSignature, "signature"),
        (Fault::NonceMissing, "the nonce"),
    ];
    for (fault, told) in faults {
        let refused = Site::of(Nature::from(fault)).await.gate().await.unwrap_err().to_string();
        assert!(
            refused.starts_with("not timed, for ada at ") && refused.contains(told),
            "{fault:?}: {refused}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_names_whoever_cannot_sign_in() {
    let mut site = Site::of(Nature::default()).await;
    site.user = User { password: "wrong".to_owned(), ..site.user.clone() };
    let refused = site.gate().await.unwrap_err().to_string();
    assert!(refused.contains("for ada at ") && refused.contains("password"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workload_that_fails_is_not_timed() {
    let site = Site::of(Nature::default()).await;
    let (web, service) = (site.web(), site.service());
    let target = site.write_as("target.json", |target| {
        target["clients"] =
            json!([web, Client { client_secret: Some("wrong".to_owned()), ..service.clone() }]);
    });
    for (client, error) in [(&web, "unauthorized_client"), (&service, "invalid_client")] {
        let workload = format!("client-credentials@{}", client.client_id);
        let done = conformance(&["load", "--target", &target, "--workload", &workload]).await;
        assert_eq!(done.code, 2, "{done:?}");
        let is_told = done.told.contains("not timed, client-credentials as ") && done.told.contains(error);
        assert!(is_told, "{done:?}");
    }
    let users = site.file("users.jsonl", r#"{"username": "bob", "password": "wrong"}"#);
    let done = conformance(&[
        "load",
        "--target",
        &target,
        "--users",
        &users,
        "--no-gate",
        "--workload",
        "code-session",
        "--scope",
        "openid",
    ])
    .await;
    assert!(
        done.code == 2 && done.told.contains("for bob: ") && done.told.contains("is it right?"),
        "{done:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn load_times_what_is_named() {
    let site = Site::of(Nature::default()).await;
    let (target, out) = (site.write_as("target.json", |_| ()), site.name("load.json"));
    let done = conformance(&[
        "load",
        "--target",
        &target,
        "--seconds",
        "0.2",
        "--warm-up",
        "0",
        "--connections",
        "2",
        "--json",
        &out,
        "--workload",
        "client-credentials",
        "--workload",
        "jwks",
        "--rate",
        "200",
    ])
    .await;
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.starts_with("workload ") && done.out.lines().count() == 3, "{done:?}");
    let told = json_of(&out);
    assert_eq!((&told["issuer"], &told["options"]["rate"]), (&json!(site.issuer()), &json!(200.0)));
    assert!(chrono::DateTime::parse_from_rfc3339(told["date"].as_str().unwrap()).is_ok(), "{told}");
    for measured in told["workloads"].as_array().unwrap() {
        assert!(measured["operations"].as_u64().unwrap() > 0 && measured["p50_us"].is_number(), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn compare_says_who_asked_and_what_it_does_not_know() {
    let (one, other) = (Site::of(Nature::default()).await, Site::of(Nature::default()).await);
    let (first, out) = (one.write_as("target.json", |_| ()), one.name("compare.json"));
    let second = other.write_as("target.json", |target| {
        target.as_object_mut().unwrap().remove("pid");
    });
    let sides = ["compare", "--first", &first, "--second", &second];
    let quick = ["--seconds", "0.1", "--warm-up", "0", "--connections", "1", "--rounds", "2", "--json", &out];
    let done = conformance(&[&sides[..], &quick, &["--workload", "jwks"]].concat()).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert!(!done.out.contains("NaN") && done.out.contains("the second target"), "{done:?}");
    let name = format!("jwks@{}, 2: @{}", one.service().client_id, other.service().client_id);
    assert!(done.out.contains(&name), "{done:?}");
    let compared = &json_of(&out)["workloads"][0];
    assert!(compared["throughput_ratio"]["median"].is_number() && compared.get("cpu_ratio").is_none());

    let missing = format!("jwks@{}", one.service().client_id);
    let done = conformance(&[&sides[..], &quick, &["--workload", &missing]].concat()).await;
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.told.contains(&format!("second target ({}): the target has no client", other.issuer())));
}

#[tokio::test(flavor = "multi_thread")]
async fn footprint_measures_what_it_started_and_nobody_else() {
    let address = starter::free_address().await;
    let site = Site::of(Nature::default()).await;
    let target = site.write_as("target.json", |target| target["issuer"] = json!(format!("http://{address}")));
    let provider = starter::command(&address);
    let mut arguments = vec!["footprint", "--target", &target, "--starts", "1", "--seconds", "0.1"];
    arguments.extend(["--warm-up", "0", "--connections", "1", "--workload", "jwks", "--"]);
    arguments.extend(provider.iter().map(String::as_str));
    let done = conformance(&arguments).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains("memory at rest") && done.out.contains("(jwks)"), "{done:?}");

    let ends =
        conformance(&["footprint", "--target", &target, "--starts", "1", "--", "sh", "-c", "exit 3"]).await;
    assert!(ends.code == 2 && ends.told.contains("`sh -c exit 3` ended with exit status 3"), "{ends:?}");

    let _somebody = tokio::net::TcpListener::bind(&address).await.unwrap();
    let taken = conformance(&["footprint", "--target", &target, "--starts", "1", "--", "sleep", "30"]).await;
    assert!(taken.code == 2 && taken.told.contains("somebody answers at"), "{taken:?}");
}

/// What [`footprint_measures_what_it_started_and_nobody_else`] starts: this program, doing this alone.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a provider that runs until it is ended"]
async fn a_provider_that_is_started() {
    starter::serve().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_loaded_is_told_before_anything_is_asked() {
    let site = Site::of(Nature::default()).await;
    let target = site.write_as("target.json", |_| ());
    let https = site.write_as("https.json", |target| target["issuer"] = json!("https://127.0.0.1:9"));
    let dead = site.write_as("dead.json", |target| target["pid"] = json!(u32::MAX));
    let empty = site.file("empty.json", "");
    for (file, told) in [
        (&https, "plain http only"),
        (&dead, "the target's pid 4294967295 is no running process"),
        (&empty, "empty.json is empty; is the provider up?"),
    ] {
        let done = conformance(&["load", "--target", file]).await;
        assert!(done.code == 2 && done.told.contains(told) && done.out.is_empty(), "{done:?}");
    }
    for (option, value) in [("--rate", "0"), ("--rate", "nan"), ("--seconds", "0"), ("--connections", "0")] {
        let done = conformance(&["load", "--target", &target, option, value]).await;
        assert!(done.code == 2 && done.told.contains("invalid value"), "{done:?}");
    }
    let done = conformance(&["compare", "--first", &target, "--second", &target, "--rounds", "0"]).await;
    assert!(done.code == 2 && done.told.contains("invalid value"), "{done:?}");
    let done = conformance(&["footprint", "--target", &target, "--starts", "0", "--", "true"]).await;
    assert!(done.code == 2 && done.told.contains("invalid value"), "{done:?}");
}
