//! An error with what stands behind it, for the log and for operators.

use std::error::Error;

/// The error down to its last cause, in one line. A cause that the words before it repeat already is left out.
pub fn with_causes(error: &dyn Error) -> String {
    let (mut words, mut next) = (error.to_string(), error.source());
    while let Some(cause) = next {
        let text = cause.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        next = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Outer(&'static str, #[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("the disk is full")]
    struct Inner;

    #[test]
    fn each_cause_is_told_once() {
        assert_eq!(with_causes(&Outer("the write failed", Inner)), "the write failed: the disk is full");
        assert_eq!(with_causes(&Outer("failed: the disk is full", Inner)), "failed: the disk is full");
    }
}
