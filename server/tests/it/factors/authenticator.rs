//! A device with passkeys, in software: what it answers can be bent (W3C Web Authentication Level 3, sections 6 and 7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::sha::sha256;
use openssl::sign::Signer;
use serde_json::{Value, json};

use crate::support::browser::{Page, attribute};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A device that holds one passkey.
pub struct Device {
    key: PKey<Private>,
    id: Vec<u8>,
    handle: Value,
    /// What it says of its counter next.
    pub counter: u32,
    /// Whether it says that it verified its user.
    pub verifies: bool,
    /// The origin that the browser puts into what is signed.
    pub origin: String,
}

/// What the page's script would put into the form.
pub struct Answered {
    pub state: String,
    pub answer: String,
}

impl Device {
    pub fn new(origin: &str) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let id = sha256(&key.public_key_to_der().unwrap()).to_vec();
        Self { key, id, handle: Value::Null, counter: 1, verifies: true, origin: origin.to_owned() }
    }

    /// Makes a passkey as the page asks.
    pub fn makes(&mut self, page: &Page) -> Answered {
        let (options, state) = asked(page);
        self.makes_for(&options, state)
    }

    /// Makes a passkey for these options.
    pub fn makes_for(&mut self, options: &Value, state: String) -> Answered {
        self.handle = options["user"]["id"].clone();
        let client = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(&options["rp"]["id"], ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let response = json!({
            "clientDataJSON": text(&client), "attestationObject": text(&object), "transports": ["internal"],
        });
        self.answered(state, &response)
    }

    /// Shows its passkey as the page asks.
    pub fn shows(&self, page: &Page) -> Answered {
        let (options, state) = asked(page);
        let client = self.client_data("webauthn.get", &options);
        let data = self.authenticator_data(&options["rpId"], 0);
        let mut signer = Signer::new(MessageDigest::sha256(), &self.key).unwrap();
        let signature = signer.sign_oneshot_to_vec(&[data.as_slice(), &sha256(&client)].concat()).unwrap();
        let response = json!({
            "clientDataJSON": text(&client), "authenticatorData": text(&data), "signature": text(&signature),
            "userHandle": self.handle,
        });
        self.answered(state, &response)
    }

    fn answered(&self, state: String, response: &Value) -> Answered {
        let id = text(&self.id);
        let answer =
            json!({"id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {}});
        Answered { state, answer: answer.to_string() }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, party: &Value, more: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = sha256(party.as_str().unwrap().as_bytes()).to_vec();
        data.push(USER_PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// RFC 9053 section 7.1.1, ES256.
    fn public_key(&self) -> Vec<u8> {
        let key = self.key.ec_key().unwrap();
        let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        let mut context = BigNumContext::new().unwrap();
        key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut context).unwrap();
        let mut bytes = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        bytes.extend(x.to_vec_padded(32).unwrap());
        bytes.extend(b"\x22\x58\x20");
        bytes.extend(y.to_vec_padded(32).unwrap());
        bytes
    }
}

impl Answered {
    pub fn fields<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let own = [("action", "passkey"), ("passkey_answer", self.answer.as_str())];
        own.into_iter().chain(more.iter().copied()).collect()
    }
}

/// The options that the page's script hands to the browser, and the sealed state beside them.
fn asked(page: &Page) -> (Value, String) {
    let body = &page.answer.body;
    let tag = |mark: &str| {
        let tag = body.split("<input").find(|tag| tag.contains(mark));
        tag.unwrap_or_else(|| panic!("no {mark}: {body}")).split('>').next().unwrap().to_owned()
    };
    let options = attribute(&tag("id=\"passkey-answer\""), "data-options").unwrap();
    let pairs = options.as_bytes().chunks_exact(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let json: Vec<u8> = pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    let options: Value = serde_json::from_slice(&json).unwrap();
    (options["publicKey"].clone(), attribute(&tag("name=\"passkey_state\""), "value").unwrap())
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
