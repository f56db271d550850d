//! Black-box checks of an OpenID provider.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    conformance::cli::main().await
}
