//! The client, and the one way on which every call goes.
//!
//! The order of a call is fixed: encode the request, then per attempt inject, freeze, sign, place,
//! send; then open the envelope and decode the payload.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::base_url::BaseUrl;
use super::builder::ClientBuilder;
use super::clock::Fresh;
use super::download::{self, Download};
use super::error::{CredentialsError, Error, SignError};
use super::limit::Limit;
use super::network::Network;
use super::operation::{Operation, OperationInfo, Output};
use super::payload::Payload as _;
use super::request::RequestParts;
use super::response::{RawResponse, Response};
use super::retry::Retry;
use super::server::Servers;
use super::signing::{After, Draft, Scheme, SignedRequest};
use super::trace;

/// A client of the service. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Client(Arc<Config>);

/// What a client consists of, checked.
pub(crate) struct Config {
    pub(crate) network: Network,
    pub(crate) servers: Servers,
    pub(crate) retry: Retry,
    pub(crate) schemes: Vec<(&'static str, Box<dyn Scheme>)>,
}

impl Client {
    /// Options first: credentials, time limits, where to send to.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client of these parts.
    pub(crate) fn new(config: Config) -> Self {
        Self(Arc::new(config))
    }

    /// Sends `request` and returns the payload of the response.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses; see [`Error`] for the rest.
    pub async fn send<O: Operation>(&self, request: &O) -> Result<Output<O>, Error> {
        let parts = encode(request)?;
        let response = self.exchange(parts).await?;
        O::Payload::read(response).map_err(Error::Decode)
    }

    /// Sends `request` and returns the response as it came, whatever its status: this is the way to
    /// headers, and to media types and statuses that the document does not describe.
    ///
    /// `accept` is the media type that is asked for. The call is signed, repeated and limited like any
    /// other, but a refusal is a response as well.
    ///
    /// # Errors
    ///
    /// Those of a call that gets no response; see [`Error`].
    pub async fn send_raw<O: Operation>(
        &self,
        request: &O,
        accept: &str,
    ) -> Result<RawResponse, Error> {
        let parts = encode(request)?;
        let operation = parts.info.id;
        let parts = parts
            .accept(accept)
            .map_err(|source| Error::Encode { operation, source })?;
        Ok(self.settle(parts).await?.into())
    }

    /// Sends `request` and returns the response with its body still to be read, in pieces.
    ///
    /// The time limit is for the beginning of the response, and then for each piece; a call is not
    /// repeated any more once its response has begun. There is no limit of the length. See [`Download`]
    /// for the responses that are read as a whole all the same.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses; see [`Error`] for the rest.
    pub async fn download<O: Operation>(&self, request: &O) -> Result<Download, Error> {
        self.download_parts(encode(request)?).await
    }

    /// Sends what `parts` say, and leaves the body of the response to be read.
    pub(crate) async fn download_parts(&self, parts: RequestParts) -> Result<Download, Error> {
        let response = self.exchange(parts.in_pieces()).await?;
        Ok(Download::new(self.0.network.clone(), response))
    }

    /// Signs `request` as [`send`](Self::send) would, and does not send it.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`], [`Error::Encode`] and [`Error::Sign`], as for sending.
    pub async fn sign<O: Operation>(&self, request: &O) -> Result<SignedRequest, Error> {
        let parts = encode(request)?;
        let schemes = self.schemes(parts.info)?;
        let limit = Limit::start(self.0.network.timeout);
        let (request, _) = self.sign_parts(&parts, &schemes, limit).await?;
        Ok(request)
    }

    /// Attempts a call, and decides between success and refusal.
    pub(crate) async fn exchange(&self, parts: RequestParts) -> Result<Response, Error> {
        let base_url = self.base_url(&parts)?.into_owned();
        let response = self.settle(parts).await?;
        response.open(&base_url, self.0.network.now())
    }

    /// Attempts a call until its outcome is final.
    ///
    /// An attempt of which nothing was sent tells nothing about those before it: if one of them may
    /// have reached the service, its outcome is that of the call.
    async fn settle(&self, parts: RequestParts) -> Result<Response, Error> {
        let info = parts.info;
        let schemes = self.schemes(info)?;
        let limit = Limit::start(self.0.network.timeout);
        let is_stream = parts.upload.is_some();
        let mut attempt = 1;
        let mut earlier = None;
        loop {
            let begin = Instant::now();
            let outcome = self.attempt(&parts, &schemes, limit).await;
            trace::attempt(info, attempt, &outcome, begin.elapsed());

            let nothing_was_sent = outcome.as_ref().is_err_and(Error::nothing_was_sent);
            let now = self.0.network.now();
            let pause = self.0.retry.pause(attempt, &info.method, &outcome, now);
            let pause = pause.filter(|_| !is_stream);
            let pause = pause.filter(|pause| limit.left().is_some_and(|left| *pause < left));
            let Some(pause) = pause else {
                return match earlier {
                    Some(earlier) if nothing_was_sent => earlier,
                    _ => outcome,
                };
            };
            if !nothing_was_sent {
                earlier = Some(outcome);
            }
            self.0.network.transport.sleep(pause).await;
            attempt += 1;
        }
    }

    /// Signs and sends once, and reads the response to its end, or where it is to be read in pieces to
    /// the end of its headers.
    async fn attempt(
        &self,
        parts: &RequestParts,
        schemes: &[&dyn Scheme],
        limit: Limit,
    ) -> Result<Response, Error> {
        let (info, in_pieces) = (parts.info, parts.in_pieces);
        let (request, mut after) = self.sign_parts(parts, schemes, limit).await?;
        if in_pieces && !after.checks_bodies() {
            return download::begin(&self.0.network, info, request, after, limit).await;
        }
        let timeout = limit.left().ok_or_else(|| late(info))?;
        let lost = |source| Error::Transport {
            operation: info.id,
            source,
        };

        let response = self.0.network.send(request.with_timeout(timeout)).await;
        let (head, body) = response.map_err(lost)?.into_parts();
        after
            .check(head.status, &head.headers, &body)
            .map_err(|source| Error::Unverified {
                operation: info.id,
                status: head.status,
                source,
            })?;
        let mut response = Response::new(info, head.status, head.headers, body);
        response.renewed = after.renew(response.status);
        Ok(response)
    }

    /// Lets each scheme of the chosen alternative do its part, within the limit.
    async fn sign_parts(
        &self,
        parts: &RequestParts,
        schemes: &[&dyn Scheme],
        limit: Limit,
    ) -> Result<(SignedRequest, After), Error> {
        let info = parts.info;
        let work = self.apply(parts, schemes);
        let signed = limit.bound(self.0.network.transport.as_ref(), work).await;
        signed.unwrap_or_else(|| Err(late(info)))
    }

    /// Lets each scheme do its part, in order.
    async fn apply(
        &self,
        parts: &RequestParts,
        schemes: &[&dyn Scheme],
    ) -> Result<(SignedRequest, After), Error> {
        let operation = parts.info.id;
        let failed = |source| Error::Sign { operation, source };
        let fresh = Fresh::at(self.0.network.now());
        let base_url = self.base_url(parts)?.into_owned();
        let mut draft =
            Draft::new(&base_url, parts).map_err(|source| Error::Encode { operation, source })?;
        for scheme in schemes {
            draft = scheme
                .apply(draft, &fresh)
                .await
                .map_err(failed)?
                .into_draft();
        }
        let wire = draft.freeze();
        wire.refuse_unseen().map_err(failed)?;
        Ok(wire.into_request())
    }

    /// Where a request goes: to the base URL, or to the server that its operation has.
    fn base_url(&self, parts: &RequestParts) -> Result<Cow<'_, BaseUrl>, Error> {
        let found = self.0.servers.find(parts.server, &self.0.network);
        found.map_err(|source| Error::Encode {
            operation: parts.info.id,
            source,
        })
    }

    /// The schemes of the first alternative for which the client has all credentials.
    ///
    /// An anonymous call is the last resort, wherever it stands among the alternatives.
    fn schemes(&self, info: &OperationInfo) -> Result<Vec<&dyn Scheme>, Error> {
        let named = info.security.iter().filter(|names| !names.is_empty());
        if let Some(schemes) = named.clone().find_map(|names| self.all(names)) {
            return Ok(schemes);
        }
        let missing = |name: &&&'static str| self.scheme(name).is_none();
        match named.copied().flatten().find(missing) {
            Some(scheme) if !info.security.contains(&[].as_slice()) => Err(Error::Credentials {
                operation: info.id,
                source: CredentialsError::Missing { scheme },
            }),
            _ => Ok(Vec::new()),
        }
    }

    /// The schemes of these names, if the client has them all.
    fn all(&self, names: &[&str]) -> Option<Vec<&dyn Scheme>> {
        names.iter().map(|name| self.scheme(name)).collect()
    }

    /// The scheme of this name.
    fn scheme(&self, name: &str) -> Option<&dyn Scheme> {
        let (_, scheme) = self.0.schemes.iter().find(|(other, _)| *other == name)?;
        Some(scheme.as_ref())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.0.schemes.iter().map(|(name, _)| name).collect();
        f.debug_struct("Client")
            .field("base_url", &self.0.network.base_url)
            .field("schemes", &schemes)
            .field("timeout", &self.0.network.timeout)
            .field("retry", &self.0.retry)
            .finish_non_exhaustive()
    }
}

/// The error of a call whose time was up before it was signed.
pub(crate) fn late(info: &OperationInfo) -> Error {
    Error::Sign {
        operation: info.id,
        source: SignError::Timeout,
    }
}

/// The parts of `request`.
pub(crate) fn encode<O: Operation>(request: &O) -> Result<RequestParts, Error> {
    let info = const { &O::INFO };
    let mut parts = RequestParts::new(info);
    request.encode(&mut parts);
    parts.finish().map_err(|source| Error::Encode {
        operation: info.id,
        source,
    })
}
