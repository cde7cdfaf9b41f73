//! `src/blocking.rs`: the client for code that is not async, and the way to the handles of the tags.

use quote::quote;

use super::print::{File, cfg, ident};
use crate::plan::docs::Docs;
use crate::plan::krate::Crate;
use crate::plan::support::{PAGING, STREAM};

/// The module that leads to those of the tags.
pub(super) fn index(krate: &Crate) -> File {
    let mut file = File::new(&Docs::text(
        "The client for code that is not async, with the same operations: every call waits for its response.\n\n\
         Requests, responses, credentials and errors are those of the async client, and so are the options:\n\
         [`ClientBuilder::build_blocking`](crate::ClientBuilder::build_blocking).",
    ));
    for tag in &krate.tags {
        let (cfg, module) = (cfg(&tag.feature), ident(&tag.module));
        file.head(quote!(#cfg #[doc(inline)] pub use crate::#module::blocking as #module;));
    }
    file.head_gap();
    file.head(quote!(
        pub use crate::support::blocking::Client;
    ));
    file.head(quote!(
        pub use crate::support::download::blocking::Download;
    ));
    if krate.optional.contains(&PAGING) {
        file.head(quote!(
            pub use crate::support::paging::blocking::{Items, Pages};
        ));
    }
    if krate.optional.contains(&STREAM) {
        file.head(quote!(
            pub use crate::support::stream::blocking::Stream;
        ));
    }
    file
}
