//! A reader of the HTML that our templates write, strict about what a browser would forgive.

use std::collections::BTreeMap;

/// One start tag with what it holds.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// The text inside, of all descendants.
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

const VOID: [&str; 7] = ["meta", "link", "input", "img", "source", "br", "hr"];

/// The elements of `html` in order; an error says what is not well formed.
pub(super) fn read(html: &str) -> Result<Vec<Element>, String> {
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while let Some(start) = rest.find('<') {
        add_text(&mut elements, &open, &rest[..start]);
        let end = tag_end(&rest[start..]).ok_or("a tag without end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let at = open.pop().ok_or_else(|| format!("</{name}> closes nothing"))?;
            if elements[at].name != name {
                return Err(format!("</{name}> closes <{}>", elements[at].name));
            }
            continue;
        }
        let element = start_tag(tag.trim_end_matches('/'))?;
        let stays_open = !VOID.contains(&element.name.as_str()) && !tag.ends_with('/');
        elements.push(element);
        if stays_open {
            open.push(elements.len() - 1);
        }
    }
    match open.last() {
        Some(at) => Err(format!("<{}> is never closed", elements[*at].name)),
        None => Ok(elements),
    }
}

fn add_text(elements: &mut [Element], open: &[usize], text: &str) {
    for at in open {
        elements[*at].text.push_str(text);
    }
}

/// The `>` that ends the tag, not one inside a quoted value.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at)
    })
}

fn start_tag(tag: &str) -> Result<Element, String> {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(format!("<{tag}> is no tag"));
    }
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let length = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(length);
        if key.is_empty() || key.contains(['"', '\'', '<']) {
            return Err(format!("<{tag}>: {key:?} is no attribute"));
        }
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').ok_or("an open quote")?,
            None if after.starts_with('=') => return Err(format!("<{tag}>: {key} is not quoted")),
            None => ("", after),
        };
        if attributes.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!("<{tag}> has {key} twice"));
        }
        rest = after;
    }
    Ok(Element { name: name.to_owned(), attributes, text: String::new() })
}

#[test]
fn what_is_not_well_formed_is_told() {
    let told = |body: &str| read(&format!("<!doctype html>{body}")).expect_err("told");
    assert_eq!(told("<p><b></p></b>"), "</p> closes <b>");
    assert_eq!(told("<p>"), "<p> is never closed");
    assert_eq!(told("<p a=\"1\" a=\"2\"></p>"), "<p a=\"1\" a=\"2\"> has a twice");
    assert_eq!(told("<p a=1></p>"), "<p a=1>: a is not quoted");
    assert!(read("<!doctype html><p a=\"x>y\">t<b>u</b></p>").expect("good")[0].text == "tu");
}
