//! Colours and how well they stand out (WCAG 2.2, "relative luminance" and "contrast ratio").

use std::fmt;

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Text of ordinary size at level AA (WCAG 2.2 success criterion 1.4.3).
pub const TEXT: f64 = 4.5;

impl Colour {
    /// A colour by its three channels.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb` or `#rgb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let wide = match digits.len() {
            3 => digits.chars().flat_map(|c| [c, c]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        let channel = |at: usize| u8::from_str_radix(&wide[at..at + 2], 16).ok();
        Some(Self::rgb(channel(0)?, channel(2)?, channel(4)?))
    }

    /// From 1 (the same) to 21 (black on white).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour with `percent` of `other` mixed in, as CSS `color-mix(in srgb, ..)` does.
    #[must_use]
    pub fn mixed(self, percent: u8, other: Self) -> Self {
        let share = f64::from(percent) / 100.0;
        let blend = |a: u8, b: u8| {
            let value = f64::from(a) * (1.0 - share) + f64::from(b) * share;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a mean of two bytes is a byte"
            )]
            let byte = value.round() as u8;
            byte
        };
        Self::rgb(blend(self.red, other.red), blend(self.green, other.green), blend(self.blue, other.blue))
    }

    /// The nearest mixture with `towards` that `fits`; if none does, `towards` itself.
    #[must_use]
    pub fn nearest(self, towards: Self, fits: impl Fn(Self) -> bool) -> Self {
        (0..=100).map(|percent| self.mixed(percent, towards)).find(|colour| fits(*colour)).unwrap_or(towards)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Colour = Colour::rgb(0, 0, 0);
    const WHITE: Colour = Colour::rgb(255, 255, 255);

    #[test]
    fn the_ratios_are_those_of_the_guideline() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 0.001);
        let grey = Colour::rgb(0x76, 0x76, 0x76);
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01, "{}", grey.contrast(WHITE));
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 0.001);
    }

    #[test]
    fn only_hexadecimal_colours_are_read() {
        assert_eq!(Colour::parse("#1d5148"), Some(Colour::rgb(0x1d, 0x51, 0x48)));
        assert_eq!(Colour::parse(" #fA0 "), Some(Colour::rgb(0xff, 0xaa, 0)));
        for text in ["", "red", "#12", "#12345", "#gggggg", "#1234567", "#ÄÄÄ", "#+1+1+1"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(Colour::rgb(1, 2, 255).to_string(), "#0102ff");
    }

    #[test]
    fn a_pale_colour_is_darkened_just_enough() {
        let yellow = Colour::rgb(255, 221, 0);
        let fits = |colour: Colour| colour.contrast(WHITE) >= TEXT;
        let corrected = yellow.nearest(BLACK, fits);
        assert!((TEXT..TEXT + 0.4).contains(&corrected.contrast(WHITE)), "{corrected}");
        assert_eq!(BLACK.nearest(WHITE, fits), BLACK, "what is readable stays");
    }
}
