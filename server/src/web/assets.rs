//! The static files, embedded and served under names that hold their digest, so that a browser may
//! keep them for ever. To add one: a file in `templates/static` and a line in `ASSETS`.

/// Where the files are served, below the base path.
pub const PATH: &str = "/static/";

/// `Cache-Control` of every file: the name changes with the content (RFC 8246).
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One static file.
#[derive(Debug)]
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    /// The value of `Content-Type`.
    pub media_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    digest: u64,
}

/// The style sheet.
pub const STYLE: &Asset = &ASSETS[0];
/// The progressive enhancement.
pub const SCRIPT: &Asset = &ASSETS[1];
/// What sends the self-posting form.
pub const SELF_POSTING: &Asset = &ASSETS[2];
/// The icon of the browser's tab, also good at `/favicon.ico`.
pub const FAVICON: &Asset = &ASSETS[3];
/// What asks the browser for passkeys.
pub const PASSKEY: &Asset = &ASSETS[4];

/// What only the pages of a person's own account need.
pub const ACCOUNT_STYLE: &Asset = &ASSETS[5];
/// What the field for a new password needs.
pub const PASSWORD: &Asset = &ASSETS[6];

static ASSETS: [Asset; 7] = [
    Asset::of(
        ("signet", "css"),
        "text/css; charset=utf-8",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/signet.css")),
    ),
    Asset::of(
        ("signet", "js"),
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/signet.js")),
    ),
    Asset::of(
        ("self-posting", "js"),
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/self-posting.js")),
    ),
    Asset::of(
        ("favicon", "svg"),
        "image/svg+xml",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/favicon.svg")),
    ),
    Asset::of(
        ("passkey", "js"),
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/passkey.js")),
    ),
    Asset::of(
        ("account", "css"),
        "text/css; charset=utf-8",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/account.css")),
    ),
    Asset::of(
        ("password", "js"),
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/static/password.js")),
    ),
];

impl Asset {
    const fn of(
        (stem, extension): (&'static str, &'static str),
        media_type: &'static str,
        bytes: &'static [u8],
    ) -> Self {
        Self { stem, extension, media_type, bytes, digest: fingerprint(bytes) }
    }

    /// The name it is served under: `signet.0123456789abcdef.css`.
    pub fn name(&self) -> String {
        format!("{}.{:016x}.{}", self.stem, self.digest, self.extension)
    }

    /// What tells it from any other file: its `ETag` without the quotes.
    pub fn tag(&self) -> String {
        format!("{:016x}", self.digest)
    }
}

/// All files, in no order that matters.
pub fn all() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter()
}

/// FNV-1a: it tells versions of our own files apart, at compile time; nobody gains by a collision.
pub(super) const fn fingerprint(bytes: &[u8]) -> u64 {
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        digest = (digest ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_name_what_they_say() {
        let kinds = [STYLE, SCRIPT, SELF_POSTING, FAVICON, PASSKEY, PASSWORD]
            .map(|asset| (asset.stem, asset.extension));
        let names = [
            ("signet", "css"),
            ("signet", "js"),
            ("self-posting", "js"),
            ("favicon", "svg"),
            ("passkey", "js"),
            ("password", "js"),
        ];
        assert_eq!(kinds, names);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c, "the published FNV-1a of \"a\"");
    }

    #[test]
    fn the_files_are_small_and_ask_nobody_else() {
        assert!(STYLE.bytes.len() < 12 * 1024, "{}", STYLE.bytes.len());
        // A page has one beside the one that all have.
        for beside in [SELF_POSTING, PASSKEY, PASSWORD] {
            let scripts = SCRIPT.bytes.len() + beside.bytes.len();
            assert!(scripts < 6 * 1024, "{scripts}");
        }
        for asset in [STYLE, SCRIPT, SELF_POSTING, PASSKEY, PASSWORD] {
            let text = std::str::from_utf8(asset.bytes).expect("text");
            for outside in ["http:", "https:", "url(", "@import", "eval(", "innerHTML"] {
                assert!(!text.contains(outside), "{} has {outside}", asset.name());
            }
        }
    }
}
