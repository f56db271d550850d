//! What `signet dev` seeds: its people and clients, with secrets that are random per data directory.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::admin::users::Account;
use crate::admin::{self, Office};
use crate::model::client::DEMO_APP;
use crate::model::demo::{Demo, DemoUser};
use crate::protocol::issuer::Issuer;
use crate::secret::{Secret, digest};

/// What the seeds depend on.
pub(super) struct Seeds {
    /// Redirect URIs name it.
    pub(super) issuer: Issuer,
    /// Where the secrets are kept.
    pub(super) data: PathBuf,
    /// Clients of the user's own. One with the id of a demo client stands in its place.
    pub(super) own_clients: Vec<OwnClient>,
}

/// A client of the user's own.
pub(super) struct OwnClient {
    /// What describes it.
    file: PathBuf,
    metadata: Map<String, Value>,
}

impl OwnClient {
    fn id(&self) -> Option<&Value> {
        self.metadata.get("client_id")
    }

    /// Says what is wrong with it, or means nothing, before anything of it is written.
    fn check(&self, office: &Office) -> anyhow::Result<()> {
        let named = || self.file.display().to_string();
        let ignored = admin::clients::check(office, &self.metadata).with_context(named)?;
        if !ignored.is_empty() {
            tracing::warn!("{}: ignored, because no such metadata is known: {}", named(), ignored.join(", "));
        }
        Ok(())
    }
}

/// Where the secrets are kept.
pub(super) fn file(data: &Path) -> PathBuf {
    data.join("demo.json")
}

/// Brings people and clients to what they should be. What was there keeps its secrets.
pub(super) async fn seed(office: &Office, seeds: &Seeds) -> anyhow::Result<Demo> {
    let kept = read(&file(&seeds.data))?;
    let mut demo = Demo::default();
    for own in &seeds.own_clients {
        own.check(office)?;
    }
    for client in clients(&seeds.issuer) {
        if seeds.own_clients.iter().all(|own| own.id() != client.get("client_id")) {
            demo.clients.push(put_client(office, client, kept.as_ref()).await?);
        }
    }
    for own in &seeds.own_clients {
        let put = put_client(office, own.metadata.clone(), kept.as_ref()).await;
        demo.clients.push(put.with_context(|| own.file.display().to_string())?);
    }
    for (username, claims) in people() {
        demo.users.push(put_user(office, username, claims, kept.as_ref()).await?);
    }
    let text = serde_json::to_string_pretty(&demo).context("writing demo.json")?;
    // A start that changes nothing writes nothing.
    if kept.is_none_or(|kept| kept != demo) {
        write_private(&file(&seeds.data), &text)?;
    }
    Ok(demo)
}

fn read(path: &Path) -> anyhow::Result<Option<Demo>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let parsed = serde_json::from_str(&text);
    parsed
        .map(Some)
        .with_context(|| format!("{} is damaged; remove it, and new demo secrets are made", path.display()))
}

async fn put_client(
    office: &Office,
    mut metadata: Map<String, Value>,
    kept: Option<&Demo>,
) -> anyhow::Result<Map<String, Value>> {
    let method = metadata.get("token_endpoint_auth_method").and_then(Value::as_str);
    let has_secret = method.is_none_or(|method| method.starts_with("client_secret_"));
    if has_secret && !metadata.contains_key("client_secret") {
        let id = metadata.get("client_id").and_then(Value::as_str).unwrap_or_default();
        let known = kept.and_then(|kept| kept.client(id)?.get("client_secret").cloned());
        let secret = known.unwrap_or_else(|| office.entropy.token().into());
        metadata.insert("client_secret".to_owned(), secret);
    }
    let registered = admin::clients::put(office, &metadata).await?;
    let Value::Object(mut answer) = registered.answer() else { bail!("a registration is not an object") };
    if let Some(secret) = metadata.remove("client_secret") {
        answer.insert("client_secret".to_owned(), secret);
    }
    Ok(answer)
}

async fn put_user(
    office: &Office,
    username: &str,
    mut claims: Map<String, Value>,
    kept: Option<&Demo>,
) -> anyhow::Result<DemoUser> {
    let known = kept.and_then(|kept| kept.users.iter().find(|user| user.username == username));
    claims.insert("preferred_username".to_owned(), username.into());
    let found = admin::users::find(office, username).await.ok();
    let (password, fits_hash) = match (found, known) {
        // Whoever changed it knows it, and keeps it.
        (Some(account), Some(known)) => still(office, &account, known).await?,
        (Some(_), None) => {
            let fresh = readable_password(office);
            admin::users::set_password(office, username, &Secret::new(fresh.as_str())).await?;
            (Some(fresh), None)
        }
        (None, known) => {
            let password = known.and_then(|user| user.password.clone());
            let password = password.unwrap_or_else(|| readable_password(office));
            let mut given = claims.clone();
            given.insert("password".to_owned(), password.as_str().into());
            let account = admin::users::create(office, &given).await?;
            (Some(password), hash_digest(&account))
        }
    };
    Ok(DemoUser { username: username.to_owned(), password, claims, fits_hash })
}

/// The kept password, where it still is the account's, and to which hash it fits. To try it takes as long as a sign-in:
/// only where the hash is another than it was.
async fn still(
    office: &Office,
    account: &Account,
    kept: &DemoUser,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    let Some(password) = &kept.password else { return Ok((None, None)) };
    let present = hash_digest(account);
    if present.is_some() && present == kept.fits_hash {
        return Ok((Some(password.clone()), present));
    }
    let stored = account.user.password_hash.as_ref();
    let fits = office.passwords.verify(&Secret::new(password.as_str()), stored).await?;
    Ok(if fits { (Some(password.clone()), present) } else { (None, None) })
}

fn hash_digest(account: &Account) -> Option<String> {
    let hash = account.user.password_hash.as_ref()?;
    Some(URL_SAFE_NO_PAD.encode(digest(hash.expose().as_bytes())))
}

/// Four groups of five characters, without those that look alike: 95 bits, easy to type.
fn readable_password(office: &Office) -> String {
    const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
    let letters: Vec<char> = office.entropy.bytes::<20>().iter().map(letter).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn clients(issuer: &Issuer) -> Vec<Map<String, Value>> {
    let callback = issuer.join("/dev/callback");
    let home = issuer.join("/");
    let grants = json!(["authorization_code", "refresh_token"]);
    let list = json!([
        {
            "client_id": DEMO_APP, "client_name": "Demo app", "application_type": "native",
            "token_endpoint_auth_method": "none", "first_party": true, "grant_types": grants,
            "audience": ["demo-service"],
            "redirect_uris": ["http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost/callback"],
        },
        {
            "client_id": "demo-web", "client_name": "Demo web", "first_party": true, "grant_types": grants,
            "redirect_uris": [callback], "post_logout_redirect_uris": [home],
        },
        {
            "client_id": "demo-partner", "client_name": "Demo partner", "grant_types": grants,
            "redirect_uris": [callback], "post_logout_redirect_uris": [home],
        },
        {
            "client_id": "demo-service", "client_name": "Demo service", "grant_types": ["client_credentials"],
            "response_types": [], "scope": "authz:check",
        },
    ]);
    let objects = list.as_array().cloned().unwrap_or_default().into_iter();
    objects.filter_map(|client| client.as_object().cloned()).collect()
}

/// The clients that these files describe.
pub(super) fn own_clients(files: &[PathBuf]) -> anyhow::Result<Vec<OwnClient>> {
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let what = || format!("{}: expected a JSON object of client metadata (RFC 7591)", path.display());
        let metadata = serde_json::from_str(&text).with_context(what)?;
        Ok(OwnClient { file: path.clone(), metadata })
    };
    files.iter().map(read).collect()
}

/// One with every standard claim, and one with few.
fn people() -> Vec<(&'static str, Map<String, Value>)> {
    let full = json!({
        "email": "ada@example.com", "email_verified": true,
        "name": "Ada King Lovelace", "given_name": "Ada", "family_name": "Lovelace", "middle_name": "King",
        "nickname": "Countess", "profile": "https://example.com/ada", "picture": "https://example.com/ada.png",
        "website": "https://ada.example.com", "gender": "female", "birthdate": "1985-12-10",
        "zoneinfo": "Europe/London", "locale": "en-GB",
        "phone_number": "+44 20 7946 0018", "phone_number_verified": true,
        "address": {
            "formatted": "12 St James's Square\nLondon SW1Y 4JH\nUnited Kingdom",
            "street_address": "12 St James's Square", "locality": "London", "region": "England",
            "postal_code": "SW1Y 4JH", "country": "United Kingdom",
        },
    });
    let few = json!({ "email": "charles@example.com", "name": "Charles Babbage" });
    let object = |value: Value| value.as_object().cloned().unwrap_or_default();
    vec![("ada", object(full)), ("charles", object(few))]
}

/// What a person reads at every start.
pub(super) fn banner(issuer: &Issuer, data: &Path, demo: &Demo, found: bool) -> String {
    let mut text = String::new();
    let known = if found { "found what was there" } else { "made just now" };
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!("\nSignet {} is running.\n", env!("CARGO_PKG_VERSION")));
    line(format!("  Issuer     {issuer}"));
    line(format!("  Data       {} ({known})\n", data.display()));
    line("Sign in with a browser; the last page shows the tokens:".to_owned());
    for client in ["demo-web", "demo-partner"] {
        line(format!("  {}", issuer.join(&format!("/dev/sign-in/{client}"))));
    }
    line("\nPeople:".to_owned());
    for user in &demo.users {
        let password = user.password.as_deref().unwrap_or("changed since");
        line(format!("  {:<12} password {password}", user.username));
    }
    line("\nClients:".to_owned());
    for client in &demo.clients {
        let word = |name: &str| client.get(name).and_then(Value::as_str);
        let secret = word("client_secret").map_or("public".to_owned(), |secret| format!("secret {secret}"));
        line(format!("  {:<12} {secret}", word("client_id").unwrap_or_default()));
    }
    let secret = demo.client("demo-service").and_then(|client| client.get("client_secret")?.as_str());
    if let Some(secret) = secret {
        line("\nA token for a service:".to_owned());
        line(format!(
            "  curl -s -u 'demo-service:{secret}' -d grant_type=client_credentials {}",
            issuer.join("/token")
        ));
    }
    line("\nStop with Ctrl-C.".to_owned());
    text
}

/// Writes a file that only its owner reads, wholly or not at all.
pub(super) fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let part = path.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&part).with_context(|| format!("writing {}", part.display()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).context("writing a private file")?;
    std::fs::rename(&part, path).with_context(|| format!("writing {}", path.display()))
}
