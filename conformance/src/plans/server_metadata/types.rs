//! `types`: lists are lists.

use futures::future::ready;

use crate::prelude::*;

/// A list that is empty is left out.
pub(super) const MODULE: Module = Module {
    name: "types",
    requires: "Members have the types the specification gives them, and no list is empty",
    source: "RFC 8414 2, 3.2",
    run: |test| ready(run(test)).boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let Value::Object(document) = &test.provider.metadata else {
        return Err(failed("expected a JSON object"));
    };
    for (name, value) in document {
        let is_flag = name.ends_with("_parameter_supported") || name.starts_with("require_");
        if is_flag {
            ensure(value.is_boolean(), format!("expected {name} as a boolean, got {value}"))?;
        } else if name.ends_with("_supported") && name != "backchannel_logout_supported" {
            let Some(list) = value.as_array() else {
                ensure(value.is_boolean(), format!("expected {name} as a list, got {value}"))?;
                continue;
            };
            ensure(
                list.iter().all(Value::is_string),
                format!("expected {name} as a list of texts, got {value}"),
            )?;
            ensure(!list.is_empty(), format!("{name} is empty: it has to be left out"))?;
        }
        ensure(!value.is_null(), format!("{name} is null"))?;
    }
    Ok(())
}
