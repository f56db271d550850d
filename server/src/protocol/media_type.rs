//! Media types compared as RFC 9110 section 8.3.1 says: type and subtype without regard to case,
//! parameters such as `charset` aside.

/// `type/subtype` of a `Content-Type` value in lower case, or `None` if it is none.
pub fn essence(value: &str) -> Option<String> {
    let essence = value.split(';').next()?.trim_matches([' ', '\t']);
    let (kind, subtype) = essence.split_once('/')?;
    (is_token(kind) && is_token(subtype)).then(|| essence.to_ascii_lowercase())
}

/// Whether the `Content-Type` value says `expected`, written in lower case without parameters.
pub fn is(value: &str, expected: &str) -> bool {
    essence(value).is_some_and(|essence| essence == expected)
}

/// Whether an [`essence`] promises JSON: `application/json` or a type with the suffix `+json`
/// (RFC 6839 section 3.1), such as `application/jwk-set+json`.
pub fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence.ends_with("+json")
}

/// RFC 9110 section 5.6.2.
fn is_token(text: &str) -> bool {
    let sign = |byte| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || sign(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn br_08_parameters_and_case_do_not_matter() {
        let form = "application/x-www-form-urlencoded";
        let same = [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded;charset=UTF-8",
            "application/x-www-form-urlencoded ; charset=\"utf-8\"",
            "Application/X-WWW-Form-URLEncoded; a=b; c=d",
            " application/x-www-form-urlencoded;",
        ];
        for value in same {
            assert!(is(value, form), "{value}");
        }
        let other = [
            "",
            "application/json",
            "application/x-www-form-urlencoded, text/plain",
            "application/x-www-form-urlencodedx",
            "application /x-www-form-urlencoded",
            "application/x-www-form-urlencoded/",
            "/x-www-form-urlencoded",
            "application/",
            "multipart/form-data; application/x-www-form-urlencoded",
        ];
        for value in other {
            assert!(!is(value, form), "{value}");
        }
    }

    #[test]
    fn json_has_many_names() {
        for value in
            ["application/json", "application/jwk-set+json; charset=utf-8", "Application/Problem+JSON"]
        {
            assert!(essence(value).is_some_and(|essence| is_json(&essence)), "{value}");
        }
        for value in ["text/html", "text/json+html", "application/jsonp", "application/json-seq"] {
            assert!(essence(value).is_some_and(|essence| !is_json(&essence)), "{value}");
        }
    }
}
