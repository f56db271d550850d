//! Optional values and lists.

use super::setting::{Exposure, Refusal, Setting};
use crate::config::reading::{Origin, Raw};

/// The empty text stands for none.
impl<T: Setting> Setting for Option<T> {
    const EXPOSURE: Exposure = T::EXPOSURE;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        if raw.is_empty() { Ok(None) } else { T::parse(raw).map(Some) }
    }

    fn show(&self) -> String {
        self.as_ref().map(T::show).unwrap_or_default()
    }

    fn placed(self, origin: &Origin) -> Self {
        self.map(|value| value.placed(origin))
    }
}

impl<T: Setting> Setting for Vec<T> {
    const EXPOSURE: Exposure = T::EXPOSURE;

    fn parse(raw: &Raw) -> Result<Self, Refusal> {
        let items = raw.items().ok_or_else(|| Refusal::expected("a list of texts"))?;
        let (mut values, mut refused) = (Vec::with_capacity(items.len()), Vec::new());
        for item in &items {
            match T::parse(item) {
                Ok(value) => values.push(value),
                Err(refusal) => refused.push(Refusal { found: Some(item.shown()), ..refusal }),
            }
        }
        Refusal::all(refused).map(|()| values)
    }

    fn show(&self) -> String {
        self.iter().map(T::show).collect::<Vec<_>>().join(", ")
    }
}
