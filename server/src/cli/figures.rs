//! `tiendo figures`: the kept figures against the reports.

use super::args::FiguresCommand;
use crate::db::{Db, rollup};
use std::time::Instant;

/// How many differences are named.
const NAMED: usize = 20;

/// Checks them or makes them anew.
pub(super) async fn run(db: &Db, command: FiguresCommand) -> anyhow::Result<()> {
    let started = Instant::now();
    match command {
        FiguresCommand::Check => {
            let wrong = rollup::check(db).await?;
            for what in wrong.iter().take(NAMED) {
                println!("{what}");
            }
            anyhow::ensure!(
                wrong.is_empty(),
                "{} figures differ from the reports: tiendo figures rebuild",
                wrong.len()
            );
            println!(
                "Every figure is what the reports say ({:.1?}).",
                started.elapsed()
            );
        }
        FiguresCommand::Rebuild => {
            let reports = rollup::rebuild(db).await?;
            println!(
                "Figures of {reports} reports made anew ({:.1?}).",
                started.elapsed()
            );
        }
    }
    Ok(())
}
