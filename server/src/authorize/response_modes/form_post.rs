//! `form_post` (OAuth 2.0 Form Post Response Mode 2).

use super::{Answer, Mode, Reply};
use crate::protocol::response_mode::ResponseMode;

pub(super) struct FormPost;

impl Mode for FormPost {
    fn name(&self) -> ResponseMode {
        ResponseMode::FormPost
    }

    fn reply(&self, redirect_uri: &str, answer: Answer) -> Reply {
        Reply::SelfPosting { action: redirect_uri.to_owned(), fields: answer }
    }
}
