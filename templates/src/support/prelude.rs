//! What the files of operations, types and events import: all that they name and the document does not.

pub(crate) use std::collections::BTreeMap;

pub(crate) use http::Method;
pub(crate) use serde_json::Value;

pub(crate) use super::base64_text::Base64;
pub(crate) use super::binary_body::BinaryBody;
pub(crate) use super::choice;
pub(crate) use super::date::Date;
pub(crate) use super::decimal::Decimal;
pub(crate) use super::error::DecodeError;
pub(crate) use super::headers;
pub(crate) use super::json;
pub(crate) use super::multipart::{FilePart, Multipart};
pub(crate) use super::nullable::Nullable;
pub(crate) use super::number::Number;
pub(crate) use super::operation::{Operation, OperationInfo};
pub(crate) use super::paging;
pub(crate) use super::payload;
pub(crate) use super::problem;
pub(crate) use super::raw_json::RawJson;
pub(crate) use super::refusal;
pub(crate) use super::request::RequestParts;
pub(crate) use super::response::Response;
pub(crate) use super::secret::Secret;
pub(crate) use super::stream;
pub(crate) use super::styles::Style;
pub(crate) use super::timestamp::Timestamp;
pub(crate) use super::webhook::{EventError, FromVerified, Verified};
pub(crate) use crate::{meta, security};
