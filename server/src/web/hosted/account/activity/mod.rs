//! `/account/activity`.

use axum::response::Response;
use http::StatusCode;
use uuid::Uuid;

use super::device;
use crate::account::events::{self, OwnEvent, Selection};
use crate::model::audit_event::Outcome;
use crate::model::topic::Topic;
use crate::protocol::form::Form;
use crate::store::StoreError;
use crate::web::extract::own::Own;
use crate::web::hosted::application_named;
use crate::web::pages::account::Tab;
use crate::web::pages::account_activity::{AccountActivity, Choice, Event, Offer};
use crate::web::pages::{Frame, When};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply};

mod words;

const PATH: &str = Tab::Activity.path();
/// So many on one page.
const AT_ONCE: usize = 30;
/// The parameters.
const TOPIC: &str = "topic";
const OUTCOME: &str = "outcome";
const CURSOR: &str = "cursor";

pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, show)
}

async fn show(site: Site, own: Own) -> Response {
    match page(&site, &own).await {
        Ok(page) => reply::page(StatusCode::OK, &page, None),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

async fn page(site: &Site, own: &Own) -> Result<AccountActivity, StoreError> {
    let asked = asked(&own.visit.query);
    let frame = own.visit.frame().at(&address(&asked, asked.after));
    // One more than is shown tells whether there are earlier ones.
    let wanted = Selection { limit: AT_ONCE as u64 + 1, ..asked };
    let mut found = events::list(site, &own.holder, wanted).await?;
    let is_all = found.len() <= AT_ONCE;
    found.truncate(AT_ONCE);
    let last = found.last().filter(|_| !is_all).map(|event| event.id);
    let mut events = Vec::new();
    for event in found {
        events.push(shown(site, &frame, own, event).await);
    }
    Ok(AccountActivity {
        tabs: Tab::Activity.shown(&frame),
        path: PATH,
        choices: choices(&frame, &asked),
        is_filtered: asked.topic.is_some() || asked.outcome.is_some(),
        events,
        newest: asked.after.map(|_| frame.to(&address(&asked, None))),
        earlier: last.map(|id| frame.to(&address(&asked, Some(id)))),
        frame,
    })
}

/// What the address asks for. What it says that is none of ours asks for nothing.
fn asked(query: &Form) -> Selection {
    let outcome = query.value(OUTCOME);
    Selection {
        after: query.value(CURSOR).and_then(|cursor| cursor.parse().ok()),
        topic: query.value(TOPIC).and_then(Topic::parse),
        outcome: Outcome::ALL.into_iter().find(|known| outcome == Some(known.as_str())),
        ..Selection::default()
    }
}

/// The address that asks for the same, from an event on.
fn address(asked: &Selection, after: Option<Uuid>) -> String {
    let topic = asked.topic.map(|topic| (TOPIC, topic.as_str().to_owned()));
    let outcome = asked.outcome.map(|outcome| (OUTCOME, outcome.as_str().to_owned()));
    let cursor = after.map(|id| (CURSOR, id.to_string()));
    let pairs = topic.into_iter().chain(outcome).chain(cursor);
    let query = pairs.map(|(name, value)| (name.to_owned(), value)).collect::<Form>();
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.encode()) }
}

fn choices(frame: &Frame, asked: &Selection) -> Vec<Choice> {
    let any = |is_chosen| Offer { value: "", label: frame.say("activity-any"), is_chosen };
    let topics = Topic::ALL.into_iter().map(|topic| Offer {
        value: topic.as_str(),
        label: frame.say(words::topic(topic)),
        is_chosen: asked.topic == Some(topic),
    });
    let outcomes = Outcome::ALL.into_iter().map(|outcome| Offer {
        value: outcome.as_str(),
        label: frame.say(words::outcome(outcome)),
        is_chosen: asked.outcome == Some(outcome),
    });
    let choice = |name, word: &str, first, rest: Vec<Offer>| Choice {
        name,
        label: frame.say(word),
        options: [first].into_iter().chain(rest).collect(),
    };
    vec![
        choice(TOPIC, "activity-topic", any(asked.topic.is_none()), topics.collect()),
        choice(OUTCOME, "activity-outcome", any(asked.outcome.is_none()), outcomes.collect()),
    ]
}

async fn shown(site: &Site, frame: &Frame, own: &Own, event: OwnEvent) -> Event {
    let application = match &event.client_id {
        Some(id) => Some(application_named(site, Some(id)).await.name().to_owned()),
        None => None,
    };
    Event {
        what: words::what(frame, &event.kind),
        is_failure: event.outcome != Outcome::Success.as_str(),
        when: When::of(frame, event.at, own.holder.now),
        application,
        device: event.user_agent.as_deref().map(|text| device(frame, Some(text))),
        address: event.address,
    }
}
