//! The attacks on signed tokens that every reader of one must survive, each run against each of
//! ours: our own tokens, assertions under a registered key, assertions under a shared secret.
//!
//! Every attack bends a token that is otherwise right and whose signature is right, and every sink
//! is first seen to take the token unbent: a refusal is then about the bend.

mod shape;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwk::alg::ec::EcKeyPair;
use josekit::jwk::{Jwk, KeyPair as _};
use serde_json::{Value, json};

use super::jws::{verify_hs256, verify_with_jwks};
use super::keyring::Keyring;
use super::specimens::{self, published, ring, segments, shared_secret_token, sign_segments};
use crate::protocol::signing_algorithm::SigningAlgorithm;
use crate::secret::Secret;

const ES256: SigningAlgorithm = SigningAlgorithm::ES256;
const SECRET: &str = "a shared secret of more than 32 characters";
const CLAIMS: &str = r#"{"sub":"someone","exp":1800000060}"#;

/// A reader of tokens, and how its right tokens are made.
struct Sink {
    name: &'static str,
    algorithm: &'static str,
    sign: fn(&[u8], &[u8]) -> String,
    accepts: Box<dyn Fn(&str) -> bool>,
}

impl Sink {
    fn header(&self) -> Value {
        json!({"alg": self.algorithm, "typ": "JWT", "kid": kid()})
    }

    /// The token with this header parameter set so.
    fn with(&self, name: &str, value: Value) -> String {
        let mut header = self.header();
        header[name] = value;
        (self.sign)(header.to_string().as_bytes(), CLAIMS.as_bytes())
    }

    /// The token with these claims.
    fn claiming(&self, claims: &[u8]) -> String {
        (self.sign)(self.header().to_string().as_bytes(), claims)
    }

    fn refuses(&self, what: &str, token: &str) {
        assert!(!(self.accepts)(token), "{} took {what}", self.name);
    }
}

fn kid() -> Value {
    published(ES256)["kid"].clone()
}

/// The three readers; the client's registered keys are our published ones, so that one signature
/// is right for both.
fn sinks() -> [Sink; 3] {
    let own = ring();
    let jwks: Value = serde_json::from_slice(&own.jwks().body()).unwrap();
    let secret = Secret::new(SECRET);
    let es256 = |header: &[u8], claims: &[u8]| sign_segments(ES256, header, claims);
    let sinks = [
        Sink {
            name: "our own",
            algorithm: "ES256",
            sign: es256,
            accepts: Box::new(move |token| own.verify(token, &["JWT"]).is_ok()),
        },
        Sink {
            name: "a registered key",
            algorithm: "ES256",
            sign: es256,
            accepts: Box::new(move |token| verify_with_jwks(token, &jwks, &SigningAlgorithm::ALL).is_ok()),
        },
        Sink {
            name: "a shared secret",
            algorithm: "HS256",
            sign: |header, claims| shared_secret_token(header, claims, SECRET),
            accepts: Box::new(move |token| verify_hs256(token, &secret).is_ok()),
        },
    ];
    for sink in &sinks {
        assert!((sink.accepts)(&sink.claiming(CLAIMS.as_bytes())), "{}", sink.name);
    }
    sinks
}

/// No token chooses to go unsigned.
#[test]
fn no_token_chooses_to_go_unsigned() {
    let names = ["none", "None", "nOnE", "NONE", "", "es256", "HS384", "RS512", "RSA1_5", " ES256"];
    let values = [json!(null), json!(0), json!(["ES256"]), json!({"alg": "ES256"}), json!(true)];
    for sink in sinks() {
        for algorithm in names.map(|name| json!(name)).into_iter().chain(values.clone()) {
            let token = sink.with("alg", algorithm.clone());
            sink.refuses(&algorithm.to_string(), &token);
            let (input, _) = token.rsplit_once('.').unwrap();
            sink.refuses("an empty signature", &format!("{input}."));
            sink.refuses("a made-up signature", &format!("{input}.AA"));
        }
        let mut header = sink.header();
        header.as_object_mut().unwrap().remove("alg");
        let token = (sink.sign)(header.to_string().as_bytes(), CLAIMS.as_bytes());
        sink.refuses("no alg", &token);
    }
}

/// A public key is no shared secret.
#[test]
fn a_public_key_is_no_shared_secret() {
    let public = published(ES256);
    let point = ["x", "y"].map(|name| URL_SAFE_NO_PAD.decode(public[name].as_str().unwrap()));
    let pair = EcKeyPair::from_jwk(&{
        let mut jwk = Jwk::from_map(public.clone()).unwrap();
        // Any private half does: only the public half is written out.
        jwk.set_parameter("d", Some(json!(URL_SAFE_NO_PAD.encode([1; 32])))).unwrap();
        jwk
    });
    let mut secrets = vec![
        Vec::new(),
        Value::Object(public).to_string().into_bytes(),
        ring().jwks().body().to_vec(),
        point.map(Result::unwrap).concat(),
    ];
    if let Ok(pair) = pair {
        secrets.extend([pair.to_pem_public_key(), pair.to_der_public_key()]);
    }
    assert!(secrets.len() == 6, "the public key in all its forms");
    for sink in sinks() {
        for secret in &secrets {
            for algorithm in ["HS256", "ES256"] {
                let header = json!({"alg": algorithm, "typ": "JWT", "kid": kid()}).to_string();
                let token = shared_secret_token(&header, CLAIMS, secret);
                sink.refuses("a public key as secret", &token);
            }
        }
    }
}

/// A `kid` names one known key or nothing. The shared secret has no key to name, and does not look at `kid`.
#[test]
fn a_kid_names_one_known_key_or_nothing() {
    let long = "k".repeat(64 * 1024);
    let names = ["", "../../dev/null", "' OR 1=1 --", "\0", &long, "https://evil.test/k"];
    let rsa = published(SigningAlgorithm::RS256)["kid"].clone();
    let values = [json!(null), json!(1), json!([kid()]), json!({}), rsa];
    for sink in &sinks()[..2] {
        for name in names.map(|name| json!(name)).into_iter().chain(values.clone()) {
            sink.refuses(&name.to_string(), &sink.with("kid", name.clone()));
        }
    }
    let own = &sinks()[0];
    let token = (own.sign)(br#"{"alg":"ES256","typ":"JWT"}"#, CLAIMS.as_bytes());
    own.refuses("no kid", &token);
}

/// No header lends a token its own key; and parameters that would change how the token is read.
#[test]
fn no_header_lends_a_token_its_own_key() {
    for sink in sinks() {
        for (name, value) in [
            ("jku", json!("https://evil.test/jwks")),
            ("x5u", json!("https://evil.test/cert")),
            ("x5c", json!(["AA"])),
            ("jwk", Value::Object(published(ES256))),
            ("crit", json!(["exp"])),
            ("crit", json!([])),
            ("b64", json!(false)),
            ("zip", json!("DEF")),
            ("enc", json!("A256GCM")),
        ] {
            sink.refuses(name, &sink.with(name, value));
        }
    }
}

/// Our own tokens are taken for what they are. Of foreign tokens `Foreign::has_type` judges, and the caller asks it.
#[test]
fn our_own_tokens_are_taken_for_what_they_are() {
    let ring = ring();
    let types = ["JWT", "at+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "oauth-authz-req+jwt"];
    let claims = serde_json::from_str(CLAIMS).unwrap();
    for made in types {
        let token = ring.sign(ES256, made, &claims).unwrap();
        for asked in types {
            assert_eq!(ring.verify(&token, &[asked]).is_ok(), made == asked, "{made} as {asked}");
        }
    }
    let header = json!({"alg": "ES256", "kid": kid()}).to_string();
    let untyped = sign_segments(ES256, header.as_bytes(), CLAIMS.as_bytes());
    assert!(ring.verify(&untyped, &["JWT"]).is_ok());
    assert!(ring.verify(&untyped, &["at+jwt"]).is_err());
    let [own, ..] = sinks();
    for typ in [json!(null), json!(1), json!("jwt"), json!("JWT "), json!(["JWT"])] {
        own.refuses(&typ.to_string(), &own.with("typ", typ.clone()));
    }
}

/// A signature counts under the key and the algorithm it was made with.
#[test]
fn a_signature_of_one_algorithm_is_none_of_another() {
    let [own, assertion, shared] = sinks();
    for made in SigningAlgorithm::ALL {
        for told in SigningAlgorithm::ALL {
            let header = json!({"alg": told.as_str(), "typ": "JWT", "kid": published(told)["kid"]});
            let input = segments(header.to_string().as_bytes(), CLAIMS.as_bytes());
            let token = specimens::sign_input(made, input);
            assert_eq!((own.accepts)(&token), made == told, "{made} as {told}");
            assert_eq!((assertion.accepts)(&token), made == told, "{made} as {told}");
            shared.refuses("a signature as tag", &token);
        }
    }
}

/// A key that has been removed verifies nothing, here without a restart.
#[test]
fn a_removed_key_verifies_nothing() {
    let token = specimens::token(ES256);
    assert!(ring().verify(&token, &["JWT"]).is_ok());
    let empty = Keyring::open(&[], &specimens::sealer(), specimens::now()).unwrap();
    assert!(empty.verify(&token, &["JWT"]).is_err());
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
