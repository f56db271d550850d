//! Writes every hosted page in every state to a folder, with its static files beside it, so that
//! one can look at them without a server; and, if asked, takes their pictures with Chromium, light
//! and dark, on a phone and on a desk (over a thousand: a quarter of an hour on two cores; `CHROMIUM` names another browser):
//!
//! ```sh
//! cargo run --example page_gallery -- target/gallery
//! cargo run --example page_gallery -- target/gallery --pictures
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use signet::web::assets;
use signet::web::brand::{Brand, BrandSettings};
use signet::web::pages::{Frame, gallery};
use signet::words::{Locale, Words};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("say which folder: page_gallery FOLDER [--pictures]")?;
    let pictures = arguments.any(|argument| argument == "--pictures");
    fs::create_dir_all(&folder)?;
    let folder = Path::new(&folder).canonicalize()?;
    let sets = [
        ("en", Locale::English, ours()),
        ("de", Locale::German, ours()),
        ("pseudo", Locale::Pseudo, ours()),
        ("rtl", Locale::PseudoRtl, ours()),
        ("branded", Locale::English, theirs()),
    ];
    for (name, locale, brand) in sets {
        let pages = write(&folder.join(name), locale, &brand)?;
        if pictures {
            for (at, page) in pages.iter().enumerate() {
                println!("{name} {}/{} {}", at + 1, pages.len(), page.display());
                photograph(page)?;
            }
        }
    }
    println!("{}", folder.display());
    Ok(())
}

/// The four pictures of one page, beside it.
fn photograph(page: &Path) -> anyhow::Result<()> {
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let profile = std::env::temp_dir().join(format!("page-gallery-{}", std::process::id()));
    let file = page.to_string_lossy();
    let height = if file.contains("longest") || file.contains("dev_tokens") { 2400 } else { 1000 };
    for (scheme, preferred) in [("light", 1), ("dark", 0)] {
        for width in [360, 1280] {
            let picture = page.with_extension(format!("{width}.{scheme}.png"));
            let status = Command::new(&browser)
                .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
                .args(["--no-first-run", "--disable-background-networking"])
                .arg(format!("--user-data-dir={}", profile.display()))
                .arg(format!("--blink-settings=preferredColorScheme={preferred}"))
                .arg(format!("--window-size={width},{height}"))
                .arg(format!("--screenshot={}", picture.display()))
                .arg(format!("file://{}", page.display()))
                .stderr(Stdio::null())
                .status()
                .with_context(|| format!("{browser} does not start; CHROMIUM names another"))?;
            ensure!(status.success() && picture.exists(), "no picture of {}", page.display());
        }
    }
    Ok(())
}

/// One set of all pages, in a folder of its own.
fn write(folder: &Path, locale: Locale, brand: &BrandSettings) -> anyhow::Result<Vec<PathBuf>> {
    let brand = Arc::new(Brand::new(brand)?);
    let files = folder.join("static");
    fs::create_dir_all(&files)?;
    for asset in assets::all() {
        // The self-posting page would leave before anybody has seen it.
        let leaves = asset.name() == assets::SELF_POSTING.name();
        fs::write(files.join(asset.name()), if leaves { &[] } else { asset.bytes })?;
    }
    fs::write(folder.join("brand.css"), brand.css())?;
    for logo in [brand.logo(), brand.logo_dark()].into_iter().flatten() {
        fs::create_dir_all(folder.join("brand"))?;
        fs::write(folder.join("brand").join(logo.name()), &logo.bytes)?;
    }
    let frame = Frame::new(Words::of(locale), ".", brand);
    let mut written = Vec::new();
    for (page, samples) in gallery::pages(&frame) {
        for sample in samples {
            let html = sample.html.with_context(|| format!("{page} {}", sample.state))?;
            let file = folder.join(format!("{page}-{}.html", sample.state));
            fs::write(&file, html)?;
            written.push(file);
        }
    }
    Ok(written)
}

/// Our own face, with all links that an operator may set.
fn ours() -> BrandSettings {
    BrandSettings {
        policy: Some("https://example.com/privacy".to_owned()),
        terms: Some("https://example.com/terms".to_owned()),
        support: Some("mailto:help@example.com".to_owned()),
        ..BrandSettings::default()
    }
}

/// An operator's: a logo, and an accent too pale to be left as it is.
fn theirs() -> BrandSettings {
    let logo = r##"<svg xmlns="http://www.w3.org/2000/svg" width="180" height="40" viewBox="0 0 180 40"><circle cx="20" cy="20" r="16" fill="#e8a400"/><text x="46" y="28" font-family="sans-serif" font-size="22" font-weight="700" fill="#888">Sunrise</text></svg>"##;
    BrandSettings {
        name: "Sunrise".to_owned(),
        accent: Some("#e8a400".to_owned()),
        logo: Some(logo.as_bytes().to_vec()),
        ..BrandSettings::default()
    }
}
