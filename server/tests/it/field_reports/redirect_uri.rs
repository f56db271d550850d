//! Section A: where an answer may go.

use serde_json::json;

use super::{Client, add_native, allowed, encoded};
use crate::support::app::{WEB, object};
use crate::support::{AuthorizationRequest, Browser, in_each_setup};

const NATIVE: Client = ("native", None);
const TOOL: Client = ("tool", None);

in_each_setup! {
    /// BR-01: a native application is answered on any port of a loopback address, and nowhere else.
    async fn any_port_of_a_loopback_address(app: TestApp) {
        add_native(&app, NATIVE.0, &["http://127.0.0.1/callback", "http://[::1]/callback", "https://app.example.com/callback"]).await;
        add_native(&app, TOOL.0, &["http://localhost:1234/callback"]).await;
        let mut browser = Browser::new(&app);
        for good in ["http://127.0.0.1:53219/callback", "http://[::1]:61023/callback", "http://127.0.0.1/callback"] {
            let request = AuthorizationRequest::of(NATIVE, good);
            let back = allowed(&mut browser, &request).await;
            assert!(back.url.starts_with(&format!("{good}?code=")), "{}", back.url);
            let elsewhere = request.clone().with("redirect_uri", "http://127.0.0.1:1/callback");
            elsewhere.exchange(&app, &back.code()).await.is_error(400, "invalid_grant");
            assert_eq!(request.exchange(&app, &back.code()).await.status, 200, "the port is repeated");
        }
        for (client, wrong) in [
            (NATIVE, "http://127.0.0.1:53219/callback/"),
            (NATIVE, "http://127.0.0.1:53219/other"),
            (NATIVE, "http://localhost:53219/callback"),
            (NATIVE, "http://127.0.0.1.example.com/callback"),
            (NATIVE, "http://127.0.0.1:53219@example.com/callback"),
            (NATIVE, "https://127.0.0.1:53219/callback"),
            (NATIVE, "http://127.0.0.2:53219/callback"),
            (NATIVE, "http://127.0.0.1:0x50/callback"),
            (NATIVE, "http://127.0.0.1:/callback"),
            (NATIVE, "http://127.0.0.1:99999/callback"),
            (NATIVE, "http://127.0.0.1:53219/callback?x=1"),
            (NATIVE, "https://app.example.com:8443/callback"),
            (TOOL, "http://localhost:53219/callback"),
            (TOOL, "http://localhost/callback"),
        ] {
            AuthorizationRequest::of(client, wrong).open(&mut browser).await.is_error_page();
        }
        let request = AuthorizationRequest::of(TOOL, "http://localhost:1234/callback");
        allowed(&mut browser, &request).await.code();
    }

    /// BR-02: the query that was registered with a redirect URI comes back as it is, ours behind one more `&`.
    async fn a_registered_query_string(app: TestApp) {
        const URI: &str = "https://app.example.com/cb?tenant=acme&next=%2Fhome";
        const BYE: &str = "https://app.example.com/bye?next=%2Fhome&x=a+b";
        let tenant = ("tenant", WEB.1);
        app.add_client(json!({
            "client_id": tenant.0, "client_secret": tenant.1, "redirect_uris": [URI], "post_logout_redirect_uris": [BYE],
        }))
        .await;
        let mut browser = Browser::new(&app);
        let request = AuthorizationRequest::of(tenant, URI);
        let back = allowed(&mut browser, &request).await;
        assert!(back.url.starts_with(&format!("{URI}&code=sgc_")), "{}", back.url);
        assert_eq!((back.url.matches('?').count(), back.parameter("state").as_deref()), (1, Some("af0ifjsldkj")));
        assert_eq!(request.exchange(&app, &back.code()).await.status, 200);

        let page = request.clone().with("prompt", "consent").open(&mut browser).await;
        let denied = browser.submit(&page, &[("action", "deny")]).await;
        assert!(denied.url.starts_with(&format!("{URI}&error=access_denied")), "{}", denied.url);
        let posted = request.clone().with("response_mode", "form_post").open(&mut browser).await;
        assert_eq!(Browser::form(&posted, &[]).0, URI, "a form goes to the same address");

        for wrong in [
            "https://app.example.com/cb",
            "https://app.example.com/cb?next=%2Fhome&tenant=acme",
            "https://app.example.com/cb?tenant=acme&next=%2Fhome&x=1",
            "https://app.example.com/cb?tenant=acme&next=/home",
            "https://app.example.com/cb?tenant=acme&next=%2fhome",
            "https://app.example.com/cb?tenant=acme&amp;next=%2Fhome",
        ] {
            request.clone().with("redirect_uri", wrong).open(&mut browser).await.is_error_page();
        }
        let page = browser.open(&format!("/logout?client_id=tenant&state=s&post_logout_redirect_uri={}", encoded(BYE))).await;
        assert_eq!(browser.submit(&page, &[("action", "yes")]).await.url, format!("{BYE}&state=s"));
    }

    /// BR-04: a private-use scheme keeps its slashes to the end; one that cannot be is refused when it is entered.
    async fn private_use_schemes(app: TestApp) {
        let good = ["com.example.app:/oauth2redirect", "com.example.app:///cb", "com.example.app://auth/cb"];
        add_native(&app, NATIVE.0, &good).await;
        let mut browser = Browser::new(&app);
        for uri in good {
            let request = AuthorizationRequest::of(NATIVE, uri);
            let back = allowed(&mut browser, &request).await;
            assert!(back.url.starts_with(&format!("{uri}?code=")), "{}", back.url);
            assert_eq!(request.exchange(&app, &back.code()).await.status, 200);
            let posted = allowed(&mut browser, &request.with("response_mode", "form_post")).await;
            assert_eq!(Browser::form(&posted, &[]).0, uri);
        }
        for (wrong, why) in [
            ("myapp://cb", "must contain a dot"),
            ("javascript:alert(1)", "must contain a dot"),
            ("data:text/html,x", "must contain a dot"),
            ("vbscript:x", "must contain a dot"),
            ("file:///etc/passwd", "must contain a dot"),
            ("com.example.my_app:/cb", "RFC 3986 section 3.1"),
            ("JavaScript:alert(1)", "RFC 3986 section 3.1"),
            ("//app.example.com/cb", "not absolute"),
        ] {
            for member in ["redirect_uris", "post_logout_redirect_uris"] {
                let mut metadata = json!({
                    "application_type": "native", "token_endpoint_auth_method": "none",
                    "redirect_uris": ["com.example.app:/cb"],
                });
                metadata[member] = json!([wrong]);
                let refused = signet::admin::clients::create(&app.office(), &object(metadata)).await.unwrap_err().to_string();
                assert!(refused.contains(member) && refused.contains(why), "{wrong} as {member}: {refused}");
            }
        }
    }
}
