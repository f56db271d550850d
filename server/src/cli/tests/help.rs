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

#[test]
fn every_verb_says_what_it_does_and_shows_itself_at_work() {
    let mut verbs = Vec::new();
    walk(&Cli::command(), "signet", &mut |command, path| {
        assert!(command.get_about().is_some(), "{path} says nothing");
        if command.has_subcommands() {
            return;
        }
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
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
        "user revoke-role",
        "user suspend",
        "user reactivate",
        "user deactivate",
        "user delete",
        "audit list",
        "check-config",
    ] {
        assert!(verbs.iter().any(|verb| verb == expected), "{expected} is missing");
    }
}

#[test]
fn everything_that_prints_speaks_json() {
    walk(&Cli::command(), "signet", &mut |command, path| {
        let has_json = command.get_arguments().any(|argument| argument.get_id() == "json");
        // `serve` prints nothing: it has a log, in JSON.
        assert!(command.has_subcommands() || has_json || path == "signet serve", "{path}");
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
