//! Redis answers, takes writes, and keeps what it was given: counts of failed sign-ins are lost where it throws records
//! away.

use std::time::Duration;

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::ephemeral::lossy::redis_facts::{self, RedisFacts, RedisTrouble};
use crate::ephemeral::lossy::{REDIS_COMMANDS, redis_prefix};
use crate::protocol::issuer::Issuer;

/// A call that takes a tenth of a second is given up on, and the database stands in.
const SLOW: Duration = Duration::from_millis(20);

pub(super) struct RedisServer;

#[async_trait]
impl Check for RedisServer {
    fn name(&self) -> &'static str {
        names::REDIS
    }

    fn side(&self) -> Side {
        Side::Inside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(inside) = &patient.inside else { return Vec::new() };
        let Some(url) = &inside.config.redis.url else { return Vec::new() };
        // Users of Redis may be bound to names that begin so.
        let issuer = inside.config.server.issuer.as_ref().map(Issuer::as_str).unwrap_or_default();
        match redis_facts::look(url.expose(), &redis_prefix(issuer)).await {
            Ok(facts) => or_sound(judge(&facts), || {
                format!(
                    "{url} (Redis {}) takes writes, and answers in {:.1} ms",
                    facts.version.as_deref().unwrap_or("of a version that it does not tell"),
                    facts.took.as_secs_f64() * 1000.0
                )
            }),
            Err(trouble) => vec![of_trouble(&trouble, &url.to_string())],
        }
    }
}

fn of_trouble(trouble: &RedisTrouble, url: &str) -> Finding {
    let fix = match trouble {
        RedisTrouble::Password => "correct redis.password, or the user in redis.url",
        RedisTrouble::Write(_) => {
            "see what Redis lacks, memory or a disk that it can save to; until then limits are counted in the database"
        }
        _ => "start Redis, or correct redis.url; without it limits are counted in the database",
    };
    Finding::problem(format!("a Redis at {url}"), trouble.to_string(), fix)
}

fn judge(facts: &RedisFacts) -> Vec<Finding> {
    let mut found = Vec::new();
    if facts.is_replica {
        found.push(Finding::problem(
            "a Redis that takes writes",
            "a replica",
            "let redis.url lead to the primary",
        ));
    }
    if !facts.refused.is_empty() {
        let wanted =
            |names: &[&str]| names.iter().map(|name| format!("+{name}")).collect::<Vec<_>>().join(" ");
        found.push(Finding::problem(
            format!("a user who may give {}", REDIS_COMMANDS.join(", ")),
            format!("one who may not give {}", facts.refused.join(", ")),
            format!("ACL SETUSER .. {} for the user in redis.url", wanted(&facts.refused)),
        ));
    }
    if facts.version.is_none() {
        found.push(Finding::unseen("memory and role: INFO is refused, which this command alone wants"));
    }
    if facts.max_memory > 0 && facts.policy != "noeviction" {
        found.push(Finding::warning(
            "maxmemory-policy noeviction: when it is full, limits are counted in the database",
            format!("{}: when it is full, counts of failed sign-ins are thrown away", facts.policy),
            "CONFIG SET maxmemory-policy noeviction, and give Signet a Redis of its own",
        ));
    }
    if facts.took > SLOW {
        found.push(Finding::warning(
            format!("an answer within {} ms", SLOW.as_millis()),
            format!("one after {} ms", facts.took.as_millis()),
            "bring the server and its Redis nearer to each other, or see what keeps Redis busy (SLOWLOG GET)",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn a_replica_one_that_throws_away_and_a_slow_one_are_told() {
        let good = RedisFacts {
            version: Some("7.0.15".to_owned()),
            refused: Vec::new(),
            is_replica: false,
            max_memory: 1 << 20,
            policy: "noeviction".to_owned(),
            took: Duration::from_millis(1),
        };
        let levels =
            |facts: &RedisFacts| judge(facts).iter().map(|finding| finding.level).collect::<Vec<_>>();
        assert_eq!(levels(&good), []);
        let bound = RedisFacts { refused: vec!["INCR", "EXEC"], ..good.clone() };
        assert_eq!(levels(&bound), [Level::Problem]);
        assert!(judge(&bound)[0].fix.as_ref().unwrap().contains("+INCR +EXEC"));
        assert_eq!(levels(&RedisFacts { version: None, ..good.clone() }), [Level::Unseen]);
        assert_eq!(levels(&RedisFacts { is_replica: true, ..good.clone() }), [Level::Problem]);
        let lru = RedisFacts { policy: "allkeys-lru".to_owned(), ..good.clone() };
        assert_eq!(levels(&lru), [Level::Warning]);
        assert_eq!(levels(&RedisFacts { max_memory: 0, ..lru }), [], "without a bound it never happens");
        assert_eq!(levels(&RedisFacts { took: Duration::from_millis(90), ..good }), [Level::Warning]);
    }

    #[test]
    fn a_wrong_password_is_told_from_nobody_there() {
        let fix = |trouble| of_trouble(&trouble, "redis://x").fix.unwrap();
        assert!(fix(RedisTrouble::Password).contains("redis.password"));
        assert!(fix(RedisTrouble::Write("OOM".to_owned())).contains("memory"));
        assert!(fix(RedisTrouble::Silent).starts_with("start Redis"));
    }
}
