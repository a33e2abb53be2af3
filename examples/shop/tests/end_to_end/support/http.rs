//! A minimal HTTP client over a persistent connection.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
};

use serde_json::Value;

use super::PATIENCE;

/// A user with an open connection.
pub(crate) struct Client {
    user: String,
    connection: BufReader<TcpStream>,
}

/// A response of the shop.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) body: String,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr, user: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { user: user.to_owned(), connection: BufReader::new(stream) })
    }

    /// Sends a request such as `GET /products`, with a JSON body or none, and reads the whole response.
    pub(crate) fn send(&mut self, request: &str, body: &str) -> io::Result<Response> {
        let message = format!(
            "{request} HTTP/1.1\r\nhost: shop\r\nx-user: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.user,
            body.len(),
        );
        self.connection.get_mut().write_all(message.as_bytes())?;
        self.receive()
    }

    fn receive(&mut self) -> io::Result<Response> {
        let status = self.line()?;
        let status = status.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok()).ok_or(BROKEN)?;
        let (mut length, mut kind) = (None, String::new());
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").ok_or(BROKEN)?;
            match name {
                "content-length" => length = value.parse().ok(),
                "content-type" => value.clone_into(&mut kind),
                _ => {}
            }
        }
        let mut body = vec![0; length.ok_or(BROKEN)?];
        self.connection.read_exact(&mut body)?;
        Ok(Response { status, kind, body: String::from_utf8(body).map_err(|_| BROKEN)? })
    }

    /// Reads a line of the head, without its end.
    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.connection.read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_owned).ok_or(BROKEN.into())
    }
}

const BROKEN: io::ErrorKind = io::ErrorKind::InvalidData;

impl Response {
    /// Returns the body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
