//! Rows of the store.

pub mod kept_record;
pub mod lossy_record;
