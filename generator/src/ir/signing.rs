//! A signing recipe as plain data: what a request's signature is made of and where it goes.
//!
//! `lower::signing` makes a [`Scheme`] from an `x-signing` node; `signing` evaluates it and
//! `plan` writes it as Rust. Names are resolved, filters have their arguments, values stand in
//! the order in which they can be worked out, and everything derived from a secret says so.
//! No type here computes anything.

use serde::Serialize;

use crate::source::Origin;

/// A whole recipe: how to sign a request, how to verify an incoming message, or both.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    /// The `x-signing` node.
    #[serde(skip)]
    pub origin: Origin,
    /// The name under `components/securitySchemes`, or of the recipe if it stands alone.
    pub name: String,
    /// The recipe that `use` or `extends` started from, innermost last.
    pub bases: Vec<String>,
    /// What the crate's user supplies, in the order of the document.
    pub credentials: Vec<Credential>,
    /// Named values; each stands after all values that it reads.
    pub values: Vec<NamedValue>,
    /// Fields put into the request before it is serialised: all of the body's, then all headers,
    /// then all of the query's, each group in the order of the document.
    pub inject: Vec<Inject>,
    /// False when the body is built and read by the recipe, yet not sent.
    pub send_body: bool,
    /// True when the service refuses a nonce older than the last, so that requests with one
    /// credential must be sent one at a time.
    pub serial: bool,
    /// What is computed over the message.
    pub algorithm: Algorithm,
    /// Absent for bare hashes, for `algorithm: custom` and where nothing is computed.
    pub key: Option<Key>,
    /// The string to sign.
    pub message: Message,
    /// Applied to the raw signature; the result is what `{signature}` means.
    pub encode: Vec<Filter>,
    /// Where the results go after signing, in the order of the document.
    pub place: Vec<Place>,
    /// How to check an incoming message.
    pub verify: Option<Verify>,
}

/// Something that the crate's user supplies.
#[derive(Clone, Debug, Serialize)]
pub struct Credential {
    /// The member of `credentials`.
    #[serde(skip)]
    pub origin: Origin,
    /// The name that templates use.
    pub name: String,
    /// Prose for the generated documentation.
    pub description: Option<String>,
    /// Kept in a redacted, zeroised type. For a public-key algorithm it also says that the key is
    /// a private one.
    pub secret: bool,
    /// A text taken off the front first, if it is there.
    pub strip: Option<String>,
    /// From the user's text to bytes.
    pub decode: Decode,
    /// May be left out, and is then empty.
    pub optional: bool,
}

/// From the text of a credential to its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decode {
    /// The text's own bytes.
    Utf8,
    /// Hexadecimal digits of either case.
    Hex,
    /// Either alphabet, padding optional.
    Base64,
    /// Either alphabet, padding optional: the same reader as [`Base64`](Self::Base64).
    Base64Url,
    /// The DER content of the first PEM block.
    Pem,
}

/// A named intermediate result.
#[derive(Clone, Debug, Serialize)]
pub struct NamedValue {
    /// The member of `values`.
    #[serde(skip)]
    pub origin: Origin,
    /// The name that templates use.
    pub name: String,
    /// How it is worked out.
    pub operator: Operator,
    /// Derived from a secret: never shown.
    pub secret: bool,
    /// The first moment at which everything it reads is fixed.
    pub phase: Phase,
    /// Who reads it.
    pub used: Used,
    /// It is, or is derived from, a clock, a counter or random bytes: made anew for every attempt.
    pub fresh: bool,
}

/// What a value is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Used {
    /// Nothing reads it.
    Nowhere,
    /// The signing of a request.
    Sign,
    /// The verification of a message.
    Verify,
    /// Both.
    Both,
}

/// The moments of a call, in order. What becomes fixed at one may be read from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Method, host, path, path parameters, credentials and fresh values.
    Start,
    /// The body's bytes and its content type.
    Body,
    /// All headers but the placed ones.
    Headers,
    /// The query, hence the URL.
    Query,
    /// The signature.
    Signature,
}

/// How a value is worked out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// A template, perhaps under a condition; nothing when the condition fails and there is no
    /// `else`.
    Text(Line),
    /// A text with a default that the crate's user may change when the client is built.
    Setting(String),
    /// The instant of the attempt.
    Time(Time),
    /// Like the time, but greater than anything used before with the same credentials.
    Counter(Unit),
    /// Random text.
    Random(Random),
    /// An inner MAC, raw.
    Mac(Mac),
    /// A canonical list of parameters.
    Params(Params),
    /// A canonical list of headers.
    Headers(Headers),
    /// JSON written anew.
    Json(Json),
    /// The first item of a list in a header; verification only.
    Pick(Pick),
    /// Worked out by the crate's user: one method of a trait.
    Custom(String),
}

/// A text that may depend on a condition: a line of the message, or a value.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The text when there is no condition or it holds.
    pub text: Template,
    /// The condition.
    pub when: Option<When>,
    /// The text when the condition fails. A line of a message without it is left out together
    /// with its joiner; a value without it is empty.
    pub otherwise: Option<Template>,
}

/// The instant of the attempt in some spelling, moved by an offset.
#[derive(Clone, Debug, Serialize)]
pub struct Time {
    /// The spelling.
    pub format: TimeFormat,
    /// Added to the instant: in the unit named by the format, in seconds for dates.
    pub offset: i64,
}

/// How an instant is written. All are in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeFormat {
    /// A number since 1970 in this unit, in decimal.
    Unix(Unit),
    /// `2024-03-09T05:06:07Z`
    Iso8601,
    /// `2024-03-09T05:06:07.089Z`
    Iso8601Ms,
    /// `20240309T050607Z`
    Iso8601Basic,
    /// `Sat, 09 Mar 2024 05:06:07 GMT`
    HttpDate,
    /// `Sat, 09 Mar 2024 05:06:07 -0000`
    Rfc2822,
    /// A pattern, taken apart.
    Pattern(Vec<TimePart>),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Seconds.
    S,
    /// Milliseconds.
    Ms,
    /// Microseconds.
    Us,
    /// Nanoseconds.
    Ns,
}

/// A piece of a strftime pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimePart {
    /// Itself.
    Text(String),
    /// `%Y`: year, four digits.
    Year,
    /// `%y`: year of the century, two digits.
    ShortYear,
    /// `%m`: month, two digits.
    Month,
    /// `%b`: month, three English letters.
    MonthName,
    /// `%d`: day of the month, two digits.
    Day,
    /// `%j`: day of the year, three digits.
    YearDay,
    /// `%a`: day of the week, three English letters.
    WeekdayName,
    /// `%H`: hour, two digits.
    Hour,
    /// `%M`: minute, two digits.
    Minute,
    /// `%S`: second, two digits.
    Second,
    /// `%3f`: milliseconds, three digits.
    Millis,
    /// `%6f`: microseconds, six digits.
    Micros,
    /// `%s`: seconds since 1970.
    UnixSeconds,
}

/// Random text. Sizes are the bytes drawn for `hex` and `base64`, characters for `alnum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Random {
    /// A version 4 UUID in lower case with hyphens.
    Uuid,
    /// This many bytes as lower-case hexadecimal, twice as many digits.
    Hex(u16),
    /// This many ASCII letters and digits.
    Alnum(u16),
    /// This many bytes in the standard alphabet with padding.
    Base64(u16),
}

/// An inner MAC.
#[derive(Clone, Debug, Serialize)]
pub struct Mac {
    /// The hash under the HMAC.
    pub hash: Hash,
    /// The key's bytes.
    pub key: Template,
    /// What it is computed over.
    pub of: Template,
}

/// A canonical list of parameters. Its steps are applied in the order of the fields.
#[derive(Clone, Debug, Serialize)]
pub struct Params {
    /// Where the parameters come from, one after the other.
    pub from: Vec<ParamSource>,
    /// Parameters put at the end.
    pub add: Vec<AddedParam>,
    /// Names (before any filter) that are left out.
    pub except: Vec<String>,
    /// If present, the only names (before any filter) that stay.
    pub only: Option<Vec<String>>,
    /// Leaves out what has an empty value.
    pub skip_empty: bool,
    /// Texts replaced in values, in order, before the item's filters.
    pub replace: Vec<(String, String)>,
    /// How the items are written.
    pub list: List,
}

/// Where parameters come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParamSource {
    /// The query, decoded.
    Query,
    /// The query as on the wire.
    QueryWire,
    /// A form body, decoded; nothing if the body is no form.
    Form,
    /// The members of a JSON object; numbers keep their spelling.
    Json,
    /// The children of a flat XML element.
    Xml,
}

/// A parameter that the list has beside those of its sources.
#[derive(Clone, Debug, Serialize)]
pub struct AddedParam {
    /// Its name.
    pub name: String,
    /// Its value; without `else`, a failed condition leaves the parameter out.
    pub value: Line,
}

/// A canonical list of headers; values squeezed, repeated ones joined by a comma.
#[derive(Clone, Debug, Serialize)]
pub struct Headers {
    /// Names in lower case, in this order.
    pub names: Vec<String>,
    /// Then those that begin so (lower case), in the order of the request.
    pub prefix: Option<String>,
    /// Then all others in the order of the request, `host` first.
    pub all: bool,
    /// Names in lower case that are left out.
    pub except: Vec<String>,
    /// Whether a header of `names` that the request lacks stands with an empty value.
    pub missing_as_empty: bool,
    /// How the items are written.
    pub list: List,
}

/// How a list of named items is ordered and written.
#[derive(Clone, Debug, Serialize)]
pub struct List {
    /// The order.
    pub sort: Sort,
    /// What happens to items of one name.
    pub repeats: Repeats,
    /// How one item is written.
    pub item: Item,
    /// Stands between items.
    pub join: String,
}

/// The order of a list. Names and values are compared after the item's filters, byte by byte; the
/// sort is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// As they come.
    None,
    /// By name.
    Name,
    /// By name, then by value.
    NameValue,
}

/// What happens to several items of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeats {
    /// All stay.
    Keep,
    /// Items equal in filtered name and filtered value stand once.
    Unique,
    /// Items equal in filtered name stand once, values joined by a comma before the filters.
    Comma,
}

/// How one item of a list is written.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Filters of the name, applied once, before sorting.
    pub name: Vec<Filter>,
    /// Filters of the value, applied once, before sorting.
    pub value: Vec<Filter>,
    /// The pieces; name and value stand at most once each.
    pub parts: Vec<ItemPart>,
}

/// A piece of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemPart {
    /// Itself.
    Text(String),
    /// The filtered name.
    Name,
    /// The filtered value.
    Value,
}

/// JSON written anew, compactly; numbers keep their spelling, unknown members stay.
#[derive(Clone, Debug, Serialize)]
pub struct Json {
    /// The JSON text.
    pub of: Template,
    /// Sorts members by the bytes of their names, at every level.
    pub sort: bool,
    /// How it is spelled.
    pub style: JsonStyle,
}

/// The spelling of JSON, where runtimes differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JsonStyle {
    /// Writes `\/` for a slash.
    pub escape_slashes: bool,
    /// Writes `\uXXXX` for all but ASCII.
    pub ascii: bool,
    /// Writes a blank after every colon and comma.
    pub spaces: bool,
}

/// Items of a list that begin with a text, without it.
#[derive(Clone, Debug, Serialize)]
pub struct Pick {
    /// The list.
    pub of: Template,
    /// What stands between its items; without it there is one item.
    pub split: Option<String>,
    /// What a wanted item begins with; items are trimmed first.
    pub keep: String,
}

/// Text with insertions; its value is bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Template {
    /// The text in the document.
    #[serde(skip)]
    pub origin: Origin,
    /// The pieces, no two texts next to each other.
    pub parts: Vec<Part>,
    /// An insertion is derived from a secret.
    pub secret: bool,
}

/// A piece of a template.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Itself.
    Text(String),
    /// `{name|filter|…}`
    Insert(Insert),
}

/// A name and what is done to its bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Insert {
    /// What is inserted.
    pub name: Name,
    /// Applied from left to right.
    pub filters: Vec<Filter>,
    /// Derived from a secret.
    pub secret: bool,
}

/// Something that has bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// As sent, upper case.
    Method,
    /// Of the URL, lower case.
    Scheme,
    /// Of the URL, lower case, without port.
    Host,
    /// Of the URL, the scheme's default where none is written.
    Port,
    /// Host, and the port unless it is the scheme's default.
    Authority,
    /// Scheme and authority.
    Origin,
    /// As on the wire.
    Path,
    /// As on the wire, without `?`.
    Query,
    /// Path, and the query with its `?` if there is one.
    Target,
    /// Origin and path.
    BaseUrl,
    /// Origin and target.
    Url,
    /// The bytes that will be sent (or would be, see [`Scheme::send_body`]).
    Body,
    /// The content type whole.
    ContentType,
    /// The content type without parameters, lower case.
    MediaType,
    /// A header by its name in lower case; repeated ones joined by comma and blank.
    Header(String),
    /// A decoded field of the query; repeated ones one after the other.
    QueryField(String),
    /// A decoded field of a form body; repeated ones one after the other.
    FormField(String),
    /// A member of a JSON body, by the unescaped tokens of its pointer.
    BodyMember(Vec<String>),
    /// A path parameter, not encoded.
    Param(String),
    /// The status of a response that is verified.
    Status,
    /// A credential, decoded.
    Credential(String),
    /// A named value.
    Value(String),
    /// The encoded signature.
    Signature,
}

/// What is done to bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    /// ASCII letters to lower case.
    Lower,
    /// ASCII letters to upper case.
    Upper,
    /// Takes ASCII white space off both ends.
    Trim,
    /// Trims, and makes each run of blanks one.
    Squeeze,
    /// Lower-case hexadecimal.
    Hex,
    /// Standard alphabet with padding.
    Base64,
    /// URL alphabet with padding.
    Base64Url,
    /// URL alphabet without padding.
    Base64UrlNoPad,
    /// Hexadecimal of either case to bytes.
    FromHex,
    /// Base64 of either alphabet, padding optional, to bytes.
    FromBase64,
    /// Percent-encodes all but RFC 3986's unreserved characters.
    Pct,
    /// The same, leaving `/`.
    PctPath,
    /// Form encoding: blanks as `+`, all but letters, digits and `*-._` percent-encoded.
    Form,
    /// Undoes percent-encoding.
    Unpct,
    /// Escapes as the inside of a JSON string.
    Json,
    /// A raw digest.
    Hash(Hash),
    /// The CRC-32 of zip in decimal.
    Crc32,
    /// The first so many bytes.
    First(usize),
    /// Takes a leading text off.
    Strip(String),
    /// Puts a text before a value that is not empty.
    Prefix(String),
    /// Stands in for an empty value.
    Default(String),
}

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hash {
    /// MD5, broken; for services that ask for it.
    Md5,
    /// SHA-1, broken; for services that ask for it.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// What is computed over the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// Nothing: the recipe only places what it is given.
    None,
    /// HMAC (RFC 2104).
    Hmac(Hash),
    /// The digest of the message; a secret, if any, is part of it.
    Hash(Hash),
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017).
    RsaPkcs1Sha256,
    /// RSASSA-PSS with SHA-512 and a salt of 64 bytes (RFC 8017).
    RsaPssSha512,
    /// ECDSA on P-256 with SHA-256, encoded in DER.
    EcdsaP256Sha256Der,
    /// The same as two numbers of 32 bytes each (IEEE P1363).
    EcdsaP256Sha256P1363,
    /// Worked out by the crate's user from the message: one method of a trait.
    Custom(String),
}

/// The key of a MAC or of a public-key signature.
#[derive(Clone, Debug, Serialize)]
pub struct Key {
    /// Its bytes.
    pub bytes: Template,
    /// What it can do.
    pub role: KeyRole,
}

/// What a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyRole {
    /// Makes and checks MACs.
    Shared,
    /// Signs, and verifies with the public half derived from it.
    Private,
    /// Verifies only.
    Public,
}

/// The string to sign.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Stands between them.
    pub join: String,
    /// A line is derived from a secret.
    pub secret: bool,
}

/// Conditions, all of which must hold.
#[derive(Clone, Debug, Serialize)]
pub struct When {
    /// The node.
    #[serde(skip)]
    pub origin: Origin,
    /// At least one.
    pub conditions: Vec<Condition>,
}

/// One condition.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The method is one of these, upper case.
    Method(Vec<String>),
    /// The body has bytes (true) or none.
    Body(bool),
    /// The media type is one of these, lower case.
    MediaType(Vec<String>),
    /// Has bytes.
    Has(Insert),
    /// Has none.
    Lacks(Insert),
}

/// A field put into the request before it is serialised. One that the caller set is left alone.
#[derive(Clone, Debug, Serialize)]
pub struct Inject {
    /// The entry.
    #[serde(skip)]
    pub origin: Origin,
    /// Where it goes: never a cookie.
    pub target: Target,
    /// What is put there.
    pub value: Template,
    /// How it is written in JSON.
    pub kind: FieldKind,
    /// The condition.
    pub when: Option<When>,
}

/// How an injected member is written in a JSON body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// A JSON string.
    String,
    /// A JSON number: an optional minus and digits.
    Integer,
}

/// A result put into the request after signing.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The entry.
    #[serde(skip)]
    pub origin: Origin,
    /// Where it goes.
    pub target: Target,
    /// What is put there; when secret, the header is marked sensitive.
    pub value: Template,
    /// The condition.
    pub when: Option<When>,
}

/// A place in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A header; the name as written in the document.
    Header(String),
    /// A field of the query, decoded name.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// A member of the body: the names from the outermost object inwards. One name for a form
    /// or flat XML.
    Body(Vec<String>),
}

/// How to check an incoming message.
#[derive(Clone, Debug, Serialize)]
pub struct Verify {
    /// The node.
    #[serde(skip)]
    pub origin: Origin,
    /// What comes in.
    pub incoming: Incoming,
    /// The candidates; one that matches is enough.
    pub received: Received,
    /// The age allowed.
    pub clock: Option<Clock>,
    /// What the application may deduplicate by.
    pub replay: Option<Template>,
    /// Pairs that must agree.
    pub equal: Vec<Equal>,
    /// The string that was signed, where it differs from [`Scheme::message`].
    pub message: Option<Message>,
    /// The key, where it differs from [`Scheme::key`].
    pub key: Option<Key>,
}

/// What a verification is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Incoming {
    /// A request of the service.
    Webhook,
    /// The response to a request that this scheme signed. Fresh values are the request's;
    /// everything that reads a message reads the response.
    Response,
}

/// The signatures that came with a message.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Received {
    /// One.
    One(Template),
    /// Any number.
    Many(Pick),
}

/// The age allowed.
#[derive(Clone, Debug, Serialize)]
pub struct Clock {
    /// When the message was signed.
    pub value: Template,
    /// How that is written.
    pub format: ClockFormat,
    /// Seconds that it may lie in the past or in the future, the last one included.
    pub tolerance: u64,
}

/// How a received instant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockFormat {
    /// A number since 1970.
    Unix(Unit),
    /// An RFC 3339 instant.
    Iso8601,
    /// An HTTP date.
    HttpDate,
}

/// Two texts that must agree.
#[derive(Clone, Debug, Serialize)]
pub struct Equal {
    /// The first.
    pub left: Template,
    /// The second.
    pub right: Template,
    /// The first is what the message says of the key, the second which one it is: if they differ, it is
    /// signed with another key.
    pub names_key: bool,
    /// Checked only if this holds.
    pub when: Option<When>,
}
