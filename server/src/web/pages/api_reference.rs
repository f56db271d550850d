//! The description of the JSON API, to be read.

use askama::Template;

use super::Frame;
use super::gallery::{self, Sample};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/api_reference.html")]
pub struct ApiReference {
    /// Language, brand, footer.
    pub frame: Frame,
    /// What the API is.
    pub description: String,
    /// Where the description for programs is, below the base path.
    pub document: String,
    /// The calls, by what they are about.
    pub groups: Vec<Group>,
}

/// Calls about one thing.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are about.
    pub name: String,
    /// In a sentence.
    pub description: String,
    /// The calls.
    pub calls: Vec<Call>,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Names it: its place on the page.
    pub id: String,
    /// `GET`, `POST`..
    pub method: String,
    /// The path, below the issuer.
    pub path: String,
    /// In a few words.
    pub summary: String,
    /// In more words.
    pub description: String,
    /// What goes with the address or in headers.
    pub parameters: Vec<Member>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back, by status.
    pub answers: Vec<AnswerLine>,
}

/// A member of a body, or a parameter.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it is: a type, or where a parameter stands.
    pub kind: String,
    /// What it is for.
    pub description: String,
    /// Whether it has to be there.
    pub is_required: bool,
}

/// A body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its media type.
    pub media_type: String,
    /// Its members.
    pub members: Vec<Member>,
    /// An example.
    pub example: Option<String>,
}

/// What comes back.
#[derive(Clone, Debug)]
pub struct AnswerLine {
    /// The status.
    pub status: String,
    /// When.
    pub description: String,
    /// What is in it.
    pub body: Option<Body>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let of = |text: &str| {
        let member = Member {
            name: "name".to_owned(),
            kind: "string".to_owned(),
            description: text.to_owned(),
            is_required: true,
        };
        let body = Body {
            media_type: "application/json".to_owned(),
            members: vec![member.clone()],
            example: Some(text.to_owned()),
        };
        let call = Call {
            id: "changeMe".to_owned(),
            method: "PATCH".to_owned(),
            path: "/v1/users/me".to_owned(),
            summary: text.to_owned(),
            description: text.to_owned(),
            parameters: vec![member],
            body: Some(body.clone()),
            answers: vec![AnswerLine {
                status: "200".to_owned(),
                description: text.to_owned(),
                body: Some(body),
            }],
        };
        ApiReference {
            frame: frame.clone().at("/docs"),
            description: text.to_owned(),
            document: "/openapi.json".to_owned(),
            groups: vec![Group { name: "Users".to_owned(), description: text.to_owned(), calls: vec![call] }],
        }
    };
    vec![
        Sample::of("typical", &of("Change the profile")),
        Sample::of("longest", &of(gallery::LONG)),
        Sample::of("hostile", &of(gallery::HOSTILE)),
    ]
}
