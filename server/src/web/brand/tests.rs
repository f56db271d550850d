use super::*;
use crate::web::assets::STYLE;

fn style() -> &'static str {
    std::str::from_utf8(STYLE.bytes).expect("text")
}

/// The custom properties of the first `:root` after `from`.
fn property(from: &str, name: &str) -> Colour {
    let block = &style()[style().find(from).expect("the scheme is there")..];
    let value = block.split(&format!("--{name}: ")).nth(1).expect("the property is there");
    Colour::parse(value.split(';').next().expect("a value")).expect("a colour")
}

const SCHEMES: [&str; 2] = [":root {", "@media (prefers-color-scheme: dark)"];

fn brand(accent: &str, accent_dark: Option<&str>) -> Brand {
    Brand::new(&BrandSettings {
        accent: Some(accent.to_owned()),
        accent_dark: accent_dark.map(str::to_owned),
        ..BrandSettings::default()
    })
    .expect("the settings are good")
}

#[test]
fn our_palette_reaches_double_a_in_both_schemes() {
    for scheme in SCHEMES {
        let colour = |name| property(scheme, name);
        let (card, paper) = (colour("card"), colour("paper"));
        for name in ["ink", "muted", "accent", "danger", "ok"] {
            for (ground, what) in [(card, "card"), (paper, "paper")] {
                let ratio = colour(name).contrast(ground);
                assert!(ratio >= TEXT, "{scheme} {name} on {what}: {ratio:.2}");
            }
        }
        assert!(colour("accent-ink").contrast(colour("accent")) >= TEXT);
        assert!(colour("accent-ink").contrast(colour("accent").mixed(10, colour("ink"))) >= TEXT);
        assert!(card.contrast(colour("danger")) >= TEXT, "the badge's sign");
        // Tinted grounds: messages and the account's letter.
        assert!(colour("danger").contrast(card.mixed(6, colour("danger"))) >= TEXT);
        assert!(colour("ink").contrast(card.mixed(6, colour("accent"))) >= TEXT);
        assert!(colour("accent").contrast(card.mixed(12, colour("accent"))) >= TEXT);
        // Controls and the focus ring need 3 to 1 (success criteria 1.4.11 and 2.4.13).
        for ground in [card, paper] {
            assert!(colour("muted").mixed(20, card).contrast(ground) >= 3.0, "{scheme} edges");
            assert!(colour("focus").contrast(ground) >= 3.0);
        }
    }
}

#[test]
fn the_schemes_here_are_those_of_the_style_sheet() {
    for (name, scheme) in SCHEMES.into_iter().zip([LIGHT, DARK]) {
        assert_eq!([scheme.paper, scheme.card], [property(name, "paper"), property(name, "card")]);
    }
}

#[test]
fn an_accent_that_reads_well_is_left_alone() {
    let css = brand("#5b2a86", Some("#d9b8ff")).css().to_owned();
    insta::assert_snapshot!(css, @"
    :root { --accent: #5b2a86; --accent-ink: #ffffff; }
    @media (prefers-color-scheme: dark) {
    :root { --accent: #d9b8ff; --accent-ink: #000000; }
    }
    ");
}

#[test]
fn an_accent_that_does_not_is_corrected_in_both_schemes() {
    for wanted in ["#ffdd00", "#ffffff", "#7fffd4", "#000000", "#0000ff", "#808080", "#f00"] {
        let css = brand(wanted, None).css().to_owned();
        let accents: Vec<Colour> = css
            .split("--accent: ")
            .skip(1)
            .map(|rest| Colour::parse(&rest[..7]).expect("a colour"))
            .collect();
        let inks: Vec<Colour> = css
            .split("--accent-ink: ")
            .skip(1)
            .map(|rest| Colour::parse(&rest[..7]).expect("a colour"))
            .collect();
        for (at, scheme) in [LIGHT, DARK].iter().enumerate() {
            for ground in [scheme.paper, scheme.card, scheme.card.mixed(12, accents[at])] {
                assert!(accents[at].contrast(ground) >= TEXT, "{wanted}: {css}");
            }
            assert!(accents[at].contrast(inks[at]) >= TEXT, "{wanted}: {css}");
        }
    }
}

#[test]
fn without_an_accent_there_is_no_sheet() {
    let brand = Brand::new(&BrandSettings::default()).expect("good");
    assert_eq!(brand.css(), "");
    assert!(brand.logo().is_none());
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    let refuse = |settings: BrandSettings| Brand::new(&settings).expect_err("refused").to_string();
    let base = BrandSettings::default;
    insta::assert_snapshot!(
        refuse(BrandSettings { accent: Some("teal".to_owned()), ..base() }),
        @r##"brand.accent is "teal"; expected a colour such as #1d5148"##
    );
    insta::assert_snapshot!(
        refuse(BrandSettings { logo: Some(b"GIF89a".to_vec()), ..base() }),
        @"brand.logo is not a PNG, JPEG, WebP or SVG picture"
    );
    insta::assert_snapshot!(
        refuse(BrandSettings { terms: Some("javascript:alert(1)".to_owned()), ..base() }),
        @r#"brand.terms is "javascript:alert(1)"; expected an https address"#
    );
}

#[test]
fn a_logo_is_found_by_its_name() {
    let settings = BrandSettings { logo: Some(b"<svg/>".to_vec()), ..BrandSettings::default() };
    let brand = Brand::new(&settings).expect("good");
    let name = brand.logo().expect("a logo").name();
    assert_eq!(brand.find(&name).expect("found").media_type, "image/svg+xml");
    assert!(brand.find("logo.svg").is_none());
}
