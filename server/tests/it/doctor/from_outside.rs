//! What the world sees, through a real nginx.

use super::deployment::{Deployment, PROXY, RIGHT, write_certificate};
use crate::support::nginx;

#[test]
fn what_a_proxy_does_wrong_is_named_with_its_fix() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    {
        let _front = deployment.behind(&program, "", "");
        deployment.diagnosed().assert_sound(&[
            "issuer",
            "readiness",
            "addresses",
            "well-known",
            "metadata",
            "key set",
            "certificate",
            "headers",
            "cookies",
            "requests",
            "client address",
            "operators alone",
            "clocks",
            "configuration",
            "private files",
            "database",
            "schema",
            "durability",
            "issuer kept",
            "demo data",
            "master key",
            "signing keys",
            "upkeep",
            "audit log",
            "exposure",
            "disk",
        ]);
    }
    for (lines, locations, check, level, fix) in [
        (
            "proxy_hide_header Strict-Transport-Security;",
            "",
            "headers",
            "warning",
            "strict-transport-security",
        ),
        ("proxy_hide_header Content-Security-Policy;", "", "headers", "problem", "content-security-policy"),
        ("proxy_cookie_path / /auth/;", "", "cookies", "problem", "no proxy_cookie_path"),
        ("proxy_cookie_flags ~ nosecure;", "", "cookies", "problem", "pass Set-Cookie unchanged"),
        ("proxy_set_header Authorization '';", "", "requests", "problem", "pass the Authorization header"),
        ("limit_except GET { deny all; }", "", "addresses", "problem", "let the proxy pass POST to /token"),
        (
            "",
            "location /.well-known/oauth-authorization-server { return 404; }",
            "well-known",
            "problem",
            "pass /.well-known/oauth-authorization-server to the server",
        ),
        ("", "location /jwks { return 403; }", "addresses", "problem", "pass /jwks to the server"),
        (
            "",
            "location /.well-known/openid-configuration { return 301 https://www.localhost/; }",
            "issuer",
            "problem",
            "make server.issuer the address that the redirect leads to",
        ),
        (
            "",
            "location /.well-known/openid-configuration { return 404; }",
            "issuer",
            "problem",
            "pass /.well-known/openid-configuration to the server",
        ),
    ] {
        let _front = deployment.behind(&program, lines, locations);
        deployment.diagnosed().assert_flaw(check, level, fix);
    }
}

#[test]
fn addresses_that_a_proxy_drops_are_named_together() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    let lost = "location = /authorize { return 404; } location = /login { return 404; } location /static/ { return 404; }
        location = /revoke { return 502; } location = /introspect { return 502; }";
    let _front = deployment.behind(&program, "", lost);
    let found = deployment.diagnosed();
    found.assert_flaw("addresses", "problem", "pass /authorize, /login, /static/signet.");
    found.assert_flaw("addresses", "problem", "pass /introspect, /revoke to the server");
    assert_eq!(found.flaws().len(), 2, "{:#?}", found.findings);
}

#[test]
fn metadata_that_a_proxy_rewrites_are_followed_to_where_they_send_clients() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    let renames =
        "sub_filter '/token\"' '/oauth/token\"'; sub_filter '/jwks\"' '/oauth/keys\"'; sub_filter_once off;
        sub_filter_types application/json; proxy_set_header Accept-Encoding '';";
    {
        let _front = deployment.behind(&program, renames, "");
        let found = deployment.diagnosed();
        let words = "send clients to /oauth/token, /oauth/keys, which is none of the server's own";
        found.assert_flaw("addresses", "problem", words);
    }
    // Where they lead to the server all the same, nothing is wrong with them.
    let leads = format!(
        "location /oauth/ {{ rewrite ^/oauth/token$ /token break; rewrite ^/oauth/keys$ /jwks break; \
         proxy_pass http://127.0.0.1:{}; proxy_bind {PROXY}; {RIGHT} }}",
        deployment.upstream
    );
    let _front = deployment.behind(&program, renames, &leads);
    deployment.diagnosed().assert_sound(&["addresses", "requests"]);
}

#[test]
fn an_answer_of_somebody_else_is_no_answer_of_the_server() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    let _front = deployment.behind(&program, "", "location = /userinfo { return 401; }");
    let found = deployment.diagnosed();
    found.assert_flaw("addresses", "problem", "pass /userinfo to the server");
    assert!(
        found.flaws()[0]["found"].as_str().unwrap().contains("from somebody else"),
        "{:#?}",
        found.findings
    );
}

#[test]
fn what_is_for_operators_and_lies_open_is_named() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    let open = format!("location = /metrics {{ proxy_pass http://127.0.0.1:{}; }}", deployment.admin);
    let _front = deployment.behind(&program, "", &open);
    let found = deployment.diagnosed();
    found.assert_flaw("operators alone", "problem", "let the proxy lead to server.listen alone");
    assert_eq!(found.flaws().len(), 1, "{:#?}", found.findings);
}

/// The limit on what refused requests leave in the audit log is the visitors': a diagnosis takes a tenth of it.
#[test]
fn a_diagnosis_is_not_stopped_by_the_limits_of_the_server() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    let _front = deployment.behind(&program, "", "");
    for _ in 0..5 {
        deployment.diagnosed().assert_sound(&["client address", "requests", "addresses"]);
    }
}

#[test]
fn whom_the_server_takes_its_visitors_for_is_told() {
    let Some(program) = nginx::program() else { return };
    let deployment = Deployment::start(&[]);
    let host = "proxy_set_header Host $http_host; proxy_set_header Forwarded '';";
    for (lines, fix) in [
        (format!("{host} proxy_set_header X-Forwarded-For '';"), "let the proxy set X-Forwarded-For"),
        (
            format!("{host} proxy_set_header X-Forwarded-For $http_x_forwarded_for;"),
            "not pass on x-forwarded-for of the visitor",
        ),
    ] {
        let all = deployment.passing(&lines);
        let _front = deployment.fronted(&program, &all);
        deployment.diagnosed().assert_flaw("client address", "problem", fix);
    }
    {
        // It adds to the one header and lets the visitor write the other: then neither counts, and he is the proxy.
        let careless = deployment.passing(
            "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        );
        let _front = deployment.fronted(&program, &careless);
        let found = deployment.diagnosed();
        found.assert_flaw("client address", "problem", "not pass on forwarded of the visitor");
        assert!(found.flaws()[0]["found"].as_str().unwrap().starts_with(PROXY), "{:#?}", found.findings);
    }
    drop(deployment);
    let distrustful = Deployment::start(&[("SIGNET__SERVER__TRUSTED_PROXIES", "")]);
    let _front = distrustful.behind(&program, "", "");
    let fix = format!("add {PROXY} to server.trusted_proxies");
    distrustful.diagnosed().assert_flaw("client address", "problem", &fix);
}

#[test]
fn a_certificate_that_clients_refuse_is_told_and_why() {
    let Some(program) = nginx::program() else { return };
    let mut deployment = Deployment::start(&[]);
    for (host, days, level, fix) in [
        ("www.example.com", (-1, 90), "problem", "serve a certificate for localhost"),
        ("localhost", (-90, -1), "problem", "renew it"),
        ("localhost", (1, 90), "problem", "set this machine's clock"),
        ("localhost", (-85, 5), "warning", "renew it now"),
        ("localhost", (-2, 2), "problem", "renew it now"),
    ] {
        write_certificate(&deployment.folder, host, days);
        let _front = deployment.behind(&program, "", "");
        deployment.diagnosed().assert_flaw("certificate", level, fix);
    }
    write_certificate(&deployment.folder, "localhost", (0, 90));
    let all = deployment.passing(RIGHT);
    let _front = deployment.fronted(&program, &all);
    // Nobody named its authority here.
    deployment.diagnosed_with(&[], &[]).assert_flaw(
        "certificate",
        "problem",
        "an authority that clients know",
    );
    deployment.stop();
    deployment.diagnosed().assert_flaw("issuer", "problem", "start the server");
}

#[test]
fn an_issuer_with_another_end_is_told_from_outside_alone() {
    let Some(program) = nginx::program() else { return };
    let mut deployment = Deployment::migrated(&[]);
    let slash = format!("{}/", deployment.issuer());
    deployment.set("SIGNET__SERVER__ISSUER", &slash);
    deployment.serve();
    let _front = deployment.behind(&program, "", "");
    let ca = deployment.folder.join("certificate.pem");
    let bare = deployment.issuer();
    let arguments = ["--issuer", bare.as_str(), "--ca-file", ca.to_str().unwrap()];
    let diagnosis = deployment.diagnosed_with(&[], &arguments);
    diagnosis.assert_flaw("issuer", "problem", &format!("configure clients with {slash}"));
    // Nothing behind it was looked at.
    assert!(diagnosis.findings.iter().all(|finding| finding["check"] != "database"));
    let right = ["--issuer", slash.as_str(), "--ca-file", ca.to_str().unwrap()];
    deployment.diagnosed_with(&[], &right).assert_sound(&["issuer", "well-known", "certificate", "cookies"]);
}
