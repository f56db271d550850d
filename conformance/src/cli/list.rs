//! `conformance list`

use std::process::ExitCode;

use clap::Args;

use crate::plans;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print one JSON object for each module
    #[arg(long)]
    json: bool,
}

pub(super) fn list(arguments: &Arguments) -> ExitCode {
    for plan in plans::ALL {
        if !arguments.json {
            println!("{} ({} modules): {}", plan.name, plan.modules.len(), plan.about);
        }
        for module in plan.modules {
            if arguments.json {
                let (name, requires, source) = (module.name, module.requires, module.source);
                println!(
                    "{}",
                    serde_json::json!({ "plan": plan.name, "module": name, "requires": requires, "source": source })
                );
            } else {
                println!("  {:<45} {} ({})", module.name, module.requires, module.source);
            }
        }
    }
    ExitCode::SUCCESS
}
