//! Pictures that a person would look at. The suite's own browser puts them in where a configuration says so; what is still
//! empty is photographed with Chromium.

use std::path::Path;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::process::Command;

use super::api::Suite;

/// Fills the placeholders of a waiting module that are still empty, with the page it last sent a browser to.
pub async fn fill(suite: &Suite, id: &str) -> anyhow::Result<()> {
    let log = suite.log(id).await?;
    let empty =
        log.iter().filter(|entry| entry.get("img").is_none()).filter_map(|entry| entry["upload"].as_str());
    let empty: Vec<_> = empty.collect();
    if empty.is_empty() {
        return Ok(());
    }
    let browser = suite.browser(id).await?;
    let Some(url) = last_url(&browser) else { return Ok(()) };
    let picture = photograph(&url).await?;
    for placeholder in empty {
        suite.upload(id, placeholder, picture.clone()).await?;
    }
    Ok(())
}

fn last_url(browser: &Value) -> Option<String> {
    let mut lists = ["urls", "visited"].iter().filter_map(|name| browser[name].as_array());
    lists.find_map(|list| list.last()?.as_str()).map(str::to_owned)
}

async fn photograph(url: &str) -> anyhow::Result<String> {
    let file = std::env::temp_dir().join(format!("conformance-{}.png", std::process::id()));
    let made = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--ignore-certificate-errors",
            "--window-size=800,600",
        ])
        .arg(format!("--screenshot={}", file.display()))
        .arg(url)
        .output()
        .await
        .context("pictures that the suite's browser does not take need the program chromium")?;
    anyhow::ensure!(made.status.success(), "chromium: {}", made.status);
    let picture = read(&file).await?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(picture)))
}

async fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let picture = tokio::fs::read(file).await.context("chromium made no picture")?;
    tokio::fs::remove_file(file).await?;
    Ok(picture)
}
