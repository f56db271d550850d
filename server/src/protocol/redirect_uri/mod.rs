//! Redirect URIs (RFC 6749 section 3.1.2, RFC 8252 section 7, RFC 9700 section 2.1): strict when one
//! is registered, exact when one is asked for. Both look at the text as it was written: a parser
//! that tidies up would make different URIs equal.
//!
//! | file | holds |
//! | --- | --- |
//! | `rules` | what may be registered, and why not |
//! | `matching` | whether what was asked for was registered |
//! | `location` | adding the answer, and what to show and allow on a page |

mod location;
mod matching;
mod rules;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use location::{append, encode, host_of, origin_of};
pub use matching::matches;
pub use rules::Rule;

/// A redirect URI that kept the rules when it was registered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Takes `text` in for a client of that kind, byte for byte.
    pub fn register(text: &str, kind: ApplicationType) -> Result<Self, RedirectProblem> {
        match rules::check(text, kind) {
            Ok(()) => Ok(Self(text.to_owned())),
            Err(rule) => Err(RedirectProblem { uri: printable(text), rule }),
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = RedirectProblem;

    /// Reads back what was registered once, for whichever kind of client.
    fn try_from(text: String) -> Result<Self, RedirectProblem> {
        Self::register(&text, ApplicationType::Native)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}

/// `application_type` (OpenID Connect Dynamic Client Registration 1.0 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// Runs on a server or in a browser.
    #[default]
    Web,
    /// Installed on a device: may claim a private-use scheme.
    Native,
}

/// Why a redirect URI cannot be registered. Its text fits an `error_description`
/// (RFC 6749 section 5.2: no quotes, no backslashes, ASCII).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("redirect URI {uri}: {rule}")]
pub struct RedirectProblem {
    /// The URI, other characters replaced by question marks, and cut.
    pub uri: String,
    /// The rule it breaks.
    pub rule: Rule,
}

fn printable(text: &str) -> String {
    let plain =
        |letter: char| (letter.is_ascii_graphic() && letter != '"' && letter != '\\') || letter == ' ';
    text.chars().take(200).map(|letter| if plain(letter) { letter } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn br_73_a_refusal_names_the_uri_and_the_rule() {
        let problem = RedirectUri::register("myapp://cb", ApplicationType::Native).unwrap_err();
        let text = problem.to_string();
        assert!(text.contains("myapp://cb") && text.contains("dot"), "{text}");
        let hostile = RedirectUri::register("https://rp.test/\"\\\r\né", ApplicationType::Web).unwrap_err();
        let text = hostile.to_string();
        assert!(
            text.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\'),
            "{text}"
        );
    }

    #[test]
    fn json_holds_the_text_and_no_other_text() {
        let uri: RedirectUri = serde_json::from_str("\"com.example.app:/cb\"").unwrap();
        assert_eq!(serde_json::to_string(&uri).unwrap(), "\"com.example.app:/cb\"");
        assert!(serde_json::from_str::<RedirectUri>("\"javascript:alert(1)\"").is_err());
        assert_eq!(serde_json::to_string(&ApplicationType::default()).unwrap(), "\"web\"");
    }
}
