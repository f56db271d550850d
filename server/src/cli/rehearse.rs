//! `signet migrate --rehearse`: how its answer looks.

use serde_json::{Value, json};

use super::table::table;
use crate::store::rehearsal::{Rehearsed, Stops};

/// For programs.
pub(super) fn describe(database: &str, steps: &[Rehearsed]) -> Value {
    let steps: Vec<Value> = steps.iter().map(step).collect();
    json!({"database": database, "rehearsed": steps})
}

fn step(step: &Rehearsed) -> Value {
    let locks = step.locks.iter();
    let locks =
        locks.map(|lock| json!({"table": lock.table, "mode": lock.mode, "stops": lock.stops.as_str()}));
    json!({
        "step": step.step, "milliseconds": millis(step), "rows": step.rows, "rebuilt": step.rebuilt,
        "locks": locks.collect::<Vec<_>>(),
    })
}

fn millis(step: &Rehearsed) -> u64 {
    u64::try_from(step.took.as_millis()).unwrap_or(u64::MAX)
}

/// For people. `where_it_ran` says on what.
pub(super) fn told(database: &str, where_it_ran: &str, steps: &[Rehearsed]) -> String {
    if steps.is_empty() {
        return format!("{database} is up to date; there is nothing to rehearse");
    }
    let rows = steps.iter().map(|step| {
        let rebuilt = if step.rebuilt.is_empty() { "-".to_owned() } else { step.rebuilt.join(", ") };
        vec![step.step.clone(), format!("{} ms", millis(step)), step.rows.to_string(), rebuilt]
    });
    let steps_told = table(&["STEP", "TIME", "ROWS WRITTEN", "TABLES REBUILT"], rows.collect(), "");
    let locks = steps.iter().flat_map(|step| &step.locks).filter(|lock| lock.stops != Stops::Nobody);
    let locks: Vec<_> = locks
        .map(|lock| vec![lock.table.clone(), lock.mode.clone(), lock.stops.as_str().to_owned()])
        .collect();
    let locks = table(&["LOCKED", "HOW", "WHO WAITS"], locks, "No step keeps anybody waiting.");
    format!("Rehearsed {where_it_ran}. Nothing was changed in {database}.\n\n{steps_told}\n\n{locks}")
}
