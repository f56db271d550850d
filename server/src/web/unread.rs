//! Requests that hyper refuses by itself, since they are no HTTP or their head is too long. No handler sees them and hyper
//! tells nobody; but it answers, and the head of such an answer belongs to no request.

use crate::metrics::Counter;

/// Notices such answers among what is written to a connection of HTTP/1.1.
#[derive(Debug)]
pub(super) struct Unread {
    counted: Counter,
    /// The stage of the connection at which the last head was written.
    head_at: u64,
}

impl Unread {
    /// On a new connection, counting in `counted`.
    pub(super) fn new(counted: Counter) -> Self {
        Self { counted, head_at: 0 }
    }

    /// These bytes were written when the connection was at this stage: even, where no request is being answered.
    pub(super) fn wrote(&mut self, bytes: &[u8], stage: u64) {
        // An interim answer (100) comes while its request is being answered.
        if !bytes.starts_with(b"HTTP/1.") || !stage.is_multiple_of(2) {
            return;
        }
        if stage == self.head_at {
            self.counted.inc();
        }
        self.head_at = stage;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_a_request_is_counted_and_no_other() {
        let counted = Counter::default();
        let mut unread = Unread::new(counted.clone());
        // A request that was answered, its body, one with an interim answer.
        for (bytes, stage) in [
            ("HTTP/1.1 200 OK\r\n", 2),
            ("a body", 2),
            ("HTTP/1.1 100 Continue\r\n", 3),
            ("HTTP/1.1 400 Bad Request\r\n", 4),
        ] {
            unread.wrote(bytes.as_bytes(), stage);
        }
        assert_eq!(counted.get(), 0);
        unread.wrote(b"HTTP/1.1 400 Bad Request\r\n", 4);
        assert_eq!(counted.get(), 1);
        Unread::new(counted.clone()).wrote(b"HTTP/1.1 431 Request Header Fields Too Large\r\n", 0);
        assert_eq!(counted.get(), 2, "the first thing on a connection");
    }
}
