//! The `signet` binary: see `signet --help`.

use std::process::ExitCode;

/// Half the time of a small request goes by in the allocator of the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("signet: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(signet::cli::run());
    // Nothing that counts is left by now. A resolver that does not answer would hold the process for as long as the
    // operating system lets it.
    runtime.shutdown_background();
    code
}
