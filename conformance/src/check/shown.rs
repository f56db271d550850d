//! Values as findings show them.

use serde::Serialize;

/// A value as JSON, so that a number is told from a text; `nothing` where there is none.
pub fn shown(value: Option<impl Serialize>) -> String {
    let json = value.map(|value| serde_json::to_string(&value).unwrap_or_default());
    json.unwrap_or_else(|| "nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_shown_as_json_and_not_as_rust() {
        assert_eq!(shown(Some(&json!("a"))), r#""a""#);
        assert_eq!(shown(json!({"aud": ["a", 1]}).get("aud")), r#"["a",1]"#);
        assert_eq!(shown(None::<&str>), "nothing");
    }
}
