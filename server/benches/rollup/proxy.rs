//! A proxy that gives connections to servers in turn.

use std::net::SocketAddr;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// Starts it; answers where it listens.
pub(crate) async fn start(servers: Vec<SocketAddr>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for server in servers.into_iter().cycle() {
            let (mut client, _) = listener.accept().await.unwrap();
            client.set_nodelay(true).unwrap();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(server).await.unwrap();
                server.set_nodelay(true).unwrap();
                // Whoever hangs up ends it.
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    addr
}
