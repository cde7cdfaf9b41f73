//! What the files of operations import.

pub(crate) use http::Method;

pub(crate) use super::json;
pub(crate) use super::operation::{Operation, OperationInfo};
pub(crate) use super::payload;
pub(crate) use super::request::RequestParts;
