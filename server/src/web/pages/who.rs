//! Applications and accounts, as a person is shown them.

/// An application by the name it gave itself. The name is a claim, not a fact: whatever could make
/// it look like something else is taken out, and it is cut at the longest that may be registered.
#[derive(Clone, Debug)]
pub struct Application {
    name: String,
    /// The address of its logo on our own origin, where one was fetched and checked.
    pub logo: Option<String>,
}

/// How many characters of a name are shown: all that may be registered. Pages wrap them.
const LONGEST_NAME: usize = 200;

impl Application {
    /// An application of this name, or of its `client_id` where the name shows nothing.
    pub fn named(name: &str, client_id: &str) -> Self {
        let cleaned = cleaned(name);
        let name = if cleaned.is_empty() { self::cleaned(client_id) } else { cleaned };
        Self { name, logo: None }
    }

    /// With a logo, served by us.
    #[must_use]
    pub fn with_logo(mut self, address: impl Into<String>) -> Self {
        self.logo = Some(address.into());
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The letter shown where there is no logo.
    pub fn initial(&self) -> String {
        initial(&self.name)
    }
}

/// The account in use.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person's name, or the user name where there is none.
    pub name: String,
    /// What tells it from another account: e-mail address or user name.
    pub detail: Option<String>,
}

impl Account {
    /// The letter shown beside it.
    pub fn initial(&self) -> String {
        initial(&self.name)
    }
}

fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
}

/// `name` without control, invisible and direction-changing characters, in one line, cut.
fn cleaned(name: &str) -> String {
    let visible: String = name
        .chars()
        .take(LONGEST_NAME * 40)
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    let words: Vec<&str> = visible.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST_NAME {
        return line;
    }
    let kept: String = line.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Format characters, fillers and tags: nothing to see, much to deceive with (Unicode Technical
/// Report 36, section 2.5).
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0x00AD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164
        | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0xE_0000..=0xE_0FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        Application::named(name, "client-1").name().to_owned()
    }

    #[test]
    fn a_name_cannot_turn_hide_or_flood() {
        assert_eq!(shown("Notes"), "Notes");
        assert_eq!(shown("  My\n\tNotes  "), "My Notes");
        assert_eq!(shown("Goo\u{200B}gle\u{202E}evil\u{2069}"), "Googleevil");
        assert_eq!(shown("\u{E0041}\u{FEFF}\u{3164}"), "client-1", "nothing to see");
        assert_eq!(shown(""), "client-1");
        let long = shown(&"word ".repeat(2_000));
        assert_eq!((long.chars().count() <= 200, long.ends_with('…')), (true, true), "{long}");
        let longest = "x".repeat(200);
        assert_eq!(shown(&longest), longest, "whatever may be registered is shown whole");
    }

    #[test]
    fn the_letter_is_the_first_one_that_is_a_letter() {
        assert_eq!(Application::named("“éclair”", "c").initial(), "É");
        assert_eq!(Application::named("(!)", "c").initial(), "?");
    }
}
