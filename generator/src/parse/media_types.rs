//! Which media type is used where a document offers several, as a configuration says it.
//!
//! In: the list `media-types` of a configuration. Out: a rank for every media type of the document.

/// Media types in the order in which they are preferred; those not listed come after them, in an order of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaTypes(Vec<String>);

impl MediaTypes {
    /// Takes media types (`application/xml`) and groups of them (`text/*`), the dearest first.
    ///
    /// # Errors
    ///
    /// The first that is neither, and why, to stand behind a colon.
    pub fn of(list: &[String]) -> Result<Self, (usize, &'static str)> {
        let mut ranges = Vec::new();
        for (place, text) in list.iter().enumerate() {
            let range = text.trim().to_ascii_lowercase();
            is_range(&range).map_err(|reason| (place, reason))?;
            if ranges.contains(&range) {
                return Err((place, "it is listed twice"));
            }
            ranges.push(range);
        }
        Ok(Self(ranges))
    }

    /// Returns how far down the list a media type stands, without regard to its parameters; the length of the list
    /// if it is not there.
    pub fn rank(&self, media_type: &str) -> usize {
        let essence = essence(media_type);
        let ranges = self.0.iter();
        let covering = ranges
            .enumerate()
            .find(|(_, range)| covers(range, &essence));
        covering.map_or(self.0.len(), |(place, _)| place)
    }

    /// Returns what is listed and covers none of these media types.
    pub fn unused<'a>(&'a self, found: &[String]) -> Vec<&'a str> {
        let covers_none = |range: &&String| !found.iter().any(|it| covers(range, &essence(it)));
        self.0
            .iter()
            .filter(covers_none)
            .map(String::as_str)
            .collect()
    }
}

/// A media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    let name = media_type.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

/// Whether `range` is the media type or a group that it belongs to.
fn covers(range: &str, essence: &str) -> bool {
    match range.strip_suffix('*') {
        Some(group) => essence.starts_with(group),
        None => range == essence,
    }
}

fn is_range(text: &str) -> Result<(), &'static str> {
    // The characters of a token (RFC 9110 §5.6.2).
    let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'+-.^_`|~".contains(c);
    let is_token = |part: &str| !part.is_empty() && part.chars().all(is_part);
    if text.contains(';') {
        return Err("parameters do not count: leave out what follows the `;`");
    }
    match text.split_once('/') {
        Some((group, name)) if is_token(group) && (name == "*" || is_token(name)) => Ok(()),
        _ => Err("a media type is such as `application/xml`, a group of them such as `text/*`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[&str]) -> Result<MediaTypes, (usize, &'static str)> {
        let list: Vec<_> = list.iter().map(|it| (*it).to_owned()).collect();
        MediaTypes::of(&list)
    }

    #[test]
    fn what_is_listed_comes_before_what_is_not() {
        let order = of(&["application/XML", "text/*"]).unwrap();
        assert_eq!(order.rank("application/xml; charset=utf-8"), 0);
        assert_eq!(order.rank("Text/CSV"), 1);
        assert_eq!(order.rank("application/json"), 2);
    }

    #[test]
    fn what_is_no_media_type_is_refused() {
        for text in [
            "", "json", "/x", "a/", "*/*", "a/*b", "a/b;c=d", "a b/c", "a/b/c",
        ] {
            assert_eq!(of(&["a/b", text]).unwrap_err().0, 1, "{text}");
        }
        assert_eq!(of(&["a/b", "A/B"]).unwrap_err().1, "it is listed twice");
    }

    #[test]
    fn what_covers_nothing_is_told() {
        let order = of(&["text/*", "application/xml"]).unwrap();
        assert_eq!(
            order.unused(&["text/plain; charset=utf-8".to_owned()]),
            ["application/xml"]
        );
    }
}
