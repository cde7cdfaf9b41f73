//! Canonical lists in words.

use super::spelling::{LEFT_OUT, all, braced, insertion, line, quoted, template};
use crate::ir::signing::{
    Headers, Item, ItemPart, Json, List, ParamSource, Params, Pick, Repeats, Sort,
};

pub(super) fn params(params: &Params) -> String {
    let sources = params.from.iter().map(|source| match source {
        ParamSource::Query => "the decoded query",
        ParamSource::QueryWire => "the query as sent",
        ParamSource::Form => "a decoded form body",
        ParamSource::Json => "the members of a JSON body",
        ParamSource::Xml => "the elements of an XML body",
    });
    let sources: Vec<_> = sources.map(str::to_owned).collect();
    let mut phrases = vec![if sources.is_empty() {
        "parameters".to_owned()
    } else {
        format!("the parameters of {}", all(&sources))
    }];
    for added in &params.add {
        let value = line(&added.value, LEFT_OUT);
        phrases.push(format!("plus {}: {value}", quoted(&added.name)));
    }
    phrases.extend(excepted(&params.except));
    phrases.extend(
        params
            .only
            .iter()
            .map(|only| format!("of these only {}", names(only))),
    );
    if params.skip_empty {
        phrases.push("without those that are empty".to_owned());
    }
    for (old, new) in &params.replace {
        phrases.push(format!(
            "{} in values replaced by {}",
            quoted(old),
            quoted(new)
        ));
    }
    phrases.extend(list(&params.list));
    phrases.join("; ")
}

pub(super) fn headers(headers: &Headers) -> String {
    let mut kinds = Vec::new();
    if !headers.names.is_empty() {
        kinds.push(names(&headers.names));
    }
    if let Some(prefix) = &headers.prefix {
        kinds.push(format!("those that begin with {}", quoted(prefix)));
    }
    let mut phrases = vec![match (headers.all, kinds.is_empty()) {
        (true, true) => "all headers, `host` first".to_owned(),
        (true, false) => format!(
            "the headers {}, then all others, `host` first",
            kinds.join(", then ")
        ),
        (false, _) if headers.names.is_empty() => {
            let prefix = kinds.join(", then ");
            format!("the headers{}", prefix.trim_start_matches("those"))
        }
        (false, _) => format!("the headers {}", kinds.join(", then ")),
    }];
    phrases.extend(excepted(&headers.except));
    if headers.missing_as_empty {
        phrases.push("those that are not there count as empty".to_owned());
    }
    phrases.extend(list(&headers.list));
    phrases.join("; ")
}

pub(super) fn excepted(except: &[String]) -> Option<String> {
    (!except.is_empty()).then(|| format!("without {}", names(except)))
}

pub(super) fn names(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
    all(&names)
}

pub(super) fn list(list: &List) -> Vec<String> {
    let sort = match list.sort {
        Sort::None => None,
        Sort::Name => Some("sorted by name"),
        Sort::NameValue => Some("sorted by name, then by value"),
    };
    let repeats = match list.repeats {
        Repeats::Keep => None,
        Repeats::Unique => Some("equal ones once"),
        Repeats::Comma => Some("those of one name once, values joined by a comma"),
    };
    let ordered = sort.into_iter().chain(repeats).map(str::to_owned);
    let item = quoted(&item(&list.item));
    let written = format!("each as {item}, {} between", quoted(&list.join));
    ordered.chain([written]).collect()
}

pub(super) fn item(item: &Item) -> String {
    let part = |part: &ItemPart| match part {
        ItemPart::Text(text) => braced(text),
        ItemPart::Name => insertion("name", &item.name),
        ItemPart::Value => insertion("value", &item.value),
    };
    item.parts.iter().map(part).collect()
}

pub(super) fn json(json: &Json) -> String {
    let mut words = format!("{} as JSON written anew", template(&json.of));
    for (is_so, what) in [
        (json.sort, ", members sorted by name"),
        (json.style.escape_slashes, ", slashes escaped"),
        (json.style.ascii, ", all but ASCII escaped"),
        (json.style.spaces, ", a blank after every colon and comma"),
    ] {
        if is_so {
            words.push_str(what);
        }
    }
    words
}

/// The items of a list that begin with a text.
pub(super) fn items(pick: &Pick) -> String {
    let split = pick.split.as_deref().filter(|split| !split.is_empty());
    let split = split.map_or_else(String::new, |split| format!(", split at {}", quoted(split)));
    let keep = if pick.keep.is_empty() {
        String::new()
    } else {
        format!(" that begins with {}, without it", quoted(&pick.keep))
    };
    format!("item of {}{split}{keep}", template(&pick.of))
}
