//! The end of the demo's sign-in: what the application received. Served by `signet dev` alone.

use askama::Template;

use super::Frame;
use super::gallery::{self, Sample};

/// The tokens, decoded.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/dev_tokens.html")]
pub struct DevTokens {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Who signed in.
    pub user: String,
    /// What the token response held.
    pub tokens: Vec<ShownToken>,
    /// Where the demo starts anew: a sign-in link of ours.
    pub again: String,
}

/// One token of the response.
#[derive(Clone, Debug)]
pub struct ShownToken {
    /// What it is: `ID token`.
    pub title: String,
    /// As it came.
    pub raw: String,
    /// Its claims as indented JSON, where it is not opaque.
    pub decoded: Option<String>,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let token = |title: &str, raw: &str, decoded: Option<&str>| ShownToken {
        title: title.to_owned(),
        raw: raw.to_owned(),
        decoded: decoded.map(str::to_owned),
    };
    let claims = "{\n  \"iss\": \"https://id.example.com\",\n  \"sub\": \"019358a2\",\n  \
                  \"aud\": \"demo-web\",\n  \"exp\": 1764064800,\n  \"name\": \"Ada Lovelace\"\n}";
    let jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIn0.c2lnbmF0dXJl";
    let of = |user: &str, tokens| DevTokens {
        frame: frame.clone(),
        user: user.to_owned(),
        tokens,
        again: "/authorize?client_id=demo-web&response_type=code".to_owned(),
    };
    let typical = vec![
        token("ID token", jwt, Some(claims)),
        token("Access token", jwt, Some(claims)),
        token("Refresh token", "sgr_AQEBAQEBAQEBAQEBAQEBAQ", None),
    ];
    let long = vec![token("ID token", &jwt.repeat(20), Some(&claims.repeat(12)))];
    let hostile = vec![token(gallery::HOSTILE, gallery::HOSTILE, Some(gallery::HOSTILE))];
    vec![
        Sample::of("typical", &of("Ada Lovelace", typical)),
        Sample::of("longest", &of(gallery::LONG, long)),
        Sample::of("hostile", &of(gallery::HOSTILE, hostile)),
    ]
}
