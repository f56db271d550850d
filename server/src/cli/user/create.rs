//! `signet user create`.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use serde_json::{Map, Value, json};

use crate::admin::Office;
use crate::admin::users::{self, Account, Imported, Progress};
use crate::cli::answer::Format;
use crate::cli::failure::Usage;
use crate::cli::input;
use crate::cli::place::{Place, closing};
use crate::cli::table::fields;
use crate::cli::terminal::Terminal;
use crate::protocol::strict_json;

/// Create an account, or import many
///
/// --from takes one JSON object with the standard claims of OpenID Connect, or many, one a line. Each may have
/// `password`, which keeps the rules of password.rules, or `password_hash` with an Argon2id hash in PHC form. Many are written in batches; a line that is
/// refused is told with its number, and the others are written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet user create --email ada@example.com --email-verified --name 'Ada Lovelace'
  pass show ada | signet user create --username ada --password-stdin
  signet user create --from ada.json

  ada.json:  {\"email\": \"ada@example.com\", \"given_name\": \"Ada\", \"birthdate\": \"1815-12-10\"}

  An import, one object a line:
    signet user create --from users.ndjson")]
pub(in crate::cli) struct Args {
    /// File with claims: one JSON object, or one a line; - is standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// E-mail address; signs in
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The address has been proven
    #[arg(long, requires = "email")]
    email_verified: bool,
    /// User name; signs in too
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Full name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// Take passwords even if they break the configured rules, which the audit log then names
    #[arg(long)]
    ignore_password_rules: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        if self.password_stdin && self.from.as_deref().is_some_and(input::is_stdin) {
            return Err(Usage("standard input can be only one of --from - and --password-stdin").into());
        }
        let mut given = self.flags();
        if self.password_stdin {
            given.insert("password".to_owned(), input::secret(terminal, "password")?.expose().into());
        }
        let Some(file) = &self.from else {
            return self.create(given, terminal).await;
        };
        let mut reader = input::open(file, terminal)?;
        match Described::read(&mut *reader, file)? {
            Described::One(mut claims) => {
                claims.extend(given);
                self.create(claims, terminal).await
            }
            Described::Many(first) if given.is_empty() => {
                let lines = first.into_iter().map(io::Result::Ok).chain(reader.lines());
                self.import(lines, terminal).await
            }
            Described::Many(_) => Err(Usage("flags describe one account, and the file holds several").into()),
        }
    }

    fn flags(&self) -> Map<String, Value> {
        let mut given = Map::new();
        for (claim, text) in
            [("email", &self.email), ("preferred_username", &self.username), ("name", &self.name)]
        {
            given.extend(text.clone().map(|text| (claim.to_owned(), text.into())));
        }
        if self.email_verified {
            given.insert("email_verified".to_owned(), true.into());
        }
        given
    }

    async fn office(&self, terminal: &mut Terminal) -> anyhow::Result<Office> {
        let mut office = self.place.open(terminal).await?;
        office.password_policy.is_ignored = self.ignore_password_rules;
        Ok(office)
    }

    async fn create(&self, given: Map<String, Value>, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.office(terminal).await?;
        let made: Account = closing(office, async |office| users::create(office, &given).await).await?;
        let answer = made.describe();
        self.format.print(terminal, &answer, || fields(&answer))
    }

    async fn import(
        &self,
        lines: impl Iterator<Item = io::Result<String>>,
        terminal: &mut Terminal,
    ) -> anyhow::Result<()> {
        let office = self.office(terminal).await?;
        let imported = closing(office, async |office| {
            users::import(office, lines, |progress| match progress {
                Progress::Written(total) => terminal.progress(&format!("{total} accounts written")),
                Progress::Refused { line, why } => {
                    terminal.end_progress();
                    terminal.note(&format!("line {line}: {}", why.to_string().replace('\n', "; ")));
                }
            })
            .await
        });
        let Imported { written, refused } = imported.await?;
        terminal.end_progress();
        let answer = json!({"written": written, "refused": refused});
        self.format
            .print(terminal, &answer, || format!("{written} accounts written, {refused} lines refused"))?;
        if refused > 0 {
            Err(anyhow!("{refused} lines were refused; mend and import those again"))
        } else {
            Ok(())
        }
    }
}

/// What a file holds.
enum Described {
    One(Map<String, Value>),
    /// One object a line; these lines have been read.
    Many(Vec<String>),
}

impl Described {
    /// Looks at the first lines: an object by itself on one of the first two begins a list, unless it is alone.
    fn read(reader: &mut dyn BufRead, file: &Path) -> anyhow::Result<Self> {
        let mut head: Vec<String> = Vec::new();
        let is_object = |line: &String| strict_json::object(line.as_bytes()).is_some();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                break;
            }
            head.push(line);
            let written = head.iter().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>();
            if written.len() == 2 && written.into_iter().any(is_object) {
                return Ok(Self::Many(head));
            }
        }
        match strict_json::parse(head.concat().as_bytes()) {
            Ok(Value::Object(object)) => Ok(Self::One(object)),
            Ok(_) => bail!("{}: expected one JSON object, or one a line", input::name(file)),
            Err(error) => bail!("{}: expected one JSON object, or one a line: {error}", input::name(file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Described> {
        Described::read(&mut text.as_bytes(), Path::new("-"))
    }

    fn count(text: &str) -> usize {
        match read(text) {
            Ok(Described::One(_)) => 1,
            Ok(Described::Many(head)) => head.len(),
            Err(_) => 0,
        }
    }

    #[test]
    fn one_object_may_span_lines_and_many_stand_one_a_line() {
        for one in ["{\"a\":1}", "\n{\"a\":1}\n\n", "{\n  \"a\": 1,\n  \"address\": {\n  \"b\": 2}\n}\n"] {
            assert_eq!(count(one), 1, "{one}");
        }
        assert_eq!(count("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"), 2);
        assert_eq!(count("{\"a\":\n{\"a\":2}\n"), 2, "a broken first line does not hide the second");
        assert_eq!(count("\n{\"a\":1}\n\n{\"a\":"), 4, "blank lines count for their numbers");
        for none in ["", "[{}]", "nonsense", "{\"a\":1} {\"a\":2}"] {
            assert_eq!(count(none), 0, "{none}");
        }
    }
}
