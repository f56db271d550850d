//! What all pages with passkeys have in common: the question as the page's script takes it, and the answer as it comes.

use crate::authn::passkey::Ceremony;
use crate::protocol::form::Form;
use crate::web::pages::Question;

pub(super) use crate::authn::passkey_ways::{id_of, named};

/// The question for whoever signs in with a passkey alone.
pub(super) fn sign_in(ceremony: Ceremony) -> Question {
    let Ceremony { options, state } = ceremony;
    Question { asks: "sign-in", options, state, key: "passkey-sign-in", is_primary: false }
}

/// The question for a second factor.
pub(super) fn show(ceremony: Ceremony) -> Question {
    let Ceremony { options, state } = ceremony;
    Question { asks: "get", options, state, key: "passkey-use", is_primary: true }
}

/// The question for a new passkey.
pub(super) fn make(ceremony: Ceremony) -> Question {
    let Ceremony { options, state } = ceremony;
    Question { asks: "create", options, state, key: "passkey-make", is_primary: true }
}

/// The state that a form carried back, and the browser's answer.
pub(super) fn answered(form: &Form) -> (&str, &str) {
    let value = |name: &str| form.value(name).unwrap_or_default();
    (value("passkey_state"), value("passkey_answer"))
}
