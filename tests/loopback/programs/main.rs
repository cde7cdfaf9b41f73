//! Sends a request for each line that it reads, an index and values, to a server of its own, and writes what arrived.

#![allow(
    dead_code,
    unused_mut,
    unused_variables,
    clippy::large_enum_variant,
    reason = "it is written for every document alike"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};

use krate::signing::{Applying, Draft, Fresh, Scheme};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

type Sent<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + 'a>>;
type Call = for<'a> fn(&'a krate::Client, &'a str) -> Sent<'a>;

/// A scheme that does nothing, for those that nobody can have credentials of.
#[derive(Debug)]
struct Nothing;

impl Scheme for Nothing {
    fn check(&self) -> Result<(), krate::CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, draft: Draft, _: &'a Fresh) -> Applying<'a> {
        Box::pin(async move { Ok(draft.into()) })
    }
}

async fn send<O: krate::Operation>(client: &krate::Client, request: &O) -> Result<(), String> {
    let sent = client.send_raw(request, O::INFO.accept).await;
    sent.map(drop).map_err(|error| {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        text
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| {
        format!("not read: {error} in {text} for {}", std::any::type_name::<T>())
    })
}

fn members(text: &str) -> BTreeMap<String, &RawValue> {
    serde_json::from_str(text).unwrap_or_default()
}

fn member<'a>(text: &'a str, name: &str) -> &'a str {
    members(text).get(name).map_or("null", |it| it.get())
}

fn rest(text: &str, known: &[&str]) -> String {
    let mut members = members(text);
    members.retain(|name, _| !known.contains(&name.as_str()));
    serde_json::to_string(&members).unwrap_or_default()
}

CALLS

const CALLS: &[Call] = &[
    NAMES
];

fn client(address: &str) -> Result<krate::Client, Box<dyn Error>> {
    let mut builder = krate::Client::builder().base_url(address).allow_plain_http(true);
    SCHEMES
    Ok(builder.build()?)
}

struct Arrived {
    head: Vec<u8>,
    body: Vec<u8>,
}

/// Takes one request a connection, and says that it is well.
fn serve(listener: &TcpListener, arrived: &Sender<Arrived>) {
    for stream in listener.incoming().flatten() {
        if let Ok(request) = take(&stream) {
            // Told first, so that it is there when the call ends.
            let _ = arrived.send(request);
            let _ = (&stream).write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        }
    }
}

fn take(stream: &TcpStream) -> std::io::Result<Arrived> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length, mut is_chunked) = (Vec::new(), 0, false);
    loop {
        let start = head.len();
        reader.read_until(b'\n', &mut head)?;
        let line = String::from_utf8_lossy(&head[start..]).to_ascii_lowercase();
        match line.trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap_or(0),
            Some(("transfer-encoding", _)) => is_chunked = true,
            Some(_) => {}
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = Vec::new();
    if !is_chunked {
        reader.take(length).read_to_end(&mut body)?;
        return Ok(Arrived { head, body });
    }
    loop {
        let mut size = String::new();
        reader.read_line(&mut size)?;
        let size = u64::from_str_radix(size.trim(), 16).unwrap_or(0);
        reader.by_ref().take(size).read_to_end(&mut body)?;
        reader.read_line(&mut String::new())?;
        if size == 0 {
            return Ok(Arrived { head, body });
        }
    }
}

/// Bytes as a JSON text with a character for each.
fn latin(bytes: &[u8]) -> String {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    serde_json::to_string(&text).unwrap_or_default()
}

fn told(result: &Result<(), String>, arrived: &Receiver<Arrived>) -> String {
    let request = arrived.try_iter().last();
    let error = result.as_ref().err();
    let error = error.map_or("null".to_owned(), |it| serde_json::to_string(it).unwrap_or_default());
    match request {
        None => format!("{{\"error\":{error}}}"),
        Some(Arrived { head, body }) => {
            format!("{{\"error\":{error},\"head\":{},\"body\":{}}}", latin(&head), latin(&body))
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = client(&format!("http://{}", listener.local_addr()?))?;
    let (sender, arrived) = channel();
    std::thread::spawn(move || serve(&listener, &sender));
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (index, values) = line.split_once('\t').unwrap_or_default();
        let call = CALLS[index.parse::<usize>()?];
        let result = call(&client, values).await;
        writeln!(out, "{}", told(&result, &arrived))?;
    }
    Ok(())
}
