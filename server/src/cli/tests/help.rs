//! Help that teaches, and the codes of those who call wrongly.

use clap::{Command, CommandFactory as _};

use super::Shell;
use crate::cli::Cli;

fn walk(command: &Command, path: &str, look: &mut impl FnMut(&Command, &str)) {
    look(command, path);
    for verb in command.get_subcommands() {
        walk(verb, &format!("{path} {}", verb.get_name()), look);
    }
}

#[test]
fn clap_finds_no_contradiction() {
    Cli::command().debug_assert();
}

#[tokio::test]
async fn the_version_is_told_in_words_and_in_json() {
    let shell = Shell::empty();
    let number = env!("CARGO_PKG_VERSION");
    assert_eq!(shell.bare(&["--version"], "").await.output, format!("signet {number}\n"));
    let told = shell.bare(&["--version", "--json"], "").await;
    let answer: serde_json::Value = serde_json::from_str(&told.output).unwrap();
    assert_eq!((told.code, answer), (0, serde_json::json!({"name": "signet", "version": number})));
}

#[test]
fn every_verb_says_what_it_does_and_shows_itself_at_work() {
    let mut verbs = Vec::new();
    walk(&Cli::command(), "signet", &mut |command, path| {
        assert!(command.get_about().is_some(), "{path} says nothing");
        if command.has_subcommands() {
            return;
        }
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(examples.starts_with("Example"), "{path} begins otherwise than the others");
        assert!(examples.contains(path), "{path} has no example of itself");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path} {} says nothing", argument.get_id());
        }
        verbs.push(path.trim_start_matches("signet ").to_owned());
    });
    for expected in [
        "migrate",
        "key list",
        "key rotate",
        "key retire",
        "key rewrap",
        "key generate-master",
        "client create",
        "client list",
        "client show",
        "client update",
        "client rotate-secret",
        "client delete",
        "client disable",
        "client enable",
        "user create",
        "user list",
        "user show",
        "user set-password",
        "user grant-role",
        "user reset-mfa",
        "user revoke-role",
        "user suspend",
        "user reactivate",
        "user deactivate",
        "user delete",
        "audit list",
        "audit daily",
        "audit export",
        "audit verify",
        "audit checkpoint",
        "audit key",
        "check-config",
        "doctor",
        "routes",
        "backup",
        "restore",
        "revoke-all",
        "completions",
        "man",
    ] {
        assert!(verbs.iter().any(|verb| verb == expected), "{expected} is missing");
    }
}

#[test]
fn everything_that_prints_speaks_json() {
    walk(&Cli::command(), "signet", &mut |command, path| {
        let has_json = command.get_arguments().any(|argument| argument.get_id() == "json");
        // `serve` prints nothing: it has a log, in JSON. The others print files of a form that others have fixed.
        let own_form = ["signet serve", "signet completions", "signet man", "signet audit export"];
        assert!(command.has_subcommands() || has_json || own_form.contains(&path), "{path}");
    });
}

#[tokio::test]
async fn help_and_version_are_answers_and_a_wrong_call_is_told_apart() {
    let shell = Shell::empty();
    for ask in [&["--version"][..], &["--help"], &["client", "create", "--help"]] {
        let done = shell.bare(ask, "").await;
        assert_eq!((done.code, done.errors.as_str()), (0, ""), "{ask:?}");
    }
    let done = shell.bare(&["client", "create", "--help"], "").await;
    assert!(
        done.output.contains("--redirect-uri <URI>") && done.output.contains("signet client create --from")
    );
    for wrong in [&[][..], &["client"], &["frobnicate"], &["client", "show"], &["key", "list", "--frob"]] {
        let done = shell.bare(wrong, "").await;
        assert_eq!((done.code, done.output.as_str()), (2, ""), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_failure_is_told_in_json_where_json_was_asked_for() {
    let mut shell = Shell::dev().await;
    let create =
        ["client", "create", "--client-id", "shop", "--redirect-uri", "https://shop.test/cb", "--json"];
    assert_eq!(shell.run(&create).await.code, 0);
    let failed = async |shell: &Shell, arguments: &[&str]| {
        let done = shell.run(arguments).await;
        assert_eq!((done.output.as_str(), done.errors.lines().count()), ("", 1), "{arguments:?}");
        let told: serde_json::Value = serde_json::from_str(&done.errors).unwrap();
        let word = |name: &str| told[name].as_str().unwrap().to_owned();
        (done.code, word("error"), word("error_description"))
    };
    for (arguments, code, error, words) in [
        (&create[..], 1, "taken", "there is a client shop already"),
        (
            &["client", "create", "--redirect-uri", "http://shop.test/#x", "--json"],
            1,
            "invalid_redirect_uri",
            "redirect_uris: ",
        ),
        (
            &["client", "update", "shop", "--jwks-uri", "x", "--scope", "\u{e9}", "--json"],
            1,
            "invalid_client_metadata",
            "; ",
        ),
        (&["client", "show", "none", "--json"], 1, "not_found", "there is no client"),
        (&["client", "update", "shop", "--json"], 2, "usage", "expected at least one flag"),
        (
            &["client", "show", "--json"],
            2,
            "usage",
            "the following required arguments were not provided: <CLIENT>",
        ),
        (&["user", "create", "--email", "nobody", "--json"], 1, "invalid_claims", "email: "),
    ] {
        let told = failed(&shell, arguments).await;
        assert_eq!((told.0, told.1.as_str()), (code, error), "{arguments:?} {}", told.2);
        assert!(told.2.contains(words) && !told.2.starts_with(error), "{}", told.2);
    }
    shell.set("SIGNET__TOKENS__ACCESS", "soon");
    let told = failed(&shell, &["check-config", "--json"]).await;
    assert_eq!((told.0, told.1.as_str()), (1, "invalid_configuration"), "{}", told.2);
}

#[tokio::test]
async fn one_standard_input_is_not_read_twice() {
    let shell = Shell::empty();
    for twice in [
        &["client", "create", "--from", "-", "--client-secret-stdin"][..],
        &["client", "create", "--jwks", "-", "--client-secret-stdin"],
        &["client", "update", "x", "--from", "-", "--jwks", "-"],
        &["user", "create", "--from", "-", "--password-stdin"],
    ] {
        let done = shell.bare(twice, "{}").await;
        assert_eq!(done.code, 2, "{twice:?}");
        assert!(done.errors.contains("standard input can be only one"), "{}", done.errors);
    }
}
