//! A value as it came, before it is parsed into its type.

/// One value of one layer. It has no `Debug`, since it may be a secret.
#[derive(Clone)]
pub(in crate::config) enum Raw {
    /// From the environment or a flag, where all values are text.
    Untyped(String),
    /// A text of a TOML file.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A list.
    List(Vec<Raw>),
    /// What no key takes, by its name.
    Other(&'static str),
}

impl Raw {
    /// The text, if it is one.
    pub(in crate::config) fn text(&self) -> Option<&str> {
        match self {
            Self::Untyped(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is the empty text, which stands for "not set".
    pub(in crate::config) fn is_empty(&self) -> bool {
        self.text().is_some_and(str::is_empty)
    }

    /// The items of a list. In the environment `a,b`, `a, b` and `["a","b"]` are the same two, an
    /// empty text is no item, and one value is one item.
    pub(in crate::config) fn items(&self) -> Option<Vec<Self>> {
        match self {
            Self::List(items) => Some(items.clone()),
            Self::Text(text) if text.is_empty() => Some(Vec::new()),
            Self::Text(_) => Some(vec![self.clone()]),
            Self::Untyped(text) if text.trim_start().starts_with('[') => {
                json_array(text).or_else(|| Some(split(text)))
            }
            Self::Untyped(text) => Some(split(text)),
            Self::Integer(_) | Self::Boolean(_) | Self::Other(_) => None,
        }
    }

    /// How a message shows it. Only for values that are no secret.
    pub(in crate::config) fn shown(&self) -> String {
        match self {
            Self::Untyped(text) | Self::Text(text) => shown_text(text),
            Self::Integer(number) => format!("the number {number}"),
            Self::Boolean(value) => value.to_string(),
            Self::List(_) | Self::Other(_) => self.kind().to_owned(),
        }
    }

    /// What it is, without saying it.
    pub(in crate::config) fn kind(&self) -> &'static str {
        match self {
            Self::Untyped(text) | Self::Text(text) if text.is_empty() => "an empty text",
            Self::Untyped(_) | Self::Text(_) => "a text that is not shown",
            Self::Integer(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Other(name) => name,
        }
    }
}

/// Quoted, so that spaces and line ends are seen, and cut.
fn shown_text(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.is_empty() {
        return "an empty text".to_owned();
    }
    let whole = without_credentials(text);
    let cut: String = whole.chars().take(LONGEST).collect();
    let dots = if cut.len() < whole.len() { "..." } else { "" };
    // Docker's `--env-file` keeps the quotes that a shell would take away.
    let is_quoted = |quote| text.len() > 1 && text.starts_with(quote) && text.ends_with::<char>(quote);
    let hint = if is_quoted('"') || is_quoted('\'') { " (leave out the quotes)" } else { "" };
    format!("{cut:?}{dots}{hint}")
}

/// A URL may carry a password even where none belongs.
fn without_credentials(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 <= at => {
            format!("{}***{}", &text[..scheme + 3], &text[at..])
        }
        _ => text.to_owned(),
    }
}

/// `a, b` in two; a comma at the end adds nothing.
fn split(text: &str) -> Vec<Raw> {
    let text = text.trim();
    let text = text.strip_suffix(',').unwrap_or(text);
    if text.is_empty() {
        return Vec::new();
    }
    text.split(',').map(|item| Raw::Untyped(item.trim().to_owned())).collect()
}

/// A list written as JSON. Anything else that starts with a bracket, such as `[::1]:8080`, is none.
fn json_array(text: &str) -> Option<Vec<Raw>> {
    let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().map(from_json).collect())
}

fn from_json(value: serde_json::Value) -> Raw {
    match value {
        serde_json::Value::String(text) => Raw::Text(text),
        serde_json::Value::Bool(value) => Raw::Boolean(value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or(Raw::Other("a number with a fraction"), Raw::Integer)
        }
        serde_json::Value::Array(items) => Raw::List(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(_) => Raw::Other("an object"),
        serde_json::Value::Null => Raw::Other("null"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<String> {
        let items = Raw::Untyped(text.to_owned()).items().unwrap();
        items.iter().map(|item| item.text().unwrap().to_owned()).collect()
    }

    #[test]
    fn lists_in_the_environment() {
        for two in ["a,b", "a, b", " a ,b ", "a,b,", r#"["a","b"]"#, r#" ["a", "b"] "#] {
            assert_eq!(items(two), ["a", "b"], "{two:?}");
        }
        assert_eq!(items("a"), ["a"]);
        assert_eq!(items("[::1]:8080"), ["[::1]:8080"]);
        assert_eq!(items("[::1]:8080, [::]:1"), ["[::1]:8080", "[::]:1"]);
        for none in ["", " ", ",", "[]"] {
            assert!(items(none).is_empty(), "{none:?}");
        }
        assert_eq!(items("a,,b"), ["a", "", "b"], "a hole is for the item's type to refuse");
    }

    #[test]
    fn a_lone_text_of_a_file_is_one_item_whatever_it_holds() {
        let lone = Raw::Text("a,b".to_owned()).items().unwrap();
        assert_eq!(lone.len(), 1);
        assert_eq!(lone[0].text(), Some("a,b"));
        assert!(Raw::Text(String::new()).items().unwrap().is_empty());
        assert!(Raw::Integer(1).items().is_none());
    }

    #[test]
    fn what_came_is_shown_on_one_line() {
        assert_eq!(Raw::Untyped("a\r\nb".to_owned()).shown(), r#""a\r\nb""#);
        assert_eq!(Raw::Untyped("\"5s\"".to_owned()).shown(), r#""\"5s\"" (leave out the quotes)"#);
        assert_eq!(Raw::Text("x".repeat(81)).shown(), format!("\"{}\"...", "x".repeat(80)));
        assert_eq!(Raw::Integer(60).shown(), "the number 60");
        assert_eq!(
            Raw::Text("https://user:hunter2@id.example.com".to_owned()).shown(),
            "\"https://***@id.example.com\""
        );
        assert_eq!(Raw::Text(String::new()).shown(), "an empty text");
    }
}
