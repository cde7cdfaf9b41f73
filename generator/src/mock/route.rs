//! From a path to the operations that live there.

use std::collections::BTreeMap;

use crate::ir::{Api, Segment};

/// Finds operations by their paths.
#[derive(Debug, Default)]
pub(crate) struct Router {
    /// Paths without parameters: the operations at each.
    fixed: BTreeMap<String, Vec<usize>>,
    /// The others, those with more literal text first.
    templates: Vec<Template>,
    /// Paths of the document's servers, without a slash at their ends, the longest first.
    prefixes: Vec<String>,
}

#[derive(Debug)]
struct Template {
    segments: Vec<Segment>,
    operations: Vec<usize>,
}

/// The operations at a path, with the path's parameters, decoded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) operations: Vec<usize>,
    pub(crate) params: BTreeMap<String, String>,
    /// The same as on the wire.
    pub(crate) raw: BTreeMap<String, String>,
}

impl Router {
    pub(crate) fn new(api: &Api) -> Self {
        let mut router = Self::default();
        for (index, operation) in api.operations.iter().enumerate() {
            router.add(&operation.segments, index);
        }
        let literal = |segments: &[Segment]| -> usize {
            let lengths = segments.iter().map(|it| match it {
                Segment::Literal(text) => text.len(),
                Segment::Parameter(_) => 0,
            });
            lengths.sum()
        };
        router.templates.sort_by_key(|it| {
            let parameters = it.segments.len();
            (usize::MAX - literal(&it.segments), parameters)
        });
        let own = api.operations.iter().filter_map(|it| it.server.as_ref());
        let prefixes = api.servers.iter().chain(own);
        let prefixes = prefixes.map(|server| prefix(&server.url));
        router.prefixes = prefixes.filter(|it| !it.is_empty()).collect();
        router
            .prefixes
            .sort_by(|one, two| two.len().cmp(&one.len()).then_with(|| one.cmp(two)));
        router.prefixes.dedup();
        router
    }

    fn add(&mut self, segments: &[Segment], index: usize) {
        let literal: Option<String> = segments
            .iter()
            .map(|it| match it {
                Segment::Literal(text) => Some(text.as_str()),
                Segment::Parameter(_) => None,
            })
            .collect();
        if let Some(path) = literal {
            self.fixed.entry(path).or_default().push(index);
            return;
        }
        match self.templates.iter_mut().find(|it| it.segments == segments) {
            Some(template) => template.operations.push(index),
            None => self.templates.push(Template {
                segments: segments.to_vec(),
                operations: vec![index],
            }),
        }
    }

    /// Finds what lives at a path as it is on the wire: each template that it fits, those that say more
    /// first. The path of a server may stand before it, and a slash behind it.
    pub(crate) fn find(&self, path: &str) -> Vec<Found> {
        let mut candidates = vec![path];
        for prefix in &self.prefixes {
            let rest = path.strip_prefix(prefix.as_str());
            candidates.extend(rest.filter(|it| it.starts_with('/')));
        }
        for length in 0..candidates.len() {
            candidates.extend(
                candidates[length]
                    .strip_suffix('/')
                    .filter(|it| !it.is_empty()),
            );
        }
        let found = candidates.iter().map(|it| self.at(it));
        found
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or_default()
    }

    fn at(&self, path: &str) -> Vec<Found> {
        let fixed = self.fixed.get(path).map(|operations| Found {
            operations: operations.clone(),
            ..Found::default()
        });
        let templates = self.templates.iter().filter_map(|template| {
            let mut raw = BTreeMap::new();
            matches(&template.segments, path, &mut raw).then(|| Found {
                operations: template.operations.clone(),
                params: decoded(&raw),
                raw,
            })
        });
        fixed.into_iter().chain(templates).collect()
    }
}

/// A parameter is what stands between two literals, at least one character and no slash.
fn matches(segments: &[Segment], path: &str, params: &mut BTreeMap<String, String>) -> bool {
    let (mut rest, mut segments) = (path, segments);
    while let Some((segment, after)) = segments.split_first() {
        segments = after;
        match segment {
            Segment::Literal(text) => match rest.strip_prefix(text.as_str()) {
                Some(behind) => rest = behind,
                None => return false,
            },
            Segment::Parameter(name) => {
                let whole = rest.find('/').unwrap_or(rest.len());
                let end = match after.first() {
                    // The last place where the literal stands, as in `{name}.{ending}`.
                    Some(Segment::Literal(text)) if !text.starts_with('/') => {
                        let literal = text.split('/').next().unwrap_or_default();
                        match rest[..whole].rfind(literal) {
                            Some(end) => end,
                            None => return false,
                        }
                    }
                    Some(Segment::Literal(_) | Segment::Parameter(_)) | None => whole,
                };
                if end == 0 {
                    return false;
                }
                params.insert(name.clone(), rest[..end].to_owned());
                rest = &rest[end..];
            }
        }
    }
    rest.is_empty()
}

fn decoded(raw: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let params = raw.iter().map(|(name, text)| {
        let text = percent_encoding::percent_decode_str(text);
        (name.clone(), text.decode_utf8_lossy().into_owned())
    });
    params.collect()
}

/// The path of a server's URL.
fn prefix(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, rest)| {
        rest.find('/').map_or("", |start| &rest[start..])
    });
    after.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(path: &str) -> Vec<Segment> {
        let mut segments = Vec::new();
        for piece in path.split('{') {
            match piece.split_once('}') {
                Some((name, literal)) => {
                    segments.push(Segment::Parameter(name.to_owned()));
                    segments.push(Segment::Literal(literal.to_owned()));
                }
                None => segments.push(Segment::Literal(piece.to_owned())),
            }
        }
        segments.retain(|it| *it != Segment::Literal(String::new()));
        segments
    }

    #[track_caller]
    fn reads(template: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let mut params = BTreeMap::new();
        let found = matches(&segments(template), path, &mut params);
        let params = decoded(&params);
        let params: Vec<_> = params
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(
            found.then_some(params.as_slice()),
            expected,
            "{template} {path}"
        );
    }

    #[test]
    fn parameters_are_decoded_and_end_at_slashes() {
        reads("/a/{b}", "/a/x%20y", Some(&[("b", "x y")]));
        reads("/a/{b}/c", "/a/x/c", Some(&[("b", "x")]));
        reads("/a/{b}", "/a/x/c", None);
        reads("/a/{b}", "/a/", None);
        reads("/{a}.{b}", "/x.y.z", Some(&[("a", "x.y"), ("b", "z")]));
        reads("/{a}:cancel", "/x:y:cancel", Some(&[("a", "x:y")]));
    }

    #[test]
    fn the_path_of_a_server_is_known() {
        assert_eq!(prefix("https://a.example/v1/"), "/v1");
        assert_eq!(prefix("https://a.example"), "");
        assert_eq!(prefix("/v2"), "/v2");
    }
}
