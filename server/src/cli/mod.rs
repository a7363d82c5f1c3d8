//! The command line of `tiendo`.

mod args;
mod demo;
mod figures;
mod national;
mod serve;
mod user;

use crate::clock::{RandomIds, SystemClock};
use crate::config::Config;
use crate::db::{self, Db, rollup};
use crate::reference;
use crate::service::Ctx;
use anyhow::Context as _;
use args::{Args, Command, UserCommand};
use clap::Parser as _;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Runs the program with the process's arguments.
pub async fn main() -> ExitCode {
    let args = Args::parse();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tiendo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let config = Config::load(args.config.as_deref(), &args)?;
    start_logging(&config)?;
    match args.command {
        Command::Serve(_) => serve::run(config).await,
        Command::Migrate => {
            with_db(&config, async |_| {
                println!("The database is up to date.");
                Ok(())
            })
            .await
        }
        Command::Demo(what) => {
            with_db(&config, async |db| {
                if what.national {
                    national::run(&config, db, what.years).await
                } else {
                    demo::run(&config, db).await
                }
            })
            .await
        }
        Command::Figures { command } => {
            with_db(&config, async |db| figures::run(db, command).await).await
        }
        Command::User { command } => {
            with_db(&config, async |db| match command {
                UserCommand::Create(new) => user::create(&config, db, new).await,
                UserCommand::List => user::list(db).await,
                UserCommand::Grant(role) => user::set_role(db, role, true).await,
                UserCommand::TakeAway(role) => user::set_role(db, role, false).await,
            })
            .await
        }
    }
}

/// Runs a command that ends by itself, and closes the database after it: SQLite's log goes back into
/// the file, so that who copies the file when the command is over has all.
async fn with_db(
    config: &Config,
    act: impl AsyncFnOnce(&Db) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let db = open(config).await?;
    let done = act(&db).await;
    let closed = db.close().await.context("cannot close the database");
    done.and(closed)
}

/// Connects to the database and brings it up to date: the schema, and the official units.
async fn open(config: &Config) -> anyhow::Result<Db> {
    let url = &config.database_url;
    make_folder(url)?;
    // The URL may hold a password: it is not repeated here.
    let db = Db::connect(url)
        .await
        .context("cannot open the database (--database-url)")?;
    db.migrate()
        .await
        .context("cannot bring the database up to date")?;
    // Without the official units nobody could be given a role anywhere.
    reference::load(&db)
        .await
        .context("cannot load the official units")?;
    if rollup::is_missing(db.read()).await? {
        tracing::info!("making the figures of the reports, once after the upgrade");
        let reports = rollup::rebuild(&db)
            .await
            .context("cannot make the figures of the reports")?;
        tracing::info!(reports, "figures made");
    }
    Ok(db)
}

/// Makes the folder of a SQLite file, which SQLite itself does not.
fn make_folder(url: &str) -> anyhow::Result<()> {
    let Some(rest) = url.strip_prefix("sqlite:") else {
        return Ok(());
    };
    let file = rest
        .trim_start_matches("//")
        .split('?')
        .next()
        .unwrap_or_default();
    match Path::new(file).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display())),
        _ => Ok(()),
    }
}

fn start_logging(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).context("the log filter does not fit (--log)")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = if config.log_json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
    started.map_err(|error| anyhow::anyhow!("cannot start logging: {error}"))
}

/// What services work with at the command line.
fn ctx<'a>(db: &'a Db) -> Ctx<'a> {
    Ctx {
        db,
        clock: &SystemClock,
        ids: &RandomIds,
    }
}

/// Whether there is any account yet.
async fn is_empty(db: &Db) -> anyhow::Result<bool> {
    Ok(db::users::count(db.read()).await? == 0)
}
