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

impl Form {
    pub(super) fn sample(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            transaction: Some("u2JQv0kq1Y7nM3tZs9XcB4dE6fGhLpRwTaVyKo5iN8A".to_owned()),
            csrf: "c7WmX2bNqLr9TzYk4VhGd1PfSeJu6AoIsKt0RgMvDxE".to_owned(),
        }
    }
}
