//! How a message that came in is verified.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::print::{File, doc, ident};
use super::Signed;
use super::credentials::checks;
use super::expr::{SIGNING, reference, tests, value};
use super::sign::bound;
use crate::plan::docs::Docs;
use crate::plan::recipe::{Decode, Received, SignatureCheck, Step, Verify};

/// The function that verifies.
pub(super) fn function(scheme: Signed<'_>, verify: &Verify, file: &mut File) -> TokenStream {
    for name in ["Incoming", "Verified", "VerifyError"] {
        file.uses().add(SIGNING, name);
    }
    let visible = if verify.of_response {
        quote!()
    } else {
        quote!(pub)
    };
    let asynchronous = if verify.is_async {
        quote!(async)
    } else {
        quote!()
    };
    let arguments = verify.fresh.iter().map(|name| {
        let name = ident(name);
        quote!(, #name: &str)
    });
    let docs = docs(verify);
    let body = body(scheme, verify, file);
    // Without a client nobody else refuses credentials that cannot be right.
    let own_check = scheme.recipe.sign.is_none().then(|| {
        let checks = checks(scheme, file);
        quote! {
            #[doc = " Refuses credentials that cannot be right."]
            fn check(&self) -> Result<(), CredentialsError> { #checks }
        }
    });
    quote! {
        #docs
        #visible #asynchronous fn verify<'m>(&self, incoming: &Incoming<'m> #(#arguments)*) -> Result<Verified<'m>, VerifyError> {
            self.check()?;
            #body
        }

        #own_check
    }
}

fn docs(verify: &Verify) -> TokenStream {
    if verify.of_response {
        return doc(&Docs::text(
            "Verifies the response to a request that was signed with these arguments.",
        ));
    }
    doc(&Docs::text(
        "Verifies a message that came in, over the bytes of its body as they came. While one key takes the place of\n\
         another, [`verify_with`](crate::signing::verify_with) tries both.\n\n\
         # Errors\n\n\
         Why the message is not to be trusted; nothing of it is, then.",
    ))
}

fn body(scheme: Signed<'_>, verify: &Verify, file: &mut File) -> TokenStream {
    let values: Vec<_> = verify
        .values
        .iter()
        .filter_map(|step| match step {
            Step::Let { ident: name, value } => {
                let (name, value) = (ident(name), bound(value, file));
                Some(quote!(let #name = #value;))
            }
            _ => None,
        })
        .collect();
    let check = check(verify, file);
    let named: Vec<_> = verify
        .equal
        .iter()
        .filter(|equal| equal.names_key)
        .map(|equal| {
            file.uses().add(SIGNING, "check_key");
            let (named, own) = (reference(&equal.left, file), reference(&equal.right, file));
            quote!(check_key(#named, #own)?;)
        })
        .collect();
    let equal: Vec<_> = verify
        .equal
        .iter()
        .map(|equal| {
            file.uses().add(SIGNING, "check_equal");
            let (left, right) = (reference(&equal.left, file), reference(&equal.right, file));
            let agree = quote!(check_equal(#left, #right)?;);
            if equal.tests.is_empty() {
                return agree;
            }
            let condition = tests(&equal.tests, file);
            quote!(if #condition { #agree })
        })
        .collect();
    let clock = verify.clock.as_ref().map(|clock| {
        file.uses().add(SIGNING, "check_clock");
        file.uses().add(SIGNING, clock.instant);
        let (value, instant) = (
            reference(&clock.value, file),
            format_ident!("{}", clock.instant),
        );
        let tolerance = Literal::u64_unsuffixed(clock.tolerance);
        quote!(check_clock(incoming, #instant(#value), #tolerance)?;)
    });
    let replay = verify.replay.as_ref().map(|replay| {
        let replay = reference(replay, file);
        quote!(.with_replay(#replay))
    });
    file.uses().add("super", scheme.constant.as_str());
    let constant = ident(&scheme.constant);
    quote!(#(#named)* #(#values)* #check #(#equal)* #clock Ok(incoming.verified(#constant) #replay))
}

/// The signature: what was received, how it is decoded, and what fits.
fn check(verify: &Verify, file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, "check_signature");
    let received = match &verify.received {
        Received::One(value) => {
            let value = reference(value, file);
            quote!(&[#value])
        }
        Received::Picked { of, split, keep } => {
            file.uses().add(SIGNING, "pick");
            let of = reference(of, file);
            quote!(&pick(#of, #split, #keep))
        }
    };
    let decode = decode(verify.decode.as_deref().unwrap_or_default(), file);
    match &verify.check {
        SignatureCheck::Again(made) => {
            // What does not depend on the candidate is worked out once.
            file.uses().add(SIGNING, "matches");
            let made = value(made, file);
            quote! {
                let expected = #made;
                check_signature(#received, #decode, |raw| Ok(matches(raw, &expected)))?;
            }
        }
        SignatureCheck::Public {
            function,
            key,
            message,
        } => {
            file.uses().add(SIGNING, *function);
            let function = format_ident!("{function}");
            let (key, message) = (reference(key, file), reference(message, file));
            quote!(check_signature(#received, #decode, |raw| #function(#key, #message, raw))?;)
        }
    }
}

/// From a received text to a raw signature: a function, or several one after the other.
fn decode(steps: &[Decode], file: &mut File) -> TokenStream {
    let name = |step: &Decode| match step {
        Decode::Hex => "from_hex",
        Decode::Base64 => "from_base64",
        Decode::Pct => "unpct",
    };
    for step in steps {
        file.uses().add(SIGNING, name(step));
    }
    match steps {
        [] => quote!(|text| Ok(text.to_vec())),
        [step @ (Decode::Hex | Decode::Base64)] => {
            let function = format_ident!("{}", name(step));
            quote!(#function)
        }
        [first @ .., last] => {
            let mut written = quote!(text);
            for step in first {
                let function = format_ident!("{}", name(step));
                let refusal = (*step != Decode::Pct).then(|| quote!(?));
                written = quote!(&#function(#written) #refusal);
            }
            let function = format_ident!("{}", name(last));
            match last {
                Decode::Pct => quote!(|text| Ok(#function(#written))),
                Decode::Hex | Decode::Base64 => quote!(|text| #function(#written)),
            }
        }
    }
}
