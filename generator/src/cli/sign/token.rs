//! A token in the header `Authorization`, as a recipe that signs nothing.

use crate::ir::signing::{
    Algorithm, Credential, Decode, Insert, Message, Name, Part, Place, Scheme, Target, Template,
};
use crate::source::Origin;

/// The name of the credential, and of the environment variable's last part.
const TOKEN: &str = "token";

/// What the scheme `name` does with a token.
pub(super) fn recipe(name: &str, origin: &Origin) -> Scheme {
    Scheme {
        origin: origin.clone(),
        name: name.to_owned(),
        bases: Vec::new(),
        credentials: vec![Credential {
            origin: origin.clone(),
            name: TOKEN.to_owned(),
            description: None,
            secret: true,
            strip: None,
            decode: Decode::Utf8,
            optional: false,
        }],
        values: Vec::new(),
        inject: Vec::new(),
        send_body: true,
        serial: false,
        algorithm: Algorithm::None,
        key: None,
        message: Message {
            lines: Vec::new(),
            join: String::new(),
            secret: false,
        },
        encode: Vec::new(),
        place: vec![Place {
            origin: origin.clone(),
            target: Target::Header("Authorization".to_owned()),
            value: bearer(origin),
            when: None,
        }],
        verify: None,
    }
}

fn bearer(origin: &Origin) -> Template {
    let token = Insert {
        name: Name::Credential(TOKEN.to_owned()),
        filters: Vec::new(),
        secret: true,
    };
    Template {
        origin: origin.clone(),
        parts: vec![Part::Text("Bearer ".to_owned()), Part::Insert(token)],
        secret: true,
    }
}
