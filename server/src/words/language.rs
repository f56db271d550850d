//! Languages as those who speak them call them: that reads well on a page in any language.

/// By their tags (RFC 5646).
const NAMES: [(&str, &str); 40] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gu", "ગુજરાતી"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sv", "Svenska"),
    ("ta", "தமிழ்"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// The language of a tag, its region in brackets where it has one: `en-GB` is English (GB). A tag of a language that we do
/// not know stays as it is. `en_US` is written too (OpenID Connect Core 5.1).
pub fn language(tag: &str) -> String {
    let mut parts = tag.split(['-', '_']);
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == first) else {
        return tag.to_owned();
    };
    let region = parts.find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match region {
        Some(region) => format!("{name} ({})", region.to_ascii_uppercase()),
        None => (*name).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_reads_as_a_language() {
        for (tag, shown) in [
            ("en-GB", "English (GB)"),
            ("en_US", "English (US)"),
            ("DE-at", "Deutsch (AT)"),
            ("zh-Hant-TW", "中文 (TW)"),
            ("fr", "Français"),
            ("tlh-AQ", "tlh-AQ"),
            ("", ""),
        ] {
            assert_eq!(language(tag), shown);
        }
    }
}
