//! Values for requests: of every parameter and of the body, by the document alone.

use std::fmt::Write as _;

use countersign::ir::{Api, Operation, ParameterPlace, SchemaId};
use countersign::mock::{Samples, Travel};
use countersign::plan::krate::{Encode, OperationFile, RequestPart};

use crate::program::VARIANT;

/// Returns what the document says of an operation.
pub(crate) fn operation<'a>(api: &'a Api, file: &OperationFile) -> Option<&'a Operation> {
    let info = &file.info;
    let mut operations = api.operations.iter();
    operations.find(|it| it.id == info.id && it.method.name() == info.method)
}

/// Returns up to `rounds` lines of values, each a JSON object; what has no value is told instead.
pub(crate) fn lines(
    api: &Api,
    samples: &Samples<'_>,
    operation: &OperationFile,
    rounds: u64,
) -> Result<Vec<String>, String> {
    let of = self::operation(api, operation).ok_or("it is not in the document")?;
    let maker = Maker {
        api,
        samples,
        rounds,
    };
    let mut columns = Vec::new();
    for part in &operation.request.parts {
        match part {
            RequestPart::Body {
                field: None,
                encode,
                ..
            } => return Ok(maker.body(of, encode)),
            RequestPart::Body {
                field: Some(field),
                encode: Encode::OneOf(_, variants),
                ..
            } => {
                let bodies: Vec<_> = variants.iter().map(|(_, it)| maker.body(of, it)).collect();
                columns.push((field.as_str(), Column::OneOf(bodies)));
            }
            RequestPart::Body {
                field: Some(field),
                encode,
                ..
            } => {
                columns.push((field.as_str(), Column::One(maker.body(of, encode))));
            }
            RequestPart::Path { wire, field } => {
                columns.push((
                    field.as_str(),
                    maker.parameter(of, ParameterPlace::Path, wire)?,
                ));
            }
            // It is sent whatever the request holds.
            RequestPart::Flag { field: None, .. } => {}
            RequestPart::Query { wire, field, .. }
            | RequestPart::Flag {
                wire,
                field: Some(field),
            } => {
                columns.push((
                    field.as_str(),
                    maker.parameter(of, ParameterPlace::Query, wire)?,
                ));
            }
            RequestPart::Header { wire, field } => {
                columns.push((
                    field.as_str(),
                    maker.parameter(of, ParameterPlace::Header, wire)?,
                ));
            }
            RequestPart::Cookie { wire, field } => {
                columns.push((
                    field.as_str(),
                    maker.parameter(of, ParameterPlace::Cookie, wire)?,
                ));
            }
            RequestPart::Styled {
                place, wire, field, ..
            } => {
                columns.push((field.as_str(), maker.parameter(of, *place, wire)?));
            }
        }
    }
    let rounds = if columns.is_empty() { 1 } else { rounds };
    (0..rounds)
        .map(|round| line(&columns, usize::try_from(round).unwrap_or(0)))
        .collect()
}

/// The values of one field.
enum Column {
    One(Vec<String>),
    /// Of each variant.
    OneOf(Vec<Vec<String>>),
}

fn line(columns: &[(&str, Column)], round: usize) -> Result<String, String> {
    let mut line = String::new();
    for (name, column) in columns {
        let values = match column {
            Column::One(values) => values,
            Column::OneOf(variants) => {
                let index = round % variants.len().max(1);
                let _ = write!(line, ",{VARIANT:?}:{index}");
                variants.get(index).ok_or("no variant")?
            }
        };
        if values.is_empty() {
            return Err(format!("no value is made for `{name}`"));
        }
        let _ = write!(line, ",{name:?}:{}", values[round % values.len()]);
    }
    Ok(format!("{{{}}}", line.trim_start_matches(',')))
}

struct Maker<'a> {
    api: &'a Api,
    samples: &'a Samples<'a>,
    rounds: u64,
}

impl Maker<'_> {
    fn parameter(
        &self,
        of: &Operation,
        place: ParameterPlace,
        wire: &str,
    ) -> Result<Column, String> {
        let mut parameters = of.parameters.iter();
        let found = parameters.find(|it| it.place == place && it.name == wire);
        let found = found.ok_or_else(|| format!("`{wire}` is no parameter of the document"))?;
        let mut values = self.schema(found.usage.schema);
        if place == ParameterPlace::Header {
            // Clients refuse what no header can carry.
            let is_plain = |it: &String| it.is_ascii() && !it.contains('\\');
            if values.iter().any(is_plain) {
                values.retain(is_plain);
            }
        }
        Ok(Column::One(values))
    }

    fn body(&self, of: &Operation, encode: &Encode) -> Vec<String> {
        let (Encode::Json(name)
        | Encode::Form(name, _)
        | Encode::Multipart(name, _)
        | Encode::Text(name)
        | Encode::Binary(name)) = encode
        else {
            return Vec::new();
        };
        let mut contents = of.body.iter().flat_map(countersign::ir::Body::contents);
        let content = contents.find(|it| it.media_type.name() == name);
        let usage = content.and_then(|it| it.usage);
        let mut values = usage.map_or_else(Vec::new, |usage| self.schema(usage.schema));
        match encode {
            // The program has bytes of its own.
            Encode::Binary(_) => values = vec!["null".to_owned()],
            Encode::Text(_) => {
                values.retain(|it| it.starts_with('"'));
                if values.is_empty() {
                    values.push("\"text\"".to_owned());
                }
            }
            _ if usage.is_none() => values.push("\"text\"".to_owned()),
            _ => {}
        }
        values
    }

    fn schema(&self, id: SchemaId) -> Vec<String> {
        let pointer = self.api.schemas[id].origin.pointer.to_string();
        self.samples.listed(&pointer, Travel::Sent, self.rounds)
    }
}
