//! `tiendo demo`: loads the demonstration.

use crate::auth::password::Passwords;
use crate::config::Config;
use crate::db::Db;
use crate::demo;

/// Loads it into an empty database.
pub(super) async fn run(config: &Config, db: &Db) -> anyhow::Result<()> {
    ensure_empty(db).await?;
    load(config, db).await?;
    println!("{}", accounts());
    Ok(())
}

/// Refuses a database with accounts.
pub(super) async fn ensure_empty(db: &Db) -> anyhow::Result<()> {
    anyhow::ensure!(
        super::is_empty(db).await?,
        "the database is not empty: the demonstration goes only into a new one (--database-url)"
    );
    Ok(())
}

/// Loads it.
pub(super) async fn load(config: &Config, db: &Db) -> anyhow::Result<()> {
    println!("Đang nạp dữ liệu mô phỏng… / Loading the demonstration…");
    let hash = Passwords::new(config)?
        .hash(demo::PASSWORD.to_owned())
        .await?;
    demo::load(db, &hash).await?;
    Ok(())
}

/// Who can sign in, and what to try.
pub(super) fn accounts() -> String {
    let open = || demo::ACCOUNTS.iter().filter(|account| account.enabled);
    let width = open()
        .map(|account| account.username.len())
        .max()
        .unwrap_or(0);
    let lines: Vec<String> = open()
        .map(|account| format!("  {:<width$}  {}", account.username, account.about))
        .collect();
    format!(
        "Tài khoản dùng thử (mật khẩu chung: {}):\n{}",
        demo::PASSWORD,
        lines.join("\n")
    )
}
