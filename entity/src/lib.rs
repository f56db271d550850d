//! Rows of the store.
