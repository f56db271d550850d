//! The layer of a TOML file. Outside tests the `toml` crate is named here alone.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::layer::Layer;
use super::origin::Origin;
use super::problem::Problem;
use super::raw::Raw;

/// Reads the file at `path`.
pub(super) fn read(path: &Path) -> Layer {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text, &|line| Origin::File { path: path.to_owned(), line }),
        Err(error) => Layer::failed(Problem {
            origin: None,
            key: String::new(),
            message: format!("{}: expected a configuration file; it cannot be read: {error}", path.display()),
        }),
    }
}

/// The file that is read where none was named.
pub(super) fn in_working_directory(directory: &Path) -> Option<PathBuf> {
    let path = directory.join("signet.toml");
    path.exists().then_some(path)
}

/// Reads a TOML text; `origin` makes the place of a line.
pub(super) fn parse(text: &str, origin: &dyn Fn(usize) -> Origin) -> Layer {
    let line = |offset: usize| 1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count();
    let mut layer = Layer::default();
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        // The error's own `Display` quotes the line, which may hold a secret: only its message is taken.
        Err(error) => {
            let place = origin(line(error.span().map_or(0, |span| span.start)));
            return Layer::failed(Problem::new(place, "", format!("expected TOML: {}", error.message())));
        }
    };
    for (section, value) in table.get_ref() {
        let section_name = section.get_ref();
        match value.get_ref() {
            DeValue::Table(keys) if !keys.is_empty() => {
                for (key, value) in keys {
                    let name = format!("{section_name}.{}", key.get_ref());
                    layer.set(name, raw(value), origin(line(key.span().start)));
                }
            }
            _ => layer.set(section_name.to_string(), raw(value), origin(line(section.span().start))),
        }
    }
    layer
}

fn raw(value: &Spanned<DeValue<'_>>) -> Raw {
    match value.get_ref() {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Raw::Other("a number that is too large"), Raw::Integer),
        DeValue::Float(_) => Raw::Other("a number with a fraction"),
        DeValue::Boolean(value) => Raw::Boolean(*value),
        DeValue::Datetime(time) => Raw::Text(time.to_string()),
        DeValue::Array(items) => Raw::List(items.iter().map(raw).collect()),
        DeValue::Table(_) => Raw::Other("a table"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let place = |line| Origin::File { path: "signet.toml".into(), line };
        parse(text, &place).problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_syntax_error_names_the_line_and_quotes_nothing() {
        let found = problems("[sealing]\n\nmaster_key = hunter2+hunter2/hunter2\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("signet.toml:3: expected TOML: "), "{found:?}");
        assert!(!found[0].contains("hunter2"), "{found:?}");
        assert!(!found[0].contains('\n'), "{found:?}");
    }

    #[test]
    fn a_key_set_twice_is_a_syntax_error() {
        assert_eq!(
            problems("[log]\nlevel = \"info\"\nlevel = \"warn\"\n"),
            ["signet.toml:3: expected TOML: duplicate key"]
        );
    }

    #[test]
    fn keys_come_with_section_and_line() {
        let layer = parse("[log]\n# why\nlevel = \"info\"\n[tokens]\ncode.x = 1\n", &|line| Origin::File {
            path: "f".into(),
            line,
        });
        let found: Vec<String> =
            layer.entries.iter().map(|(key, given)| format!("{key} {}", given.origin)).collect();
        assert_eq!(found, ["log.level f:3", "tokens.code f:5"]);
        assert_eq!(layer.entries[1].1.raw.kind(), "a table");
    }
}
