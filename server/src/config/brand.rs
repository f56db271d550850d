//! `[brand]`: whose pages these are.

use std::path::PathBuf;

use super::reading::Values;
use super::value::{Colour, Link};

/// Longer names break the head of a page.
const LONGEST_NAME: usize = 60;

/// Whose pages these are.
#[derive(Debug, Clone)]
pub struct Brand {
    /// The name on pages and in mails.
    pub name: String,
    /// Colour of buttons and links on light pages.
    pub accent: Option<Colour>,
    /// The same on dark pages.
    pub accent_dark: Option<Colour>,
    /// Logo file for light pages.
    pub logo: Option<PathBuf>,
    /// Logo file for dark pages.
    pub logo_dark: Option<PathBuf>,
    /// The terms of service.
    pub terms_url: Option<Link>,
    /// The privacy policy.
    pub privacy_url: Option<Link>,
    /// Where users find help.
    pub support_url: Option<Link>,
}

impl Brand {
    pub(super) fn read(values: &mut Values) -> Self {
        let brand = Self {
            name: values.read("brand.name"),
            accent: values.read("brand.accent"),
            accent_dark: values.read("brand.accent_dark"),
            logo: values.read("brand.logo"),
            logo_dark: values.read("brand.logo_dark"),
            terms_url: values.read("brand.terms_url"),
            privacy_url: values.read("brand.privacy_url"),
            support_url: values.read("brand.support_url"),
        };
        let length = brand.name.chars().count();
        let is_name = length <= LONGEST_NAME && !brand.name.trim().is_empty();
        let message = format!("expected a name of 1 to {LONGEST_NAME} characters, found {length}");
        values.require(&["brand.name"], is_name, message);
        brand
    }
}
