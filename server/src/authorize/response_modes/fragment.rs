//! `fragment` (Multiple Response Type Encoding Practices 2.1).

use super::{Answer, Mode, Reply, borrowed};
use crate::protocol::redirect_uri;
use crate::protocol::response_mode::ResponseMode;

pub(super) struct Fragment;

impl Mode for Fragment {
    fn name(&self) -> ResponseMode {
        ResponseMode::Fragment
    }

    fn reply(&self, redirect_uri: &str, answer: Answer) -> Reply {
        Reply::Redirect(format!("{redirect_uri}#{}", redirect_uri::encode(&borrowed(&answer))))
    }
}
