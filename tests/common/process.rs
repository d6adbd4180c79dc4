//! `boxlock serve` as a process of a test.

#![allow(dead_code, reason = "each test uses its own part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running service; it is killed when it is dropped.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    /// How long it took until it listened.
    pub start: Duration,
}

impl Process {
    /// Starts the service of the PKI `pki` in this folder on a free port.
    pub fn start(program: &str, folder: &Path, arguments: &[&str]) -> Self {
        let begin = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--pki", "pki", "--listen", "127.0.0.1:0", "--log", "none"])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut talk = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            let read = talk.read_line(&mut line).unwrap();
            said += &line;
            assert!(read > 0, "the service did not start: {said}");
            if let Some((_, url)) = line.split_once("listening on ") {
                let rest = url.split_once("://").unwrap().1;
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        let start = begin.elapsed();
        // Somebody must read on, or the service waits for room in the pipe.
        std::thread::spawn(move || std::io::copy(&mut talk, &mut std::io::sink()));
        Self { child, address, start }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it in good order.
    pub fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that keeps its connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// # Errors
    /// When nobody listens.
    pub fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends a message and returns status and body of the whole answer.
    ///
    /// # Errors
    /// When the service goes away.
    pub fn post(&mut self, target: &str, body: &str) -> std::io::Result<(u16, String)> {
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: test\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
        let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(broken());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest.get(..3).and_then(|digits| digits.parse().ok()).ok_or_else(broken)?;
            } else if let Some(digits) = line.strip_prefix("content-length: ") {
                length = digits.parse().map_err(|_| broken())?;
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        String::from_utf8(body).map(|text| (status, text)).map_err(|_| broken())
    }
}

/// The entry point.
pub const ENTRY: &str = "/rightsmanager.asmx";
