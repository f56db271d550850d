//! AU-01: the page that explains the audit log names the events there are.

use std::collections::BTreeSet;

use signet::model::audit_event::EventKind;

use super::file;

#[test]
fn the_page_has_every_event_once_and_no_other() {
    let page = file("server/docs/operate/audit-events.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let rows: Vec<_> = rows.collect();
    assert!(rows.iter().all(|(_, when)| when.len() > 10), "each says when");
    let named: BTreeSet<&str> = rows.iter().map(|(name, _)| *name).collect();
    assert_eq!(named.len(), rows.len(), "once each");
    assert_eq!(named, EventKind::ALL.iter().map(|kind| kind.as_str()).collect());
}
