//! `times`: it lives as long as is said.

use chrono::Utc;

use crate::prelude::*;

/// iat, exp, and expires_in of the reply.
pub(super) const MODULE: Module = Module {
    name: "times",
    requires: "iat is now, exp is later, and the time between is what expires_in says",
    source: "RFC 9068 2.2, RFC 6749 5.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let check::access_token::SignIn { tokens, access_token, .. } = check::access_token::sign_in(test).await?;
    let claims = &access_token.claims;
    let (issued, ends) = (check::id_token::moment(claims, "iat")?, check::id_token::moment(claims, "exp")?);
    let now = Utc::now().timestamp();
    ensure((now - issued).abs() < 300, format!("iat {issued} is far from now ({now})"))?;
    ensure(ends > issued, format!("exp {ends} is not after iat {issued}"))?;
    let Some(life) = tokens.fields.get("expires_in").and_then(Value::as_i64) else { return Ok(()) };
    let said = ends - now;
    ensure((said - life).abs() <= 60, format!("exp is {said} s ahead, expires_in says {life}"))
}
