use super::*;

fn broken(text: &str) -> Rule {
    check(text, ApplicationType::Native).expect_err(text)
}

#[test]
fn plain_uris_are_taken() {
    let uris = [
        "https://rp.test/cb",
        "https://rp.test",
        "https://rp.test/",
        "https://RP.test/cb",
        "https://rp.test:8443/cb",
        "https://rp.test/cb?tenant=acme&next=%2Fhome",
        "https://xn--rksmrgs-5wao1o.test/cb",
        "https://rp.test/@me/cb",
        "https://localhost/cb",
        "https://192.0.2.1/cb",
        "https://[2001:db8::1]:8443/cb",
        "https://rp_1.test/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:8080/cb",
        "http://[::1]/cb",
        "http://[::1]:8080",
        "http://localhost:1234/cb",
        "http://localhost/cb",
        "https://rp.test./cb",
    ];
    for uri in uris {
        assert_eq!(check(uri, ApplicationType::Web), Ok(()), "{uri}");
        assert_eq!(check(uri, ApplicationType::Native), Ok(()), "{uri}");
    }
}

#[test]
fn br_04_private_use_schemes_have_a_dot_and_any_number_of_slashes() {
    for uri in [
        "com.example.app:/oauth2redirect",
        "com.example.app:///cb",
        "com.example.app://auth/cb",
        "com.example.app:/cb?x=1",
        "com.example.app:",
    ] {
        assert_eq!(check(uri, ApplicationType::Native), Ok(()), "{uri}");
        assert_eq!(check(uri, ApplicationType::Web), Err(Rule::PrivateSchemeOfWeb), "{uri}");
    }
    for uri in [
        "myapp://cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://rp.test/",
        "urn:ietf:wg:oauth:2.0:oob",
        "blob:x",
        "about:blank",
    ] {
        assert_eq!(broken(uri), Rule::UnknownScheme, "{uri}");
    }
    for uri in [
        "com.example.my_app:/cb",
        "JavaScript:alert(1)",
        "COM.example.app:/cb",
        "HTTPS://rp.test/cb",
        "1com.example:/cb",
        ".com:/cb",
        ":/cb",
        "/cb",
        "cb",
        "",
        "//rp.test/cb",
    ] {
        assert_eq!(broken(uri), Rule::Scheme, "{uri}");
    }
    assert_eq!(broken("com.example.app://a@b/cb"), Rule::UserInformation);
}

#[test]
fn what_was_never_meant_is_refused() {
    let cases = [
        ("https://rp.test/cb#", Rule::Fragment),
        ("https://rp.test/cb#x", Rule::Fragment),
        ("https://rp.test/*", Rule::Wildcard),
        ("https://*.rp.test/cb", Rule::Wildcard),
        ("http://rp.test/cb", Rule::PlainHttp),
        ("http://localhost.evil.test/cb", Rule::PlainHttp),
        ("http://127.0.0.1.evil.test/cb", Rule::PlainHttp),
        ("http://127.0.0.2/cb", Rule::PlainHttp),
        ("http://LOCALHOST/cb", Rule::PlainHttp),
        ("http://localhost./cb", Rule::PlainHttp),
        ("http://127.1/cb", Rule::Host),
        ("http://2130706433/cb", Rule::Host),
        ("http://[::ffff:127.0.0.1]/cb", Rule::Host),
        ("http://[0:0:0:0:0:0:0:1]/cb", Rule::Host),
        ("https://user:pw@rp.test/cb", Rule::UserInformation),
        ("http://127.0.0.1@evil.test/cb", Rule::UserInformation),
        ("https://rp.test%40evil.test/cb", Rule::Host),
        ("https://rp.test%00.evil.test/cb", Rule::Control),
        ("https://rp.test;evil.test/cb", Rule::Host),
        ("https:/rp.test/cb", Rule::Host),
        ("https:rp.test/cb", Rule::Host),
        ("https:///rp.test/cb", Rule::Host),
        ("https://", Rule::Host),
        ("https://:443/cb", Rule::Host),
        ("https://rp.test:/cb", Rule::Host),
        ("https://rp.test:0/cb", Rule::Host),
        ("https://rp.test:65536/cb", Rule::Host),
        ("https://rp.test:0443/cb", Rule::Host),
        ("https://rp.test:+443/cb", Rule::Host),
        ("https://rp.test:443:443/cb", Rule::Host),
        ("https://[::1/cb", Rule::Host),
        ("https://[x]/cb", Rule::Host),
        ("https:\\\\rp.test\\cb", Rule::Character),
        ("https://evil.test\\@rp.test/cb", Rule::Character),
        (" https://rp.test/cb", Rule::Character),
        ("https://rp.test/cb ", Rule::Character),
        ("\u{feff}https://rp.test/cb", Rule::Character),
        ("https://rp.test/\r\nx", Rule::Character),
        ("https://\u{ff52}p.test/cb", Rule::Character),
        ("https://rp.test/%zz", Rule::Character),
        ("https://rp.test/%2", Rule::Character),
        ("https://rp.test/%0d%0aSet-Cookie:x", Rule::Control),
        ("https://rp.test/<script>", Rule::Character),
        ("https://rp.test/cb?code=attacker", Rule::AnswerParameter),
        ("https://rp.test/cb?a=1&st%61te=attacker", Rule::AnswerParameter),
    ];
    for (uri, rule) in cases {
        assert_eq!(broken(uri), rule, "{uri:?}");
    }
    assert_eq!(broken(&format!("https://rp.test/{}", "a".repeat(LONGEST))), Rule::Length);
}
