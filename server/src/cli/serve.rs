//! `tiendo serve`.

use super::demo;
use crate::clock::{Clock, RandomIds, ShiftedClock, SystemClock};
use crate::config::Config;
use crate::db;
use crate::http::build_router;
use crate::jobs;
use crate::listen::{self, HEAD_DEADLINE};
use crate::state::AppState;
use anyhow::Context as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long requests under way may take to finish once the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

const TO_TRY: &str = "\
Thử ngay: đăng nhập bằng canbo.tammy (thu hẹp cửa sổ như màn hình điện thoại), nhập vài chỉ tiêu
rồi gửi báo cáo; vào bằng lanhdao.tammy để duyệt; vào bằng lanhdao.danang để xem số liệu thành phố.
Try: report as canbo.tammy, approve as lanhdao.tammy, then see the city's figure as lanhdao.danang.";

/// Serves until it is told to stop.
pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    // First of all, so that a taken port is said before any work is done.
    let listener = TcpListener::bind(config.addr).await.with_context(|| {
        format!(
            "cannot listen on {}: is it taken? Choose another with --addr",
            config.addr
        )
    })?;
    let addr = listener.local_addr()?;
    let db = super::open(&config).await?;
    if config.demo && super::is_empty(&db).await? {
        demo::load(&config, &db).await?;
    }
    let show_demo = config.demo && has_demo(&db).await?;
    let clock: Arc<dyn Clock> = match config.now {
        Some(now) => Arc::new(ShiftedClock::starting_at(now.to_utc())),
        None => Arc::new(SystemClock),
    };
    let state = AppState::new(config, db.clone(), clock, Arc::new(RandomIds))?;
    println!("{}", welcome(addr, &state.config, show_demo));
    if super::is_empty(&db).await? {
        println!(
            "Chưa có tài khoản nào. / No account yet: tiendo user create --username … \
             --display-name … --role admin@vn"
        );
    }

    let jobs = jobs::run(state.clone());
    let changes = state.changes.clone();
    let committer = state.committer.clone();
    let (told, stop) = oneshot::channel::<()>();
    let server = listen::serve(listener, build_router(state), HEAD_DEADLINE, async move {
        wait_for_signal().await;
        tracing::info!("stopping: finishing the requests under way");
        // Streams of events would never finish by themselves.
        changes.stop();
        // The receiver is there as long as this future is polled.
        drop(told);
    });
    tokio::select! {
        () = server => {}
        // They go on for ever, and are dropped (what they were writing, undone) with the server.
        () = jobs => {}
        () = async { let _ = stop.await; tokio::time::sleep(PATIENCE).await } => {
            tracing::warn!("stopped with requests under way");
        }
    }
    // What was taken from a connection that was cut off is stored all the same.
    committer.close().await;
    db.close().await.context("cannot close the database")?;
    Ok(())
}

async fn has_demo(db: &db::Db) -> anyhow::Result<bool> {
    let Some(first) = crate::demo::ACCOUNTS.first() else {
        return Ok(false);
    };
    let found = db::users::lookup_by_name(db.read(), first.username).await?;
    Ok(found.is_some_and(|account| account.simulated))
}

fn welcome(addr: SocketAddr, config: &Config, demo_accounts: bool) -> String {
    let url = config
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{addr}"));
    let mut lines = vec![format!(
        "\nTiến Độ đang chạy tại {url} / Tiến Độ is serving at {url}"
    )];
    if config.site.is_none() {
        lines
            .push("Chỉ phục vụ API. / Only the API is served: give --site DIR for the app.".into());
    }
    if demo_accounts {
        lines.push(demo::accounts());
        lines.push(TO_TRY.to_owned());
    }
    lines.push("Dừng: Ctrl+C. / Stop: Ctrl+C.".to_owned());
    lines.join("\n")
}

async fn wait_for_signal() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl+C");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "cannot listen for SIGTERM");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
