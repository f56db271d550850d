//! From the audit: each code and refresh token was used once at most, and the rows agree with what the log says.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::rows::Rows;

pub fn wrong(rows: &Rows) -> Vec<String> {
    let mut successes: BTreeMap<(Uuid, i64), usize> = BTreeMap::new();
    let mut newest: BTreeMap<Uuid, i64> = BTreeMap::new();
    for event in &rows.events {
        // A sign-in without a browser begins a family in the place of a code, and names it.
        let gives = matches!(
            event.kind.as_str(),
            "code.issued" | "login.success" | "token.issued" | "token.refreshed"
        );
        // A reply that was lost is given once more; it says so.
        let is_first = event.outcome == "success" && event.reason.is_none();
        if let (true, true, Some(family)) = (gives, is_first, event.family_id) {
            let generation = event.generation.unwrap_or_default();
            *successes.entry((family, generation)).or_default() += 1;
            let known = newest.entry(family).or_default();
            *known = generation.max(*known);
        }
    }
    let twice = successes.iter().filter(|(_, times)| **times > 1);
    let mut wrong: Vec<String> = twice
        .map(|((family, generation), times)| {
            format!("generation {generation} of {family} came about {times} times")
        })
        .collect();
    for family in rows.families.values() {
        let told = newest.get(&family.id).copied();
        if told != Some(family.generation) {
            let row = family.generation;
            wrong.push(format!("family {}: the row is at generation {row}, the log at {told:?}", family.id));
        }
        let steps = (0..=family.generation).filter(|step| !successes.contains_key(&(family.id, *step)));
        wrong.extend(steps.map(|step| format!("family {}: no event of generation {step}", family.id)));
    }
    wrong
}
