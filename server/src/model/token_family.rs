//! Everything descended from one authorization.
//!
//! The code is generation 0 of its family, refresh tokens are 1, 2, 3 and so on. Codes and refresh
//! tokens are derived from the family's id and the generation, never stored.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::authentication::Authentication;
use crate::protocol::claims_request::ClaimsRequest;
use crate::protocol::pkce::Challenge;
use crate::protocol::scope::Scope;
use crate::secret::{digest, same};

/// What was authorized, as the row keeps it for every later token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// How the person was authenticated.
    pub authentication: Authentication,
    /// `nonce`, for the first ID token alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Claims that were asked for one by one.
    #[serde(default)]
    pub claims: ClaimsRequest,
    /// Whether `auth_time` belongs into ID tokens.
    #[serde(default)]
    pub wants_auth_time: bool,
}

/// The family's row.
#[derive(Debug, Clone)]
pub struct TokenFamily {
    /// Names it in codes and tokens.
    pub id: Uuid,
    /// To whom it was given.
    pub client_id: String,
    /// For whom.
    pub user_id: Uuid,
    /// In which session it began.
    pub session_id: Uuid,
    /// The account's epoch when it began.
    pub user_epoch: i64,
    /// What was granted.
    pub scope: Scope,
    /// What was authorized.
    pub authorization: Authorization,
    /// What the code is bound to.
    pub code_binding: CodeBinding,
    /// The current generation.
    pub generation: i64,
    /// Answers repeated within the grace time.
    pub replays: i64,
    /// Digest of the user agent that made the last step.
    pub last_agent: Option<[u8; 32]>,
    /// Whether refresh tokens are given.
    pub refreshable: bool,
    /// When the code was issued.
    pub created_at: DateTime<Utc>,
    /// When the current generation began.
    pub rotated_at: Option<DateTime<Utc>>,
    /// The code's expiry, then the idle limit.
    pub idle_expires_at: DateTime<Utc>,
    /// The absolute limit.
    pub absolute_expires_at: DateTime<Utc>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What a code is bound to, as digests: client and redirect URI, and the PKCE challenge if there was one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBinding {
    /// Over client and redirect URI.
    pub redirect: [u8; 32],
    /// The challenge's 32 bytes are a digest of the verifier already.
    pub challenge: Option<String>,
}

impl CodeBinding {
    /// Binds a code.
    pub fn of(client_id: &str, redirect_uri: &str, challenge: Option<&Challenge>) -> Self {
        Self {
            redirect: Self::redirect_digest(client_id, redirect_uri),
            challenge: challenge.map(|challenge| challenge.as_str().to_owned()),
        }
    }

    /// Whether the code was given to this client at this redirect URI.
    pub fn is_redirect(&self, client_id: &str, redirect_uri: &str) -> bool {
        same(&self.redirect, &Self::redirect_digest(client_id, redirect_uri))
    }

    fn redirect_digest(client_id: &str, redirect_uri: &str) -> [u8; 32] {
        // A client id holds no NUL, so no two pairs give the same text.
        digest(format!("{client_id}\0{redirect_uri}").as_bytes())
    }
}

/// What presenting a code or refresh token means (DESIGN: the table of generations).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// The current one.
    Current,
    /// The one before, within the grace time: the reply was lost.
    Retry,
    /// Used before.
    Reused,
    /// Newer than the row: the store was restored from a backup.
    FromTheFuture,
    /// The family has ended or the token's time is over.
    Dead,
}

/// How often a reply may be repeated within the grace time.
pub const MOST_REPLAYS: i64 = 5;

impl TokenFamily {
    /// Judges generation `presented`. `same_agent`: whether the request comes from the program that made the last step
    /// (for clients that can prove who they are: always true).
    pub fn judge(&self, presented: i64, grace: TimeDelta, same_agent: bool, now: DateTime<Utc>) -> Presented {
        if self.revoked_at.is_some() || now >= self.absolute_expires_at {
            return Presented::Dead;
        }
        if presented > self.generation {
            return Presented::FromTheFuture;
        }
        if presented == self.generation {
            return if now < self.idle_expires_at { Presented::Current } else { Presented::Dead };
        }
        let within_grace = self.rotated_at.is_some_and(|at| now <= at + grace);
        let is_predecessor = presented > 0 && presented == self.generation - 1;
        if is_predecessor && within_grace && self.replays < MOST_REPLAYS && same_agent {
            Presented::Retry
        } else {
            Presented::Reused
        }
    }

    /// As the row is after generation `generation` was handed out.
    #[must_use]
    pub fn at_generation(
        &self,
        generation: i64,
        (idle_expires_at, last_agent): (DateTime<Utc>, Option<[u8; 32]>),
        now: DateTime<Utc>,
    ) -> Self {
        Self { generation, replays: 0, rotated_at: Some(now), idle_expires_at, last_agent, ..self.clone() }
    }

    /// Whether access tokens of the family still count.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.generation > 0 && now < self.absolute_expires_at
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A family of ten minutes that got to this generation after ten seconds and is idle after a minute.
    pub(crate) fn family(generation: i64) -> TokenFamily {
        let after = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let authentication = Authentication { at: after(0), acr: String::new(), amr: vec![] };
        TokenFamily {
            id: Uuid::nil(),
            client_id: "c".into(),
            user_id: Uuid::nil(),
            session_id: Uuid::nil(),
            user_epoch: 0,
            scope: Scope::default(),
            authorization: Authorization {
                authentication,
                nonce: None,
                claims: ClaimsRequest::default(),
                wants_auth_time: false,
            },
            code_binding: CodeBinding::of("c", "https://rp.test/cb", None),
            generation,
            replays: 0,
            last_agent: None,
            refreshable: true,
            created_at: after(0),
            rotated_at: Some(after(10)),
            idle_expires_at: after(60),
            absolute_expires_at: after(600),
            revoked_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::family;
    use super::*;
    use crate::clock::from_millis;

    fn judge(family: &TokenFamily, presented: i64, at_millis: i64) -> Presented {
        family.judge(presented, TimeDelta::seconds(30), true, from_millis(at_millis))
    }

    #[test]
    fn the_table_of_generations_holds() {
        assert_eq!(judge(&family(3), 3, 20_000), Presented::Current);
        assert_eq!(judge(&family(3), 2, 40_000), Presented::Retry, "the last moment of the grace time");
        assert_eq!(judge(&family(3), 2, 40_001), Presented::Reused);
        assert_eq!(judge(&family(3), 1, 20_000), Presented::Reused);
        assert_eq!(judge(&family(3), 4, 20_000), Presented::FromTheFuture);
        assert_eq!(judge(&family(1), 0, 10_001), Presented::Reused, "a code has no grace");
    }

    #[test]
    fn limits_are_exact_and_other_programs_get_no_grace() {
        assert_eq!(judge(&family(3), 3, 59_999), Presented::Current);
        assert_eq!(judge(&family(3), 3, 60_000), Presented::Dead);
        assert_eq!(judge(&family(3), 2, 600_000), Presented::Dead);
        let other_agent = family(3).judge(2, TimeDelta::seconds(30), false, from_millis(20_000));
        assert_eq!(other_agent, Presented::Reused);
        let mut tired = family(3);
        tired.replays = MOST_REPLAYS;
        assert_eq!(judge(&tired, 2, 20_000), Presented::Reused);
    }
}
