//! Types that know serde, read from a node: [`At::read`].

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};

use super::node::{At, Value};
use crate::diag::{Sink, codes};
use crate::source::Origin;

impl At<'_> {
    /// Reads an object of a type that serde knows; reports the first place that does not fit.
    ///
    /// Made for the plain parts of a document that the crate `openapiv3` describes.
    pub fn read<T: DeserializeOwned>(&self, sink: &mut Sink) -> Option<T> {
        self.clone().expect_object(sink)?;
        match T::deserialize(Reader(self.clone())) {
            Ok(value) => Some(value),
            Err(fault) => {
                let origin = fault.place.unwrap_or_else(|| self.origin());
                sink.report(&codes::CS0110, &origin, fault.message);
                None
            }
        }
    }
}

/// What did not fit, and where.
#[derive(Debug)]
struct Fault {
    message: String,
    place: Option<Origin>,
}

impl Fault {
    /// Places the fault, unless a value further in did so before.
    fn at(mut self, at: &At<'_>) -> Self {
        self.place.get_or_insert_with(|| at.origin());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            place: None,
        }
    }
}

struct Reader<'de>(At<'de>);

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let at = self.0;
        let read = match &at.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(spelling) => visit_number(spelling, visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => visitor.visit_seq(Items(at.items())),
            Value::Object(_) => visitor.visit_map(Members {
                members: at.members(),
                value: None,
            }),
        };
        read.map_err(|fault| fault.at(&at))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let at = self.0;
        let read = match &at.node.value {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Value::Object(_) => visitor.visit_enum(MapAccessDeserializer::new(Members {
                members: at.members(),
                value: None,
            })),
            _ => Err(de::Error::custom(format!(
                "expected a string or an object, found {}",
                at.kind()
            ))),
        };
        read.map_err(|fault| fault.at(&at))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn visit_number<'de, V: Visitor<'de>>(spelling: &str, visitor: V) -> Result<V::Value, Fault> {
    if let Ok(number) = spelling.parse() {
        return visitor.visit_u64(number);
    }
    if let Ok(number) = spelling.parse() {
        return visitor.visit_i64(number);
    }
    match spelling.parse() {
        Ok(number) => visitor.visit_f64(number),
        Err(_) => Err(de::Error::custom(format!("`{spelling}` is no number"))),
    }
}

struct Items<I>(I);

impl<'de, I: Iterator<Item = At<'de>>> SeqAccess<'de> for Items<I> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        self.0
            .next()
            .map(|at| seed.deserialize(Reader(at)))
            .transpose()
    }
}

struct Members<'a, I> {
    members: I,
    value: Option<At<'a>>,
}

impl<'de, I: Iterator<Item = (&'de str, At<'de>)>> MapAccess<'de> for Members<'de, I> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((key, at)) = self.members.next() else {
            return Ok(None);
        };
        self.value = Some(at.clone());
        seed.deserialize(BorrowedStrDeserializer::new(key))
            .map(Some)
            .map_err(|fault: Fault| fault.at(&at))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value.take() {
            Some(at) => seed.deserialize(Reader(at)),
            None => Err(de::Error::custom("a value was asked for before its name")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::diag::Sink;
    use crate::parse::parse;
    use crate::source::Source;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        name: String,
        size: Option<f64>,
        #[serde(default)]
        kinds: Vec<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Plain,
        Sized(u8),
    }

    /// The sample in a document, or the pointer and message of the one report.
    fn read(sample: &str) -> Result<Sample, (String, String)> {
        let text = format!("{{openapi: 3.0.3, x: {sample}}}");
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink).unwrap();
        let read = document.resolve("#/x").unwrap().read(&mut sink);
        let mut reports = sink.finish().reports;
        assert_eq!(reports.len(), usize::from(read.is_none()));
        read.ok_or_else(|| {
            let report = reports.remove(0);
            (report.origin.unwrap().pointer.to_string(), report.message)
        })
    }

    #[test]
    fn types_are_read_as_serde_describes_them() {
        let expected = Sample {
            name: "a".into(),
            size: Some(1.5),
            kinds: vec![Kind::Plain, Kind::Sized(3)],
        };
        let read = read("{name: a, size: 1.50, kinds: [plain, {sized: 3}], more: {b: [1]}}");
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn what_does_not_fit_is_reported_where_it_stands() {
        let cases = [
            ("{name: 1}", "#/x/name"),
            (
                "{name: a, kinds: [plain, {sized: 300}]}",
                "#/x/kinds/1/sized",
            ),
            ("{name: a, kinds: [round]}", "#/x/kinds/0"),
            ("{size: null}", "#/x"),
            ("[]", "#/x"),
        ];
        for (sample, pointer) in cases {
            assert_eq!(read(sample).unwrap_err().0, pointer, "{sample}");
        }
    }
}
