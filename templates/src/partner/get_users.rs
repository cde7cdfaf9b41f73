//! `POST /partner/api/get-users`

use http::Method;

use crate::support::{
    DecodeError, EncodeError, Operation, OperationInfo, RequestParts, Response, json, paging,
};
use crate::{meta, security};

/// Request of [`PartnerApi::get_users`](super::PartnerApi::get_users).
///
/// Source: `#/paths/~1partner~1api~1get-users/post`.
#[derive(Clone, Debug, Default)]
pub struct GetUsers {
    /// Number of entries to return at most.
    ///
    /// Example: `10`.
    pub limit: Option<i64>,
    /// Number of entries to skip.
    ///
    /// Example: `0`.
    pub offset: Option<i64>,
}

json::request! { GetUsers {
    limit optional,
    offset optional,
} }

impl Operation for GetUsers {
    type Output = GetUsersOutput;

    const INFO: OperationInfo = OperationInfo {
        id: "getUsers",
        method: Method::POST,
        path: "/partner/api/get-users",
        accept: "application/json",
        security: &[&[security::PARTNER]],
        envelope: Some(&meta::ENVELOPE),
        sensitive: false,
    };

    fn encode(&self, parts: RequestParts) -> Result<RequestParts, EncodeError> {
        parts.json(self)
    }

    fn decode(response: Response) -> Result<Self::Output, DecodeError> {
        response.json()
    }
}

impl paging::Paged for GetUsers {
    type Item = PartnerUser;

    fn items(page: &mut Self::Output) -> Option<&mut Vec<PartnerUser>> {
        Some(&mut page.users)
    }

    fn next(&self, page: &Self::Output, turn: paging::Turn) -> Option<Self> {
        let at = turn
            .limit(self.limit.as_ref())
            .total(Some(&page.total))
            .offset(self.offset.as_ref())?;
        let mut request = self.clone();
        request.offset = Some(at);
        Some(request)
    }
}

/// Response of [`PartnerApi::get_users`](super::PartnerApi::get_users).
///
/// Source: `#/paths/~1partner~1api~1get-users/post/responses/200/content/application~1json/schema/properties/response`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GetUsersOutput {
    /// The users.
    pub users: Vec<PartnerUser>,
    /// The number of all that match.
    ///
    /// Example: `1`.
    pub total: i64,
}

json::response! { GetUsersOutput {
    users,
    total,
} }

/// A user of the partner.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PartnerUser {
    /// Identifier of the user.
    pub id: String,
    /// The user's mail address.
    pub email: String,
}

json::response! { PartnerUser {
    id,
    email,
} }
