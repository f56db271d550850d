//! `/account/profile`.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::account::may_reset;
use crate::account::profile::{self, NotChanged, Wrong};
use crate::protocol::form::Form;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::pages::account::Tab;
use crate::web::pages::account_profile::{AccountProfile, FIELDS, fields};
use crate::web::pages::{Frame, Problem};
use crate::web::routes::Routes;
use crate::web::urls::EMAIL;
use crate::web::{Site, problem_page, reply};

const PATH: &str = Tab::Profile.path();

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show).post(PATH, save)
}

async fn show(site: Site, own: Own) -> Response {
    let done = own
        .visit
        .query
        .value("done")
        .map(|done| if done == "email" { "profile-email-done" } else { "profile-saved" });
    let said = own.holder.user.profile.clone();
    let value = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    render(&site, &own, StatusCode::OK, value, Vec::new(), done)
}

fn render(
    site: &Site,
    own: &Own,
    status: StatusCode,
    value: impl Fn(&str) -> String,
    problems: Vec<Problem>,
    done: Option<&'static str>,
) -> Response {
    let frame = own.visit.frame().at(PATH);
    let page = AccountProfile {
        tabs: Tab::Profile.shown(&frame),
        form: own.form(PATH),
        fields: fields(&frame, value),
        problems,
        email: own.holder.user.email.clone(),
        change_email: may_reset(site).then(|| EMAIL.to_owned()),
        done: done.map(|word| frame.say(word)),
        frame,
    };
    reply::page(status, &page, None)
}

async fn save(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    match profile::change(&site, &own.holder, &patch(&form), None).await {
        Ok(_) => reply::see_other(&format!("{}{PATH}?done=1{}", site.base(), own.visit.ui_locales_query())),
        Err(NotChanged::Wrong(wrong)) => {
            let frame = own.visit.frame();
            let problems = wrong.iter().filter_map(|wrong| problem(&frame, wrong)).collect();
            let typed = |name: &str| form.value(name).unwrap_or_default().to_owned();
            render(&site, &own, StatusCode::UNPROCESSABLE_ENTITY, typed, problems, None)
        }
        // Somebody was faster; what was typed is what the person wants.
        Err(NotChanged::Stale) => {
            let frame = own.visit.frame();
            let problem = Problem { field: None, text: frame.say("profile-stale") };
            let typed = |name: &str| form.value(name).unwrap_or_default().to_owned();
            render(&site, &own, StatusCode::CONFLICT, typed, vec![problem], None)
        }
        Err(NotChanged::Store(error)) => problem_page::of_fault(&own.visit, error),
    }
}

/// An empty field says nothing of the person; one that was not sent stays as it is.
fn patch(form: &Form) -> Map<String, Value> {
    let is_sent = |name: &str| form.pairs().any(|(sent, _)| sent == name);
    let said = |name: &str| match form.value(name).map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Value::from(text),
        None => Value::Null,
    };
    let sent = FIELDS.into_iter().filter(|(name, _, _)| is_sent(name));
    sent.map(|(name, _, _)| (name.to_owned(), said(name))).collect()
}

fn problem(frame: &Frame, wrong: &Wrong) -> Option<Problem> {
    let (field, _, _) = FIELDS.into_iter().find(|(name, _, _)| *name == wrong.member)?;
    let word = match field {
        "website" => "profile-wrong-website",
        "birthdate" => "profile-wrong-birthdate",
        _ => "profile-wrong-text",
    };
    Some(Problem { field: Some(field), text: frame.say(word) })
}
