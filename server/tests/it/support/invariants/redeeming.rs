//! Every code and refresh token that was seen is tried once more, newest first, once the grace time for lost replies is over:
//! of a family one at most may redeem, and of one that has ended none.

use std::collections::BTreeMap;

use entity::token_family;
use uuid::Uuid;

use super::rows::Rows;
use crate::support::TestApp;
use crate::support::app::{Answer, encode};
use crate::support::authorization::VERIFIER;

/// The newest: more tell no more, and cost time.
const MOST_FAMILIES: usize = 2;
/// The newest of a family and the one before it.
const MOST_TOKENS: usize = 2;

struct Token {
    generation: u64,
    text: String,
    /// Of a code, the address that it was sent to.
    sent_to: Option<String>,
}

pub async fn wrong(app: &TestApp, rows: &Rows) -> Vec<String> {
    app.travel(app.services.config.tokens.refresh_grace.num_seconds() + 1);
    let now = app.services.clock.now();
    let mut wrong = Vec::new();
    for (family, tokens) in families(app).into_iter().rev().take(MOST_FAMILIES) {
        let Some(row) = rows.families.get(&family) else { continue };
        let mut redeemed = Vec::new();
        for token in tokens.iter().take(MOST_TOKENS) {
            if redeems(app, row, token).await {
                redeemed.push(token.generation);
            }
        }
        wrong.extend(judge(family, &redeemed, rows.end_of(family, now)));
    }
    wrong
}

/// What is wrong with these generations of a family having been redeemed, one after the other.
pub fn judge(family: Uuid, redeemed: &[u64], end: Option<&str>) -> Vec<String> {
    let mut wrong = Vec::new();
    if redeemed.len() > 1 {
        wrong.push(format!("of family {family} the generations {redeemed:?} all redeem"));
    }
    if let (Some(end), Some(generation)) = (end, redeemed.first()) {
        wrong.push(format!("generation {generation} of family {family} redeems: {end}"));
    }
    wrong
}

/// What was seen, by family, the newest generation first.
fn families(app: &TestApp) -> BTreeMap<Uuid, Vec<Token>> {
    let (ring, now) = (app.services.keys.current(), app.services.clock.now());
    let mut families: BTreeMap<Uuid, Vec<Token>> = BTreeMap::new();
    for (text, sent_to) in app.ledger.recorder.seen().redeemable {
        // What is not ours is damaged on purpose, or of another server.
        if let Some(token) = ring.recognise(&text, now) {
            families.entry(token.family).or_default().push(Token {
                generation: token.generation,
                text,
                sent_to,
            });
        }
    }
    for tokens in families.values_mut() {
        tokens.sort_by_key(|token| std::cmp::Reverse(token.generation));
    }
    families
}

/// Whether its client gets tokens for it. A client that proves itself by a key gets none here, and its tokens count as used up.
async fn redeems(app: &TestApp, family: &token_family::Model, token: &Token) -> bool {
    let secret = app.ledger.recorder.seen().clients.get(&family.client_id).cloned();
    let client = (family.client_id.as_str(), secret.as_deref());
    let sent_to = token.sent_to.clone().unwrap_or_default();
    let form = if token.generation > 0 {
        vec![("grant_type", "refresh_token"), ("refresh_token", token.text.as_str())]
    } else {
        vec![("grant_type", "authorization_code"), ("code", &token.text), ("redirect_uri", &sent_to)]
    };
    let proof = family.code_challenge.iter().filter(|_| token.generation == 0);
    let form = form.into_iter().chain(proof.map(|_| ("code_verifier", VERIFIER))).collect();
    ask(app, client, form).await == Some(200)
}

/// The status, if there is an answer: a test may have taken something away.
async fn ask<'f>(
    app: &TestApp,
    (id, secret): (&'f str, Option<&str>),
    mut form: Vec<(&'f str, &'f str)>,
) -> Option<u16> {
    let request = app.http.post(app.at("/token")).header("user-agent", "test-client/1");
    let request = if let Some(secret) = secret {
        request.basic_auth(encode(id), Some(encode(secret)))
    } else {
        form.push(("client_id", id));
        request
    };
    let response = request.form(&form).send().await.ok()?;
    Some(Answer::of_any(response).await.status)
}
