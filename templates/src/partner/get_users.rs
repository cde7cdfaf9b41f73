use crate::support::prelude::*;

json::request! {
    /// Request of [`PartnerApi::get_users`](super::PartnerApi::get_users).
    #[derive(Default)]
    pub struct GetUsers {
        /// Number of entries to return at most. Example: `10`.
        pub limit: Option<i64> = None,
        /// Number of entries to skip. Example: `0`.
        pub offset: Option<i64> = None,
    }
}

impl Operation for GetUsers {
    type Payload = payload::Json<GetUsersOutput>;
    const INFO: OperationInfo =
        OperationInfo::new("getUsers", Method::POST, "/partner/api/get-users")
            .security(&[&[security::PARTNER]])
            .envelope(&meta::ENVELOPE);

    fn encode(&self, parts: &mut RequestParts) {
        parts.json(self);
    }
}

impl paging::Paged for GetUsers {
    type Item = PartnerUser;

    fn items(page: &mut GetUsersOutput) -> Option<&mut Vec<PartnerUser>> {
        Some(&mut page.users)
    }

    fn next(&self, page: &GetUsersOutput, turn: paging::Turn) -> Option<Self> {
        let at = turn
            .limit(self.limit.as_ref())
            .total(Some(&page.total))
            .offset(self.offset.as_ref())?;
        let mut request = self.clone();
        request.offset = Some(at);
        Some(request)
    }
}

json::response! {
    /// Response of [`PartnerApi::get_users`](super::PartnerApi::get_users).
    pub struct GetUsersOutput {
        /// The users.
        pub users: Vec<PartnerUser>,
        /// The number of all that match. Example: `1`.
        pub total: i64,
    }
}

json::response! {
    /// A user of the partner.
    pub struct PartnerUser {
        /// Identifier of the user.
        pub id: String,
        /// The user's mail address.
        pub email: String,
    }
}
