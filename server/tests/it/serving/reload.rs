//! SIGHUP: the level of the log follows the configuration, and a wrong one changes nothing.

use super::Serving;
use crate::support::databases::fresh_folder;
use crate::support::process::{Running, run, serving, signet};
use crate::support::programs::free_port;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_level_of_the_log_follows_the_file_and_a_wrong_file_changes_nothing() {
    let folder = fresh_folder();
    let (data, listen) = (folder.join("data"), format!("127.0.0.1:{}", free_port()));
    let write = |text: &str| std::fs::write(folder.join("signet.toml"), text).unwrap();
    write("[log]\nlevel = \"info\"\n");
    let variables = serving(&[("SIGNET__SERVER__LISTEN", &listen)]);
    assert!(run(&data, &variables, &["migrate"]).0.status.success());
    let server = Running::start(signet(&data, &variables, &["serve"]));
    server.line("\"serving\"");
    let asks = async |path: &str| {
        let answer = reqwest::get(format!("http://{listen}{path}")).await.unwrap();
        assert_eq!(answer.status().as_u16(), 404);
    };
    asks("/first").await;
    server.line("/first");

    write("[log]\nlevel = \"warn\"\n\n[tokens]\naccess = \"5m\"\n");
    server.signal("HUP");
    server.line("the level of the log has changed");
    let waiting = server.line("count from the next start on");
    assert!(waiting.contains("\"tokens.access\""), "{waiting}");
    asks("/second").await;

    write("[log]\nlevel = \"loud\"\n");
    server.signal("HUP");
    let told = server.line("is not taken up");
    assert!(told.contains("signet.toml:2: log.level: expected one of error, warn"), "{told}");
    asks("/third").await;

    write("[log]\nlevel = \"debug\"\n");
    server.signal("HUP");
    server.line("the configuration was read again");
    asks("/fourth").await;
    server.line("/fourth");
    assert!(server.lines("/second").is_empty() && server.lines("/third").is_empty());
}

/// As in a container: every setting is a variable, and a running process keeps those that it began with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_file_nothing_changes_and_the_log_says_what_would_help() {
    let serving = Serving::start(&[("SIGNET__LOG__LEVEL", "info")]);
    serving.server.signal("HUP");
    let told = serving.server.line("nothing was read again");
    assert!(told.contains("\"WARN\"") && told.contains("SIGNET__LOG__LEVEL_FILE"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_level_may_lie_in_a_file_of_its_own_and_each_says_more_than_the_one_before() {
    let file = fresh_folder().join("level");
    let write = |level: &str| std::fs::write(&file, level).unwrap();
    write("info\n");
    let serving = Serving::start(&[("SIGNET__LOG__LEVEL_FILE", file.to_str().unwrap())]);
    let asks = async |path: &str| {
        let answer = serving.http.get(format!("http://{}{path}", serving.listen)).send().await.unwrap();
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    let mut counts = Vec::new();
    for level in ["info", "debug", "trace"] {
        write(level);
        serving.server.signal("HUP");
        let told = serving.server.line_of("was read again", &format!("\"log.level\":\"{level}\""));
        assert!(told.contains("\"set_by\":\"SIGNET__LOG__LEVEL_FILE\""), "{told}");
        // The first is refused, which is an event: a write.
        let ids = [asks("/authorize?client_id=none").await, asks("/healthz").await];
        // Once the line of a later request is there, theirs are.
        serving.server.line(&asks("/jwks").await);
        counts.push(ids.iter().map(|id| serving.server.lines(id).len()).sum::<usize>());
    }
    assert!(counts.is_sorted_by(|before, after| before < after), "{counts:?}");
    assert!(!serving.server.lines("\"step\":\"write to the database\"").is_empty());
    write("loud");
    serving.server.signal("HUP");
    serving.server.line("SIGNET__LOG__LEVEL_FILE: log.level: expected one of error, warn");
}
