//! Signing in at our own door, without an application: for whoever kept the address of a sign-in page, and once more for
//! whoever is about to change how they sign in.

use axum::response::Response;
use http::StatusCode;

use super::account::asking_paths;
use super::login::{Told, device};
use super::{account, application_named, passkeys};
use crate::account::{may_register, may_reset};
use crate::authn::password::{self, Denied};
use crate::authn::{FirstFactor, passkey, passkey_ways};
use crate::authorize::sign_in::Ending;
use crate::authorize::{sign_in, signed_in};
use crate::model::session::SignedIn;
use crate::protocol::form::{self, Form};
use crate::secret::Secret;
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::account::Tab;
use crate::web::pages::login::{Login, LoginProblem, Variant};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, pages, problem_page, reply, urls};

/// What the form's token is for.
const PURPOSE: &str = "sign-in";
/// Pages of ours that ask for a sign-in, and are gone back to, beside the tabs of the account and what is asked there.
const RETURNS: [&str; 4] = [urls::TOTP, urls::PASSKEY, urls::CHANGE_PASSWORD, urls::EMAIL];
/// Ids of passkeys are the longest: at most 1023 bytes (W3C Web Authentication), as text.
const LONGEST_ID: usize = 1400;

pub(super) fn routes() -> Routes {
    Routes::new().get(urls::SIGN_IN, show).post(urls::SIGN_IN, answer)
}

/// Which page of ours asked for it, with the one thing of several that it is about.
fn return_to(sent: &Form) -> Option<String> {
    let asked = sent.value("again")?;
    let (path, query) = asked.split_once('?').unwrap_or((asked, ""));
    let pages = RETURNS.into_iter().chain(asking_paths()).chain(Tab::ALL.map(Tab::path));
    let page = pages.into_iter().find(|page| *page == path)?;
    let query = Form::parse(query.as_bytes()).unwrap_or_default();
    let id = query.value("id").filter(|id| id.len() <= LONGEST_ID);
    Some(id.map_or_else(|| page.to_owned(), |id| format!("{page}?id={}", form::encode(id))))
}

/// The address that asks whoever is signed in once more, and leads back to `path`.
pub(super) fn once_more(site: &Site, visit: &Visit, path: &str) -> Response {
    let again = form::encode(path);
    let locales = visit.ui_locales_query();
    reply::see_other(&format!("{}{}?again={again}{locales}", site.base(), urls::SIGN_IN))
}

async fn show(site: Site, visit: Visit) -> Response {
    let who = match signed_in(&site, &visit.browser, site.clock.now()).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(&visit, error),
    };
    let to = return_to(&visit.query);
    let shown = match (who, &to) {
        (Some(who), Some(_)) => Shown::again(&who),
        (Some(_), None) => return reply::see_other(&format!("{}/", site.base())),
        (None, _) => Shown::fresh(String::new()),
    };
    render(&site, &visit, shown, to.as_deref(), (StatusCode::OK, Vec::new()))
}

/// Which page it is, and what stands in its first field.
struct Shown {
    variant: Variant,
    username: String,
}

impl Shown {
    fn fresh(username: String) -> Self {
        Self { variant: Variant::Fresh, username }
    }

    fn again(who: &SignedIn) -> Self {
        Self { variant: Variant::Again(account(&who.user)), username: who.user.login_name() }
    }
}

fn render(
    site: &Site,
    visit: &Visit,
    shown: Shown,
    to: Option<&str>,
    (status, problems): (StatusCode, Vec<LoginProblem>),
) -> Response {
    let again = to.map(|path| format!("?again={}", form::encode(path))).unwrap_or_default();
    let page = Login {
        frame: visit.frame().at(&format!("{}{again}", urls::SIGN_IN)),
        form: pages::Form {
            action: urls::SIGN_IN.to_owned(),
            csrf: csrf::token(&visit.browser.secret, PURPOSE),
            transaction: None,
        },
        application: None,
        variant: shown.variant,
        username: shown.username,
        problems,
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        expired: false,
        forgot: may_reset(site).then(|| urls::FORGOT.to_owned()),
        register: may_register(site).then(|| urls::REGISTER.to_owned()),
        can_cancel: false,
        again: to.map(str::to_owned),
        passkey: passkey::begin_signing_in(site, PURPOSE, site.clock.now()).map(passkeys::sign_in),
    };
    visit.with_browser_cookie(site, reply::page(status, &page, None))
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let (secret, sent) = (&visit.browser.secret, form.value("csrf"));
    if visit.is_new_browser || !csrf::is_ours(&visit.headers, &site.issuer, secret, PURPOSE, sent) {
        return problem_page::forbidden(&site, &visit).await;
    }
    if form.value("action") == Some("another") {
        // Who is asked once more may be somebody else: signing out says so plainly.
        return reply::see_other(&format!("{}{}", site.base(), urls::LOGOUT));
    }
    if form.value("action") == Some("passkey") {
        return try_passkey(&site, &visit, &form).await;
    }
    try_password(&site, &visit, &form).await
}

async fn try_passkey(site: &Site, visit: &Visit, form: &Form) -> Response {
    let to = return_to(form);
    let to = to.as_deref();
    let answer = passkeys::answered(form);
    let device = visit.browser.known.as_ref();
    let who = match passkey_ways::sign_in(site, PURPOSE, answer, device, &visit.origin).await {
        Ok(Some(who)) => who,
        Ok(None) => {
            let typed = form.value("username").unwrap_or_default().to_owned();
            let problems = vec![LoginProblem::Passkey];
            return render(site, visit, Shown::fresh(typed), to, (StatusCode::BAD_REQUEST, problems));
        }
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let by = (&visit.browser, &visit.origin);
    match sign_in::at_home(site, &who, Ending::default(), by).await {
        Ok(stepped) => {
            let nobody = application_named(site, None).await;
            reply::stepped(site, visit, stepped, nobody, to.unwrap_or("/"))
        }
        Err(problem) => problem_page::of(visit, problem),
    }
}

async fn try_password(site: &Site, visit: &Visit, form: &Form) -> Response {
    let who = match signed_in(site, &visit.browser, site.clock.now()).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let username = form.value("username").unwrap_or_default().to_owned();
    let to = return_to(form);
    let to = to.as_deref();
    let device = device(visit, who.as_ref(), &username);
    let same = who.filter(|who| to.is_some() && who.user.login_name() == username);
    let shown = same.map_or_else(|| Shown::fresh(username.clone()), |who| Shown::again(&who));
    let Some(password) = form.value("password").filter(|_| !username.is_empty()) else {
        let no_name = username.is_empty().then_some(LoginProblem::MissingUsername);
        let no_password = form.value("password").is_none().then_some(LoginProblem::MissingPassword);
        let problems = no_name.into_iter().chain(no_password).collect();
        return render(site, visit, shown, to, (StatusCode::BAD_REQUEST, problems));
    };
    match password::verify(site, &username, &Secret::new(password), &visit.origin, device.as_ref()).await {
        Ok(first) => proceed(site, visit, &first, to).await,
        Err(denied) => {
            if let Denied::Unproven(user) = &denied
                && let Some(page) = super::unproven::asked(site, visit, user, None).await
            {
                return page;
            }
            match Told::of(denied) {
                Ok(told) => told.with_wait(render(site, visit, shown, to, (told.status, vec![told.problem]))),
                Err(error) => problem_page::of_fault(visit, error),
            }
        }
    }
}

async fn proceed(site: &Site, visit: &Visit, first: &FirstFactor, to: Option<&str>) -> Response {
    let path = to.map(str::to_owned);
    match sign_in::first_factor_at_home(site, first, path, &visit.browser, &visit.origin).await {
        Ok(stepped) => {
            let nobody = application_named(site, None).await;
            reply::stepped(site, visit, stepped, nobody, to.unwrap_or("/"))
        }
        Err(problem) => problem_page::of(visit, problem),
    }
}
