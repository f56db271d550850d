//! What cannot be taken back asks first: a page of its own names the thing and says what follows, and its form does it. It is
//! one page and one flow for all that is asked; a file says each what there is to ask, and does it.
//!
//! **To add one:** a file with a value of [`Act`], a line in [`ACTS`], its address in `metrics::route` and in
//! `server/tests/it/golden/routes.txt`, its words, and a state in `server/tests/outside/pages.mjs`.

mod disconnect;
mod end_others;
mod end_session;
mod erase;
mod remove_passkey;
mod remove_totp;
mod renew_codes;

use async_trait::async_trait;
use axum::response::Response;
use http::StatusCode;

use crate::account::factors::Refused;
use crate::protocol::error::OAuthError;
use crate::protocol::form::{self, Form};
use crate::store::StoreError;
use crate::web::extract::own::{Own, OwnForm};
use crate::web::hosted::login::Told;
use crate::web::hosted::sign_in::once_more;
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::{Confirm, Question};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

/// Something that is asked before it is done.
#[async_trait]
trait Act: Sync {
    /// Its address below the base path. Which one of several things it is about, `id` in the query says.
    fn path(&self) -> &'static str;

    /// The page that it belongs to, and that is come back to.
    fn tab(&self) -> Tab;

    /// Whether the password is asked for too.
    fn takes_password(&self) -> bool {
        false
    }

    /// What is asked. `Gone`: the person has no such thing, whoever else may have it.
    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone>;

    /// Does it.
    async fn carry_out(&self, asked: &Asked<'_>, form: &Form) -> Result<Outcome, Undone>;
}

static ACTS: [&dyn Act; 7] = [
    &end_session::EndSession,
    &end_others::EndOthers,
    &disconnect::Disconnect,
    &remove_totp::RemoveTotp,
    &remove_passkey::RemovePasskey,
    &renew_codes::RenewCodes,
    &erase::Erase,
];

/// Where something is asked, below the base path.
pub(in crate::web::hosted) fn paths() -> impl Iterator<Item = &'static str> {
    ACTS.into_iter().map(Act::path)
}

/// The address that asks about one session.
pub(super) fn of_session(id: &str) -> String {
    about(urls::END_SESSION, id)
}

/// The address that asks about one application.
pub(super) fn of_application(client_id: &str) -> String {
    about(urls::DISCONNECT, client_id)
}

/// The address that asks about one passkey.
pub(in crate::web::hosted) fn of_passkey(id: &str) -> String {
    about(urls::REMOVE_PASSKEY, id)
}

fn about(path: &str, id: &str) -> String {
    format!("{path}?id={}", form::encode(id))
}

/// Who is asked, and about which thing.
struct Asked<'r> {
    site: &'r Site,
    own: &'r Own,
    id: &'r str,
}

/// What came of it.
enum Outcome {
    /// It is done, and its page says so: it is told by `done` in the address.
    Back(&'static str),
    /// It is done, with an answer of its own.
    Answer(Response),
    /// The password was not shown: nothing was done, and it is asked again.
    AskAgain(Told),
}

/// Nothing was done.
enum Undone {
    /// The person has no such thing.
    Gone,
    /// The person signs in once more.
    NotFresh,
    /// The person shows a factor of their own.
    ByMail,
    /// A fault of ours.
    Fault(OAuthError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Refused> for Undone {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFresh => Self::NotFresh,
            Refused::ByMail => Self::ByMail,
            Refused::Nothing | Refused::Already => Self::Gone,
            Refused::Store(error) => error.into(),
            Refused::Letter(error) => Self::Fault(OAuthError::server(error)),
        }
    }
}

pub(super) fn routes() -> Routes {
    ACTS.into_iter().fold(Routes::new(), |routes, act| {
        let show = async move |site: Site, own: Own| Asked::of(&site, &own).question(act, None).await;
        let answer = async move |site: Site, sent: OwnForm| answer(&site, &sent, act).await;
        routes.get(act.path(), show).post(act.path(), answer)
    })
}

async fn answer(site: &Site, OwnForm { own, form }: &OwnForm, act: &dyn Act) -> Response {
    let asked = Asked::of(site, own);
    match act.carry_out(&asked, form).await {
        Ok(Outcome::Answer(response)) => response,
        Ok(Outcome::Back(word)) => {
            let (base, locales) = (site.base(), own.visit.ui_locales_query());
            reply::see_other(&format!("{base}{}?done={word}{locales}", act.tab().path()))
        }
        Ok(Outcome::AskAgain(told)) => asked.question(act, Some(told)).await,
        Err(undone) => asked.told(act, undone),
    }
}

impl<'r> Asked<'r> {
    fn of(site: &'r Site, own: &'r Own) -> Self {
        Self { site, own, id: own.visit.query.value("id").unwrap_or_default() }
    }

    /// The address that asks this.
    fn address(&self, act: &dyn Act) -> String {
        if self.id.is_empty() { act.path().to_owned() } else { about(act.path(), self.id) }
    }

    async fn question(&self, act: &dyn Act, told: Option<Told>) -> Response {
        match act.ask(self).await {
            Ok(question) => self.page(act, question, told),
            Err(undone) => self.told(act, undone),
        }
    }

    fn page(&self, act: &dyn Act, question: Question, told: Option<Told>) -> Response {
        let address = self.address(act);
        let frame = self.own.visit.frame().at(&address);
        let page = Confirm {
            tabs: act.tab().shown(&frame),
            form: self.own.form(&address),
            question,
            username: act.takes_password().then(|| self.own.holder.user.login_name()),
            problem: told.as_ref().map(|told| told.problem.of_password(&frame)),
            back: act.tab().path().to_owned(),
            frame,
        };
        match told {
            None => reply::page(StatusCode::OK, &page, None),
            Some(told) => told.with_wait(reply::page(told.status, &page, None)),
        }
    }

    fn told(&self, act: &dyn Act, undone: Undone) -> Response {
        let visit = &self.own.visit;
        match undone {
            Undone::Gone => problem_page::not_found(visit),
            Undone::NotFresh => once_more(self.site, visit, &self.address(act)),
            Undone::ByMail => {
                let (base, locales) = (self.site.base(), visit.ui_locales_query());
                reply::see_other(&format!("{base}{}?done=by-mail{locales}", urls::SECURITY))
            }
            Undone::Fault(error) => problem_page::of_fault(visit, error),
        }
    }
}
