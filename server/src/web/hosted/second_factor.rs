//! The second step of a sign-in: the page, and its answers.

use axum::response::Response;
use http::StatusCode;
use zeroize::Zeroizing;

use super::codes::{self, Told};
use super::{account, application, application_named};
use crate::authn::attempt::{self, FactorDenied};
use crate::authn::half_sign_in::{self, Waiting};
use crate::authn::{Authenticated, Proof, email_code, passkey, totp_enrolment};
use crate::authorize::park::{self, Parked};
use crate::authorize::second_step::{self, Wish};
use crate::authorize::sign_in;
use crate::model::factor::{FactorKind, Held};
use crate::protocol::form::Form;
use crate::protocol::redirect_uri;
use crate::secret::Secret;
use crate::store::{StoreError, factors, passkeys};
use crate::web::extract::form::{FormBody, FormRejection};
use crate::web::extract::visit::Visit;
use crate::web::pages::backup_codes::{BackupCodes, On};
use crate::web::pages::second_factor::{Asked, OtherWay, SecondFactor};
use crate::web::pages::totp::Totp;
use crate::web::pages::{Application, Page};
use crate::web::routes::Routes;
use crate::web::{Site, csrf, otpauth, pages, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get_alone(urls::SECOND_FACTOR, show).post(urls::SECOND_FACTOR, answer)
}

/// What the page is about.
struct Step {
    waiting: Waiting,
    parked: Option<Parked>,
    held: Held,
}

impl Step {
    /// Whether a factor has to be set up. Whoever has one by now, from another window, shows it.
    fn enrols(&self) -> bool {
        self.waiting.half.enrols && !self.held.is_any()
    }

    fn application(&self, site: &Site) -> Option<Application> {
        self.parked.as_ref().map(|parked| application(site, &parked.flow.located.client))
    }

    /// Where the browser may be sent after the form.
    fn target(&self) -> Option<String> {
        let parked = self.parked.as_ref()?;
        redirect_uri::origin_of(parked.flow.located.destination.redirect_uri())
    }

    /// What is asked: what the person chose, if they have it.
    fn asked(&self, chosen: Option<&str>) -> Asked {
        let chosen = chosen.and_then(FactorKind::parse).filter(|kind| self.held.has(*kind));
        match chosen.unwrap_or(self.held.first()) {
            FactorKind::BackupCode => Asked::BackupCode,
            FactorKind::Passkey => Asked::Passkey,
            FactorKind::Totp => Asked::Totp,
            FactorKind::EmailCode => Asked::EmailCode,
        }
    }

    /// The address of this page, below the base path.
    fn path(&self, more: &str) -> String {
        let transaction = self.waiting.half.transaction.as_ref();
        let transaction = transaction.map(|id| format!("&transaction={id}")).unwrap_or_default();
        format!("{}?step={}{transaction}{more}", urls::SECOND_FACTOR, self.waiting.id)
    }

    fn form(&self, visit: &Visit) -> pages::Form {
        pages::Form {
            action: urls::SECOND_FACTOR.to_owned(),
            csrf: csrf::token(&visit.browser.secret, &self.waiting.id),
            transaction: self.waiting.half.transaction.clone(),
        }
    }
}

/// Finds what waits under this id. Where nothing does any more, the person is led back to where they began.
async fn find(site: &Site, visit: &Visit, step: &str, transaction: Option<&str>) -> Result<Step, Response> {
    let now = site.clock.now();
    let browser = visit.browser.digest();
    let found = half_sign_in::find(site, step, browser, (&visit.origin, now)).await;
    let waiting = match found {
        Ok(Some(waiting)) => waiting,
        Ok(None) => return Err(begin_again(site, visit, transaction).await),
        Err(error) => return Err(problem_page::of_fault(visit, error)),
    };
    let parked = match &waiting.half.transaction {
        Some(id) => match park::find(site, id, &visit.browser, &visit.origin, now).await {
            Ok(parked) => Some(parked),
            Err(problem) => return Err(problem_page::of(visit, problem)),
        },
        None => None,
    };
    match factors::held(site.db.reader(), waiting.half.user_id).await {
        Ok(held) => {
            let email_code = email_code::is_offered(site, waiting.first.user());
            Ok(Step { waiting, parked, held: Held { email_code, ..held } })
        }
        Err(error) => Err(problem_page::of_fault(visit, error)),
    }
}

/// The second step took too long, or was finished: the sign-in begins again, if there is one.
async fn begin_again(site: &Site, visit: &Visit, transaction: Option<&str>) -> Response {
    let Some(transaction) = transaction else {
        return reply::see_other(&format!("{}{}", site.base(), urls::SIGN_IN));
    };
    let now = site.clock.now();
    match park::find(site, transaction, &visit.browser, &visit.origin, now).await {
        Ok(_) => {
            let again = super::address(site, urls::LOGIN, transaction, visit);
            reply::see_other(&format!("{again}&expired=1"))
        }
        Err(problem) => problem_page::of(visit, problem),
    }
}

async fn show(site: Site, visit: Visit) -> Response {
    let step = visit.query.value("step").unwrap_or_default();
    let step = match find(&site, &visit, step, visit.query.value("transaction")).await {
        Ok(step) => step,
        Err(response) => return response,
    };
    if step.enrols() {
        return enrolment(&site, &visit, &step, None).await;
    }
    let asked = step.asked(visit.query.value("method"));
    render(&site, &visit, &step, asked, None).await
}

async fn render(site: &Site, visit: &Visit, step: &Step, asked: Asked, told: Option<Told>) -> Response {
    let passkey = match question(site, step, asked).await {
        Ok(question) => question,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let is_mailed = match is_mailed(site, step, asked).await {
        Ok(is_mailed) => is_mailed,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let ways = [
        (Asked::Totp, FactorKind::Totp),
        (Asked::Passkey, FactorKind::Passkey),
        (Asked::BackupCode, FactorKind::BackupCode),
        (Asked::EmailCode, FactorKind::EmailCode),
    ];
    let others = ways.into_iter().filter(|(way, kind)| *way != asked && step.held.has(*kind));
    let is_sign_in = step.waiting.half.session.is_none();
    let days = site.config.mfa.remember.filter(|_| is_sign_in).map(|life| life.num_days());
    let page = SecondFactor {
        frame: visit.frame().at(&step.path(&format!("&method={}", asked.word()))),
        form: step.form(visit),
        step: step.waiting.id.clone(),
        application: step.application(site),
        account: account(step.waiting.first.user()),
        asks: asked,
        is_mailed,
        passkey,
        others: others
            .map(|(asks, _)| OtherWay { asks, path: step.path(&format!("&method={}", asks.word())) })
            .collect(),
        remember_days: days.and_then(|days| u32::try_from(days).ok()).filter(|days| *days > 0),
        problem: told.map(|told| told.problem),
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        can_cancel: step.parked.is_some(),
    };
    codes::page(&page, told, step.target().as_deref())
}

/// Whether a code was mailed, where one is asked for.
async fn is_mailed(site: &Site, step: &Step, asked: Asked) -> Result<bool, StoreError> {
    if asked != Asked::EmailCode {
        return Ok(false);
    }
    email_code::is_awaited(site, &step.waiting.id, site.clock.now()).await
}

/// A code is mailed, by a form: what merely looks at the page asks for none.
async fn send(site: &Site, visit: &Visit, step: Step) -> Response {
    let id = &step.waiting.id;
    match email_code::send(site, step.waiting.first.user(), id, &visit.origin).await {
        Ok(()) => {
            let path = step.path(&format!("&method={}{}", Asked::EmailCode.word(), visit.ui_locales_query()));
            reply::see_other(&format!("{}{path}", site.base()))
        }
        Err(denied) => match Told::of(denied) {
            Ok(told) => render(site, visit, &step, Asked::EmailCode, Some(told.of_mail())).await,
            Err(error) => problem_page::of_fault(visit, error),
        },
    }
}

/// What the browser is asked, where a passkey is.
async fn question(site: &Site, step: &Step, asked: Asked) -> Result<Option<pages::Question>, StoreError> {
    if asked != Asked::Passkey {
        return Ok(None);
    }
    let held = passkeys::of(site.db.reader(), step.waiting.half.user_id).await?;
    let ceremony = passkey::begin_showing(site, &step.waiting.id, &held, site.clock.now());
    Ok(ceremony.map(super::passkeys::show))
}

async fn answer(site: Site, mut visit: Visit, form: Result<FormBody, FormRejection>) -> Response {
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => return problem_page::of_form(&visit, rejection),
    };
    visit.speaking(&site, form.value("ui_locales"));
    let id = form.value("step").unwrap_or_default();
    let (secret, sent) = (&visit.browser.secret, form.value("csrf"));
    if visit.is_new_browser || !csrf::is_ours(&visit.headers, &site.issuer, secret, id, sent) {
        return problem_page::forbidden(&site, &visit).await;
    }
    let step = match find(&site, &visit, id, form.value("transaction")).await {
        Ok(step) => step,
        Err(response) => return response,
    };
    if form.value("action") == Some("cancel") {
        return cancel(&site, &visit, step).await;
    }
    if step.enrols() {
        return enrol(&site, &visit, step, &form).await;
    }
    let asks_mail = step.asked(form.value("method")) == Asked::EmailCode;
    if asks_mail && form.value("action") == Some("send") {
        return send(&site, &visit, step).await;
    }
    Box::pin(verify(&site, &visit, step, &form)).await
}

async fn verify(site: &Site, visit: &Visit, step: Step, form: &Form) -> Response {
    let asked = step.asked(form.value("method"));
    let Some((kind, proof)) = proof(&step, asked, form) else {
        return render(site, visit, &step, asked, Some(Told::missing())).await;
    };
    match attempt::verify(site, &step.waiting.first, kind, &proof, &visit.origin).await {
        Ok(who) => {
            let wish = Wish { remembers: form.value("remember").is_some() };
            Box::pin(proceed(site, visit, step, &who, wish)).await
        }
        Err(denied) => match Told::of(denied) {
            Ok(told) => render(site, visit, &step, asked, Some(told.of_kind(kind))).await,
            Err(error) => problem_page::of_fault(visit, error),
        },
    }
}

/// What was shown; nothing, where the field was left empty.
fn proof(step: &Step, asked: Asked, form: &Form) -> Option<(FactorKind, Proof)> {
    let code = || form.value("code").map(|code| Proof::Code(Secret::new(code)));
    Some(match asked {
        Asked::Totp => (FactorKind::Totp, code()?),
        Asked::BackupCode => (FactorKind::BackupCode, code()?),
        Asked::EmailCode => {
            let (owner, code) = (step.waiting.id.clone(), Secret::new(form.value("code")?));
            (FactorKind::EmailCode, Proof::Mailed { owner, code })
        }
        Asked::Passkey => {
            let (state, answer) = super::passkeys::answered(form);
            let (state, answer) = (state.to_owned(), answer.to_owned());
            (FactorKind::Passkey, Proof::Passkey { owner: step.waiting.id.clone(), state, answer })
        }
    })
}

async fn proceed(site: &Site, visit: &Visit, step: Step, who: &Authenticated, wish: Wish) -> Response {
    let shown = match step.application(site) {
        Some(application) => application,
        None => application_named(site, None).await,
    };
    let home = step.waiting.half.return_to.clone().unwrap_or_else(|| "/".to_owned());
    let by = (&visit.browser, &visit.origin);
    match second_step::finish(site, step.waiting, who, wish, by).await {
        Ok(stepped) => reply::stepped(site, visit, stepped, shown, &home),
        Err(problem) => problem_page::of(visit, problem),
    }
}

async fn cancel(site: &Site, visit: &Visit, step: Step) -> Response {
    let shown = step.application(site);
    let (Some(parked), Some(shown)) = (step.parked, shown) else {
        return reply::see_other(&format!("{}/", site.base()));
    };
    match sign_in::cancelled(site, parked, &visit.origin).await {
        Ok(next) => reply::next(site, visit, next, shown),
        Err(problem) => problem_page::of(visit, problem),
    }
}

/// The page that sets up an authenticator app, for whoever must have one to go on.
async fn enrolment(site: &Site, visit: &Visit, step: &Step, told: Option<Told>) -> Response {
    let user = step.waiting.first.user();
    let secret = match totp_enrolment::pending(site, &step.waiting.id, user.id).await {
        Ok(secret) => secret,
        Err(error) => return problem_page::of_fault(visit, error),
    };
    let page = demanded(site, visit, step, &secret, told);
    codes::page(&page, told, step.target().as_deref())
}

fn demanded(
    site: &Site,
    visit: &Visit,
    step: &Step,
    secret: &Zeroizing<Vec<u8>>,
    told: Option<Told>,
) -> impl Page + use<> {
    let user = step.waiting.first.user();
    Totp {
        frame: visit.frame().at(&step.path("")),
        tabs: Vec::new(),
        form: step.form(visit),
        step: Some(step.waiting.id.clone()),
        application: step.application(site),
        account: account(user),
        qr: otpauth::qr(site, user, secret),
        secret: otpauth::grouped(secret),
        picture: None,
        problem: told.map(|told| told.problem),
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        back: None,
        can_cancel: step.parked.is_some(),
    }
}

async fn enrol(site: &Site, visit: &Visit, step: Step, form: &Form) -> Response {
    let Some(code) = form.value("code") else {
        return enrolment(site, visit, &step, Some(Told::missing())).await;
    };
    let (first, id) = (&step.waiting.first, &step.waiting.id);
    let confirmed = totp_enrolment::confirm(site, first, id, &Secret::new(code), &visit.origin).await;
    match confirmed {
        Ok(enrolled) => show_codes(site, visit, step, enrolled).await,
        Err(denied) => refused(site, visit, &step, denied).await,
    }
}

async fn refused(site: &Site, visit: &Visit, step: &Step, denied: FactorDenied) -> Response {
    match Told::of(denied) {
        Ok(told) => enrolment(site, visit, step, Some(told)).await,
        Err(error) => problem_page::of_fault(visit, error),
    }
}

/// The session begins, and the sign-in goes on once the person has kept the codes.
async fn show_codes(site: &Site, visit: &Visit, step: Step, enrolled: totp_enrolment::Enrolled) -> Response {
    let target = step.target();
    let home = step.waiting.half.return_to.clone().unwrap_or_else(|| "/".to_owned());
    let by = (&visit.browser, &visit.origin);
    let finished = second_step::finish_enrolled(site, step.waiting, &enrolled.who, by).await;
    let (stepped, parked) = match finished {
        Ok(finished) => finished,
        Err(problem) => return problem_page::of(visit, problem),
    };
    let waits = parked.and_then(|parked| parked.flow.id).map(|transaction| pages::Form {
        action: urls::LOGIN.to_owned(),
        csrf: csrf::token(&visit.browser.secret, &transaction),
        transaction: Some(transaction),
    });
    let page = BackupCodes {
        frame: visit.frame(),
        tabs: Vec::new(),
        account: account(enrolled.who.user()),
        codes: enrolled.backup_codes.iter().map(|code| code.expose().to_owned()).collect(),
        is_new_app: true,
        on: waits.map_or(On::To(home), On::SignIn),
    };
    reply::with_cookies(site, reply::page(StatusCode::OK, &page, target.as_deref()), &stepped)
}
