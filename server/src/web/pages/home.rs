//! The start page of the issuer.

use askama::Template;

use super::gallery::{self, Sample};
use super::{Account, Frame};

/// The page at the issuer's own address.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/home.html")]
pub struct Home {
    /// Language, brand, footer.
    pub frame: Frame,
    /// Who is signed in here.
    pub signed_in: Option<SignedIn>,
    /// Where to sign in, below the base path, where nobody is signed in.
    pub sign_in: Option<String>,
    /// The address of the OpenID Connect metadata.
    pub openid_metadata: String,
    /// The address of the OAuth metadata (RFC 8414).
    pub oauth_metadata: String,
}

/// A session, as the start page shows it.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Whose it is.
    pub account: Account,
    /// Where the account is looked after, below the base path.
    pub manage: String,
    /// Where it is ended, below the base path.
    pub sign_out: String,
}

/// The states of this page.
pub fn samples(frame: &Frame) -> Vec<Sample> {
    let typical = Home {
        frame: frame.clone().at("/"),
        signed_in: None,
        sign_in: Some("/sign-in".to_owned()),
        openid_metadata: "https://id.example.com/.well-known/openid-configuration".to_owned(),
        oauth_metadata: "https://id.example.com/.well-known/oauth-authorization-server".to_owned(),
    };
    let of = |account| Home {
        signed_in: Some(SignedIn { account, manage: "/account".to_owned(), sign_out: "/logout".to_owned() }),
        sign_in: None,
        ..typical.clone()
    };
    vec![
        Sample::of("typical", &typical),
        Sample::of("signed-in", &of(gallery::account())),
        Sample::of("longest", &of(gallery::long_account())),
        Sample::of("hostile", &of(gallery::hostile_account())),
    ]
}
