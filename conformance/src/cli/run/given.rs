//! What the command line says: modules, exceptions, target.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Map;

use super::Arguments;
use crate::cli::ensure_plan;
use crate::expectations::Expectations;
use crate::module::Module;
use crate::plans;
use crate::target::{Client, Target, User};

pub(super) fn modules(arguments: &Arguments) -> anyhow::Result<Vec<(&'static str, Module)>> {
    for plan in &arguments.plan {
        ensure_plan(plan)?;
    }
    let is_wanted = |plan: &str, module: &Module| {
        let name = format!("{plan}/{}", module.name);
        let by_plan = arguments.plan.is_empty() && arguments.module.is_empty();
        by_plan || arguments.plan.iter().any(|one| one == plan) || arguments.module.contains(&name)
    };
    let all = plans::ALL.iter().flat_map(|plan| plan.modules.iter().map(|module| (plan.name, *module)));
    let chosen: Vec<_> = all.filter(|(plan, module)| is_wanted(plan, module)).collect();
    let is_unknown =
        |wanted: &&String| !chosen.iter().any(|(plan, one)| format!("{plan}/{}", one.name) == **wanted);
    if let Some(missing) = arguments.module.iter().find(is_unknown) {
        anyhow::bail!("there is no module {missing}: `conformance list` shows them");
    }
    Ok(chosen)
}

pub(super) fn known(arguments: &Arguments) -> anyhow::Result<Expectations> {
    let Some(file) = &arguments.expect else { return Ok(Expectations::default()) };
    let known = Expectations::parse(&read(file)?).with_context(|| file.display().to_string())?;
    let all = plans::ALL
        .iter()
        .flat_map(|plan| plan.modules.iter().map(|one| format!("{}/{}", plan.name, one.name)));
    let names: Vec<_> = all.collect();
    if let Some(stranger) = known.strangers(&names).next() {
        anyhow::bail!("{}: there is no module {stranger}", file.display());
    }
    Ok(known)
}

pub(super) fn target(arguments: &Arguments) -> anyhow::Result<Target> {
    let mut target = match &arguments.target {
        Some(file) => serde_json::from_str(&read(file)?).with_context(|| file.display().to_string())?,
        None => Target { issuer: String::new(), clients: Vec::<Client>::new(), users: Vec::new() },
    };
    if let Some(issuer) = &arguments.issuer {
        target.issuer.clone_from(issuer);
    }
    if let (Some(username), Some(file)) = (&arguments.username, &arguments.password_file) {
        let password = read(file)?.trim_end_matches(['\r', '\n']).to_owned();
        target.users = vec![User { username: username.clone(), password, claims: Map::new() }];
    }
    Ok(target)
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
