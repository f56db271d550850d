//! `query`: the registered query stays as it is (RFC 6749 section 3.1.2).

use super::{Answer, Mode, Reply, borrowed};
use crate::protocol::redirect_uri;
use crate::protocol::response_mode::ResponseMode;

pub(super) struct Query;

impl Mode for Query {
    fn name(&self) -> ResponseMode {
        ResponseMode::Query
    }

    fn reply(&self, redirect_uri: &str, answer: Answer) -> Reply {
        Reply::Redirect(redirect_uri::append(redirect_uri, &borrowed(&answer)))
    }
}
