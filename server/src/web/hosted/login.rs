//! Signing in: the page, and its answers.

use axum::response::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;

use super::answered::Answered;
use super::{account, address, application, passkeys};
use crate::account::{may_register, may_reset};
use crate::authn::known_device::KnownDevice;
use crate::authn::password::{self, Denied};
use crate::authn::{FirstFactor, passkey, passkey_ways};
use crate::authorize::park::{self, Parked};
use crate::authorize::sign_in::Ending;
use crate::authorize::{sign_in, signed_in};
use crate::model::session::SignedIn;
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::protocol::redirect_uri;
use crate::secret::Secret;
use crate::web::extract::visit::Visit;
use crate::web::pages::login::{Login, LoginProblem, Variant};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, pages, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(urls::LOGIN, show).post(urls::LOGIN, answer)
}

async fn show(site: Site, visit: Visit) -> Response {
    let transaction = visit.query.value("transaction").unwrap_or_default();
    let now = site.clock.now();
    let parked = match park::find(&site, transaction, &visit.browser, &visit.origin, now).await {
        Ok(parked) => parked,
        Err(problem) => return problem_page::of(&visit, problem),
    };
    let who = match signed_in(&site, &visit.browser, now).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(&visit, error),
    };
    let variant = variant(&visit, &parked, who.as_ref());
    let username = match (&variant, &who) {
        (Variant::Again(_), Some(who)) => Some(who.user.login_name()),
        _ => parked.flow.request.as_ref().ok().and_then(|request| request.login_hint.clone()),
    };
    let shown = Shown { variant, username: username.unwrap_or_default() };
    render(&site, &visit, &parked, shown, (StatusCode::OK, Vec::new()))
}

/// Which page it is, and what stands in its first field.
struct Shown {
    variant: Variant,
    username: String,
}

/// Which of the three pages: the account at hand, once more, or fresh.
fn variant(visit: &Visit, parked: &Parked, who: Option<&SignedIn>) -> Variant {
    let Some(who) = who.filter(|_| visit.query.value("another").is_none()) else { return Variant::Fresh };
    let Ok(request) = &parked.flow.request else { return Variant::Fresh };
    let is_meant = request.subject.as_ref().is_none_or(|meant| *meant == who.user.id.to_string());
    let asks_once_more = request.prompts.login
        || visit.query.value("again").is_some()
        || (request.max_age.is_some() && !request.prompts.select_account);
    if !is_meant {
        Variant::Fresh
    } else if asks_once_more && parked.flow.interaction.authenticated_at.is_none() {
        Variant::Again(account(&who.user))
    } else {
        Variant::Choose(account(&who.user))
    }
}

fn render(
    site: &Site,
    visit: &Visit,
    parked: &Parked,
    shown: Shown,
    (status, problems): (StatusCode, Vec<LoginProblem>),
) -> Response {
    let transaction = parked.flow.id.clone().unwrap_or_default();
    let page = Login {
        frame: visit.frame().at(&format!("{}?transaction={transaction}", urls::LOGIN)),
        form: pages::Form {
            action: urls::LOGIN.to_owned(),
            csrf: csrf::token(&visit.browser.secret, &transaction),
            transaction: Some(transaction),
        },
        application: Some(application(site, &parked.flow.located.client)),
        variant: shown.variant,
        username: shown.username,
        problems,
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        expired: visit.query.value("expired").is_some(),
        forgot: may_reset(site).then(|| urls::FORGOT.to_owned()),
        register: may_register(site).then(|| {
            format!("{}?transaction={}", urls::REGISTER, parked.flow.id.as_deref().unwrap_or_default())
        }),
        can_cancel: true,
        again: None,
        passkey: passkey_question(site, parked),
    };
    let target = redirect_uri::origin_of(parked.flow.located.destination.redirect_uri());
    reply::page(status, &page, target.as_deref())
}

/// Passkeys are offered to whoever signs in afresh, bound to the request.
fn passkey_question(site: &Site, parked: &Parked) -> Option<pages::Question> {
    let owner = parked.flow.id.as_deref()?;
    passkey::begin_signing_in(site, owner, site.clock.now()).map(passkeys::sign_in)
}

async fn answer(site: Site, answered: Answered) -> Response {
    let Answered { visit, form, parked, transaction } = answered;
    let again = |flag: &str| format!("{}&{flag}=1", address(&site, urls::LOGIN, &transaction, &visit));
    if parked.has_expired {
        // A page left open over night: the same request, asked again. What was sent with it counts for nothing.
        return match sign_in::begin_again(&site, parked, &visit.origin).await {
            Ok(_) => reply::see_other(&again("expired")),
            Err(problem) => problem_page::of(&visit, problem),
        };
    }
    let shown = application(&site, &parked.flow.located.client);
    let next = match form.value("action").unwrap_or("login") {
        "another" => return reply::see_other(&again("another")),
        "continue" => sign_in::account_chosen(&site, parked, &visit.browser, &visit.origin).await,
        "cancel" => sign_in::cancelled(&site, parked, &visit.origin).await,
        "passkey" => return Box::pin(try_passkey(&site, &visit, parked, &form)).await,
        _ => return Box::pin(try_password(&site, &visit, parked, &form)).await,
    };
    match next {
        Ok(next) => reply::next(&site, &visit, next, shown),
        Err(problem) => problem_page::of(&visit, problem),
    }
}

async fn try_password(site: &Site, visit: &Visit, parked: Parked, form: &Form) -> Response {
    let who = match signed_in(site, &visit.browser, site.clock.now()).await {
        Ok(who) => who,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    // The page that asks once more carries the name of the person who is signed in, for password managers.
    let known = who.as_ref().map(|who| who.user.login_name()).unwrap_or_default();
    let typed = form.value("username").map_or(known, str::to_owned);
    let device = device(visit, who.as_ref(), &typed);
    let variant = match who.filter(|who| who.user.login_name() == typed) {
        Some(who) => Variant::Again(account(&who.user)),
        None => Variant::Fresh,
    };
    let shown = Shown { variant, username: typed };
    let Some(password) = form.value("password").filter(|_| !shown.username.is_empty()) else {
        let no_name = shown.username.is_empty().then_some(LoginProblem::MissingUsername);
        let no_password = form.value("password").is_none().then_some(LoginProblem::MissingPassword);
        let problems = no_name.into_iter().chain(no_password).collect();
        return render(site, visit, &parked, shown, (StatusCode::BAD_REQUEST, problems));
    };
    let password = Secret::new(password);
    match password::verify(site, &shown.username, &password, &visit.origin, device.as_ref()).await {
        Ok(first) => proceed(site, visit, parked, &first).await,
        Err(Denied::Unproven(user)) => {
            let transaction = parked.flow.id.clone();
            match super::unproven::asked(site, visit, &user, transaction).await {
                Some(page) => page,
                None => deny(site, visit, &parked, shown, Denied::Wrong),
            }
        }
        Err(denied) => deny(site, visit, &parked, shown, denied),
    }
}

/// What guesses are counted under: in a browser that is signed in as whom they are about, its session, as on the pages of the
/// account.
pub(super) fn device(visit: &Visit, who: Option<&SignedIn>, typed: &str) -> Option<KnownDevice> {
    let own = who.filter(|who| who.user.is_called(typed));
    own.map(|who| KnownDevice::Session(who.session.id)).or_else(|| visit.browser.known.clone())
}

async fn try_passkey(site: &Site, visit: &Visit, parked: Parked, form: &Form) -> Response {
    let owner = parked.flow.id.clone().unwrap_or_default();
    let answer = passkeys::answered(form);
    let device = visit.browser.known.as_ref();
    let who = match passkey_ways::sign_in(site, &owner, answer, device, &visit.origin).await {
        Ok(Some(who)) => who,
        Ok(None) => {
            let username = form.value("username").unwrap_or_default().to_owned();
            let shown = Shown { variant: Variant::Fresh, username };
            let problems = vec![LoginProblem::Passkey];
            return render(site, visit, &parked, shown, (StatusCode::BAD_REQUEST, problems));
        }
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let shown = application(site, &parked.flow.located.client);
    let by = (&visit.browser, &visit.origin);
    match sign_in::authenticated(site, parked, &who, Ending::default(), by).await {
        Ok(stepped) => reply::stepped(site, visit, stepped, shown, "/"),
        Err(problem) => problem_page::of(visit, problem),
    }
}

async fn proceed(site: &Site, visit: &Visit, parked: Parked, first: &FirstFactor) -> Response {
    let shown = application(site, &parked.flow.located.client);
    match sign_in::first_factor(site, parked, first, &visit.browser, &visit.origin).await {
        Ok(stepped) => reply::stepped(site, visit, stepped, shown, "/"),
        Err(problem) => problem_page::of(visit, problem),
    }
}

fn deny(site: &Site, visit: &Visit, parked: &Parked, shown: Shown, denied: Denied) -> Response {
    match Told::of(denied) {
        Ok(told) => told.with_wait(render(site, visit, parked, shown, (told.status, vec![told.problem]))),
        Err(error) => problem_page::of_fault(visit, error),
    }
}

/// What a person is told who was not let in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) problem: LoginProblem,
    seconds: Option<i64>,
}

impl Told {
    pub(super) const fn missing_password() -> Self {
        let problem = LoginProblem::MissingPassword;
        Self { status: StatusCode::BAD_REQUEST, problem, seconds: None }
    }

    pub(super) fn of(denied: Denied) -> Result<Self, OAuthError> {
        let (status, problem, seconds) = match denied {
            // Where no mail can be sent, nobody can be asked.
            Denied::Wrong | Denied::Unproven(_) => {
                (StatusCode::BAD_REQUEST, LoginProblem::WrongCredentials, None)
            }
            Denied::Busy => (StatusCode::SERVICE_UNAVAILABLE, LoginProblem::Busy, Some(2)),
            Denied::Limited { retry_after } => {
                let minutes = u32::try_from(retry_after.num_minutes()).unwrap_or_default() + 1;
                let seconds = retry_after.num_seconds().max(1);
                (StatusCode::TOO_MANY_REQUESTS, LoginProblem::Limited { minutes }, Some(seconds))
            }
            Denied::Store(error) => return Err(error.into()),
            Denied::Counts(error) => return Err(error.into()),
        };
        Ok(Self { status, problem, seconds })
    }

    pub(super) fn with_wait(self, mut response: Response) -> Response {
        if let Some(seconds) = self.seconds {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
