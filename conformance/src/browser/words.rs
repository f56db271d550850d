//! What a page says to a person, in a line.

use scraper::{Html, Selector};

use crate::wire::Reply;

/// Where pages put what went wrong, and after that what they are about.
const PLACES: [&str; 6] = ["[role=alert]", "[class*=error]", "[class*=alert]", "[id*=error]", "h1", "title"];
/// A page's words are shown up to here.
const SHOWN: usize = 200;

/// What a page says went wrong; where it says nothing of the kind, its heading or its title.
pub(super) fn said(reply: &Reply) -> String {
    let page = Html::parse_document(&reply.body);
    let found = PLACES.iter().find_map(|place| text_at(&page, place));
    let said = found.unwrap_or_else(|| format!("nothing (status {})", reply.status));
    said.chars().take(SHOWN).collect()
}

fn text_at(page: &Html, place: &str) -> Option<String> {
    let selector = Selector::parse(place).ok()?;
    let texts = page.select(&selector).map(|element| {
        let text: Vec<_> = element.text().flat_map(str::split_whitespace).collect();
        text.join(" ")
    });
    texts.into_iter().find(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use url::Url;

    use super::*;

    #[test]
    fn what_went_wrong_is_told_before_what_the_page_is_about() {
        let reply = |body: &str| Reply {
            url: Url::parse("https://op.example/login").unwrap(),
            status: 200,
            headers: HeaderMap::new(),
            body: body.to_owned(),
        };
        let page = "<title>Sign in</title><h1>Welcome</h1>";
        assert_eq!(said(&reply(page)), "Welcome");
        let wrong = format!("{page}<div role=alert><h2>Wrong</h2>\n  <p>Try again.</p></div>");
        assert_eq!(said(&reply(&wrong)), "Wrong Try again.");
        assert_eq!(said(&reply("")), "nothing (status 200)");
    }
}
