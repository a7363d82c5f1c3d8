//! `tiendo demo --national`: loads the whole country, and says how far it is.

use crate::auth::password::Passwords;
use crate::config::Config;
use crate::db::Db;
use crate::demo::PASSWORD;
use crate::demo::national::{self, LoadError, National, NationalAccount, Progress, Summary};
use domain::quantity::Quantity;
use std::time::Instant;

/// Loads it into an empty database.
pub(super) async fn run(config: &Config, db: &Db, years: u32) -> anyhow::Result<()> {
    super::demo::ensure_empty(db).await?;
    let scope = National::whole(years);
    let began = Instant::now();
    println!(
        "Đang dựng dữ liệu mô phỏng toàn quốc, {years} năm… / Building the whole country, simulated…"
    );
    let hash = Passwords::new(config)?.hash(PASSWORD.to_owned()).await?;
    let mut say = |progress| println!("{}", line(progress, began.elapsed().as_secs()));
    match national::load(db, &hash, scope, &mut say).await {
        Ok(summary) => {
            println!("{}", outcome(summary, began.elapsed().as_secs()));
            println!("{}", accounts()?);
            println!("{}", next(scope, &config.database_url));
            Ok(())
        }
        Err(LoadError::HalfFilled(error)) => Err(error.context(
            "loading stopped halfway: delete this database and begin again in a new one \
             (cơ sở dữ liệu dở dang, hãy xóa rồi nạp lại)",
        )),
        Err(error) => Err(error.into()),
    }
}

/// A line of progress.
fn line(progress: Progress, seconds: u64) -> String {
    let said = match progress {
        Progress::Plans(plans) => format!("Đã lập {} kế hoạch", grouped(plans)),
        Progress::Period(period, reports, lines) => format!(
            "Kỳ {:02}/{}: đã nạp {} báo cáo, {} dòng",
            period.index,
            period.year,
            grouped(reports),
            grouped(lines)
        ),
        Progress::Indexing => "Đang tạo chỉ mục…".to_owned(),
        Progress::RollingUp => "Đang tổng hợp số liệu…".to_owned(),
    };
    format!("[{seconds:>4} giây] {said}")
}

fn outcome(summary: Summary, seconds: u64) -> String {
    format!(
        "Xong sau {seconds} giây: {} kế hoạch, {} báo cáo, {} dòng báo cáo, {} bước xử lý, {} tài \
         khoản.",
        grouped(summary.plans),
        grouped(summary.reports),
        grouped(summary.lines),
        grouped(summary.versions),
        grouped(summary.accounts)
    )
}

/// Who can sign in.
fn accounts() -> anyhow::Result<String> {
    let accounts = national::accounts()?;
    let open = || accounts.iter().filter(|account| account.enabled);
    let width = open().map(|a| a.username.len()).max().unwrap_or(0);
    let line =
        |account: &NationalAccount| format!("  {:<width$}  {}", account.username, account.about);
    let lines: Vec<String> = open().map(line).collect();
    Ok(format!(
        "Tài khoản dùng thử (mật khẩu chung: {PASSWORD}):\n{}",
        lines.join("\n")
    ))
}

/// What to do with it. An address with a password in it is not printed.
fn next(scope: National, url: &str) -> String {
    let url = if url.starts_with("sqlite:") {
        url
    } else {
        "…"
    };
    let day = scope.due_on().unwrap_or_default();
    format!(
        "Chạy tiếp: tiendo serve --site target/site --database-url {url} --now \
         {day}T08:00:00+07:00"
    )
}

/// "14.944.500".
fn grouped(count: usize) -> String {
    Quantity::from_int(i64::try_from(count).unwrap_or(i64::MAX)).format_vi()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_in_the_future() {
        let said = |years| next(National::whole(years), "sqlite://x.db");
        assert!(said(1).ends_with("--now 2026-12-16T08:00:00+07:00"));
        assert!(said(5).ends_with("--now 2030-12-17T08:00:00+07:00"));
        assert!(!next(National::whole(1), "postgres://u:secret@h/n").contains("secret"));
    }
}
