//! A program that makes and sends the request of every operation of a generated crate, from values that it reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use countersign::plan::krate::{
    BodyEnum, Crate, Encode, Home, OperationFile, RequestPart, SchemeBody, Struct, Type, TypeItem,
    TypeName, When,
};

/// The member of the values that says which variant of the body is meant.
pub(crate) const VARIANT: &str = "?";

/// Returns the operations in the order of their calls in the program, each with the module of its tag.
pub(crate) fn operations(krate: &Crate) -> Vec<(&str, &OperationFile)> {
    let of_tag = |tag| -> (&str, &[OperationFile]) {
        let tag: &countersign::plan::krate::TagModule = tag;
        (tag.module.as_str(), &tag.operations)
    };
    let tags = krate.tags.iter().map(of_tag);
    tags.flat_map(|(tag, operations)| operations.iter().map(move |it| (tag, it)))
        .collect()
}

/// Returns the source of the program.
pub(crate) fn source(krate: &Crate) -> String {
    let writer = Writer::of(krate);
    let (mut calls, mut names) = (String::new(), String::new());
    for (index, (tag, operation)) in operations(krate).into_iter().enumerate() {
        let request = writer.request(tag, operation);
        let _ = writeln!(
            calls,
            "fn call_{index}<'a>(client: &'a krate::Client, it: &'a str) -> Sent<'a> {{\n    \
             Box::pin(async move {{\n        let request = {request};\n        \
             send(client, &request).await\n    }})\n}}\n"
        );
        let _ = writeln!(names, "    call_{index},");
    }
    include_str!("programs/main.rs")
        .replace(
            "use krate",
            &format!("use {} as krate;\nuse krate", krate.package.library),
        )
        .replace("\nCALLS\n", &format!("\n{calls}"))
        .replace("    NAMES\n", &names)
        .replace("    SCHEMES\n", &schemes(krate))
}

/// Credentials for each scheme.
fn schemes(krate: &Crate) -> String {
    let mut text = String::new();
    for scheme in &krate.scheme_names {
        let of = krate
            .schemes
            .iter()
            .find(|it| it.constant == scheme.constant);
        let constant = scheme.constant.as_str();
        let _ = match of.map(|of| (&of.body, of.ident.as_str(), of.module.as_str())) {
            Some((SchemeBody::Tokens(_), ident, method)) => writeln!(
                text,
                "    builder = builder.{method}(krate::security::{ident}::token(\"loopback\"));"
            ),
            Some((SchemeBody::Recipe(_), ident, method)) => writeln!(
                text,
                "    builder = builder.{method}(krate::security::{ident}::from_env()?);"
            ),
            Some((SchemeBody::Certificate, ..)) | None => writeln!(
                text,
                "    builder = builder.scheme(krate::security::{constant}, Nothing);"
            ),
        };
    }
    text
}

/// What is known of types by their names.
struct Writer<'k> {
    structs: BTreeMap<TypeName, &'k Struct>,
}

impl<'k> Writer<'k> {
    fn of(krate: &'k Crate) -> Self {
        let mut structs = BTreeMap::new();
        let mut add = |home: Home, types: &'k [TypeItem]| {
            for item in types {
                if let TypeItem::Struct(item) = item {
                    let name = TypeName {
                        home: home.clone(),
                        ident: item.ident.clone(),
                    };
                    structs.insert(name, item);
                }
            }
        };
        for file in &krate.types {
            add(Home::Types, &file.types);
        }
        for tag in &krate.tags {
            for operation in &tag.operations {
                let home = Home::Operation {
                    tag: tag.module.clone(),
                    module: operation.module.clone(),
                };
                add(home, &operation.types);
            }
        }
        Self { structs }
    }

    fn request(&self, tag: &str, operation: &OperationFile) -> String {
        let request = &operation.request;
        let item = &request.item;
        let path = format!("krate::{tag}::{}", item.ident.as_str());
        let body = request.parts.iter().find_map(|part| match part {
            RequestPart::Body { field, encode, .. } => Some((field.as_ref(), encode)),
            _ => None,
        });
        if let Some((None, _)) = body {
            return self.literal(&path, item, "it");
        }
        let mut fields = String::new();
        for field in &item.fields {
            let place = format!("member(it, {:?})", field.ident.as_str());
            let value = match (body, &operation.body) {
                (Some((Some(of), Encode::OneOf(..))), Some(one_of)) if *of == field.ident => {
                    self.one_of(tag, one_of, &field.ty, &place)
                }
                _ => self.value(&field.ty, &place),
            };
            let _ = write!(fields, "{}: {value}, ", field.ident.as_str());
        }
        format!("{path} {{ {fields}}}")
    }

    fn one_of(&self, tag: &str, body: &BodyEnum, ty: &Type, place: &str) -> String {
        let ident = body.ident.as_str();
        let mut arms = String::new();
        for (index, variant) in body.variants.iter().enumerate() {
            let value = self.value(&variant.ty, place);
            let name = variant.ident.as_str();
            let _ = write!(
                arms,
                "\"{index}\" => krate::{tag}::{ident}::{name}({value}), "
            );
        }
        let chosen = format!(
            "match member(it, {VARIANT:?}) {{ {arms}_ => return Err(\"no such variant\".into()) }}"
        );
        if matches!(ty, Type::Option(_)) {
            format!("Some({chosen})")
        } else {
            chosen
        }
    }

    /// An expression for a value of a type, from the JSON text that stands at `place`.
    fn value(&self, ty: &Type, place: &str) -> String {
        if !self.has_bytes(ty) {
            return format!("read({place})?");
        }
        match ty {
            Type::Option(inner) => format!("Some({})", self.value(inner, place)),
            Type::Nullable(inner) => {
                format!("krate::Nullable::Value({})", self.value(inner, place))
            }
            Type::Vec(inner) => format!("vec![{}]", self.value(inner, place)),
            Type::Boxed(inner) => format!("Box::new({})", self.value(inner, place)),
            Type::Map(inner) => {
                let value = self.value(inner, place);
                format!("std::collections::BTreeMap::from([(\"some\".to_owned(), {value})])")
            }
            Type::BinaryBody => {
                "krate::BinaryBody::new(&b\"\\x00\\xff\\r\\n--bytes\"[..])".to_owned()
            }
            Type::FilePart => "krate::FilePart::new(&b\"\\x00\\xff\\r\\n--bytes\"[..])".to_owned(),
            Type::Multipart => {
                "krate::Multipart::new().text(\"some\", &\"text\".to_owned())".to_owned()
            }
            Type::Named(name) => {
                let home = name.home.path().replacen("crate", "krate", 1);
                let path = format!("{home}::{}", name.ident.as_str());
                let literal = self.literal(&path, self.structs[name], "it");
                format!("{{ let it = {place}; {literal} }}")
            }
            _ => format!("read({place})?"),
        }
    }

    fn literal(&self, path: &str, item: &Struct, it: &str) -> String {
        let mut fields = String::new();
        for field in &item.fields {
            let value = self.value(&field.ty, &format!("member({it}, {:?})", field.wire));
            let _ = write!(fields, "{}: {value}, ", field.ident.as_str());
        }
        if let Some(rest) = &item.rest {
            let known: Vec<_> = item.fields.iter().map(|it| it.wire.as_str()).collect();
            let place = format!("&rest({it}, &{known:?})");
            let ty = Type::Map(Box::new(rest.ty.clone()));
            let value = if self.has_bytes(&ty) {
                "std::collections::BTreeMap::new()".to_owned()
            } else {
                self.value(&ty, &place)
            };
            let _ = write!(fields, "{}: {value}, ", rest.ident.as_str());
        }
        format!("{path} {{ {fields}}}")
    }

    /// Whether values of the type cannot be read from JSON.
    fn has_bytes(&self, ty: &Type) -> bool {
        match ty.innermost() {
            Type::BinaryBody | Type::FilePart | Type::Multipart => true,
            Type::Named(name) => {
                let item = self.structs.get(name);
                item.is_some_and(|it| it.coding.decode == When::Never)
            }
            _ => false,
        }
    }
}
