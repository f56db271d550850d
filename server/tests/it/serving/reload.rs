//! SIGHUP: the level of the log follows the configuration, and a wrong one changes nothing.

use crate::starting::{Running, run, serving, signet};
use crate::support::databases::fresh_folder;
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
