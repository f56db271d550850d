//! What has to be right before anything is timed: a provider that leaves checks out is fast for the wrong reason.

use serde_json::Value;

use crate::browser::Browser;
use crate::jose;
use crate::load::stage::Stage;
use crate::relying_party::{RelyingParty, Tokens};
use crate::target::User;
use crate::verdict::{Stop, ensure, failed};

/// Lets `user` sign in at the client of `stage`, and sees that signatures hold, that a code serves once, that a refresh token whose
/// successor was used is refused, and that a revoked token is inactive.
pub async fn passes(stage: &Stage, user: User) -> anyhow::Result<()> {
    let client = stage.client()?.clone();
    let who = format!("{} at {}", user.username, client.client_id);
    let person = stage.ground.person(Some(user))?;
    let resource_server = stage.ground.resource_server.as_ref().map(|client| stage.ground.party(client));
    let party = stage.ground.party(&client);
    let gate = Gate { stage, party, resource_server };
    gate.all(person).await.map_err(|stop| match stop {
        Stop::Failed(text) | Stop::Skipped(text) => anyhow::anyhow!("not timed, for {who}: {text}"),
    })
}

struct Gate<'s> {
    stage: &'s Stage,
    party: RelyingParty,
    resource_server: Option<RelyingParty>,
}

impl Gate<'_> {
    async fn all(&self, mut person: Browser) -> Result<(), Stop> {
        let tokens = self.sign_in(&mut person).await?;
        self.rotation(&tokens).await?;
        let tokens = self.sign_in(&mut person).await?;
        self.revocation(tokens.access_token()?).await
    }

    async fn sign_in(&self, person: &mut Browser) -> Result<Tokens, Stop> {
        let request = self.party.request()?.with("scope", &self.stage.ground.scope);
        let code = request.granted(person).await?.code()?;
        let tokens = Tokens::of(self.party.redeem(&request, &code).await?)?;
        let token = jose::verify(tokens.text("id_token")?, &self.stage.ground.provider.keys())?;
        let nonce = token.claims.get("nonce").and_then(Value::as_str);
        ensure(nonce == Some(request.value("nonce")), "the ID token has not the nonce of the request")?;
        let wanted = self.party.id_token_algorithm();
        let algorithm = token.header.get("alg").and_then(Value::as_str);
        ensure(algorithm == Some(wanted), format!("the ID token is not signed with {wanted}"))?;
        let again = self.party.redeem(&request, &code).await?;
        ensure(again.status != 200, "a code served twice")?;
        ensure(again.status == 400, format!("a used code was answered with {}", again.status))?;
        // A second use may end what the first gave (RFC 6749 section 4.1.2), so what is used further comes from a new code.
        let request = self.party.request()?.with("scope", &self.stage.ground.scope);
        let code = request.granted(person).await?.code()?;
        Tokens::of(self.party.redeem(&request, &code).await?)
    }

    async fn rotation(&self, tokens: &Tokens) -> Result<(), Stop> {
        let first = tokens.refresh_token()?;
        let second = Tokens::of(self.party.refresh(first).await?)?;
        let second = second.refresh_token()?;
        ensure(first != second, "refresh tokens do not rotate")?;
        Tokens::of(self.party.refresh(second).await?)?;
        let replayed = self.party.refresh(first).await?;
        let told = format!("a refresh token whose successor was used was answered with {}", replayed.status);
        ensure(replayed.status == 400, told)
    }

    async fn revocation(&self, token: &str) -> Result<(), Stop> {
        ensure(
            self.is_active(token).await?,
            "a new access token is inactive, or its resource server may not see it",
        )?;
        self.party.post("revocation_endpoint", &[("token", token)]).await?.expect(200)?;
        ensure(!self.is_active(token).await?, "a revoked access token is still active")
    }

    /// What a resource server is told of it; where none is named, whether userinfo takes it.
    async fn is_active(&self, token: &str) -> Result<bool, Stop> {
        let Some(resource_server) = &self.resource_server else {
            return Ok(self.party.userinfo(token).await?.status == 200);
        };
        let reply = resource_server.post("introspection_endpoint", &[("token", token)]).await?;
        let told = reply.expect(200)?.json()?;
        told["active"].as_bool().ok_or_else(|| failed(format!("introspection said {}", shown(&told))))
    }
}

fn shown(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}
