//! Two made-up languages, derived from the English texts as they are shown: one shows what was
//! never translated and what does not fit, the other what assumes a direction.

use std::borrow::Cow;

/// Accented and about a third longer: `Sign in` becomes `Šîîgñ îîñ`.
pub(super) fn stretched(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c {
            'a' => out.push_str("áá"),
            'e' => out.push_str("éé"),
            'i' => out.push_str("îî"),
            'o' => out.push_str("öö"),
            'u' => out.push_str("ûû"),
            'n' => out.push('ñ'),
            's' => out.push('š'),
            'S' => out.push('Š'),
            'E' => out.push('É'),
            'A' => out.push('Å'),
            'Y' => out.push('Ý'),
            'T' => out.push('Ţ'),
            'c' => out.push('ç'),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// Forced to run from right to left, word order and letters alike.
pub(super) fn mirrored(text: &str) -> Cow<'_, str> {
    Cow::Owned(format!("\u{202E}{text}\u{202C}"))
}
