//! Pictures that a person would look at. The suite's own browser puts them in where a configuration says so; what is still
//! empty is photographed with Chromium, under whichever of its names it is found.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitStatus;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::process::Command;

use super::api::Suite;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
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
    let picture = photograph(&url, id).await?;
    for placeholder in empty {
        suite.upload(id, placeholder, picture.clone()).await?;
    }
    Ok(())
}

fn last_url(browser: &Value) -> Option<String> {
    let mut lists = ["urls", "visited"].iter().filter_map(|name| browser[name].as_array());
    lists.find_map(|list| list.last()?.as_str()).map(str::to_owned)
}

/// Modules run side by side: the picture's file has the module's name.
async fn photograph(url: &str, id: &str) -> anyhow::Result<String> {
    let file = std::env::temp_dir().join(format!("conformance-{}-{id}.png", std::process::id()));
    let mut made = None;
    for program in programs(std::env::var_os("CHROMIUM")) {
        match run(&program, url, &file).await {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => {
                made = Some(done.with_context(|| program.display().to_string())?);
                break;
            }
        }
    }
    let status = made.context(
        "pictures that the suite's browser does not take need Chromium: none was found, and CHROMIUM may say where it is",
    )?;
    anyhow::ensure!(status.success(), "chromium: {status}");
    let picture = read(&file).await?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(picture)))
}

/// What may be Chromium here: what the environment says and nothing else, or its usual names.
fn programs(said: Option<OsString>) -> Vec<OsString> {
    match said {
        Some(program) if !program.is_empty() => vec![program],
        _ => NAMES.map(OsString::from).to_vec(),
    }
}

async fn run(program: &OsString, url: &str, file: &Path) -> std::io::Result<ExitStatus> {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--ignore-certificate-errors",
        "--window-size=800,600",
    ];
    let mut command = Command::new(program);
    command.args(arguments).arg(format!("--screenshot={}", file.display())).arg(url);
    Ok(command.output().await?.status)
}

async fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let picture = tokio::fs::read(file).await.context("chromium made no picture")?;
    tokio::fs::remove_file(file).await?;
    Ok(picture)
}
