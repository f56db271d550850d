//! bcrypt, which other services hashed with: it verifies what was imported, and nothing is hashed with it any more.

use base64::Engine as _;

/// The dearest that is computed: 2^14 rounds take about a second.
const DEAREST: u32 = 14;
const CHEAPEST: u32 = 4;

/// What begins like a bcrypt hash.
pub(super) fn is_meant(text: &str) -> bool {
    ["$2a$", "$2b$", "$2y$", "$2x$"].iter().any(|prefix| text.starts_with(prefix))
}

/// The parts of a bcrypt hash: cost, salt, digest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
    digest: [u8; 23],
}

impl Bcrypt {
    /// Reads `$2b$12$` and 53 characters. `$2x$` is not read: it stands for the hashes of a program that had a fault.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = ["$2a$", "$2b$", "$2y$"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
        let (cost, encoded) = rest.split_once('$')?;
        if cost.len() != 2 || encoded.len() != 53 || !encoded.is_ascii() {
            return None;
        }
        let cost: u32 = cost.parse().ok()?;
        let (salt, digest) = encoded.split_at(22);
        let salt = bcrypt::BASE_64.decode(salt).ok()?.try_into().ok()?;
        let digest = bcrypt::BASE_64.decode(digest).ok()?.try_into().ok()?;
        (CHEAPEST..=DEAREST).contains(&cost).then_some(Self { cost, salt, digest })
    }

    /// What the password comes to. bcrypt looks at 72 bytes, as the service did that the hash comes from.
    pub(super) fn compute(&self, password: &[u8]) -> Vec<u8> {
        let mut key = password[..password.len().min(71)].to_vec();
        if password.len() >= 72 {
            key.push(password[71]);
        } else {
            key.push(0);
        }
        bcrypt::bcrypt(self.cost, self.salt, &key)[..23].to_vec()
    }

    /// What it has to come to.
    pub(super) fn digest(&self) -> &[u8] {
        &self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Known answers of other programs: of the OpenBSD test set, and of Python's.
    const KNOWN: [(&str, &str); 3] = [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    ];

    #[test]
    fn known_hashes_fit_their_passwords_alone() {
        for (password, text) in KNOWN {
            let hash = Bcrypt::read(text).unwrap();
            assert_eq!(hash.compute(password.as_bytes()), hash.digest(), "{password}");
            assert_ne!(hash.compute(b"another"), hash.digest());
        }
    }

    #[test]
    fn what_is_dear_damaged_or_of_the_faulty_kind_is_not_read() {
        let good = KNOWN[0].1;
        for text in [
            good.replace("$05$", "$15$"),
            good.replace("$05$", "$03$"),
            good.replace("$2a$", "$2x$"),
            good[..59].to_owned(),
            format!("{good}A"),
            good.replace("$05$", "$5$"),
            good.replace('E', "é"),
        ] {
            assert!(Bcrypt::read(&text).is_none(), "{text}");
        }
    }
}
