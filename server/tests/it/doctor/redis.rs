//! A Redis behind it: one that throws records away, one that is full, and users who may not do all that is needed.

use chrono::TimeDelta;
use signet::clock::{Clock as _, SystemClock};
use signet::ephemeral::key::Key;
use signet::ephemeral::lossy::{Lossy as _, REDIS_COMMANDS, Redis, redis_prefix};

use super::deployment::Deployment;
use crate::support::programs::LateRedis;

fn connection(url: &str) -> redis::Connection {
    redis::Client::open(url).unwrap().get_connection().unwrap()
}

fn set(connection: &mut redis::Connection, name: &str, value: &str) {
    redis::cmd("CONFIG").arg("SET").arg(name).arg(value).exec(connection).unwrap();
}

#[test]
fn a_redis_that_throws_records_away_is_full_or_refuses_us_is_told() {
    let Some(late) = LateRedis::new() else { return };
    late.start("hunter2");
    let deployment = Deployment::migrated(&[]);
    let right = late.url("hunter2");
    deployment.inside(&[("SIGNET__REDIS__URL", &right)]).assert_sound(&["redis"]);
    let mut connection = connection(&right);
    let left: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert_eq!(left, Vec::<String>::new(), "what it tried is gone");
    set(&mut connection, "maxmemory", "64mb");
    set(&mut connection, "maxmemory-policy", "allkeys-lru");
    deployment.inside(&[("SIGNET__REDIS__URL", &right)]).assert_flaw("redis", "warning", "noeviction");
    set(&mut connection, "maxmemory-policy", "noeviction");
    set(&mut connection, "maxmemory", "1");
    deployment.inside(&[("SIGNET__REDIS__URL", &right)]).assert_flaw("redis", "problem", "what Redis lacks");
    let wrong = late.url("wrong");
    deployment.inside(&[("SIGNET__REDIS__URL", &wrong)]).assert_flaw(
        "redis",
        "problem",
        "correct redis.password",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_who_may_do_what_is_listed_and_no_more_is_enough() {
    let Some(late) = LateRedis::new() else { return };
    late.start("hunter2");
    let mut operator = connection(&late.url("hunter2"));
    let mut allow = |commands: &[&str]| {
        let mut user = redis::cmd("ACL");
        user.arg("SETUSER").arg("signet").arg("reset").arg("on").arg(">hunter2").arg("~signet:*");
        for name in commands {
            user.arg(format!("+{}", name.to_lowercase()));
        }
        user.exec(&mut operator).unwrap();
    };
    let url = late.url("hunter2").replacen("//:", "//signet:", 1);
    allow(&REDIS_COMMANDS);
    use_all_of_it(&url).await;
    let deployment = Deployment::migrated(&[("SIGNET__REDIS__URL", &url)]);
    // INFO alone is wanted besides, by the diagnosis and by nobody else.
    let bound = deployment.inside(&[]);
    assert!(bound.flaws().is_empty(), "{:#?}", bound.findings);
    allow(&[&REDIS_COMMANDS[..], &["INFO"]].concat());
    deployment.inside(&[]).assert_sound(&["redis"]);
    for missing in REDIS_COMMANDS {
        let others: Vec<&str> = REDIS_COMMANDS.into_iter().filter(|name| *name != missing).collect();
        allow(&others);
        deployment.inside(&[]).assert_flaw("redis", "problem", &format!("+{missing}"));
    }
}

/// Every call that a server makes.
async fn use_all_of_it(url: &str) {
    let redis = Redis::open(url, &redis_prefix("https://id.test")).unwrap();
    let (key, counted, now) =
        (Key::of("doctor", &["kept"]), Key::of("doctor", &["counted"]), SystemClock.now());
    let minute = TimeDelta::minutes(1);
    redis.ready().await.unwrap();
    redis.put(&key, b"value", minute, now).await.unwrap();
    assert_eq!(redis.read(&key, now).await.unwrap().as_deref(), Some(&b"value"[..]));
    redis.delete(&key).await.unwrap();
    let tallies = redis.count(&[(counted.clone(), minute)], now).await.unwrap();
    assert_eq!(redis.tally(std::slice::from_ref(&counted), now).await.unwrap()[0].unwrap().count, 1);
    redis.uncount(&[(counted, tallies[0])], now).await.unwrap();
}
