//! One connection that is kept open.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{Error, Result};
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A connection with the token that its requests carry.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    token: Option<String>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as a wire type.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let text = String::from_utf8_lossy(&self.body);
            Error::other(format!("{}: {error}: {text}", self.status))
        })
    }
}

impl Client {
    /// Connects.
    pub(crate) async fn connect(addr: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(16 * 1024, stream),
            token: None,
        })
    }

    /// Connects again as somebody who has signed in.
    pub(crate) async fn with_token(addr: SocketAddr, token: &str) -> Result<Self> {
        let mut client = Self::connect(addr).await?;
        client.token = Some(token.to_owned());
        Ok(client)
    }

    /// Signs in and keeps the token; answers it too.
    pub(crate) async fn sign_in(&mut self, username: &str, password: &str) -> Result<String> {
        let body = serde_json::json!({"username": username, "password": password});
        let tokens: serde_json::Value = self.post("/api/v1/auth/sign-in", &body).await?.json()?;
        let token = tokens["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if token.is_empty() {
            return Err(Error::other(format!("no token: {tokens}")));
        }
        self.token = Some(token.clone());
        Ok(token)
    }

    /// Reads.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, &[]).await
    }

    /// Posts JSON.
    pub(crate) async fn post(&mut self, path: &str, body: &impl Serialize) -> Result<Answer> {
        let body = serde_json::to_vec(body)?;
        self.send("POST", path, &body).await
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) async fn send(&mut self, method: &str, path: &str, body: &[u8]) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: tiendo.test\r\n");
        if let Some(token) = &self.token {
            head.push_str("authorization: Bearer ");
            head.push_str(token);
            head.push_str("\r\n");
        }
        if method != "GET" {
            head.push_str(&format!(
                "content-type: application/json\r\ncontent-length: {}\r\n",
                body.len()
            ));
        }
        head.push_str("\r\n");
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request).await?;
        self.receive().await
    }

    async fn receive(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| Error::other(format!("not an answer: {line:?}")))?;
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(Error::other)?;
            }
            chunked |= header == "transfer-encoding: chunked";
        }
        let body = if chunked {
            self.chunks().await?
        } else {
            let mut body = vec![0; length];
            self.stream.read_exact(&mut body).await?;
            body
        };
        Ok(Answer { status, body })
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            let length = usize::from_str_radix(line.trim(), 16).map_err(Error::other)?;
            let start = body.len();
            body.resize(start + length, 0);
            self.stream.read_exact(&mut body[start..]).await?;
            line.clear();
            self.stream.read_line(&mut line).await?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}
