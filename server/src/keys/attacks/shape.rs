//! Attacks on the shape of a token: its segments, its JSON, its size.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::{CLAIMS, kid, sinks, text};

/// A token is three full segments and nothing else.
#[test]
fn a_token_is_three_full_segments_and_nothing_else() {
    for sink in sinks() {
        let token = sink.claiming(CLAIMS.as_bytes());
        let parts: Vec<_> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { unreachable!("three segments") };
        for bent in [
            format!("{header}.{claims}."),
            format!("{header}.{claims}"),
            format!("{header}..{signature}"),
            format!(".{claims}.{signature}"),
            format!("{token}."),
            format!(".{token}"),
            format!("{token}.{signature}"),
            format!("{token}\n"),
            format!(" {token}"),
            format!("{token}="),
            format!("{token}\0"),
            format!("{token}%00"),
            format!("{token} {token}"),
            format!("{header}=.{claims}.{signature}"),
            json!({"payload": claims, "protected": header, "signature": signature}).to_string(),
            json!({"payload": claims, "signatures": [{"protected": header}]}).to_string(),
            String::new(),
            "..".into(),
        ] {
            sink.refuses(&bent, &bent);
        }
        sink.refuses("a detached payload", &(sink.sign)(sink.header().to_string().as_bytes(), b""));
        sink.refuses("a token in a token", &sink.claiming(token.as_bytes()));
        let zeros = URL_SAFE_NO_PAD.encode([0; 64]);
        sink.refuses("a signature of zeros", &format!("{header}.{claims}.{zeros}"));
    }
}

/// A signature counts in one spelling: changed in any character, it is another or none.
#[test]
fn no_other_character_in_a_token_passes() {
    for sink in sinks() {
        let token = sink.claiming(CLAIMS.as_bytes());
        for position in 0..token.len() {
            for other in b"AQgw9_-.=" {
                let mut bytes = token.as_bytes().to_vec();
                if bytes[position] != *other {
                    bytes[position] = *other;
                    sink.refuses("a changed character", &text(&bytes));
                }
            }
            sink.refuses("a shortened token", &token[..position]);
        }
    }
}

/// Header and claims are JSON objects that have one reading.
#[test]
fn headers_and_claims_are_json_objects_that_have_one_reading() {
    let deep = format!("{}1{}", r#"{"a":"#.repeat(1_000), "}".repeat(1_000));
    let broken: [&[u8]; 16] = [
        b"null",
        b"[]",
        b"\"text\"",
        b"1",
        b" ",
        b"{",
        b"{}{}",
        b"{'sub':1}",
        br#"{"sub":"a","sub":"b"}"#,
        br#"{"sub":"a","\u0073ub":"b"}"#,
        br#"{"cnf":{"jkt":1,"jkt":2}}"#,
        br#"{"exp":1e400}"#,
        br#"{"sub":"\ud800"}"#,
        b"{\"sub\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf{}",
        deep.as_bytes(),
    ];
    for sink in sinks() {
        let right = sink.header().to_string();
        let refused = |header: &[u8]| {
            sink.refuses(&text(header), &(sink.sign)(header, CLAIMS.as_bytes()));
        };
        for header in broken {
            refused(header);
        }
        refused(right.replacen('{', r#"{"alg":"none","#, 1).as_bytes());
        // Right in all that is asked for, and broken in what nobody asks for.
        for member in broken.iter().filter(|member| member.starts_with(b"{\"")) {
            let (start, end) = (br#"{"x":"#.as_slice(), format!(",{}", &right[1..]));
            refused(&[start, member, end.as_bytes()].concat());
        }
        for bent in broken {
            sink.refuses(&text(bent), &sink.claiming(bent));
        }
    }
}

/// Right tokens, but for their size.
#[test]
fn nothing_longer_than_16_kib_is_looked_at() {
    for sink in sinks() {
        let padded = |length: usize| {
            let padding = "x".repeat(length);
            sink.claiming(format!(r#"{{"sub":"{padding}"}}"#).as_bytes())
        };
        let lengths = (11_000..12_300).map(padded).map(|token| (token.len(), token));
        let (fit, over): (Vec<_>, Vec<_>) = lengths.step_by(8).partition(|(length, _)| *length <= 16 * 1024);
        assert!(fit.iter().all(|(_, token)| (sink.accepts)(token)));
        assert!(!over.is_empty());
        for (_, token) in over {
            sink.refuses("more than 16 KiB", &token);
        }
        sink.refuses("a million dots", &".".repeat(1 << 20));
        let header = sink.with("pad", json!("x".repeat(1 << 20)));
        sink.refuses("a header of a million bytes", &header);
    }
}

/// There is nothing here that decrypts, and nothing that asks for it gets further.
#[test]
fn encrypted_tokens_are_refused_before_anything_is_computed() {
    for sink in sinks() {
        for header in [
            json!({"alg": "dir", "enc": "A256GCM", "zip": "DEF"}),
            json!({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2_147_483_647, "p2s": "AA"}),
            json!({"alg": "RSA1_5", "enc": "A128CBC-HS256", "kid": kid()}),
            json!({"alg": "ECDH-ES", "enc": "A128GCM", "epk": {"kty": "EC", "crv": "P-256",
                "x": "AQ", "y": "AQ"}}),
        ] {
            let token = (sink.sign)(header.to_string().as_bytes(), CLAIMS.as_bytes());
            sink.refuses("an encryption header", &token);
            sink.refuses("five segments", &format!("{token}.AAAA.AAAA"));
        }
    }
}
