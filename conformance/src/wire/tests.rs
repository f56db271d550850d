use super::*;

#[test]
fn what_is_kept_hides_passwords_and_client_secrets() {
    let url = Url::parse("https://op.example/token").unwrap();
    let ask = Ask::form(url.clone(), &[("client_secret", "s3cret"), ("code", "c"), ("password", "p4ss")]);
    let kept = asked(&ask.basic("app", "s3cret"));
    let query = Url::parse("https://op.example/token?client_secret=s3cret&x=1").unwrap();
    let in_query = asked(&Ask::get(query).header(AUTHORIZATION, "basic YTpzM2NyZXQ=")).clone();
    assert!(in_query.url.ends_with("?client_secret=***&x=1"), "{in_query:?}");
    assert_eq!(in_query.request_headers[0].1, "Basic ***");
    let text = format!("{kept:?}");
    assert!(!text.contains("s3cret") && !text.contains("p4ss") && text.contains("code=c"), "{text}");
}

#[test]
fn ids_and_secrets_are_form_encoded_before_they_are_joined() {
    let ask = Ask::get(Url::parse("https://op.example/").unwrap()).basic("a b", "c:d%");
    let sent = ask.headers[AUTHORIZATION].to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
    assert_eq!(STANDARD.decode(sent).unwrap(), b"a+b:c%3Ad%25");
}
