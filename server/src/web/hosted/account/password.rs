//! `/change-password`.

use axum::response::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;

use crate::account::changing::{self, Unchanged};
use crate::authorize::browser::SessionCookie;
use crate::config::value::PasswordChangeEnds;
use crate::secret::Secret;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::own_form::{self, Told};
use crate::web::hosted::sign_in::once_more;
use crate::web::hosted::{account, passwords};
use crate::web::pages::WayOn;
use crate::web::pages::account::Tab;
use crate::web::pages::change_password::{ChangePassword, ChangeProblem, Ends};
use crate::web::pages::new_password::{Meter, PasswordProblem};
use crate::web::pages::reset_done::ResetDone;
use crate::web::routes::Routes;
use crate::web::urls::CHANGE_PASSWORD;
use crate::web::{Site, cookies, problem_page, reply, urls};

pub(super) fn routes() -> Routes {
    Routes::new().get(CHANGE_PASSWORD, show).post(CHANGE_PASSWORD, change)
}

async fn show(site: Site, own: Own) -> Response {
    let is_done = own.visit.query.value("done").is_some();
    match changing::may_change(&site, &own.holder).await {
        Ok(may_change) if may_change || is_done => {
            render(&site, &own, (StatusCode::OK, Vec::new()), Shown { is_done, strength: None })
        }
        // Before they type two passwords.
        Ok(_) => once_more(&site, &own.visit, CHANGE_PASSWORD),
        Err(error) => problem_page::of_fault(&own.visit, error),
    }
}

/// What the page tells besides what is wrong.
#[derive(Clone, Copy, Default)]
struct Shown {
    /// That it was done a moment ago.
    is_done: bool,
    /// How strong what was typed is.
    strength: Option<u8>,
}

fn render(
    site: &Site,
    own: &Own,
    (status, problems): (StatusCode, Vec<ChangeProblem>),
    shown: Shown,
) -> Response {
    let frame = own.visit.frame().at(CHANGE_PASSWORD);
    let page = ChangePassword {
        tabs: Tab::Security.shown(&frame),
        form: own.form(CHANGE_PASSWORD),
        account: account(&own.holder.user),
        username: own.holder.user.login_name(),
        rules: passwords::rules(site),
        meter: Meter::of(&frame, shown.strength),
        problems,
        ends: ends(site),
        is_done: shown.is_done,
        back: WayOn::account(&frame),
        frame,
    };
    reply::page(status, &page, None)
}

async fn change(site: Site, OwnForm { own, form }: OwnForm) -> Response {
    if form.value("action") == Some(passwords::STRENGTH) {
        let typed = form.value("password").unwrap_or_default();
        return match passwords::strength(&site, typed, own.holder.user.own_words()).await {
            Ok(strength) => {
                render(&site, &own, (StatusCode::OK, Vec::new()), Shown { is_done: false, strength })
            }
            Err(hindered) => told(&site, &own, Unchanged::Hindered(hindered)),
        };
    }
    let field = |name: &str| form.value(name).filter(|text| !text.is_empty()).map(Secret::new);
    let (Some(current), Some(new)) = (field("current"), field("password")) else {
        let current = field("current").is_none().then_some(ChangeProblem::MissingCurrent);
        let new = field("password").is_none().then_some(ChangeProblem::Password(PasswordProblem::Missing));
        let problems = current.into_iter().chain(new).collect();
        return render(&site, &own, (StatusCode::BAD_REQUEST, problems), Shown::default());
    };
    let words = own.visit.frame().words();
    let cookie = SessionCookie { id: own.holder.session_id, secret: Secret::new(site.entropy.token()) };
    match changing::change(&site, &own.holder, (&current, &new), Some(&cookie.secret), words).await {
        Ok(()) => done(&site, &own, &cookie),
        Err(unchanged) => told(&site, &own, unchanged),
    }
}

/// Back to the page with another cookie; or out, where this session ends too.
fn done(site: &Site, own: &Own, cookie: &SessionCookie) -> Response {
    if ends(site) == Ends::All {
        let frame = own.visit.frame();
        let way = WayOn::sign_in(&frame, urls::SIGN_IN);
        let out = reply::page(StatusCode::OK, &ResetDone { frame, way }, None);
        return reply::with_cookie(out, cookies::clear_session(&site.issuer));
    }
    let language = own.visit.ui_locales_query();
    let back = reply::see_other(&format!("{}{CHANGE_PASSWORD}?done=1{language}", site.base()));
    let lasts = site.config.sessions.absolute.num_seconds();
    reply::with_cookie(back, cookies::set_session(cookie, lasts, &site.issuer))
}

fn ends(site: &Site) -> Ends {
    match site.config.accounts.password_change_ends {
        PasswordChangeEnds::Others => Ends::Others,
        PasswordChangeEnds::All => Ends::All,
        PasswordChangeEnds::None => Ends::None,
    }
}

fn told(site: &Site, own: &Own, unchanged: Unchanged) -> Response {
    let wrong = |problem| render(site, own, (StatusCode::BAD_REQUEST, vec![problem]), Shown::default());
    match unchanged {
        Unchanged::NotFresh => once_more(site, &own.visit, CHANGE_PASSWORD),
        Unchanged::Wrong => wrong(ChangeProblem::WrongCurrent),
        Unchanged::Same => wrong(ChangeProblem::Same),
        Unchanged::Broken(broken) => {
            let problems = broken.into_iter().map(|rule| ChangeProblem::Password(passwords::problem(rule)));
            render(site, own, (StatusCode::BAD_REQUEST, problems.collect()), Shown::default())
        }
        Unchanged::Overtaken => {
            render(site, own, (StatusCode::CONFLICT, vec![ChangeProblem::Overtaken]), Shown::default())
        }
        Unchanged::Limited { retry_after } => {
            let minutes = u32::try_from(retry_after.num_minutes()).unwrap_or_default() + 1;
            let limited = (StatusCode::TOO_MANY_REQUESTS, vec![ChangeProblem::Limited { minutes }]);
            let mut response = render(site, own, limited, Shown::default());
            response.headers_mut().insert(RETRY_AFTER, retry_after.num_seconds().max(1).into());
            response
        }
        Unchanged::Hindered(hindered) => match own_form::told(&own.visit, hindered) {
            Told::Page(page) => page,
            Told::Busy | Told::Limited(..) => render(
                site,
                own,
                (StatusCode::SERVICE_UNAVAILABLE, vec![ChangeProblem::Busy]),
                Shown::default(),
            ),
        },
    }
}
