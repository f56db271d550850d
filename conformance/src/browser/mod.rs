//! A browser without JavaScript: it keeps cookies, follows redirects on the provider's side, fills in forms as a person
//! would, and stops where the provider sends it away.

mod callback;
mod form;
mod words;

use cookie_store::CookieStore;
use http::header::{ACCEPT, COOKIE, SET_COOKIE};
use url::Url;

pub use callback::{Callback, Landing, Mode};

use crate::browser::form::{Button, Form};
use crate::target::User;
use crate::verdict::{Stop, failed, skipped};
use crate::wire::{Ask, Reply, Wire};

/// More redirects and pages than any provider needs.
const LONGEST_WAY: usize = 20;
/// Asked more often than this on one way, the password is not accepted: a provider may ask once more when that is what
/// the request demands.
const MOST_SIGN_INS: usize = 2;

/// What the person in front of the browser does on the provider's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Signs in, and agrees to whatever is asked.
    Agrees,
    /// Signs in, and refuses whatever is asked after that.
    Refuses,
    /// Does nothing: the first page is where the way ends.
    Looks,
}

/// One browser with its cookies. A clone has the same cookies, and goes its own way from there.
#[derive(Debug, Clone)]
pub struct Browser {
    wire: Wire,
    cookies: CookieStore,
    user: Option<User>,
    home: Vec<url::Origin>,
    /// What its person does.
    pub habit: Habit,
    /// How often the password was typed so far.
    pub sign_ins: usize,
    /// How often it may be typed on one way.
    pub patience: usize,
    /// What the page said that did not take the password.
    pub refusal: Option<String>,
}

impl Browser {
    /// A browser without cookies. `home` are URLs of the provider: whatever lies on another origin is away.
    pub fn new(wire: Wire, user: Option<User>, home: &[Url]) -> Self {
        let home = home.iter().map(Url::origin).collect();
        Self {
            wire,
            cookies: CookieStore::default(),
            user,
            home,
            habit: Habit::Agrees,
            sign_ins: 0,
            patience: MOST_SIGN_INS,
            refusal: None,
        }
    }

    /// The same, with a person who behaves otherwise.
    #[must_use]
    pub fn with(mut self, habit: Habit) -> Self {
        self.habit = habit;
        self
    }

    /// Goes where `ask` leads, until the provider sends the browser away or `back` (where it is awaited), or shows a
    /// page that this person does nothing with.
    pub async fn go(&mut self, ask: Ask, back: &[Url]) -> Result<Landing, Stop> {
        let mut next = ask;
        let attempts_before = self.sign_ins;
        let mut is_password_sent = false;
        for _ in 0..LONGEST_WAY {
            let reply = self.send(next).await?;
            if let Some(location) = reply.location() {
                if self.is_away(&location, back) {
                    return Ok(Landing::Callback(Callback::of_redirect(&reply, location)));
                }
                next = Ask::get(location);
                continue;
            }
            let forms = form::forms(&reply);
            if let Some(form) = forms.iter().find(|form| form.is_post && self.is_away(&form.action, back)) {
                return Ok(Landing::Callback(Callback::of_form(&reply, form)));
            }
            if reply.status == 429 && self.habit != Habit::Looks {
                return Err(self.too_often(&reply));
            }
            let attempts = self.sign_ins;
            let Some(submitted) = self.submit(&forms)? else { return Ok(Landing::Page(reply)) };
            let is_asked = self.sign_ins > attempts;
            if is_asked && is_password_sent {
                self.refusal = Some(words::said(&reply));
            }
            if self.sign_ins - attempts_before > self.patience {
                let said = words::said(&reply);
                return Err(failed(format!(
                    "the provider asks for the password again: is it right? It says: {said}"
                )));
            }
            is_password_sent = is_asked;
            next = submitted;
        }
        Err(failed(format!("the provider was still redirecting after {LONGEST_WAY} steps")))
    }

    /// Sends one request with the cookies it should carry, and keeps those that come.
    pub async fn send(&mut self, ask: Ask) -> Result<Reply, Stop> {
        let url = ask.url().clone();
        let pairs: Vec<_> = self.cookies.get_request_values(&url).map(|(n, v)| format!("{n}={v}")).collect();
        // Some providers answer JSON to whoever does not ask for a page.
        let ask = ask.header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
        let ask = if pairs.is_empty() { ask } else { ask.header(COOKIE, &pairs.join("; ")) };
        let reply = self.wire.send(ask).await?;
        let set = reply.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let set: Vec<_> =
            set.filter_map(|text| cookie_store::RawCookie::parse(text.to_owned()).ok()).collect();
        self.cookies.store_response_cookies(set.into_iter(), &url);
        Ok(reply)
    }

    /// What this person would send from a page, unsent.
    pub fn answer(&mut self, page: &Reply) -> Result<Ask, Stop> {
        let ask = self.submit(&form::forms(page))?;
        ask.ok_or_else(|| skipped(format!("the page at {} has no form to fill in", page.url.path())))
    }

    /// A lock that wrong passwords brought about looks like too many people at once: what was said before tells them apart.
    fn too_often(&mut self, reply: &Reply) -> Stop {
        let said = words::said(reply);
        let what = format!("the provider says that somebody signs in too often (status 429): {said}");
        let before = self.refusal.replace(said);
        let before = before.map(|before| format!("; before that it did not take the password: {before}"));
        failed(what + &before.unwrap_or_default())
    }

    fn is_away(&self, url: &Url, back: &[Url]) -> bool {
        let same_place = |one: &Url| one.origin() == url.origin() && one.path() == url.path();
        let is_back = |one: &Url| one.scheme() == url.scheme() && one.host() == url.host() && same_place(one);
        !self.home.contains(&url.origin()) || back.iter().any(is_back)
    }

    /// What this person sends from a page with these forms; nothing, if they stop here.
    fn submit(&mut self, forms: &[Form]) -> Result<Option<Ask>, Stop> {
        if self.habit == Habit::Looks {
            return Ok(None);
        }
        if let Some(form) = forms.iter().find(|form| form.is_sign_in()) {
            let Some(user) = &self.user else {
                return Err(skipped(
                    "nobody is given who could sign in (--username and --password-file, or users in --target)",
                ));
            };
            let filled = form.filled(&user.username, &user.password);
            self.sign_ins += usize::from(form.asks_for_password());
            return Ok(Some(filled.submitted_by(form.button(Button::is_agreement))));
        }
        let wanted = if self.habit == Habit::Refuses { Button::is_refusal } else { Button::is_agreement };
        let choice =
            forms.iter().filter(|form| form.is_post).find_map(|form| Some((form, form.button(wanted)?)));
        Ok(choice.map(|(form, button)| form.submitted_by(Some(button))))
    }
}
