//! What is found out before the modules run: what cannot be tried, and whether the password is right.

use anyhow::bail;

use crate::browser::Landing;
use crate::module::{Module, Test};
use crate::plans;
use crate::runner::Runner;
use crate::target::{Role, Target};

/// Says in a line each what will be skipped for want of a person or of clients.
pub(super) fn tell_what_is_missing(target: &Target, modules: &[(&str, Module)]) {
    if target.user().is_none() {
        let concerned = with_people(modules);
        if concerned > 0 {
            eprintln!(
                "nobody is given who could sign in (--username and --password-file, or users in --target): \
                 up to {concerned} of {} modules will be skipped",
                modules.len()
            );
        }
    }
    if let Some(missing) = missing_clients(target) {
        eprintln!("modules that need one of these will be skipped, for none is given: {missing}");
    }
}

fn with_people(modules: &[(&str, Module)]) -> usize {
    modules.iter().filter(|(plan, _)| plans::named(plan).is_none_or(|plan| plan.has_people)).count()
}

fn missing_clients(target: &Target) -> Option<String> {
    let missing: Vec<_> = Role::ALL.into_iter().filter(|role| target.client(*role).is_none()).collect();
    let names: Vec<_> = missing.into_iter().map(Role::as_str).collect();
    (!names.is_empty()).then(|| names.join("; "))
}

/// Signs in once. A password that is wrong is told here: each module would try it again, until the account is locked.
pub(super) async fn sign_in(runner: &Runner, modules: &[(&str, Module)]) -> anyhow::Result<()> {
    if with_people(modules) == 0 {
        return Ok(());
    }
    let test = Test::new(runner.provider.clone(), runner.target.clone(), runner.http.clone());
    let clients = [Role::Web, Role::SecretPost, Role::Public];
    let client = clients.into_iter().find_map(|role| test.client(role).ok());
    let (Some(user), Some(client)) = (runner.target.user(), client) else { return Ok(()) };
    let Ok(request) = client.request() else { return Ok(()) };
    let mut browser = test.browser();
    browser.patience = 1;
    let landed = request.open(&mut browser).await;
    let name = &user.username;
    if let Some(said) = browser.refusal {
        bail!(
            "{name} could not sign in, so nothing was run: is the password right? The provider says: {said}"
        );
    }
    // Whatever else is not right is for the modules to tell.
    if let Ok(landing @ Landing::Page(_)) = landed
        && browser.sign_ins > 0
        && let Err(stop) = landing.callback()
    {
        bail!("{name} could not sign in, so nothing was run: {stop}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_that_are_missing_are_named() {
        let target = |clients: serde_json::Value| -> Target {
            serde_json::from_value(serde_json::json!({"issuer": "https://op.example", "clients": clients}))
                .unwrap()
        };
        let web = serde_json::json!({"client_id": "web", "redirect_uris": ["https://web.example/cb"]});
        let missing = missing_clients(&target(serde_json::json!([web]))).unwrap();
        assert!(
            missing.starts_with("a second confidential web client; a web client with client_secret_post")
        );
    }
}
