//! How a person wants applications to be.

use serde_json::{Map, Value, json};

/// What was set, and how often it was changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// What the person has set.
    pub document: Map<String, Value>,
    /// Counts the changes; 0 before the first.
    pub version: i64,
}

impl Preferences {
    /// The settings that hold: what was set, over the defaults. Objects are laid over each other member by member.
    pub fn effective(&self) -> Map<String, Value> {
        let mut all = defaults();
        overlay(&mut all, &self.document);
        all
    }
}

/// What holds where nothing was set. Applications may add members of their own.
fn defaults() -> Map<String, Value> {
    let defaults = json!({
        "theme": "system",
        "notifications": { "security": true, "product": false },
    });
    match defaults {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn overlay(base: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (name, value) in over {
        match (base.get_mut(name), value) {
            (Some(Value::Object(below)), Value::Object(value)) => overlay(below, value),
            _ => {
                base.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_lies_over_the_defaults_member_by_member() {
        let Value::Object(document) = json!({"notifications": {"product": true}, "chart": {"candles": 5}})
        else {
            unreachable!("an object")
        };
        let effective = Value::Object(Preferences { document, version: 3 }.effective());
        assert_eq!(
            effective,
            json!({
                "theme": "system",
                "notifications": {"security": true, "product": true},
                "chart": {"candles": 5}
            })
        );
        assert_eq!(Preferences::default().effective()["theme"], "system");
    }
}
