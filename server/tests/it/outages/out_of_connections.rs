//! PostgreSQL gives fewer connections than the pool would have, or none; and the smallest pool there is.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;

use super::figures::{Bars, Figures};
use super::load::Load;
use super::outcome::No;
use super::site::{Ground, Site};
use super::{either, lasts, turn};
use crate::support::databases::{empty_postgres, execute};
use crate::support::programs;

const BARS: Bars = Bars { failed: 100.0, longest: Duration::from_secs(5), normal: Duration::from_secs(5) };

/// So many at once: each is served, or told to come back. How many were served.
async fn crowd(site: &Site, size: usize) -> usize {
    let caller = Arc::new(site.visitor("10.0.7.1"));
    let all = (0..size).map(|number| {
        let caller = Arc::clone(&caller);
        async move {
            if number % 10 == 0 {
                return caller.get("/jwks").await.map(drop);
            }
            // A wrong secret is recorded: a read and a write.
            caller.post("/introspect", crate::support::app::WEB, &[("token", "none")]).await.map(drop)
        }
    });
    let answers = join_all(all).await;
    for (number, answer) in answers.iter().enumerate() {
        assert!(matches!(answer, Ok(()) | Err(No::Unavailable)), "{answer:?}");
        assert!(answer.is_ok() || number % 10 != 0, "the key set needs no database");
    }
    answers.iter().filter(|answer| answer.is_ok()).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_has_no_connections_left() {
    let _turn = turn().await;
    let (Some(server), Some(url)) = (programs::postgres(), empty_postgres().await) else { return };
    let database = url.rsplit('/').next().unwrap().to_owned();
    let role = format!("{database}_role");
    execute(server, &format!("CREATE ROLE {role} LOGIN")).await;
    execute(server, &format!("ALTER DATABASE {database} OWNER TO {role}")).await;
    let address = url.replacen("//signet@", &format!("//{role}@"), 1);
    let ground = Ground::of(address).with("SIGNET__DATABASE__MAX_CONNECTIONS", "10");
    let site = Site::start(&ground);
    let load = Load::begin(&site).await;
    load.shared.history.all_work(Instant::now()).await;
    let mut figures = Figures::new("out of connections", BARS, &site);
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'");
    for limit in [4, 0] {
        let began = Instant::now();
        execute(server, &format!("ALTER ROLE {role} CONNECTION LIMIT {limit}")).await;
        execute(server, &cut).await;
        lasts(5, 2).await;
        let served = crowd(&site, either(1000, 200)).await;
        figures.note(format!("{limit} connections: {served} of a crowd served"));
        figures.look(&site);
        execute(server, &format!("ALTER ROLE {role} CONNECTION LIMIT -1")).await;
        let back = Instant::now();
        load.shared.history.all_work(back).await;
        lasts(5, 0).await;
        figures.add(&site, &load.shared, began, back);
    }
    figures.tell(&load.end(&site).await);
}

/// A request never needs two connections at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_serves_a_crowd() {
    let _turn = turn().await;
    let Some(url) = empty_postgres().await else { return };
    let site = Site::start(&Ground::of(url).with("SIGNET__DATABASE__MAX_CONNECTIONS", "1"));
    let load = Load::begin(&site).await;
    let mut figures = Figures::new("pool of one", Bars { failed: 5.0, ..BARS }, &site);
    let began = Instant::now();
    lasts(20, 2).await;
    let back = Instant::now();
    load.shared.history.all_work(back).await;
    figures.add(&site, &load.shared, began, back);
    let served = crowd(&site, either(1000, 200)).await;
    figures.note(format!("{served} of a crowd served"));
    load.shared.history.all_work(Instant::now()).await;
    figures.tell(&load.end(&site).await);
}
