//! Media types: which one a caller accepts (RFC 9110 §12.5.1), and which one it sends.

/// Returns the place of the offered media type that is accepted most; the first of several. Without a
/// header anything is accepted, JSON before the rest.
pub(crate) fn accepted(accept: Option<&str>, offered: &[&str]) -> Option<usize> {
    let Some(accept) = accept.filter(|it| !it.trim().is_empty()) else {
        let json = offered.iter().position(|it| is_json(it));
        return json.or((!offered.is_empty()).then_some(0));
    };
    let ranges: Vec<(&str, f32)> = accept.split(',').map(range).collect();
    let weighed = offered.iter().enumerate().filter_map(|(place, name)| {
        // The range that says most about it counts.
        let fitting = ranges.iter().filter(|(range, _)| matches(range, name));
        let (_, weight) = fitting.max_by_key(|(range, _)| precision(range))?;
        (*weight > 0.0).then_some((place, *weight))
    });
    // The first of those with the same weight: `max_by` would give the last.
    let best = weighed.reduce(|one, two| if two.1 > one.1 { two } else { one });
    best.map(|(place, _)| place)
}

/// Returns whether a media type is in a range such as `application/*`; parameters do not count.
pub(crate) fn matches(range: &str, name: &str) -> bool {
    let (range, name) = (essence(range), essence(name));
    if range == "*/*" || range == "*" {
        return true;
    }
    match range.strip_suffix("/*") {
        Some(kind) => name.split('/').next() == Some(kind),
        None => range == name,
    }
}

/// Returns a media type without parameters, in lower case.
pub(crate) fn essence(name: &str) -> String {
    let name = name.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

/// Returns whether a media type is JSON's.
pub(crate) fn is_json(name: &str) -> bool {
    let name = essence(name);
    name == "application/json" || name == "text/json" || name.ends_with("+json")
}

fn range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';');
    let name = parts.next().unwrap_or_default().trim();
    let mut weights = parts.filter_map(|it| it.trim().strip_prefix("q=")?.parse().ok());
    (name, weights.next().unwrap_or(1.0))
}

fn precision(range: &str) -> u8 {
    match range {
        "*/*" | "*" => 0,
        range if range.ends_with("/*") => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_accepted_is_taken() {
        let offered = ["text/csv", "application/json", "application/xml"];
        let taken = |accept| accepted(accept, &offered);
        assert_eq!(taken(None), Some(1));
        assert_eq!(taken(Some("*/*")), Some(0));
        assert_eq!(taken(Some("application/*;q=0.5, text/csv;q=0.2")), Some(1));
        assert_eq!(
            taken(Some("application/xml, application/json;q=0.9")),
            Some(2)
        );
        assert_eq!(
            taken(Some("*/*, text/csv;q=0, application/json;q=0")),
            Some(2)
        );
        assert_eq!(taken(Some("image/png")), None);
        assert_eq!(accepted(None, &[]), None);
    }
}
