//! The description of the API.

use std::collections::BTreeSet;

use serde_json::Value;
use signet::web::addresses;

use crate::support::in_each_setup;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation: method, path, description.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let item = item.as_object().unwrap().clone();
        let path = path.clone();
        let known = item.into_iter().filter(|(name, _)| METHODS.contains(&name.as_str()));
        known.map(move |(method, operation)| (method, path.clone(), operation)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

in_each_setup! {
    async fn it_describes_every_call_and_no_other(app: TestApp) {
        let answer = app.get("/openapi.json").await;
        let document = answer.json();
        assert_eq!((answer.header("content-type"), answer.header("access-control-allow-origin")), ("application/json", "*"));
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(document["servers"][0]["url"], app.issuer.as_str());
        let described: BTreeSet<(String, String)> =
            operations(&document).into_iter().map(|(method, path, _)| (method.to_uppercase(), path)).collect();
        let answered: BTreeSet<(String, String)> = addresses("", false)
            .into_iter()
            .filter(|address| address.path.starts_with("/v1/"))
            .map(|address| (address.method.to_string(), address.path))
            .filter(|(method, _)| !matches!(method.as_str(), "HEAD" | "OPTIONS"))
            .collect();
        assert_eq!(described, answered);
    }

    async fn each_operation_says_what_it_is_and_what_can_come_back(app: TestApp) {
        let document = app.get("/openapi.json").await.json();
        let mut names = BTreeSet::new();
        for (method, path, operation) in operations(&document) {
            let what = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{what}: no summary");
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{what}: its name is taken");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{what}");
            let is_open = operation["security"] == serde_json::json!([{}]) || operation["security"] == serde_json::json!([]);
            assert!(is_open || responses.contains_key("401"), "{what}: no token is not answered");
            for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('4')) {
                assert!(response["content"].get("application/problem+json").is_some(), "{what}: {status}");
            }
        }
        // Every reference leads somewhere.
        let text = document.to_string();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
