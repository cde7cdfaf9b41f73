//! What is signed: a request made of arguments and of what the document says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Arguments, Usage, pair, token};
use crate::ir::signing::{Algorithm, Scheme};
use crate::ir::{Api, Operation, Requirement, SecurityKind, Segment};
use crate::signing::{Injection, Request, Shown, Url};

/// A request and the schemes that sign it in turn.
pub(super) struct Subject<'a> {
    /// The operation, if it is one's.
    pub(super) operation: Option<&'a Operation>,
    pub(super) schemes: Vec<Cow<'a, Scheme>>,
    pub(super) request: Request,
    pub(super) injection: Injection,
}

impl<'a> Subject<'a> {
    /// Makes the request of an operation, or the one that the arguments describe.
    pub(super) fn find(
        api: &'a Api,
        operation: Option<&str>,
        arguments: &Arguments,
        body: Option<Vec<u8>>,
    ) -> Result<Self, Usage> {
        let Some(id) = operation else {
            return Self::of_scheme(api, arguments, body);
        };
        let operation = api.operations.iter().find(|it| it.id == id);
        let operation =
            operation.ok_or_else(|| Usage(format!("the document has no operation `{id}`")))?;
        if arguments.method.is_some() {
            return Err(Usage("an operation has its own method".into()));
        }
        let schemes = schemes_of(api, operation, arguments.scheme.as_deref())?;
        let (body, content_type) = body_of(operation, body)?;
        let params = pairs(&arguments.params, "path parameter")?;
        let url = match &arguments.url {
            Some(url) => url.clone(),
            None => base(api, Some(operation)) + &path(operation, &params)?,
        };
        let request = request(operation.method.name(), &url, arguments, body, content_type)?;
        let request = Request {
            params: params.into_iter().collect(),
            ..request
        };
        Ok(Self {
            operation: Some(operation),
            schemes,
            request,
            injection: Injection::All,
        })
    }

    fn of_scheme(
        api: &'a Api,
        arguments: &Arguments,
        body: Option<Vec<u8>>,
    ) -> Result<Self, Usage> {
        let name = arguments.scheme.as_deref().unwrap_or_default();
        let scheme = scheme(api, name)?;
        let body = body.ok_or_else(|| Usage("say what is signed: `--body-file FILE`".into()))?;
        // A guess that `--header` overrules; few recipes read it.
        let json = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
        let content_type = json.then(|| "application/json".to_owned());
        let url = arguments
            .url
            .clone()
            .unwrap_or_else(|| base(api, None) + "/");
        let method = arguments
            .method
            .as_deref()
            .unwrap_or("POST")
            .to_ascii_uppercase();
        let request = request(&method, &url, arguments, body, content_type)?;
        let params = pairs(&arguments.params, "path parameter")?;
        let request = Request {
            params: params.into_iter().collect(),
            ..request
        };
        Ok(Self {
            operation: None,
            schemes: vec![scheme],
            request,
            injection: Injection::NotBody,
        })
    }

    /// Whether a recipe has a value of this name, or a signature that is given under it.
    pub(super) fn has_value(&self, name: &str) -> bool {
        self.schemes.iter().any(|scheme| {
            let custom = matches!(&scheme.algorithm, Algorithm::Custom(custom) if custom == name);
            custom || scheme.values.iter().any(|value| value.name == name)
        })
    }
}

fn scheme<'a>(api: &'a Api, name: &str) -> Result<Cow<'a, Scheme>, Usage> {
    let found = api.security_schemes.get(name);
    match found.map(|scheme| (&scheme.kind, &scheme.origin)) {
        Some((SecurityKind::Recipe(scheme), _)) => Ok(Cow::Borrowed(scheme)),
        Some((
            SecurityKind::Bearer | SecurityKind::OAuth2(_) | SecurityKind::OpenIdConnect { .. },
            origin,
        )) => Ok(Cow::Owned(token::recipe(name, origin))),
        Some((
            SecurityKind::Key { .. }
            | SecurityKind::Basic
            | SecurityKind::MutualTls
            | SecurityKind::Unsupported,
            _,
        )) => Err(Usage(format!(
            "scheme `{name}` signs nothing: it has no `x-signing`"
        ))),
        None => {
            let known: Vec<_> = api
                .security_schemes
                .keys()
                .map(|name| format!("`{name}`"))
                .collect();
            Err(Usage(format!(
                "there is no scheme `{name}`; the document has {}",
                known.join(", ")
            )))
        }
    }
}

/// The schemes of the first alternative that is signed, or of the first that has the wanted one; as
/// the operation changes them. Schemes of such an alternative that send a credential as it is have no
/// part in this; where none is signed, a token is shown.
fn schemes_of<'a>(
    api: &'a Api,
    operation: &'a Operation,
    wanted: Option<&str>,
) -> Result<Vec<Cow<'a, Scheme>>, Usage> {
    let recipe = |name: &String| {
        let changed = operation.schemes.get(name).map(Cow::Borrowed);
        changed.or_else(|| scheme(api, name).ok())
    };
    let has_wanted = |requirement: &&Requirement| {
        wanted.is_none_or(|wanted| requirement.schemes.iter().any(|name| name == wanted))
    };
    let alternatives: Vec<Vec<_>> = operation
        .security
        .iter()
        .filter(has_wanted)
        .map(|requirement| requirement.schemes.iter().filter_map(recipe).collect())
        .collect();
    let is_token = |scheme: &Cow<'_, Scheme>| matches!(scheme, Cow::Owned(_));
    let signed = alternatives.iter().find(|all| !all.iter().all(is_token));
    let shown = signed.or(alternatives.iter().find(|all| !all.is_empty()));
    let shown = shown.map(|all| {
        let keep = |scheme: &&Cow<'a, Scheme>| signed.is_none() || !is_token(scheme);
        all.iter().filter(keep).cloned().collect()
    });
    shown.ok_or_else(|| match wanted {
        Some(wanted) => Usage(format!(
            "operation `{}` is not signed with scheme `{wanted}`",
            operation.id
        )),
        None => Usage(format!("operation `{}` is not signed", operation.id)),
    })
}

/// The body: the file, else the document's example; and its media type.
fn body_of(
    operation: &Operation,
    file: Option<Vec<u8>>,
) -> Result<(Vec<u8>, Option<String>), Usage> {
    let Some(body) = &operation.body else {
        return Ok((file.unwrap_or_default(), None));
    };
    let content_type = body.content.media_type.name().to_owned();
    let example = || body.content.example.clone().map(String::into_bytes);
    match file.or_else(example) {
        Some(body) => Ok((body, Some(content_type))),
        None if body.required => {
            let id = &operation.id;
            Err(Usage(format!(
                "`{id}` has a body, and the document no example of it: give `--body-file FILE`"
            )))
        }
        None => Ok((Vec::new(), None)),
    }
}

/// The server of the operation, else the first one of all, without a slash at its end.
fn base(api: &Api, operation: Option<&Operation>) -> String {
    let all = api.servers.first();
    let own = operation.and_then(|it| it.server.as_ref());
    let own = own.filter(|it| it.url.contains("://"));
    let url = own.or(all).map(|server| server.url.as_str());
    url.unwrap_or_default().trim_end_matches('/').to_owned()
}

fn path(operation: &Operation, params: &[(String, String)]) -> Result<String, Usage> {
    let mut path = String::new();
    for segment in &operation.segments {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Parameter(name) => {
                let value = params
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, value)| value);
                let value = value
                    .ok_or_else(|| Usage(format!("give `--param {name}=…`, a part of the path")))?;
                path.push_str(&encoded(value));
            }
        }
    }
    if !operation.query.is_empty() {
        path.push('?');
        path.push_str(&operation.query);
    }
    Ok(path)
}

fn request(
    method: &str,
    url: &str,
    arguments: &Arguments,
    body: Vec<u8>,
    content_type: Option<String>,
) -> Result<Request, Usage> {
    let mut url = url.to_owned();
    for (name, value) in pairs(&arguments.query, "field of the query")? {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&encoded(&name));
        url.push('=');
        url.push_str(&encoded(&value));
    }
    let url = Url::parse(&url).map_err(|error| Usage(error.to_string()))?;
    let mut headers = Vec::new();
    for text in &arguments.headers {
        let (name, value) = text
            .split_once(':')
            .ok_or_else(|| Usage(format!("a header is given as `NAME:VALUE`, not `{text}`")))?;
        headers.push((name.trim().to_owned(), Shown::open(value.trim())));
    }
    let typed = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if let Some(content_type) = content_type.filter(|_| !typed && !body.is_empty()) {
        headers.insert(0, ("Content-Type".to_owned(), Shown::open(content_type)));
    }
    Ok(Request {
        method: method.to_owned(),
        url,
        headers,
        body: Shown::open(body),
        params: BTreeMap::new(),
        status: None,
    })
}

fn pairs(texts: &[String], what: &str) -> Result<Vec<(String, String)>, Usage> {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    texts
        .iter()
        .map(|text| pair(text, what).map(owned))
        .collect()
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
fn encoded(text: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}
