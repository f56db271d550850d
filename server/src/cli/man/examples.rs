//! What stands below the options in `--help`, as a manual page shows it: commands one by one with what is said of them,
//! prose in paragraphs.

use clap_mangen::roff::{Roff, bold, roman};

/// How far commands are set in.
const INDENT: &str = "4";

/// The sections `EXAMPLES` and `NOTES`, as far as the text has them.
pub(super) fn sections(text: &str) -> Roff {
    let mut page = Roff::new();
    let mut heading = "";
    for paragraph in text.split("\n\n") {
        let first = paragraph.lines().next().unwrap_or_default();
        let goes_on = heading == "EXAMPLES" && (first.starts_with(' ') || first.ends_with(':'));
        let wanted = if goes_on || is_heading(first) { "EXAMPLES" } else { "NOTES" };
        if heading != wanted {
            page.control("SH", [wanted]);
            heading = wanted;
        }
        for block in blocks(paragraph.lines().filter(|line| !is_heading(line))) {
            block.put(&mut page);
        }
    }
    page
}

fn is_heading(line: &str) -> bool {
    ["Example:", "Examples:"].contains(&line)
}

/// Lines that belong together.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    /// Sentences, to be filled.
    Prose(String),
    /// Lines that stay as they are.
    Verbatim(Vec<String>),
    /// A command, and what is said of it.
    Explained(String, String),
}

fn blocks<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let (indent, words) = (line.len() - line.trim_start().len(), line.trim());
        let is_prose = indent == 0 || (indent == 2 && words.ends_with(':'));
        match (blocks.last_mut(), words.split_once("  ")) {
            (Some(Block::Prose(said)), _) if is_prose => *said = format!("{said} {words}"),
            _ if is_prose => blocks.push(Block::Prose(words.to_owned())),
            // Far behind the commands: what is said of the last one goes on.
            (Some(Block::Explained(_, said)), None) if indent > 8 => *said = format!("{said} {words}"),
            (_, Some((command, said))) => {
                blocks.push(Block::Explained(command.to_owned(), said.trim().to_owned()));
            }
            (Some(Block::Verbatim(kept)), None) => kept.push(line.get(2..).unwrap_or(words).to_owned()),
            (_, None) => blocks.push(Block::Verbatim(vec![line.get(2..).unwrap_or(words).to_owned()])),
        }
    }
    blocks
}

impl Block {
    fn put(self, page: &mut Roff) {
        match self {
            Self::Prose(said) => {
                page.control("PP", []).text([roman(said)]);
            }
            Self::Explained(command, said) => {
                page.control("TP", []).text([bold(command)]).text([roman(said)]);
            }
            Self::Verbatim(lines) => {
                page.control("PP", []).control("RS", [INDENT]).control("nf", []);
                for line in lines {
                    page.text([roman(line)]);
                }
                page.control("fi", []).control("RE", []);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_captions_and_what_is_said_are_told_apart() {
        let text = "  An import:\n    signet a \\\n      --b\n  signet c      what it\n                does\n  signet d\nIt ends.";
        let owned = str::to_owned;
        assert_eq!(
            blocks(text.lines()),
            [
                Block::Prose(owned("An import:")),
                Block::Verbatim(vec![owned("  signet a \\"), owned("    --b")]),
                Block::Explained(owned("signet c"), owned("what it does")),
                Block::Verbatim(vec![owned("signet d")]),
                Block::Prose(owned("It ends.")),
            ]
        );
    }

    #[test]
    fn prose_after_the_examples_is_a_section_of_its_own() {
        let page = sections("Examples:\n  signet a\n\n  A caption:\n    signet b\n\nMore of it.\nAnd more.")
            .to_roff();
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with(".SH")).collect();
        assert_eq!(headings, [".SH EXAMPLES", ".SH NOTES"]);
        assert!(page.contains("\nMore of it. And more.\n"), "{page}");
    }
}
