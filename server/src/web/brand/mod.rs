//! The operator's face on our pages: name, logo, accent, links in the footer. Made once from the
//! configuration; may import nothing of ours but `web::assets` and `web::pages::Link`.

mod contrast;
mod picture;

pub use contrast::{Colour, TEXT};
pub use picture::Picture;

use super::assets::fingerprint;
use super::pages::Link;

/// What the operator configures.
#[derive(Clone, Debug)]
pub struct BrandSettings {
    /// The name in every title and sentence.
    pub name: String,
    /// The accent in `#rrggbb`; without it our own.
    pub accent: Option<String>,
    /// The accent on dark; without it derived from `accent`.
    pub accent_dark: Option<String>,
    /// The logo's bytes: PNG, JPEG, WebP or SVG.
    pub logo: Option<Vec<u8>>,
    /// The logo for dark pages; without it `logo` serves both.
    pub logo_dark: Option<Vec<u8>>,
    /// Where the privacy policy lies.
    pub policy: Option<String>,
    /// Where the terms lie.
    pub terms: Option<String>,
    /// Where help is: a web address or `mailto:`.
    pub support: Option<String>,
}

impl Default for BrandSettings {
    fn default() -> Self {
        Self {
            name: "Signet".to_owned(),
            accent: None,
            accent_dark: None,
            logo: None,
            logo_dark: None,
            policy: None,
            terms: None,
            support: None,
        }
    }
}

/// A setting that cannot be used; the text names the key below `brand`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrandError {
    /// Not `#rrggbb`.
    #[error("brand.{key} is {value:?}; expected a colour such as #1d5148")]
    NotAColour {
        /// Which key.
        key: &'static str,
        /// What it holds.
        value: String,
    },
    /// None of the four kinds of picture.
    #[error("brand.{0} is not a PNG, JPEG, WebP or SVG picture")]
    NotAPicture(&'static str),
    /// Not a link a browser may follow.
    #[error("brand.{key} is {value:?}; expected an https address")]
    NotALink {
        /// Which key.
        key: &'static str,
        /// What it holds.
        value: String,
    },
}

/// The brand as the pages show it.
#[derive(Debug)]
pub struct Brand {
    name: String,
    css: String,
    logo: Option<Picture>,
    logo_dark: Option<Picture>,
    /// Where the privacy policy lies.
    pub policy: Option<Link>,
    /// Where the terms lie.
    pub terms: Option<Link>,
    /// Where help is.
    pub support: Option<Link>,
}

/// Where the brand's pictures are served, below the base path.
pub const PATH: &str = "/brand/";

impl Brand {
    /// Reads the settings; a colour that cannot be read well is corrected, with a warning.
    pub fn new(settings: &BrandSettings) -> Result<Self, BrandError> {
        let link = |key, text: &Option<String>| match text {
            None => Ok(None),
            Some(value) => Link::to_help(value)
                .map(Some)
                .ok_or_else(|| BrandError::NotALink { key, value: value.clone() }),
        };
        let picture = |key, bytes: &Option<Vec<u8>>| {
            let read = |bytes: &Vec<u8>| Picture::read(bytes).ok_or(BrandError::NotAPicture(key));
            bytes.as_ref().map(read).transpose()
        };
        Ok(Self {
            name: settings.name.clone(),
            css: css(settings)?,
            logo: picture("logo", &settings.logo)?,
            logo_dark: picture("logo_dark", &settings.logo_dark)?,
            policy: link("policy", &settings.policy)?,
            terms: link("terms", &settings.terms)?,
            support: link("support", &settings.support)?,
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text of `/brand.css`; empty where our own colours serve.
    pub fn css(&self) -> &str {
        &self.css
    }

    /// What changes when [`Brand::css`] does: in the link to it, and good as its `ETag`.
    pub fn css_version(&self) -> String {
        format!("{:016x}", fingerprint(self.css.as_bytes()))
    }

    /// The logo, where there is one.
    pub fn logo(&self) -> Option<&Picture> {
        self.logo.as_ref()
    }

    /// The logo for dark pages, where there is one.
    pub fn logo_dark(&self) -> Option<&Picture> {
        self.logo_dark.as_ref()
    }

    /// The picture served under `name` below [`PATH`].
    pub fn find(&self, name: &str) -> Option<&Picture> {
        [&self.logo, &self.logo_dark].into_iter().flatten().find(|picture| picture.name() == name)
    }
}

/// The colours around the accent in `signet.css`; a test compares them.
struct Scheme {
    paper: Colour,
    card: Colour,
    /// The text on an accented button: readable, since the accent keeps its distance from `card`.
    ink: Colour,
    /// Where an accent moves that cannot be read.
    towards: Colour,
}

const BLACK: Colour = Colour::rgb(0, 0, 0);
const WHITE: Colour = Colour::rgb(255, 255, 255);
const LIGHT: Scheme =
    Scheme { paper: Colour::rgb(0xf5, 0xf3, 0xee), card: WHITE, ink: WHITE, towards: BLACK };
const DARK: Scheme = Scheme {
    paper: Colour::rgb(0x12, 0x16, 0x17),
    card: Colour::rgb(0x1a, 0x1f, 0x21),
    ink: BLACK,
    towards: WHITE,
};

/// How much accent the ground of an account's letter holds, in percent.
const TINT: u8 = 12;

impl Scheme {
    /// `wanted`, or the nearest colour that can be read as a link and on its own tint.
    fn accent(&self, wanted: Colour) -> Colour {
        wanted.nearest(self.towards, |colour| {
            [self.paper, self.card, self.card.mixed(TINT, colour)]
                .iter()
                .all(|ground| colour.contrast(*ground) >= TEXT)
        })
    }
}

fn css(settings: &BrandSettings) -> Result<String, BrandError> {
    let light = colour("accent", settings.accent.as_deref())?;
    let dark = colour("accent_dark", settings.accent_dark.as_deref())?;
    let on_light = light.map(|wanted| corrected("accent", wanted, &LIGHT));
    let on_dark = match dark {
        Some(wanted) => Some(corrected("accent_dark", wanted, &DARK)),
        None => light.map(|wanted| DARK.accent(wanted)),
    };
    let light_rule = on_light.map(|accent| rule(accent, &LIGHT)).unwrap_or_default();
    let dark_rule = on_dark
        .map(|accent| format!("@media (prefers-color-scheme: dark) {{\n{}}}\n", rule(accent, &DARK)))
        .unwrap_or_default();
    Ok(light_rule + &dark_rule)
}

fn colour(key: &'static str, text: Option<&str>) -> Result<Option<Colour>, BrandError> {
    let parse = |value: &str| {
        Colour::parse(value).ok_or_else(|| BrandError::NotAColour { key, value: value.to_owned() })
    };
    text.map(parse).transpose()
}

fn corrected(key: &str, wanted: Colour, scheme: &Scheme) -> Colour {
    let accent = scheme.accent(wanted);
    if accent != wanted {
        tracing::warn!(%wanted, used = %accent, "brand.{key} is hard to read; it was corrected");
    }
    accent
}

fn rule(accent: Colour, scheme: &Scheme) -> String {
    format!(":root {{ --accent: {accent}; --accent-ink: {}; }}\n", scheme.ink)
}

#[cfg(test)]
mod tests;
