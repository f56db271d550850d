//! `/docs`: the description of the API as a page, made of the same document. Nothing is fetched from elsewhere.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::web::extract::visit::Visit;
use crate::web::pages::api_reference::{AnswerLine, ApiReference, Body, Call, Group, Member};
use crate::web::routes::Routes;
use crate::web::{Site, reply};

const PATH: &str = "/docs";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
}

async fn show(site: Site, visit: Visit) -> Response {
    let api = site.api();
    let page = ApiReference {
        frame: visit.frame().at(PATH),
        description: text(&api["info"], "description"),
        document: "/openapi.json".to_owned(),
        groups: list(&api["tags"]).iter().map(|tag| group(api, tag)).collect(),
    };
    reply::page(StatusCode::OK, &page, None)
}

fn group(api: &Value, tag: &Value) -> Group {
    let name = text(tag, "name");
    let mut calls = Vec::new();
    for (path, item) in members(&api["paths"]) {
        let known = METHODS.into_iter().filter_map(|method| Some((method, item.get(method)?)));
        let of_tag =
            known.filter(|(_, operation)| list(&operation["tags"]).contains(&Value::from(name.as_str())));
        calls.extend(of_tag.map(|(method, operation)| call(api, path, method, operation)));
    }
    Group { description: text(tag, "description"), calls, name }
}

fn call(api: &Value, path: &str, method: &str, operation: &Value) -> Call {
    Call {
        id: text(operation, "operationId"),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(operation, "summary"),
        description: text(operation, "description"),
        parameters: list(&operation["parameters"]).iter().map(parameter).collect(),
        body: body(api, &operation["requestBody"]["content"]),
        answers: members(&operation["responses"])
            .map(|(status, answer)| AnswerLine {
                status: status.clone(),
                description: text(answer, "description"),
                // What a refusal looks like is told once: with the calls that can be wrong it would hide the rest.
                body: body(api, &answer["content"]).filter(|_| status.starts_with('2')),
            })
            .collect(),
    }
}

fn parameter(parameter: &Value) -> Member {
    Member {
        name: text(parameter, "name"),
        kind: text(parameter, "in"),
        description: text(parameter, "description"),
        is_required: parameter["required"] == true,
    }
}

fn body(api: &Value, content: &Value) -> Option<Body> {
    let (media_type, content) = members(content).next()?;
    let schema = resolved(api, &content["schema"]);
    let required = list(&schema["required"]);
    let member = |(name, property): (&String, &Value)| {
        let property = resolved(api, property);
        Member {
            name: name.clone(),
            kind: kind(property),
            description: text(property, "description"),
            is_required: required.contains(&Value::from(name.as_str())),
        }
    };
    let example = content.get("example").or_else(|| schema.get("example"));
    Some(Body {
        media_type: media_type.clone(),
        members: members(&schema["properties"]).map(member).collect(),
        example: example.and_then(|example| serde_json::to_string_pretty(example).ok()),
    })
}

/// The schema itself, where it is named elsewhere.
fn resolved<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &api["components"]["schemas"][name])
}

/// `string`, `string or null`, `array`..
fn kind(schema: &Value) -> String {
    match &schema["type"] {
        Value::String(one) => one.clone(),
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "object".to_owned(),
    }
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
