//! Forms of a page, and the buttons a person would press.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::wire::{Ask, Reply};

/// Words on buttons, and in their names, that say no.
const REFUSALS: [&str; 8] =
    ["cancel", "deny", "reject", "decline", "refuse", "abort", "abbrechen", "ablehnen"];

/// Words on buttons that lead somebody else in, or elsewhere.
const DETOURS: [&str; 4] = ["another", "different", "switch", "anderes"];

/// A form with what it would send.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) action: Url,
    pub(super) is_post: bool,
    pub(super) fields: Vec<(String, String)>,
    typed: Vec<Typed>,
    buttons: Vec<Button>,
}

/// A field that a person types into.
#[derive(Debug, Clone)]
struct Typed {
    name: String,
    is_password: bool,
}

/// A button that sends the form.
#[derive(Debug, Clone)]
pub(super) struct Button {
    name: Option<String>,
    value: String,
    words: String,
}

impl Button {
    pub(super) fn is_refusal(&self) -> bool {
        let says_no =
            self.value == "no" || self.words.split_whitespace().any(|word| word == "no" || word == "no,");
        says_no || REFUSALS.iter().any(|word| self.words.contains(word))
    }

    pub(super) fn is_agreement(&self) -> bool {
        !self.is_refusal() && !DETOURS.iter().any(|word| self.words.contains(word))
    }
}

impl Form {
    /// Whether it asks who somebody is: a password, or a name alone (identifier first).
    pub(super) fn is_sign_in(&self) -> bool {
        self.is_post && !self.typed.is_empty()
    }

    pub(super) fn asks_for_password(&self) -> bool {
        self.typed.iter().any(|field| field.is_password)
    }

    /// The same form, with name and password typed in.
    pub(super) fn filled(&self, username: &str, password: &str) -> Self {
        let mut filled = self.clone();
        for field in &self.typed {
            let text = if field.is_password { password } else { username };
            filled.fields.retain(|(name, _)| *name != field.name);
            filled.fields.push((field.name.clone(), text.to_owned()));
        }
        filled
    }

    /// The first button of a kind.
    pub(super) fn button(&self, kind: impl Fn(&Button) -> bool) -> Option<&Button> {
        self.buttons.iter().find(|button| kind(button))
    }

    /// What pressing the button sends.
    pub(super) fn submitted_by(&self, button: Option<&Button>) -> Ask {
        let mut fields = self.fields.clone();
        if let Some(Button { name: Some(name), value, .. }) = button {
            fields.push((name.clone(), value.clone()));
        }
        if self.is_post {
            return Ask::form(self.action.clone(), &fields);
        }
        let mut url = self.action.clone();
        url.query_pairs_mut().clear().extend_pairs(&fields);
        Ask::get(url)
    }
}

/// All forms of an HTML page.
pub(super) fn forms(reply: &Reply) -> Vec<Form> {
    if reply.media_type() != "text/html" {
        return Vec::new();
    }
    let page = Html::parse_document(&reply.body);
    select(&page, "form").into_iter().map(|form| read(&page, form, &reply.url)).collect()
}

fn read(page: &Html, form: ElementRef<'_>, base: &Url) -> Form {
    let action = form.attr("action").filter(|action| !action.is_empty());
    let mut read = Form {
        action: action.and_then(|action| base.join(action).ok()).unwrap_or_else(|| base.clone()),
        is_post: form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
        fields: Vec::new(),
        typed: Vec::new(),
        buttons: Vec::new(),
    };
    // HTML section 4.10.18.3: an element belongs to the form around it, or to the one its `form` attribute names.
    let id = form.attr("id");
    let belongs = |element: &ElementRef<'_>| match element.attr("form") {
        Some(named) => Some(named) == id,
        None => element.ancestors().any(|ancestor| ancestor.id() == form.id()),
    };
    for element in select(page, "input, button").into_iter().filter(belongs) {
        take(&mut read, element);
    }
    read
}

fn take(form: &mut Form, element: ElementRef<'_>) {
    let name = element.attr("name").filter(|name| !name.is_empty()).map(str::to_owned);
    let value = element.attr("value").unwrap_or_default().to_owned();
    let is_button = element.value().name() == "button";
    let kind = element.attr("type").unwrap_or(if is_button { "submit" } else { "text" }).to_ascii_lowercase();
    if element.attr("disabled").is_some() {
        return;
    }
    match (kind.as_str(), name) {
        ("submit" | "image", name) => {
            let text: String = element.text().collect();
            let id = element.attr("id").unwrap_or_default();
            let words = format!("{id} {} {value} {text}", name.as_deref().unwrap_or_default()).to_lowercase();
            form.buttons.push(Button { name, value, words });
        }
        ("password", Some(name)) => form.typed.push(Typed { name, is_password: true }),
        ("text" | "email" | "tel", Some(name)) => form.typed.push(Typed { name, is_password: false }),
        ("checkbox" | "radio", Some(name)) if element.attr("checked").is_some() => {
            form.fields.push((name, if value.is_empty() { "on".to_owned() } else { value }));
        }
        ("checkbox" | "radio" | "button" | "reset" | "file", _) | (_, None) => {}
        (_, Some(name)) => form.fields.push((name, value)),
    }
}

fn select<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    Selector::parse(selector).map(|selector| page.select(&selector).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn page(body: &str) -> Vec<Form> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "text/html; charset=utf-8".parse().unwrap());
        let url = Url::parse("https://op.example/login?x=1").unwrap();
        forms(&Reply { url, status: 200, headers, body: body.to_owned() })
    }

    #[test]
    fn a_sign_in_form_is_filled_in_and_keeps_its_hidden_fields() {
        let forms = page(
            r#"<form method=post action="/in"><input type=hidden name=csrf value=t><input name=login>
            <input type=password name=pw><button name=go value=cancel>Cancel</button><button>Sign in</button></form>"#,
        );
        assert!(forms[0].is_sign_in() && forms[0].asks_for_password());
        let filled = forms[0].filled("ada", "p");
        let fields: Vec<_> = filled.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields, ["csrf=t", "login=ada", "pw=p"]);
        assert_eq!(filled.button(Button::is_agreement).unwrap().name, None);
        assert_eq!(filled.button(Button::is_refusal).unwrap().name.as_deref(), Some("go"));
    }

    #[test]
    fn who_agrees_does_not_change_the_account_on_the_way() {
        let forms = page(
            r#"<form method=post action="/consent"><button name=do value=another>Use another account</button>
            <button name=do value=deny>Deny</button><button name=do value=allow>Allow</button></form>"#,
        );
        assert_eq!(forms[0].button(Button::is_agreement).unwrap().value, "allow");
    }

    #[test]
    fn a_button_outside_its_form_belongs_to_it_by_name() {
        let forms = page(
            r#"<form id=a method=post action="/end"></form>
            <button form=a name=logout value=yes>Yes, sign me out</button><button form=a>No, stay signed in</button>"#,
        );
        assert_eq!(forms[0].buttons.len(), 2);
        assert_eq!(forms[0].button(Button::is_agreement).unwrap().value, "yes");
        assert!(forms[0].button(Button::is_refusal).unwrap().words.contains("stay"));
    }
}
