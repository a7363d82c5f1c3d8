//! What the command line takes. Only what is set there goes over the environment and the file.

use clap::{Parser, Subcommand};
use domain::id::UnitId;
use domain::policy::{Grant, Role};
use serde::Serialize;
use std::net::SocketAddr;
use std::path::PathBuf;

const AFTER: &str = "\
Settings: a flag wins over an environment variable (TIENDO_ADDR, TIENDO_DATABASE_URL, …), that over \
the TOML file (addr = \"…\", database_url = \"…\"), that over the default. Without a flag of their \
own: signing_key, signing_key_file, argon2_memory_kib, argon2_iterations.

Try it, with made-up data:
  tiendo serve --site target/site --demo
then open http://127.0.0.1:3000 and sign in with one of the accounts it prints.

Begin in earnest, with an empty database and one administrator of everything:
  tiendo user create --username quantri --display-name 'Quản trị' --role admin@vn
  tiendo serve --site target/site";

const EVERYWHERE: &str = "Options of every command";

const AFTER_SERVE: &str = "\
Examples:
  tiendo serve --site target/site --demo
  tiendo serve --site /srv/tiendo/site --database-url postgres://tiendo@db/tiendo --trust-proxy

Every option but --config is also an environment variable (--addr: TIENDO_ADDR) and a key of the \
TOML file (addr = \"…\"). Cookies are \"Secure\": put a proxy with TLS in front, except on this \
machine itself. Stop with Ctrl+C or SIGTERM: requests under way are finished first.";

const AFTER_DEMO: &str = "\
Examples:
  tiendo demo
  tiendo demo --national --years 5 --database-url sqlite://data/national.db

The database must be new. If loading the country fails, delete the database and begin again.";

const AFTER_CREATE: &str = "\
Examples:
  tiendo user create --username quantri --display-name 'Quản trị' --role admin@vn
  tiendo user create --username hoa.nt --display-name 'Nguyễn Thị Hoa' \\
      --role reporter@21004 --role approver@21004 --password-stdin < password.txt";

/// Tiến Độ: plans, targets and tasks, reported from the commune up.
#[derive(Debug, Parser, Serialize)]
#[command(name = "tiendo", version, after_help = AFTER)]
pub(super) struct Args {
    /// TOML file with settings [default: tiendo.toml in the current folder, where it exists]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    #[arg(env = "TIENDO_CONFIG", hide_env_values = true)]
    #[serde(skip)]
    pub(super) config: Option<PathBuf>,

    /// Database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME
    /// [default: sqlite://data/tiendo.db]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) database_url: Option<String>,

    /// Folder for what the server keeps beside the database: the key that signs sessions, made on
    /// first use; photos and files [default: data]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data_dir: Option<PathBuf>,

    /// What to log to standard error, for example "warn" or "server=debug,warn"
    /// [default: info,sqlx=warn,sea_orm=warn]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) log: Option<String>,

    /// Log one JSON object per line
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    #[serde(skip_serializing_if = "is_false")]
    pub(super) log_json: bool,

    #[command(subcommand)]
    #[serde(flatten)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand, Serialize)]
#[serde(untagged)]
pub(super) enum Command {
    /// Bring the database up to date and serve the web application and its API
    Serve(ServeArgs),
    /// Bring the database up to date (make it, where it is missing), and stop
    Migrate,
    /// Load the demonstration (units, two real plans, simulated reports) into an empty database
    Demo(DemoArgs),
    /// Check the kept figures against the reports, or make them anew
    Figures {
        /// What to do.
        #[command(subcommand)]
        #[serde(skip)]
        command: FiguresCommand,
    },
    /// Manage accounts
    User {
        /// What to do.
        #[command(subcommand)]
        #[serde(skip)]
        command: UserCommand,
    },
}

/// What to load.
#[derive(Clone, Copy, Debug, clap::Args, Serialize)]
#[command(after_help = AFTER_DEMO)]
pub(super) struct DemoArgs {
    /// Load the whole country instead, all of it made up: a plan with 35 measures and 40 tasks for
    /// the nation, 34 provinces and 3,321 communes, and their reports month by month from 2026-01
    #[arg(long)]
    #[serde(skip)]
    pub(super) national: bool,

    /// Years of reports of the whole country: 1 takes 1.5 GB, 5 take 6.5 GB
    #[arg(long, value_name = "1|5", requires = "national", default_value = "1", value_parser = years)]
    #[serde(skip)]
    pub(super) years: u32,
}

/// How to serve.
#[derive(Debug, clap::Args, Serialize)]
#[command(after_help = AFTER_SERVE)]
pub(super) struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "HOST:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    addr: Option<SocketAddr>,

    /// Folder of the built web application, as "cargo xtask build" leaves it in target/site; without
    /// it only the API is served
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<PathBuf>,

    /// Where photos and files are kept: a folder, or s3://BUCKET/PREFIX (its key comes from
    /// TIENDO_EVIDENCE_S3_KEY_ID and TIENDO_EVIDENCE_S3_SECRET) [default: evidence in --data-dir]
    #[arg(long, value_name = "DIR|URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_store: Option<String>,

    /// Address of the S3-compatible service [default: Amazon's]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_s3_endpoint: Option<String>,

    /// Region of the S3-compatible service
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_s3_region: Option<String>,

    /// Load the demonstration first, where the database is empty; prints its accounts
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    demo: bool,

    /// Pretend that it is this moment, for example 2026-11-16T08:00:00+07:00: for trials only
    #[arg(long, value_name = "RFC3339")]
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<chrono::DateTime<chrono::FixedOffset>>,

    /// The address people type, for example https://tiendo.example.vn; with https, browsers are told
    /// to stay with it
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,

    /// Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them itself
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    trust_proxy: bool,

    /// Send cookies without "Secure": only for a trial over plain HTTP in a local network
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    insecure_cookies: bool,
}

/// What to do with the kept figures.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum FiguresCommand {
    /// Compare every figure with what the reports say; fails where one differs
    Check,
    /// Make every figure anew from the reports
    Rebuild,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Create an account; makes and prints a first password unless one is given
    Create(CreateUser),
    /// List every account with its roles
    List,
    /// Give a person a role
    Grant(RoleOfUser),
    /// Take a role from a person; it is gone at their next request
    TakeAway(RoleOfUser),
}

/// A role to give or to take away.
#[derive(Debug, clap::Args)]
pub(super) struct RoleOfUser {
    /// Whose
    #[arg(long)]
    pub(super) username: String,

    /// The role at a unit, for example reporter@21004
    #[arg(long, value_name = "ROLE@UNIT", value_parser = grant)]
    pub(super) role: Grant,
}

/// An account to create.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_CREATE)]
pub(super) struct CreateUser {
    /// What the person signs in with: 3 to 32 of a-z 0-9 . _ -
    #[arg(long, value_name = "NAME")]
    pub(super) username: String,

    /// The person's name as others see it, for example 'Nguyễn Thị Hoa'
    #[arg(long, value_name = "NAME")]
    pub(super) display_name: String,

    /// A role at a unit and everything below it, for example admin@vn; may be given several times
    ///
    /// Roles: reporter (enters figures), approver (approves or returns them), coordinator (watches
    /// and returns), leader (reads the rolled-up figures), auditor (reads everything), admin
    /// (units and people). Units: vn for the nation, the official codes of provinces (2 digits: 48)
    /// and communes (5 digits: 21004), and codes of departments such as 21004.cong-an.
    #[arg(long = "role", value_name = "ROLE@UNIT", required = true, value_parser = grant)]
    pub(super) roles: Vec<Grant>,

    /// Read the password from the first line of standard input instead of making one that must be
    /// changed at first sign-in
    #[arg(long)]
    pub(super) password_stdin: bool,
}

fn grant(text: &str) -> Result<Grant, String> {
    let (role, unit) = text
        .split_once('@')
        .ok_or("write ROLE@UNIT, for example admin@vn")?;
    let role = Role::from_name(role).ok_or_else(|| {
        let known = Role::ALL.map(Role::as_str).join(", ");
        format!("no role \"{role}\"; roles are {known}")
    })?;
    Ok(Grant {
        role,
        unit: UnitId::new(unit),
    })
}

fn years(text: &str) -> Result<u32, String> {
    match text {
        "1" => Ok(1),
        "5" => Ok(5),
        _ => Err("1 or 5".to_owned()),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn only_what_is_set_goes_over_the_defaults() {
        let args = Args::parse_from(["tiendo", "serve", "--addr", "127.0.0.1:4000", "--demo"]);
        let config = Config::load(None, &args).unwrap();
        assert_eq!(config.addr.port(), 4000);
        assert!(config.demo);
        assert_eq!(config.database_url, Config::default().database_url);
        let args = Args::parse_from(["tiendo", "migrate", "--database-url", "sqlite://x.db"]);
        assert_eq!(
            Config::load(None, &args).unwrap().database_url,
            "sqlite://x.db"
        );
        let args = Args::parse_from(["tiendo", "user", "list"]);
        assert_eq!(Config::load(None, &args).unwrap(), Config::default());
    }

    /// What a stranger reads first: changed on purpose only.
    #[test]
    fn the_help_reads() {
        let mut command = Args::command().term_width(100);
        command.build();
        let mut text = String::new();
        for path in [&[][..], &["serve"], &["user", "create"]] {
            let mut command = &mut command;
            for name in path {
                command = command.find_subcommand_mut(name).unwrap();
            }
            let path = path
                .iter()
                .map(|name| format!("{name} "))
                .collect::<String>();
            text.push_str(&format!("$ tiendo {path}--help\n"));
            text.push_str(&command.render_long_help().to_string());
            text.push_str("\n\n");
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn years_are_those_of_the_country() {
        let parse = |args: &[&str]| Args::try_parse_from(args);
        let args = parse(&["tiendo", "demo", "--national", "--years", "5"]).unwrap();
        let Command::Demo(demo) = args.command else {
            panic!("another command");
        };
        assert_eq!((demo.national, demo.years), (true, 5));
        assert!(parse(&["tiendo", "demo", "--years", "5"]).is_err());
        assert!(parse(&["tiendo", "demo", "--national", "--years", "3"]).is_err());
        let args = parse(&["tiendo", "demo"]).unwrap();
        assert_eq!(Config::load(None, &args).unwrap(), Config::default());
    }

    #[test]
    fn roles_at_units() {
        assert_eq!(grant("admin@vn").unwrap().unit, UnitId::new("vn"));
        assert!(grant("king@vn").unwrap_err().contains("coordinator"));
        assert!(grant("admin").is_err());
    }
}
