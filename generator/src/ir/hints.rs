//! What a document says for generators and readers, beside the vocabulary of OpenAPI.

use serde::Serialize;

/// Extensions of an operation.
#[derive(Debug, Default, Serialize)]
pub struct OperationHints {
    /// What to name it by in place of its id (`x-rust-name`).
    pub name: Option<String>,
    /// The id of the operation to use instead (`x-replaced-by`).
    pub replaced_by: Option<String>,
    /// What about it is not documented (`x-undocumented`).
    pub undocumented: Option<String>,
    /// Whether a first call is of this one (`x-quick-start`).
    pub quick_start: bool,
}

/// Extensions of a schema.
#[derive(Debug, Default, Serialize)]
pub struct SchemaHints {
    /// What to name it by in place of its key or title (`x-rust-name`).
    pub name: Option<String>,
    /// What about it is not documented (`x-undocumented`).
    pub undocumented: Option<String>,
}
