//! What is lost on purpose, and why.

/// Why something of a value does not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// An example of the document has it, and no schema does.
    Undescribed,
}

impl Cause {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Undescribed => {
                "an example has members that its schema does not describe, and types without `additionalProperties` do not keep"
            }
        }
    }

    /// Whether a difference is of this kind.
    pub(crate) fn explains(self, what: &str) -> bool {
        match self {
            Self::Undescribed => what.contains("` is lost, which was "),
        }
    }
}

/// The document, the schema, and the reason.
pub(crate) const LOST: &[(&str, &str, Cause)] = &[
    (
        "apideck.com-vault.json",
        "#/components/schemas/Connection",
        Cause::Undescribed,
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/CreateConnectionResponse",
        Cause::Undescribed,
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/GetConnectionResponse",
        Cause::Undescribed,
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/GetConnectionsResponse",
        Cause::Undescribed,
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/UpdateConnectionResponse",
        Cause::Undescribed,
    ),
    (
        "codat.io-assess.json",
        "#/components/schemas/EnhancedCashFlowTransactions",
        Cause::Undescribed,
    ),
    (
        "codat.io-assess.json",
        "#/components/schemas/EnhancedInvoicesReport",
        Cause::Undescribed,
    ),
    (
        "codat.io-assess.json",
        "#/components/schemas/EnhancedReport",
        Cause::Undescribed,
    ),
];
