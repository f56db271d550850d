//! `no-empty-members`: what there is nothing to say about is left out.

use crate::prelude::*;

/// An empty list says less than none, for some lists have a default.
pub(super) const MODULE: Module = Module {
    name: "no-empty-members",
    requires: "No member of the metadata is null, empty or twice in a list",
    source: "OpenID Connect Discovery 1.0 section 4.2, RFC 8414 3.2",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    for (name, value) in test.provider.metadata.as_object().into_iter().flatten() {
        let is_empty = value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty);
        ensure(!is_empty, format!("{name} is {value}: it has to be left out"))?;
        let listed = value.as_array().map_or(&[][..], Vec::as_slice);
        let twice = listed.iter().enumerate().find(|(n, one)| listed[..*n].contains(one)).map(|(_, one)| one);
        test.recommend(twice.is_none(), format!("{name} lists {} twice", check::shown(twice)));
    }
    Ok(())
}
