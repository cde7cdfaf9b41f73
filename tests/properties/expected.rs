//! What the evaluator makes of a case: what generated code has to make of it, too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::ir::signing::{
    Algorithm, Incoming, Line, Operator, Part, Scheme, Target, Template,
};
use countersign::signing::{
    Absent, Answered, Fixed, Injection, Inputs, Keys, Request, Shown, SignError, Signed, Url,
    algorithms, examine, prepare, remade, sign, undone, verify,
};
use serde_json::{Map, Value, json};

use crate::choice::Choice;
use crate::message::Case;

/// What stands for the fresh values of the request that a response answers.
pub(crate) const ANSWERED: &str = "1577836800000";

/// A case, what is done with it, and what has to come of it.
pub(crate) struct Trial {
    pub(crate) case: Case,
    /// For generated code, as JSON.
    pub(crate) input: Value,
    pub(crate) expected: Value,
    pub(crate) is_verified: bool,
}

/// Signs a case.
pub(crate) fn signing(name: &str, scheme: &Scheme, case: Case) -> Trial {
    let scheme = &configured(scheme, &case);
    let expected = match signed(scheme, &case) {
        Ok(signed) => described(scheme, &signed),
        Err(why) => json!({"refused": why}),
    };
    let mut input = input(name, "sign", &case);
    input["fresh"] = fresh(scheme, &case).into();
    Trial {
        case,
        input,
        expected,
        is_verified: false,
    }
}

/// The recipe with what the application sets.
fn configured(scheme: &Scheme, case: &Case) -> Scheme {
    let mut scheme = scheme.clone();
    for value in &mut scheme.values {
        if let (Operator::Setting(text), Some(set)) =
            (&mut value.operator, case.settings.get(&value.name))
        {
            text.clone_from(set);
        }
    }
    scheme
}

/// What is made anew, as the evaluator makes it.
fn fresh(scheme: &Scheme, case: &Case) -> Map<String, Value> {
    let mut alone = scheme.clone();
    alone.credentials.clear();
    alone.values.retain(|value| is_made(&value.operator));
    alone.inject.clear();
    alone.place.clear();
    alone.algorithm = Algorithm::None;
    let inputs = Inputs {
        scheme: &alone,
        keys: &Keys::default(),
        given: &BTreeMap::new(),
        injection: Injection::Done,
    };
    let signed = sign(inputs, Request::default(), &mut Fixed::at(case.now));
    let values = signed.map(|signed| signed.values).unwrap_or_default();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    values
        .iter()
        .map(|(name, value)| (name.clone(), text(value.bytes()).into()))
        .collect()
}

fn keys(scheme: &Scheme, case: &Case) -> Result<Keys, String> {
    let keys = Keys::read(scheme, &case.credentials, Absent::Refused);
    keys.map_err(|errors| format!("{errors:?}"))
}

fn signed(scheme: &Scheme, case: &Case) -> Result<Signed, String> {
    let keys = keys(scheme, case)?;
    let request = request(case)?;
    let fresh = &mut Fixed::at(case.now);
    sign(inputs(scheme, &keys, case), request, fresh).map_err(|error| error.to_string())
}

fn inputs<'a>(scheme: &'a Scheme, keys: &'a Keys, case: &'a Case) -> Inputs<'a> {
    Inputs {
        scheme,
        keys,
        given: &case.given,
        injection: Injection::All,
    }
}

fn request(case: &Case) -> Result<Request, String> {
    let headers = case.headers.iter();
    Ok(Request {
        method: case.method.clone(),
        url: Url::parse(&case.url).map_err(|error| error.to_string())?,
        headers: headers
            .map(|(name, value)| (name.clone(), Shown::open(value.as_str())))
            .collect(),
        body: Shown::open(case.body.as_slice()),
        params: case.params.clone(),
        status: None,
    })
}

/// A signed request in a form in which two can be compared.
fn described(scheme: &Scheme, signed: &Signed) -> Value {
    let request = &signed.request;
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in &request.headers {
        let values = headers.entry(name.to_ascii_lowercase()).or_default();
        values.push(hex(value.bytes()));
    }
    let has_message = scheme.algorithm != Algorithm::None;
    json!({"signed": {
        "message": has_message.then(|| hex(signed.message.bytes())),
        "method": request.method,
        "url": String::from_utf8_lossy(request.url.whole().bytes()),
        "headers": headers,
        "body": hex(request.body.bytes()),
    }})
}

/// A message that came in: as it should be, and changed in this or that.
pub(crate) fn verifying(
    name: &str,
    scheme: &Scheme,
    mut case: Case,
    choice: &mut Choice<'_>,
) -> Vec<Trial> {
    let Some(recipe) = &scheme.verify else {
        return Vec::new();
    };
    let of_response = recipe.incoming == Incoming::Response;
    let scheme = &configured(scheme, &case);
    case.params.clear();
    if of_response {
        case.method.clear();
        case.url.clear();
    }
    let seconds = case.now / 1_000_000_000;
    let at = match choice.below(8) {
        0..=3 => seconds.to_string(),
        4 => (case.now / 1_000_000).to_string(),
        5 => "2020-01-01T00:00:00Z".to_owned(),
        6 => "Wed, 01 Jan 2020 00:00:00 GMT".to_owned(),
        _ => "soon".to_owned(),
    };
    case.headers.push(("X-At".to_owned(), at));
    if choice.in_ten(7) {
        let digest = algorithms::digest(countersign::ir::signing::Hash::Sha256, &case.body);
        case.headers.push(("X-Digest".to_owned(), hex(&digest)));
    }
    let signature = own_signature(scheme, &case).unwrap_or_else(|| "0102ff00".to_owned());
    let forms = [
        signature.clone(),
        format!("v1={signature}"),
        format!("v0=x, v1=,v1={signature} ,v2"),
        format!("v1=AAAA,v1={signature}"),
        signature.to_ascii_uppercase(),
    ];
    let received = choice.one(&forms).clone();
    let mut good = case.clone();
    good.headers.push(("x-sig".to_owned(), received.clone()));

    let mut longer = good.clone();
    longer.body.push(b' ');
    let mut shorter = case.clone();
    let cut = received.char_indices().last().map_or(0, |(at, _)| at);
    shorter
        .headers
        .push(("x-sig".to_owned(), received[..cut].to_owned()));
    let mut later = good.clone();
    later.now = later.now.saturating_add(301_000_000_000);
    let mut doubled = good.clone();
    doubled
        .headers
        .push(("x-sig".to_owned(), "v1=00".to_owned()));
    let cases = [good, longer, shorter, later, doubled, case];
    cases
        .into_iter()
        .map(|case| verification(name, scheme, of_response, case))
        .collect()
}

fn own_signature(scheme: &Scheme, case: &Case) -> Option<String> {
    let keys = keys(scheme, case).ok()?;
    let request = incoming(case, false)?;
    let examined = examine(scheme, &request, &keys, &given_and_answered(scheme, case)).ok()?;
    let made = remade(scheme, &examined).ok()??;
    String::from_utf8(made).ok()
}

fn given_and_answered(scheme: &Scheme, case: &Case) -> BTreeMap<String, Vec<u8>> {
    let mut given = case.given.clone();
    let made = scheme
        .values
        .iter()
        .filter(|value| is_made(&value.operator));
    given.extend(made.map(|value| (value.name.clone(), ANSWERED.into())));
    given
}

fn is_made(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Time(_) | Operator::Counter(_) | Operator::Random(_)
    )
}

fn incoming(case: &Case, of_response: bool) -> Option<Request> {
    let mut request = request(case).ok()?;
    request.status = of_response.then_some(case.status);
    Some(request)
}

fn verification(name: &str, scheme: &Scheme, of_response: bool, case: Case) -> Trial {
    let expected = match verified(scheme, of_response, &case) {
        Ok(replay) => json!({"accepted": {"replay": replay.map(|it| hex(&it))}}),
        Err(why) => json!({"refused": why}),
    };
    let what = if of_response { "response" } else { "request" };
    let input = input(name, what, &case);
    Trial {
        case,
        input,
        expected,
        is_verified: true,
    }
}

fn verified(scheme: &Scheme, of_response: bool, case: &Case) -> Result<Option<Vec<u8>>, String> {
    let keys = keys(scheme, case)?;
    let request = incoming(case, of_response).ok_or("no URL")?;
    let made = scheme
        .values
        .iter()
        .filter(|value| is_made(&value.operator));
    let values: Vec<_> = made
        .map(|value| (value.name.clone(), Shown::open(ANSWERED)))
        .collect();
    let answered = of_response.then_some(Answered { values: &values });
    let verified = verify(scheme, &request, &[keys], &case.given, answered, case.now);
    let verified = verified.map_err(|refusal| refusal.to_string())?;
    Ok(verified.replay)
}

/// What generated code is given.
fn input(name: &str, what: &str, case: &Case) -> Value {
    let given: BTreeMap<_, _> = case
        .given
        .iter()
        .map(|(name, it)| (name, hex(it)))
        .collect();
    json!({
        "recipe": name,
        "what": what,
        "method": case.method,
        "url": case.url,
        "headers": case.headers,
        "body": hex(&case.body),
        "params": case.params,
        "status": case.status,
        "credentials": case.credentials,
        "given": given,
        "settings": case.settings,
        "fresh": {},
        "now": case.now,
    })
}

/// A case as a vector with what the evaluator makes of it: nothing if that is not signed, or no text.
pub(crate) fn vector(name: &str, scheme: &Scheme, case: &Case) -> Option<Value> {
    let scheme = &configured(scheme, case);
    let whole = signed(scheme, case).ok()?;
    // Another signature is as good only where it can be told to be one.
    if scheme.algorithm == Algorithm::RsaPssSha512 {
        undone(scheme, whole.signature.bytes())?;
    }
    // A vector has the request as it is when it is signed, and a condition may see that fields are in.
    if scheme.inject.iter().any(|inject| inject.when.is_some()) {
        return None;
    }
    let mut unplaced = scheme.clone();
    unplaced.place.clear();
    unplaced.send_body = true;
    let request = signed(&unplaced, case).ok()?.request;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let mut values: BTreeMap<String, String> = case.settings.clone();
    for (name, given) in &case.given {
        values.insert(name.clone(), text(given)?);
    }
    for (name, value) in &whole.values {
        let named = scheme.values.iter().find(|value| value.name == *name)?;
        if is_made(&named.operator) || values.contains_key(name) {
            values.insert(name.clone(), text(value.bytes())?);
        }
    }
    let is_known = |name: &str| scheme.values.iter().any(|value| value.name == name);
    let is_custom =
        |name: &str| matches!(&scheme.algorithm, Algorithm::Custom(custom) if custom == name);
    values.retain(|name, _| is_known(name) || is_custom(name));
    let headers = request.headers.iter();
    let headers: Option<Vec<_>> = headers
        .map(|(name, value)| Some((name, text(value.bytes())?)))
        .collect();
    let placed = whole.placed.iter().map(|field| {
        let (place, name) = match &field.target {
            Target::Header(name) => ("header", name.clone()),
            Target::Query(name) => ("query", name.clone()),
            Target::Cookie(name) => ("cookie", name.clone()),
            Target::Body(path) => ("body", path.join("/")),
        };
        Some(json!({"in": place, "name": name, "value": text(field.value.bytes())?}))
    });
    let placed: Option<Vec<_>> = placed.collect();
    let mut expected = json!({"placed": placed?});
    if scheme.algorithm != Algorithm::None {
        expected["message_base64"] = STANDARD.encode(whole.message.bytes()).into();
        expected["signature"] = text(whole.signature.bytes())?.into();
    } else if whole.placed.is_empty() {
        return None;
    }
    Some(json!({
        "id": format!("case of {name}"),
        "recipe": name,
        "credentials": case.credentials,
        "values": values,
        "request": {
            "method": request.method,
            "url": text(request.url.whole().bytes())?,
            "headers": headers?,
            "body_base64": STANDARD.encode(request.body.bytes()),
            "params": request.params,
        },
        "expected": expected,
    }))
}

/// Whether a signature that generated code made fits what the evaluator wants signed.
pub(crate) fn fits(scheme: &Scheme, case: &Case, signature: &[u8]) -> Result<bool, SignError> {
    let (Ok(keys), Ok(request)) = (keys(scheme, case), request(case)) else {
        return Ok(false);
    };
    let fresh = &mut Fixed::at(case.now);
    let prepared = prepare(inputs(scheme, &keys, case), request, fresh)?;
    countersign::signing::fits(scheme, &prepared, signature)
}

/// Whether the signature of a case would also do for its message with bytes at the end.
pub(crate) fn fits_longer(scheme: &Scheme, case: &Case) -> bool {
    let is_custom = matches!(scheme.algorithm, Algorithm::Custom(_) | Algorithm::None);
    let Some(signed) = signed(&configured(scheme, case), case)
        .ok()
        .filter(|_| !is_custom)
    else {
        return false;
    };
    // Where `encode` keeps only a part, another signature may have the same.
    if undone(scheme, signed.signature.bytes()).is_none() {
        return false;
    }
    let mut longer = configured(scheme, case);
    longer.message.lines.push(Line {
        text: Template {
            origin: scheme.origin.clone(),
            parts: vec![Part::Text("x".to_owned())],
            secret: false,
        },
        when: None,
        otherwise: None,
    });
    fits(&longer, case, signed.signature.bytes()).unwrap_or(false)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
