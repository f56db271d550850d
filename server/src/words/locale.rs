//! Which language a reader gets.

/// A language the pages speak, or one of two made up for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English, the default.
    English,
    /// German.
    German,
    /// Stretched and accented English: a text that was not translated stands out.
    Pseudo,
    /// English forced to run from right to left.
    PseudoRtl,
}

impl Locale {
    /// What readers may choose from.
    pub const OFFERED: [Self; 2] = [Self::English, Self::German];

    /// The language tag (BCP 47) of the page.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Pseudo => "en-XA",
            Self::PseudoRtl => "ar-XB",
        }
    }

    /// The language's own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Pseudo => "Pseudo",
            Self::PseudoRtl => "Pseudo RTL",
        }
    }

    /// Whether it is written from right to left.
    pub fn is_rtl(self) -> bool {
        self == Self::PseudoRtl
    }

    fn offered(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?;
        Self::OFFERED.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }
}

/// How many tags of one list are looked at: nobody reads more languages, and the list is not ours.
const MOST_TAGS: usize = 16;

/// The language for a reader: the first one offered in `asked`, texts of the form of `ui_locales`
/// (OpenID Connect Core 1.0 section 3.1.2.1: tags by preference, separated by spaces), in the order
/// given; else the best of `Accept-Language` (RFC 9110 section 12.5.4); else English.
pub fn choose<'a>(asked: impl IntoIterator<Item = &'a str>, accept_language: Option<&str>) -> Locale {
    asked
        .into_iter()
        .flat_map(|text| text.split_ascii_whitespace().take(MOST_TAGS))
        .find_map(Locale::offered)
        .or_else(|| accept_language.and_then(best_accepted))
        .unwrap_or(Locale::English)
}

fn best_accepted(header: &str) -> Option<Locale> {
    let mut ranges: Vec<(Locale, u16)> = header
        .split(',')
        .take(MOST_TAGS)
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let locale = Locale::offered(parts.next()?)?;
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), weight)?;
            (weight > 0).then_some((locale, weight))
        })
        .collect();
    ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    ranges.first().map(|(locale, _)| *locale)
}

/// A quality value in thousandths: `0`, `0.5`, `1.000`.
fn weight(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    match whole {
        "1" => Some(1000),
        "0" if digits => format!("{fraction:0<3}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_s_wish_comes_before_the_browser_s() {
        assert_eq!(choose(["fr de-CH en"], Some("en")), Locale::German);
        assert_eq!(choose(["fr it"], Some("de;q=0.3, fr")), Locale::German);
        assert_eq!(choose(["DE_at"], None), Locale::German);
        assert_eq!(choose(["", "de"], Some("en")), Locale::German);
    }

    #[test]
    fn the_browser_s_weights_count() {
        assert_eq!(choose([], Some("en;q=0.8, de;q=0.9")), Locale::German);
        assert_eq!(choose([], Some("de;q=0, en;q=0.1")), Locale::English);
        assert_eq!(choose([], Some("de-AT,de;q=0.9,en;q=0.8")), Locale::German);
        assert_eq!(choose([], Some("de;q=7, en;q=0.01")), Locale::English);
    }

    #[test]
    fn nonsense_gets_the_default() {
        for text in ["../../etc/passwd", "<script>", "en-XA ar-XB", "d e", "\u{0}", "-", "_de"] {
            assert_eq!(choose([text], Some(text)), Locale::English, "{text}");
        }
        let many = format!("{} de", "xx ".repeat(10_000));
        assert_eq!(choose([many.as_str()], None), Locale::English);
    }
}
