//! Accepts connections and serves HTTP/1.1 on them: what `axum::serve` does, with a limit for
//! clients that never finish, or never begin, a request.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service as _;

/// How long a connection may take to send the head of its next request: the longest idle time of
/// a connection, too. More than the minute for which proxies keep connections, so that they close
/// first and never send a request into a closing connection.
pub const HEAD_DEADLINE: Duration = Duration::from_secs(75);

/// How long to wait when the machine has no more connections to give.
const OUT_OF_CONNECTIONS: Duration = Duration::from_secs(1);

/// Serves until `stop` is done, then finishes the requests under way.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    head_deadline: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(head_deadline);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        let app = app.clone();
        let service = service_fn(move |request| respond(app.clone(), peer, request));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // Clients hang up and trickle: nothing that anybody here could do something about.
            if let Err(error) = connection.await {
                tracing::debug!(%error, %peer, "connection ended");
            }
        });
    }
    // New connections are refused from here on.
    drop(listener);
    graceful.shutdown().await;
}

async fn respond(
    mut app: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    // A router is always ready.
    app.call(request).await
}

/// The next connection. An error of one connection is not an error of the listener.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small and awaited.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "cannot set TCP_NODELAY");
                }
                return (stream, peer);
            }
            Err(error) if is_of_connection(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept a connection");
                tokio::time::sleep(OUT_OF_CONNECTIONS).await;
            }
        }
    }
}

const fn is_of_connection(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}
