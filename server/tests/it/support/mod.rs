//! The suite's tools: a server with seams replaced, a browser, requests that are valid until they are bent.

pub mod answer;
pub mod app;
pub mod asking;
pub mod assertions;
pub mod attack;
pub mod authorization;
pub mod browser;
pub mod clients;
pub mod collector;
pub mod databases;
pub mod frames;
pub mod front;
pub mod instance;
pub mod invariants;
pub mod ledger;
pub mod log;
pub mod mmdb;
pub mod nginx;
pub mod own;
pub mod process;
pub mod programs;
pub mod recorder;
pub mod scrape;
pub mod servers;
pub mod snapshot;
pub mod weather;
pub mod wire;

pub use app::{Setup, TestApp};
pub use authorization::AuthorizationRequest;
pub use browser::Browser;

/// Runs a test in each of the four set-ups.
macro_rules! in_each_setup {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => { $(
        $(#[$meta])*
        async fn $name($app: crate::support::TestApp) $body

        mod $name {
            use crate::support::{Setup, TestApp};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestApp::start(Setup::Sqlite).await.unwrap()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(app) = TestApp::start(Setup::Postgres).await {
                    super::$name(app).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres_and_redis() {
                if let Some(app) = TestApp::start(Setup::PostgresAndRedis).await {
                    super::$name(app).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn two_instances() {
                if let Some(app) = TestApp::start(Setup::TwoInstances).await {
                    super::$name(app).await;
                }
            }
        }
    )+ };
}
pub(crate) use in_each_setup;
