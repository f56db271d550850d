//! Completions and manual pages, as the programs that read them see them.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use super::Shell;

/// What a program says of a text; `None`, aloud, where it is not installed.
fn said_by(program: &[&str], text: &str) -> Option<Output> {
    let (name, arguments) = program.split_first().unwrap();
    let pipes = |command: &mut Command| {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    };
    let Ok(mut child) = pipes(Command::new(name).args(arguments)) else {
        assert!(std::env::var_os("SIGNET_TEST_REQUIRE_ALL").is_none(), "{name} is not installed");
        eprintln!("SKIPPED: {name} is not installed, what it says was not tried");
        return None;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

#[tokio::test]
async fn bash_completes_verbs_nouns_and_flags() {
    let shell = Shell::empty();
    let script = shell.bare(&["completions", "bash"], "").await.output;
    let complete = |words: &str, expected: &str| {
        let ask = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _signet signet \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let Some(done) = said_by(&["bash", "-s"], &ask) else { return };
        let (found, errors) =
            (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
        assert!(done.status.success() && errors.is_empty(), "{errors}");
        assert!(found.split_whitespace().any(|word| word == expected), "{words}: {found}");
    };
    complete("signet migr", "migrate");
    complete("signet client rotate", "rotate-secret");
    complete("signet user create --user", "--username");
    complete("signet audit list --kind login.s", "login.success");
}

#[tokio::test]
async fn every_shell_has_its_script() {
    let shell = Shell::empty();
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let done = shell.bare(&["completions", name], "").await;
        assert_eq!((done.code, done.errors.as_str()), (0, ""), "{name}");
        assert!(done.output.contains("check-config"), "{name}");
    }
    assert_eq!(shell.bare(&["completions", "tcsh"], "").await.code, 2);
}

#[tokio::test]
async fn every_command_has_a_manual_page_with_its_examples() {
    let shell = Shell::empty();
    let folder = shell.path("man1");
    let done = shell.bare(&["man", "--to", folder.to_str().unwrap()], "").await;
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    for page in ["signet.1", "signet-serve.1", "signet-client.1", "signet-client-create.1"] {
        assert!(folder.join(page).exists(), "{page}");
    }
    let mut seen = 0;
    for page in std::fs::read_dir(&folder).unwrap().map(|page| page.unwrap().path()) {
        let text = std::fs::read_to_string(&page).unwrap();
        let Some(told) = said_by(&["groff", "-man", "-Tutf8", "-ww", "-z"], &text) else { break };
        let warnings = String::from_utf8(told.stderr).unwrap();
        assert!(told.status.success() && warnings.is_empty(), "{}: {warnings}", page.display());
        seen += 1;
    }
    assert!(seen == 0 || seen > 25, "{seen} pages");
    let page = std::fs::read_to_string(folder.join("signet-client-create.1")).unwrap();
    assert!(page.contains("\n.nf\n  signet client create"), "{page}");
    assert!(page.lines().any(|line| line.starts_with(".TH") && line.contains("signet 0")), "{page}");
    let first = shell.bare(&["man"], "").await.output;
    assert!(first.contains("signet\\-client"), "{first}");
}

#[tokio::test]
async fn a_manual_page_reads_as_the_commands_are_typed() {
    let shell = Shell::empty();
    let folder = shell.path("man1");
    shell.bare(&["man", "--to", folder.to_str().unwrap()], "").await;
    let shown = |page: &str| -> Option<String> {
        let text = std::fs::read_to_string(folder.join(page)).unwrap();
        let said = said_by(&["groff", "-man", "-Tascii", "-P-c", "-P-b", "-P-u"], &text)?;
        Some(String::from_utf8(said.stdout).unwrap())
    };
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(text) = shown(&name) else { return };
        assert!(!text.contains("EXTRA"), "{name}");
        // `signet-check-config.1` and `signet-audit-list.1`: the one has a hyphen of its own, the other two words.
        let synopsis = text.lines().skip_while(|line| *line != "SYNOPSIS").nth(1).unwrap().trim();
        assert!(synopsis.starts_with("signet") && !synopsis.starts_with("signet-"), "{name}: {synopsis}");
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{name}");
    }
    let Some(text) = shown("signet-audit-list.1") else { return };
    assert!(text.contains("\n       signet audit list [OPTIONS]\n"), "{text}");
    assert!(text.contains("EXAMPLES\n           signet audit list\n"), "{text}");
    let Some(text) = shown("signet-key-rotate.1") else { return };
    assert!(text.contains("signet key rotate --now\n              the new keys sign at once"), "{text}");
    let Some(text) = shown("signet-audit-export.1") else { return };
    assert!(text.contains("\nNOTES\n"), "{text}");
}
