//! Forms and what can be wrong with them.

/// What every form of ours carries besides its fields. With it goes `ui_locales`, the language of
/// the page, so that the answer speaks the same one.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent, below the base path.
    pub action: String,
    /// Which parked request it belongs to.
    pub transaction: Option<String>,
    /// The proof that our own page sends it.
    pub csrf: String,
}

/// One thing to put right, already in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field it is about; nothing where no field is at fault.
    pub field: Option<&'static str>,
    /// What to do.
    pub text: String,
}

/// What the page's script asks the browser about passkeys.
#[derive(Clone, Debug)]
pub struct Question {
    /// `create`, `get`, or `sign-in`, which offers passkeys beside the name too.
    pub asks: &'static str,
    /// What the browser is handed: JSON in hexadecimal digits.
    pub options: String,
    /// What we have to know of it later, sealed.
    pub state: String,
    /// What the button says, as a message's key.
    pub key: &'static str,
    /// Whether it is the page's one filled button.
    pub is_primary: bool,
}

impl Question {
    pub(super) fn sample() -> Self {
        Self {
            asks: "get",
            options: "7b7d".to_owned(),
            state: "7365616c6564".to_owned(),
            key: "passkey-use",
            is_primary: true,
        }
    }
}

impl Form {
    pub(super) fn sample(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            transaction: Some("u2JQv0kq1Y7nM3tZs9XcB4dE6fGhLpRwTaVyKo5iN8A".to_owned()),
            csrf: "c7WmX2bNqLr9TzYk4VhGd1PfSeJu6AoIsKt0RgMvDxE".to_owned(),
        }
    }
}
