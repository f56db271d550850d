//! What a step of the schema that a newer release has run means for this one. Its name is all that an older program sees of it,
//! so the name says it:
//!
//! - `mNNNN_expand_what` only adds: a table, a column that may be empty or has a default, an index. Each release works with it.
//! - `mNNNN_contract_mMMMM_what` takes away what no release uses that knows the step `MMMM`: those work with it, older ones do
//!   not.
//! - Of any other nobody knows what it does.

/// Whether a release that knows these steps works with a database on which this one was run too.
pub(super) fn works_with(step: &str, known: &[String]) -> bool {
    let Some((number, what)) = step.split_once('_') else { return false };
    if !is_number(number) {
        return false;
    }
    if let Some(what) = what.strip_prefix("contract_") {
        let after = what.split_once('_').map(|(after, _)| after).filter(|after| is_number(after));
        return after.is_some_and(|after| {
            known.iter().any(|known| known.split_once('_').is_some_and(|(number, _)| number == after))
        });
    }
    what.starts_with("expand_")
}

fn is_number(text: &str) -> bool {
    text.strip_prefix('m')
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use migration::{Migrator, MigratorTrait as _};

    use super::*;

    /// The last step from before names told what a step does.
    const LAST_WITHOUT: &str = "m0005_upkeep";

    #[test]
    fn the_name_of_a_newer_step_says_whether_this_release_works_with_it() {
        let known = ["m0004_lean_audit".to_owned(), "m0005_upkeep".to_owned()];
        for (step, works) in [
            ("m0006_expand_colours", true),
            ("m0007_contract_m0005_shade", true),
            ("m0007_contract_m0006_shade", false),
            ("m0007_contract_shade", false),
            ("m0007_contract_", false),
            ("m0006_colours", false),
            ("m0006_expand", false),
            ("m06_expand_colours", false),
            ("expand_colours", false),
            ("", false),
        ] {
            assert_eq!(works_with(step, &known), works, "{step}");
        }
    }

    #[test]
    fn every_step_since_says_what_it_does() {
        let names: Vec<_> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        for step in names.iter().filter(|step| step.as_str() > LAST_WITHOUT) {
            assert!(
                works_with(step, &names),
                "{step} is named neither as one that adds nor as one that takes away"
            );
        }
    }
}
