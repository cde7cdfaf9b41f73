//! HTTP: connections, limits, and bodies that go wrong on request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Sleep, sleep, timeout};

use super::exchange::{Fault, Received, Sent};
use super::log::Entry;
use super::problem::Problem;

/// What a connection may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of the request line and the headers.
    pub(crate) head: usize,
    pub(crate) headers: usize,
    /// Bytes of a body.
    pub(crate) body: usize,
    /// At a time.
    pub(crate) connections: usize,
    /// For the head of a request, also on a connection that is kept.
    pub(crate) head_time: Duration,
    pub(crate) body_time: Duration,
    /// After which a connection takes no more requests; its other end may never read.
    pub(crate) connection_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: 64 * 1024,
            headers: 200,
            body: 4 * 1024 * 1024,
            connections: 256,
            head_time: Duration::from_secs(15),
            body_time: Duration::from_secs(30),
            connection_time: Duration::from_secs(600),
        }
    }
}

/// What answers.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Answers a request.
    fn handle(&self, received: &Received) -> Sent;
    /// Refuses one that could not be read to its end.
    fn refuse(&self, received: &Received, problem: &Problem) -> Sent;
    /// Takes notice of a connection that was spoken on and not understood.
    fn tell(&self, entry: Entry);
}

/// Serves until told to stop, and until what has begun has ended or a grace period has.
pub(crate) async fn serve(
    listener: TcpListener,
    handler: Arc<dyn Handler>,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let room = Arc::new(Semaphore::new(limits.connections));
    loop {
        let permit = tokio::select! {
            _ = stop.wait_for(|it| *it) => break,
            permit = Arc::clone(&room).acquire_owned() => permit,
        };
        let Ok(permit) = permit else { break };
        let accepted = tokio::select! {
            _ = stop.wait_for(|it| *it) => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // No descriptors, or a connection that was gone before it was taken.
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (handler, stop) = (Arc::clone(&handler), stop.clone());
        tokio::spawn(async move {
            connection(stream, handler, limits, stop).await;
            drop(permit);
        });
    }
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = timeout(Duration::from_secs(3), room.acquire_many(all)).await;
}

async fn connection(
    stream: TcpStream,
    handler: Arc<dyn Handler>,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let handler = Arc::clone(&handler);
        async move { respond(request, handler, limits).await }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head)
        .half_close(true);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|it| *it) => {}
        () = sleep(limits.connection_time) => {}
    }
    // What has begun is ended; an other end that does not read is not waited for.
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.body_time, connection.as_mut()).await;
}

async fn respond(
    request: Request<Incoming>,
    handler: Arc<dyn Handler>,
    limits: Limits,
) -> Result<Response<Outgoing>, Dropped> {
    let (head, body) = request.into_parts();
    let mut received = Received {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect(),
        body: Bytes::new(),
    };
    // A request to a proxy names the host in its target.
    if let (Some(authority), None) = (head.uri.authority(), received.header("host")) {
        let host = authority.as_str().as_bytes().to_vec();
        received.headers.push(("host".to_owned(), host));
    }
    let read = timeout(limits.body_time, Limited::new(body, limits.body).collect()).await;
    let problem = match read {
        Ok(Ok(body)) => {
            received.body = body.to_bytes();
            let sent = handler.handle(&received);
            return written(sent).await;
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let detail = format!("a body has at most {} bytes here", limits.body);
            Problem::new(413, "body-too-large", detail)
        }
        Ok(Err(_)) => Problem::new(400, "body-malformed", "the body ended too early"),
        Err(_) => Problem::new(408, "body-too-slow", "the body took too long"),
    };
    let problem = problem.with_header("connection", "close");
    written(handler.refuse(&received, &problem)).await
}

/// The connection ends without a response.
#[derive(Debug, thiserror::Error)]
#[error("dropped on request")]
pub(crate) struct Dropped;

async fn written(sent: Sent) -> Result<Response<Outgoing>, Dropped> {
    if !sent.delay.is_zero() {
        sleep(sent.delay).await;
    }
    if sent.fault == Some(Fault::Drop) {
        return Err(Dropped);
    }
    let mut response = Response::new(Outgoing::new(Bytes::from(sent.body), sent.fault));
    *response.status_mut() =
        StatusCode::from_u16(sent.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let framing = |name: &str| FRAMING.iter().any(|it| name.eq_ignore_ascii_case(it));
    for (name, value) in sent.headers.into_iter().filter(|it| !framing(&it.0)) {
        let name = HeaderName::try_from(name);
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

/// Headers that belong to the carrier, whatever a document or a test says.
const FRAMING: &[&str] = &[
    "content-length",
    "transfer-encoding",
    "trailer",
    "upgrade",
    "keep-alive",
    "te",
    "date",
];

/// A body, whole or as a fault has it.
pub(crate) struct Outgoing {
    rest: Bytes,
    fault: Option<Fault>,
    pause: Option<Pin<Box<Sleep>>>,
    cut: bool,
}

/// Bytes between pauses of a slow body, and how long these are.
const PIECE: usize = 16;
const PAUSE: Duration = Duration::from_millis(100);

impl Outgoing {
    fn new(body: Bytes, fault: Option<Fault>) -> Self {
        Self {
            rest: body,
            fault,
            pause: None,
            cut: false,
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        if self.cut {
            return Poll::Ready(Some(Err(io::Error::other("cut off on request"))));
        }
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = match self.fault {
            Some(Fault::Slow) => {
                self.pause = Some(Box::pin(sleep(PAUSE)));
                let length = self.rest.len().min(PIECE);
                self.rest.split_to(length)
            }
            Some(Fault::Cut) => {
                self.cut = true;
                // What was written has to leave before the connection ends.
                self.pause = Some(Box::pin(sleep(PAUSE)));
                let half = self.rest.len() / 2;
                self.rest.split_to(half)
            }
            Some(Fault::Garbage | Fault::Drop) | None => std::mem::take(&mut self.rest),
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
