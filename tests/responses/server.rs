//! A server that writes what it is told, byte by byte if need be, and keeps what it was sent.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use answers_fixture::{Client, ClientBuilder, Retry};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What is written to whoever connects.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pieces: Vec<Vec<u8>>,
    end: End,
}

/// What follows the pieces.
#[derive(Clone, Copy, Debug)]
enum End {
    /// The connection is closed.
    Close,
    /// Nothing, for ever.
    Silence,
    /// The last piece, for ever.
    Again,
}

impl Script {
    /// A response of status 200 and this media type, whose end is that of the connection.
    pub(crate) fn of(media_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_status(200, media_type, body)
    }

    /// The same with another status.
    pub(crate) fn with_status(status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        let head = format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: {media_type}\r\nx-request-id: r-1\r\nconnection: close\r\n\r\n"
        );
        Self::raw(&[head.as_bytes(), body.as_ref()])
    }

    /// Exactly these pieces.
    pub(crate) fn raw(pieces: &[&[u8]]) -> Self {
        Self {
            pieces: pieces.iter().map(|piece| piece.to_vec()).collect(),
            end: End::Close,
        }
    }

    /// The same, a piece for every byte of the body.
    pub(crate) fn in_bytes(mut self) -> Self {
        let body = self.pieces.split_off(1).concat();
        self.pieces.extend(body.chunks(1).map(<[u8]>::to_vec));
        self
    }

    /// The same, and then this again and again.
    pub(crate) fn raw_again(mut self, piece: &str) -> Self {
        self.pieces.push(piece.as_bytes().to_vec());
        self.again_and_again()
    }

    /// The same without an end.
    pub(crate) fn then_silence(self) -> Self {
        let end = End::Silence;
        Self { end, ..self }
    }

    /// The same with the last piece again and again.
    pub(crate) fn again_and_again(self) -> Self {
        let end = End::Again;
        Self { end, ..self }
    }
}

/// A server that runs as long as the test.
pub(crate) struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Writes `script` to whoever connects.
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, kept) = (script.clone(), Arc::clone(&kept));
                tokio::spawn(serve(stream, script, kept));
            }
        });
        Self { url, requests }
    }

    /// A builder whose client calls this server, once a call.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(&self.url)
            .retry(Retry::never())
            .timeout(Duration::from_secs(10))
    }

    /// A client that calls this server.
    pub(crate) fn client(&self) -> Client {
        self.builder().build().expect("the options are good")
    }

    /// The one request that came, in lower case up to its body.
    pub(crate) fn request(&self) -> String {
        let requests = self.requests.lock().unwrap();
        assert_eq!(requests.len(), 1, "one request was expected");
        requests[0].clone()
    }

    /// The value of a header of that request.
    pub(crate) fn header(&self, name: &str) -> String {
        let request = self.request();
        let mut lines = request.lines();
        let line = lines.find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    }
}

/// A client whose every call gets this response.
pub(crate) async fn client(script: Script) -> Client {
    Server::start(script).await.client()
}

async fn serve(
    mut stream: TcpStream,
    script: Script,
    kept: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let request = head(&mut stream).await?;
    kept.lock().unwrap().push(request);
    for piece in &script.pieces {
        stream.write_all(piece).await?;
        stream.flush().await?;
        tokio::task::yield_now().await;
    }
    match (script.end, script.pieces.last()) {
        (End::Again, Some(last)) => loop {
            stream.write_all(last).await?;
        },
        (End::Silence, _) => std::future::pending().await,
        _ => stream.shutdown().await,
    }
}

/// The head of a request; its body is read as well, and left out.
async fn head(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    stream.read_exact(&mut body).await?;
    Ok(head)
}
