//! Stub.
use crate::diag::Sink;
use crate::ir::signing::Scheme;
use crate::parse::At;

pub(super) fn scheme(_at: &At<'_>, _name: &str, _sink: &mut Sink) -> Option<Scheme> {
    None
}
