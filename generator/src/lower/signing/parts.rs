//! From nodes to the parts of a recipe that are lists or objects of their own: `inject`, `place` and
//! `verify`.

use super::read::{Reader, VerifyDraft, list, message};
use super::words;
use crate::diag::codes;
use crate::ir::signing::{Clock, Equal, FieldKind, Inject, Pick, Place, Received, Target};
use crate::parse::At;

pub(super) fn inject(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Inject> {
    let at = at.expect_object(reader.sink)?;
    reader.known(&at, &["in", "name", "value", "as", "when"]);
    Some(Inject {
        origin: reader.origin(&at),
        target: target(reader, &at, &["header", "query", "body"])?,
        value: reader.required_template(&at, "value")?,
        kind: match at.get("as") {
            Some(at) => reader.word(&at, "kind of field", words::KINDS)?,
            None => FieldKind::String,
        },
        when: at.get("when").and_then(|at| reader.when(&at)),
    })
}

pub(super) fn place(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Place> {
    let at = at.expect_object(reader.sink)?;
    reader.known(&at, &["in", "name", "value", "when"]);
    Some(Place {
        origin: reader.origin(&at),
        target: target(reader, &at, &["header", "query", "cookie", "body"])?,
        value: reader.required_template(&at, "value")?,
        when: at.get("when").and_then(|at| reader.when(&at)),
    })
}

fn target(reader: &mut Reader<'_>, at: &At<'_>, places: &[&str]) -> Option<Target> {
    let place = at.require("in", reader.sink)?;
    let name = at.require("name", reader.sink)?;
    let text = reader.text(&name)?;
    let word = place.expect_str(reader.sink)?;
    if !places.contains(&word) {
        reader
            .report(
                &codes::CS0602,
                &place,
                format!("nothing can be put into `{word}`"),
            )
            .help(format!(
                "known are {}",
                words::quoted(places.iter().copied())
            ));
        return None;
    }
    let valid = match word {
        "header" | "cookie" => words::is_token(&text),
        _ => !text.is_empty(),
    };
    if !valid {
        reader.report(
            &codes::CS0602,
            &name,
            format!("`{text}` cannot be the name of a {word} field"),
        );
        return None;
    }
    Some(match word {
        "header" => Target::Header(text),
        "query" => Target::Query(text),
        "cookie" => Target::Cookie(text),
        _ => Target::Body(
            text.split('/')
                .map(|step| step.replace("~1", "/").replace("~0", "~"))
                .collect(),
        ),
    })
}

pub(super) fn verify(reader: &mut Reader<'_>, at: &At<'_>) -> Option<VerifyDraft> {
    let at = at.expect_object(reader.sink)?;
    reader.known(
        &at,
        &[
            "of", "received", "clock", "replay", "equal", "message", "join", "key",
        ],
    );
    let received = at.require("received", reader.sink)?;
    Some(VerifyDraft {
        origin: reader.origin(&at),
        incoming: at
            .get("of")
            .and_then(|at| reader.word(&at, "kind of message", words::INCOMING)),
        received: self::received(reader, &received)?,
        clock: at.get("clock").and_then(|at| clock(reader, &at)),
        replay: at.get("replay").and_then(|at| reader.template(&at)),
        equal: at
            .get("equal")
            .map(|at| list(reader, &at, equal))
            .unwrap_or_default(),
        message: at.get("message").map(|at| message(reader, &at)),
        join: at
            .get("join")
            .and_then(|at| reader.text(&at))
            .unwrap_or_default(),
        key: at.get("key").and_then(|at| reader.template(&at)),
    })
}

fn received(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Received> {
    if !at.is_object() {
        return reader.template(at).map(Received::One);
    }
    reader.known(at, &["pick"]);
    let member = at.require("pick", reader.sink)?;
    pick(reader, &member).map(Received::Many)
}

pub(super) fn pick(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Pick> {
    let at = at.expect_object(reader.sink)?;
    reader.known(&at, &["of", "split", "keep"]);
    Some(Pick {
        of: reader.required_template(&at, "of")?,
        split: at.str("split", reader.sink).map(str::to_owned),
        keep: at.str("keep", reader.sink).unwrap_or_default().to_owned(),
    })
}

fn clock(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Clock> {
    let at = at.expect_object(reader.sink)?;
    reader.known(&at, &["value", "unit", "tolerance"]);
    let unit = at.require("unit", reader.sink)?;
    Some(Clock {
        value: reader.required_template(&at, "value")?,
        format: reader.word(&unit, "unit of a clock", words::CLOCKS)?,
        tolerance: at
            .require("tolerance", reader.sink)?
            .expect_u64(reader.sink)?,
    })
}

fn equal(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Equal> {
    let at = at.expect_object(reader.sink)?;
    reader.known(&at, &["of", "when"]);
    let of = at.require("of", reader.sink)?.expect_array(reader.sink)?;
    let (Some(left), Some(right), None) = (of.item(0), of.item(1), of.item(2)) else {
        reader.report(
            &codes::CS0612,
            &of,
            "two texts are compared, not more and not fewer",
        );
        return None;
    };
    Some(Equal {
        left: reader.template(&left)?,
        right: reader.template(&right)?,
        names_key: false,
        when: at.get("when").and_then(|at| reader.when(&at)),
    })
}
