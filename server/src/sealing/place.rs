//! Where a sealed record lies.

use super::derive::write_with_length;

/// Table, column and row: bound into the blob, so that whoever can write to the store cannot
/// carry one user's secret to another's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The row's primary key in its text form.
    pub row: &'a str,
}

impl Place<'_> {
    /// The place as associated data, under a label that says what is sealed there.
    pub(super) fn associated(&self, label: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in [label, self.table, self.column, self.row] {
            write_with_length(&mut bytes, part.as_bytes());
        }
        bytes
    }
}
