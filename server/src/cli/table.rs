//! Columns that line up.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

/// Rows under headings, two spaces apart. Without rows: what there is none of.
pub(super) fn table(headings: &[&str], rows: Vec<Vec<String>>, none: &str) -> String {
    if rows.is_empty() {
        return none.to_owned();
    }
    let mut lines = vec![headings.iter().map(|heading| (*heading).to_owned()).collect()];
    lines.extend(rows.into_iter().map(|row| row.iter().map(|cell| harmless(cell)).collect::<Vec<_>>()));
    align(&lines)
}

/// The members of an object, one a line. Members that end in `_at` hold moments.
pub(super) fn fields(object: &Value) -> String {
    let members = object.as_object().into_iter().flatten();
    let shown = members.map(|(name, value)| vec![name.clone(), harmless(&show(name, value))]);
    align(&shown.collect::<Vec<_>>())
}

/// A moment as people and programs read it.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn show(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(|item| show("", item)).collect::<Vec<_>>().join(", "),
        Value::Number(number) if name == "client_secret_expires_at" && number.as_i64() == Some(0) => {
            "never".to_owned()
        }
        Value::Number(number) if name.ends_with("_at") => {
            let at = number.as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            at.map_or_else(|| number.to_string(), moment)
        }
        other => other.to_string(),
    }
}

fn align(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let padded = lines.iter().map(|line| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    padded.collect::<Vec<_>>().join("\n")
}

/// What others wrote must not move the cursor of whoever looks at it.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_line_up_and_nothing_moves_the_cursor() {
        let rows = vec![vec!["a\u{1b}[2J".into(), "x".into()], vec!["long name".into(), String::new()]];
        assert_eq!(table(&["ID", "NAME"], rows, "none"), "ID         NAME\na\u{fffd}[2J      x\nlong name");
        assert_eq!(table(&["ID"], Vec::new(), "no clients"), "no clients");
    }

    #[test]
    fn members_are_shown_as_people_read_them() {
        let object = json!({"client_id": "web", "redirect_uris": ["a", "b"], "first_party": true,
            "client_id_issued_at": 0, "client_secret_expires_at": 0});
        let expected = "client_id                 web\n\
            redirect_uris             a, b\n\
            first_party               true\n\
            client_id_issued_at       1970-01-01T00:00:00Z\n\
            client_secret_expires_at  never";
        assert_eq!(fields(&object), expected);
    }
}
