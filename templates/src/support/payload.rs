//! How the payload of a response is read: an operation names one of these.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::error::DecodeError;
use super::response::Response;

/// A way to read the payload of a response.
pub trait Payload {
    /// What it is read as.
    type Output;

    /// Reads it.
    ///
    /// # Errors
    ///
    /// It does not fit the document.
    fn read(response: Response) -> Result<Self::Output, DecodeError>;
}

/// JSON, read as a `T`. No payload reads as `null`.
#[derive(Debug)]
pub struct Json<T>(PhantomData<T>);

impl<T: DeserializeOwned> Payload for Json<T> {
    type Output = T;

    fn read(response: Response) -> Result<T, DecodeError> {
        response.json()
    }
}

/// Text: UTF-8, else windows-1252 if the media type names that or a part of it.
#[derive(Debug)]
pub struct Text;

impl Payload for Text {
    type Output = String;

    fn read(response: Response) -> Result<String, DecodeError> {
        response.text()
    }
}

/// Bytes as they came.
#[derive(Debug)]
pub struct Bytes;

impl Payload for Bytes {
    type Output = Vec<u8>;

    fn read(response: Response) -> Result<Vec<u8>, DecodeError> {
        response.bytes()
    }
}

/// Nothing, whatever came.
#[derive(Debug)]
pub struct Nothing;

impl Payload for Nothing {
    type Output = ();

    fn read(response: Response) -> Result<(), DecodeError> {
        response.empty()
    }
}

/// Read as a `P`, if there is one.
#[derive(Debug)]
pub struct Optional<P>(PhantomData<P>);

impl<P: Payload> Payload for Optional<P> {
    type Output = Option<P::Output>;

    fn read(response: Response) -> Result<Self::Output, DecodeError> {
        response.if_any(P::read)
    }
}
