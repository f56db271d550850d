//! The `signet` binary: see `signet --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    signet::cli::run().await
}
