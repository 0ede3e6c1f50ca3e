//! The head of an HTTP/1.1 request, as far as the network must understand it.

use tokio::io::{AsyncRead, AsyncReadExt};

/// A browser's heads are far smaller, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;
const END: &[u8] = b"\r\n\r\n";

pub struct Head {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub is_upgrade: bool,
    /// Of the body, in bytes.
    pub body_length: usize,
    lines: Vec<String>,
    /// What came after the head in the same breath.
    pub rest: Vec<u8>,
}

impl Head {
    /// Reads a head. `None` when the connection ends first, or this is no HTTP.
    pub async fn read(from: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(at) = bytes.windows(END.len()).position(|window| window == END) {
                break at;
            }
            if bytes.len() > LONGEST_HEAD || from.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let rest = bytes.split_off(end + END.len());
        let text = String::from_utf8(bytes).ok()?;
        let lines: Vec<String> = text.trim_end().split("\r\n").map(str::to_owned).collect();
        let mut words = lines.first()?.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?);
        let path = target.split('?').next().unwrap_or(target).to_owned();
        let field = |name: &str| {
            lines.iter().skip(1).find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name)
                    .then(|| value.trim().to_owned())
            })
        };
        let is_upgrade = field("upgrade").is_some();
        let body_length = field("content-length")
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        Some(Self {
            method,
            path,
            is_upgrade,
            body_length,
            lines,
            rest,
        })
    }

    /// The head as the backend gets it: a connection carries one request, so that each one can be
    /// dealt with by itself. What the browser sent after the head is at its end.
    pub fn written(&self) -> Vec<u8> {
        let mut text = String::new();
        for line in &self.lines {
            let is_connection = line
                .split_once(':')
                .is_some_and(|(key, _)| key.eq_ignore_ascii_case("connection"));
            if self.is_upgrade || !is_connection {
                text.push_str(line);
                text.push_str("\r\n");
            }
        }
        if !self.is_upgrade {
            text.push_str("Connection: close\r\n");
        }
        text.push_str("\r\n");
        let mut written = text.into_bytes();
        written.extend_from_slice(&self.rest);
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(text: &str) -> Option<Head> {
        Head::read(&mut text.as_bytes()).await
    }

    #[tokio::test]
    async fn a_request_goes_on_alone_on_its_connection() {
        let head = read("POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhel")
            .await
            .unwrap();
        assert_eq!((head.method.as_str(), head.path.as_str()), ("POST", "/a/b"));
        assert_eq!((head.body_length, head.is_upgrade), (5, false));
        let written = String::from_utf8(head.written()).unwrap();
        assert_eq!(
            written,
            "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhel"
        );
    }

    #[tokio::test]
    async fn a_socket_keeps_its_upgrade() {
        let text = "GET /live HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        let head = read(text).await.unwrap();
        assert!(head.is_upgrade);
        assert_eq!(head.written(), text.as_bytes());
    }

    #[tokio::test]
    async fn a_connection_that_says_nothing_has_no_head() {
        assert!(read("").await.is_none());
        assert!(read("GET / HTTP/1.1\r\n").await.is_none());
    }
}
