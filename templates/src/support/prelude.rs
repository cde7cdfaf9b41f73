//! What the files of operations import.

pub(crate) use http::Method;

pub(crate) use super::error::{DecodeError, EncodeError};
pub(crate) use super::json;
pub(crate) use super::operation::{Operation, OperationInfo};
pub(crate) use super::request::RequestParts;
pub(crate) use super::response::Response;
