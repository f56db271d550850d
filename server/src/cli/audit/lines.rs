//! Lines that other programs read: CSV (RFC 4180).

use serde_json::Value;

/// One line, without its end.
pub(super) fn csv(cells: &[String]) -> anyhow::Result<String> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(cells)?;
    let written = String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?;
    Ok(written.trim_end_matches('\n').to_owned())
}

/// What a stranger chose must not become a formula in somebody's spreadsheet.
pub(super) fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.starts_with(['=', '+', '-', '@']) && value.is_string() { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_a_line_stays_a_line() {
        let cells =
            [json!("=SUM(1,2)"), json!("a \"b\", c"), json!(-7), json!(null), json!({"role": "admin"})];
        let line = csv(&cells.map(|value| cell(&value))).unwrap();
        assert_eq!(
            line,
            r#"'=SUM(1,2),"a ""b"", c",-7,,"{""role"":""admin""}""#.replace("'=SUM(1,2)", "\"'=SUM(1,2)\"")
        );
    }
}
