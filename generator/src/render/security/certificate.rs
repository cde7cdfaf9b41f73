//! A scheme that does nothing to requests: it says that the transport has a certificate.

use quote::quote;

use super::super::print::{File, doc, ident};
use super::expr::SIGNING;
use crate::plan::krate::SchemeFile;

/// The type and its implementation.
pub(super) fn items(scheme: &SchemeFile, file: &mut File) {
    file.uses().add("super", scheme.constant.as_str());
    file.uses().add("crate::support", "ClientBuilder");
    for name in ["Applying", "Draft", "Fresh", "Scheme"] {
        file.uses().add(SIGNING, name);
    }
    let (name, docs) = (ident(&scheme.ident), doc(&scheme.docs));
    file.item(quote! {
        #docs
        #[derive(Clone, Copy, Debug, Default)]
        pub struct #name;
    });
    file.item(quote! {
        impl Scheme for #name {
            fn check(&self) -> Result<(), CredentialsError> {
                Ok(())
            }

            fn apply<'a>(&'a self, draft: Draft, _fresh: &'a Fresh) -> Applying<'a> {
                Box::pin(async { Ok(draft.into()) })
            }
        }
    });
    file.item(super::builder(scheme));
}
