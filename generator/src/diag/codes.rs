//! The registry of diagnostics: one entry a code, with everything there is to say about it.
//!
//! The doc comment of an entry is what `countersign explain CODE` prints. Ranges: `CS00` reading,
//! `CS01` shape of the document, `CS02` names, operations and parameters, `CS03` schemas,
//! `CS04` bodies, responses and the envelope, `CS05` security schemes, `CS06` signing recipes,
//! `CS07` configuration and output. A code that was published keeps its meaning for good.

use std::fmt;

use super::Level;

/// One kind of report.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// How users name it: `CS0204`.
    pub id: &'static str,
    /// How bad it is unless a place says otherwise.
    pub level: Level,
    /// What it is, in one line.
    pub title: &'static str,
    /// Lines of the explanation, as rustdoc has them (one leading space).
    doc: &'static [&'static str],
}

impl Code {
    /// Returns all codes, in order.
    pub fn all() -> &'static [Self] {
        ALL
    }

    /// Finds a code by its id, in upper or lower case.
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|code| code.id.eq_ignore_ascii_case(id))
    }

    /// Returns the long text in Markdown: why it matters, an example, what to do.
    pub fn explanation(&self) -> String {
        let lines = self
            .doc
            .iter()
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident $level:ident $title:literal)+) => {
        $(
            $(#[doc = $doc])+
            pub const $name: Code = Code {
                id: stringify!($name),
                level: Level::$level,
                title: $title,
                doc: &[$($doc),+],
            };
        )+
        const ALL: &[Code] = &[$($name),+];
    };
}

codes! {
    /// The document could not be read from the place that was named: there is no such file, it is
    /// a folder, or it may not be opened. The message ends with what the system said.
    CS0001 Error "the document cannot be read"

    /// Documents are read as UTF-8. The place is the first byte that is not.
    ///
    /// Files that an editor saved as UTF-16 or Latin-1 have to be saved again as UTF-8;
    /// a byte order mark does no harm.
    CS0002 Error "the document is not UTF-8"

    /// There is nothing in the document, or nothing but comments.
    CS0003 Error "the document is empty"

    /// The text is neither YAML nor JSON. Reading ends at the first such place, because what comes
    /// after it has no certain meaning.
    ///
    /// ```yaml
    /// info: {title: Orders   # the brace is never closed
    /// paths: {}
    /// ```
    CS0004 Error "the text is not YAML or JSON"

    /// Documents are read within limits, so that one made to hurt cannot exhaust the machine:
    /// 64 MiB of text, 200 levels of nesting, and memory for values, to which every use of an
    /// alias counts as if it were written out.
    ///
    /// Real descriptions stay far below. A document that is larger is best split.
    CS0005 Error "the document goes beyond a limit"

    /// An object has two members of the same name, so that one of them would be lost.
    /// Both places are named; the first one is used. An error in a recipe, of which nothing may be lost.
    ///
    /// ```yaml
    /// paths:
    ///   /orders: {get: {}}
    ///   /orders: {post: {}}   # belongs into the first
    /// ```
    CS0006 Warning "an object has two members of one name"

    /// The file holds several YAML documents, parted by `---`. Only one can be meant.
    CS0007 Error "the file holds more than one document"

    /// A member's name is an object or an array, which YAML allows and JSON does not. The member is left out.
    ///
    /// ```yaml
    /// {a: 1}: b
    /// ```
    CS0008 Warning "a member's name is not a scalar"

    /// YAML can say what type a value has (`!!str 200`). Known are `!!str`, `!!int`, `!!float`,
    /// `!!bool`, `!!null`, `!!seq` and `!!map`; others have no counterpart in JSON, and are ignored.
    CS0009 Warning "a tag has no meaning here"

    /// An alias (`*name`) stands within the value it repeats, so that the value would have no end.
    CS0010 Error "an alias repeats a value that holds it"

    /// `<<` takes over the members of another object, so it needs an object or a list of objects. Anything else
    /// is ignored.
    ///
    /// ```yaml
    /// common: &common {type: string}
    /// id:
    ///   <<: *common
    ///   maxLength: 36
    /// ```
    CS0011 Warning "a merge key has no object to merge"

    /// `.inf` and `.nan` are numbers in YAML but not in JSON, which is what an API speaks. They are taken for texts.
    CS0012 Warning "a number that JSON does not have"

    /// A quoted text goes over several lines that are not deeper than its key, which YAML does not allow. Most
    /// readers do not look, and the text means the same.
    ///
    /// ```yaml
    /// description: "It goes on
    /// here"   # deeper than `description`
    /// ```
    CS0013 Warning "a quoted text is not indented"

    /// The top of an OpenAPI document is an object with a member `openapi` that gives the version
    /// of the language, `3.0.3` or the like.
    CS0101 Error "the document is not an OpenAPI document"

    /// The document is Swagger 1, the language before Swagger 2.0, which is read. Converters exist.
    CS0102 Error "Swagger 1 is not supported"

    /// Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read. The version is text: `openapi: 3.0.3`.
    CS0103 Error "the version of OpenAPI is not supported"

    /// A keyword is written where OpenAPI gives it no effect. It is taken as its author must have
    /// meant it, or left out if nothing can be meant; the message says which.
    ///
    /// ```yaml
    /// exclusiveMinimum: true   # of which minimum?
    /// ```
    ///
    /// So are members that an object of OpenAPI does not have: they may be misspelled, or stand a level too high or
    /// too low. Names of extensions begin with `x-`. Schemas may have keywords of anyone, so of these only the ones
    /// are reported that are nearly a known one.
    ///
    /// ```yaml
    /// get: {respnses: {"204": {description: Done.}}}   # `responses`
    /// ```
    CS0104 Warning "a keyword has no effect"

    /// A document of OpenAPI 3.1 uses a keyword as only 3.0 knows it. It is taken as it is meant,
    /// but other tools will ignore it.
    ///
    /// ```yaml
    /// openapi: 3.1.0
    /// # ...
    /// {type: string, nullable: true}   # 3.1: type: [string, "null"]
    /// ```
    CS0105 Warning "a keyword of OpenAPI 3.0 in a document of 3.1"

    /// The version of OpenAPI is one that is not known, but near to one that is: the document is read as if it were
    /// that.
    ///
    /// ```yaml
    /// openapi: 3   # `3.0.3`
    /// ```
    CS0106 Warning "a version of OpenAPI is taken for another"

    /// Swagger 2.0 says something that no later version can say, so it is taken for what is nearest, or left out;
    /// the message says which.
    ///
    /// ```yaml
    /// {name: tags, in: query, type: array, items: {type: string}, collectionFormat: tsv}   # joined by tabs
    /// ```
    CS0107 Warning "a construct of Swagger 2.0 has no counterpart"

    /// A value is of another kind than its place asks for. It is left out, as if it were not there; in a recipe, an
    /// overlay or an envelope, of which nothing may be left out, this is an error.
    ///
    /// ```yaml
    /// operationId: 12   # a string is expected
    /// ```
    CS0110 Warning "a value is of the wrong kind"

    /// A member that its object must have is not there. What cannot do without it is left out: a parameter without a
    /// name is not sent, and of an operation without `responses` nothing is read. In a recipe, an overlay or an
    /// envelope this is an error.
    CS0111 Warning "a required member is missing"

    /// The address of a server has a part in braces that nothing is said to stand for. The server is left out.
    ///
    /// ```yaml
    /// servers:
    ///   - url: https://{region}.example.com
    ///     variables: {region: {default: eu}}   # missing
    /// ```
    CS0112 Warning "a variable of a server has no default"

    /// The address of a server is one that a client cannot send to as it is. It is taken as it must be meant, or
    /// left out; the message says which. Without any server, callers of the generated crate say where the service is.
    ///
    /// ```yaml
    /// servers: [{url: api.example.com/v1}]   # `https://api.example.com/v1`
    /// ```
    CS0113 Warning "the address of a server cannot be used"

    /// A reference points to something that is not in the document. What refers to it is taken for
    /// any JSON value, or left out if it is no schema.
    ///
    /// ```yaml
    /// schema: {$ref: "#/components/schemas/Ordr"}   # it is called Order
    /// ```
    CS0120 Warning "a reference points to nothing"

    /// A reference points to a file that is not read, or to an address. Read are regular files below the folder of the
    /// document, and below folders that are named with `--allow-folder` or under `allow-folders` in
    /// `countersign.yaml`; nothing is fetched from the network. What refers to it is taken for any JSON value, or
    /// left out if it is no schema.
    ///
    /// ```yaml
    /// schema: {$ref: "https://schemas.example/order.json"}   # save it beside the document: `order.json`
    /// ```
    CS0121 Warning "a reference leads out of the document"

    /// References that lead to each other and nowhere else describe nothing.
    ///
    /// ```yaml
    /// A: {$ref: "#/components/schemas/B"}
    /// B: {$ref: "#/components/schemas/A"}
    /// ```
    CS0122 Warning "references go in a circle"

    /// `$dynamicRef` leads to another schema when the schema around it is read as a part of others. It is taken for a
    /// reference to the schema that it names.
    ///
    /// ```yaml
    /// Tree: {$dynamicAnchor: node, properties: {children: {items: {$dynamicRef: "#node"}}}}
    /// ```
    CS0123 Warning "a dynamic reference is taken for a fixed one"

    /// An overlay is an object with its version and a list of actions.
    ///
    /// ```yaml
    /// overlay: 1.1.0
    /// info: {title: What the vendor left out, version: '1'}
    /// actions:
    ///   - target: $.components.securitySchemes.ApiKeyAuth
    ///     update: {x-signing: {use: binance}}
    /// ```
    ///
    /// Versions 1.0 and 1.1 are read, and `target` is a query of RFC 9535.
    CS0130 Error "an overlay is not understood"

    /// The target of an overlay's action selects nothing, so the action does nothing. Perhaps the
    /// document has changed since the overlay was written.
    CS0131 Warning "an action of an overlay selects nothing"

    /// What an overlay puts in and what is there do not go together: objects are merged with objects,
    /// arrays are appended to, other values replace each other. `remove` takes away a value first.
    CS0132 Error "an action of an overlay cannot be carried out"

    /// The document marks something as not documented: `x-undocumented: shape` on a schema whose form no source
    /// tells, `x-undocumented: path` on an operation whose path is a guess, or any other word.
    /// The docs of the generated crate say so where it stands.
    ///
    /// Nothing is wrong with that, so it never withholds anything. To be told when the list grows, or when
    /// something leaves it, pin it in `countersign.yaml`; `countersign lint` then exits with 1:
    ///
    /// ```yaml
    /// accept:
    ///   - {code: CS0140, count: 21}
    /// ```
    CS0140 Note "a fact is not documented"

    /// A path begins with `/`, and every brace in it has its partner: `/orders/{order}`. The first `/` is put before
    /// a path that has none; operations of a path with a lonely brace are left out.
    CS0201 Warning "a path is not a template"

    /// A part of the path is a parameter that nobody declares. It is taken for a text.
    ///
    /// ```yaml
    /// /orders/{order}:
    ///   get:
    ///     parameters: []   # `order` is missing
    /// ```
    CS0202 Warning "a part of the path is not declared"

    /// A parameter is declared to be in the path, but the path has no such part.
    CS0203 Warning "a parameter is not in its path"

    /// Method names come from operation ids, which therefore differ within a document. The first one
    /// keeps it; the others are called after method and path, as if they had none.
    ///
    /// ```yaml
    /// /orders: {post: {operationId: createOrder}}
    /// /make-order: {post: {operationId: createOrder}}
    /// ```
    CS0204 Warning "two operations have one id"

    /// Two parameters of an operation have the same name and the same place, or two headers of a response names that
    /// differ in nothing but case. The first one is used.
    CS0205 Warning "a parameter is declared twice"

    /// Parameters are in `path`, `query`, `header` or `cookie`; keys of security schemes in one of the last three.
    /// A parameter in another place is not sent, and callers have to implement a scheme with such a key.
    CS0206 Warning "a parameter has no known place"

    /// No request can carry a parameter: no header or cookie may have its name. The operation is
    /// generated without it, and without headers of responses of such a name. In a webhook, parameters
    /// other than headers, and headers that are more than a text, are left out as well.
    CS0207 Warning "a parameter is left out"

    /// `x-replaced-by` on a deprecated operation names the one to use instead by its `operationId`.
    /// There is none of that id, so the generated method only says that it is deprecated.
    CS0208 Warning "an operation is replaced by one that is not there"

    /// `x-quick-start: true` stands on the operation that the first call in the docs shows. It is shown in a few
    /// lines: its required members are texts, numbers and the like, and one security scheme at most is asked for.
    /// This one is more than that, or another one has the mark as well, so that a choice is made.
    CS0209 Warning "an operation cannot be the first call"

    /// No call can be made of an operation as it is described, so the generated crate does not have it: its path is
    /// no template, or holds a part for which nothing can be sent. The other operations are there.
    ///
    /// To be told when the list grows, pin it in `countersign.yaml`; `countersign lint` then exits with 1:
    ///
    /// ```yaml
    /// accept:
    ///   - {code: CS0210, count: 1}
    /// ```
    CS0210 Warning "an operation is left out"

    /// `x-pagination` says how the list of an operation comes in pages, and says it in another way than the
    /// three that are known, or with a member that has no meaning there. The operation then has no pages.
    ///
    /// ```yaml
    /// x-pagination: {kind: offset, offset: offset, limit: limit, items: /orders, total: /total}
    /// x-pagination: {kind: page, page: page, first: 1, limit: size, items: /orders, pages: /pages}
    /// x-pagination: {kind: cursor, cursor: after, items: /orders, next: /next}
    /// ```
    CS0220 Warning "pages are described in a way that is not known"

    /// `x-pagination` names a part of the request that there is not, or that is in query and body. It names a
    /// parameter of the query, or a member of a JSON body that is required.
    ///
    /// ```yaml
    /// parameters: [{name: offset, in: query, schema: {type: integer}}]
    /// x-pagination: {kind: offset, offset: skip}   # `offset`
    /// ```
    CS0221 Warning "a request does not have what its pages need"

    /// A value that `x-pagination` names is not of the type that it has to be: `offset`, `page` and `limit` take
    /// whole numbers, `items` leads to a list, `total` and `pages` to numbers, and `next` to what `cursor` takes.
    ///
    /// ```yaml
    /// parameters: [{name: page, in: query, schema: {type: string}}]   # `type: integer`
    /// x-pagination: {kind: page, page: page}
    /// ```
    CS0222 Warning "a value that pages need has another type"

    /// A pointer of `x-pagination` leads to no member of the response. It begins at the payload: behind
    /// `x-envelope`, if there is one.
    ///
    /// ```yaml
    /// schema: {type: object, properties: {data: {type: array, items: {type: string}}}}
    /// x-pagination: {kind: offset, offset: offset, items: /items}   # `/data`
    /// ```
    CS0223 Warning "a pointer of pages leads nowhere"

    /// A parameter is one of the headers `Accept`, `Content-Type` and `Authorization`, which mean
    /// nothing as parameters (OpenAPI 3.1 §4.8.12.2.1): media types and security schemes stand for
    /// them, and the generated client sends them accordingly. Nor does `Content-Type` mean anything
    /// among the headers of a response (§4.8.17.1).
    CS0230 Note "a header is described elsewhere"

    /// The `content` of a parameter is neither JSON nor text. The caller gives the text that is sent;
    /// it is escaped as its place asks for.
    CS0231 Warning "a parameter is text for the caller to write"

    /// The style of a parameter has no meaning in its place. There are `simple`, `label` and `matrix`
    /// in the path, `form`, `spaceDelimited`, `pipeDelimited` and `deepObject` in the query, `simple`
    /// in headers, `form` and `cookie` in cookies; the first of these is used instead.
    CS0232 Warning "a style has no meaning in its place"

    /// A parameter holds objects or lists within lists or objects, for which its style has no form.
    /// What lies deeper than the style goes is written as JSON, which is what most tools do.
    ///
    /// ```yaml
    /// - {name: filter, in: query, schema: {type: object, properties: {range: {type: object}}}}
    /// ```
    CS0233 Note "a parameter is deeper than its style"

    /// A path ends with a query or a fragment. A query is sent as one, before the parameters; what is
    /// in braces there is a parameter of it. A fragment only tells operations of one path apart: it is
    /// not sent, and parameters have to say what differs.
    ///
    /// ```yaml
    /// /orders?kind=open: {}
    /// /orders#cancel: {}
    /// ```
    CS0234 Note "a path holds a query or a fragment"

    /// An exploded object in the query sends each of its members by itself, under its own name. Another parameter, or a
    /// member of another such object, has that name as well, so a service cannot tell which one was meant. Where both
    /// have a value, a member is refused that would be sent second.
    CS0235 Warning "a member of a parameter has the name of another parameter"

    /// A parameter is one of the headers `Host`, `Content-Length`, `Transfer-Encoding` and `Connection`. They say where
    /// a request goes and where it ends, and are written by the transport: with another value, a request would go
    /// elsewhere or run into the next one. Callers are not asked for them.
    CS0236 Warning "a header is written by the transport"

    /// A schema says something that is not brought to Rust yet. The value is taken for any JSON
    /// value, which loses nothing but the type.
    CS0301 Warning "a schema is taken for any JSON value"

    /// The types of JSON Schema are `string`, `integer`, `number`, `boolean`, `array`, `object` and
    /// `null`. Formats such as `date` stand under `format`.
    CS0302 Warning "a type has no meaning"

    /// A list of values has one of them twice. Once is enough.
    CS0303 Warning "a value stands twice in a list"

    /// A name under `required` is not described under `properties`. It is a member of any type then, and
    /// may be left out.
    CS0304 Warning "a required member is not described"

    /// Two alternatives of a `oneOf` or `anyOf` look the same: no discriminator, no type, no constant
    /// and no member tells them apart. Values are read as the first of them.
    ///
    /// ```yaml
    /// oneOf:
    ///   - properties: {kind: {const: card}, number: {type: string}}
    ///     required: [kind, number]
    ///   - properties: {kind: {const: bank}, number: {type: string}}
    ///     required: [kind, number]
    /// ```
    CS0305 Warning "alternatives cannot be told apart"

    /// Two parts of an `allOf` describe a member as of two types, which no value has. The later part
    /// counts.
    CS0306 Warning "parts of a schema contradict each other"

    /// The keyword narrows down which values are allowed. No type tells that: values are read and written
    /// as the rest of the schema describes them, and the service judges them.
    CS0307 Note "a keyword is not checked"

    /// A default is of another type than the values that it stands for. It is left out of the docs, where defaults
    /// are told; nothing else depends on it.
    ///
    /// ```yaml
    /// retries: {type: integer, default: "3"}   # a string
    /// ```
    CS0308 Warning "a default is of the wrong type"

    /// A body or response is offered in several media types that hold the same. One of them is used: JSON, else a
    /// form, a multipart body, text, bytes. The configuration can prefer another one:
    ///
    /// ```yaml
    /// media-types: [application/merge-patch+json]
    /// ```
    ///
    /// Media types whose bodies hold different things are all there, as variants of the body's type.
    CS0401 Note "only one media type is used"

    /// Forms and multipart bodies have named fields, and the schema is not that of an object. The caller gives the
    /// whole form as text, or makes the parts.
    CS0402 Warning "a body is left to the caller to write"

    /// The keys of `responses` are statuses (`"200"`), ranges (`4XX`) and `default`. What stands under another key
    /// is left out.
    CS0403 Warning "a response has no status"

    /// The document declares an envelope (`x-envelope`), but the schema of this response does not
    /// have the member that holds the payload.
    ///
    /// Describe the response as it is on the wire, envelope included, or say `x-envelope: false` on
    /// an operation whose response has none.
    CS0404 Warning "a response is not in the envelope"

    /// A member of `x-envelope` is not known.
    ///
    /// ```yaml
    /// x-envelope:
    ///   success: {member: success, value: true}
    ///   payload: response
    ///   error: {member: error, code: code, name: name, message: message}
    ///   request-id: requestId
    /// ```
    CS0405 Error "a member of the envelope is not known"

    /// An operation whose list comes in pages has successful responses that hold something else. The generated
    /// method returns what the first of them holds, because the next page has to be found in it, and fails to read
    /// the others. Without `x-pagination`, what comes back would be an enumeration by status.
    ///
    /// ```yaml
    /// x-pagination: {kind: page, page: page, items: ""}
    /// responses:
    ///   "200": {description: A page., content: {application/json: {schema: {type: array, items: {type: string}}}}}
    ///   "202": {description: Being made., content: {application/json: {schema: {type: integer}}}}
    /// ```
    CS0406 Warning "only one successful response is used"

    /// What the events of a response hold is described in a form that is not understood: `itemSchema` says neither
    /// what `data` is nor what stands in it. The data is given as text.
    ///
    /// ```yaml
    /// text/event-stream:
    ///   itemSchema:
    ///     type: object
    ///     properties:
    ///       event: {type: string}
    ///       data: {type: string, contentMediaType: application/json, contentSchema: {type: integer}}
    /// ```
    CS0407 Warning "the data of events is not described"

    /// A header of a response holds an object or lists within a list, or is of a media type that is neither JSON nor
    /// text. Nothing escapes what separates the values in a header, so that its text is given to the caller as it came.
    ///
    /// Headers of responses are read where the configuration says `response-headers: typed`.
    CS0408 Warning "a header is text for the caller to read"

    /// The keys of `content` are media types. One that is none is left out beside others; alone it is taken for
    /// JSON if it holds objects or lists, and for bytes if it does not.
    CS0411 Warning "a key of `content` is no media type"

    /// The body is a form, need not be there, and its schema has no property. There is nothing that a caller could
    /// put into it.
    CS0412 Note "a body without a field is left out"

    /// Something under `encoding` has no effect: it names no property, has a style that fields cannot have, or a
    /// header of a part for which the document has no value (`const`, a single `enum`, or `default`).
    ///
    /// ```yaml
    /// encoding:
    ///   filter: {style: deepObject, explode: true}
    ///   picture:
    ///     contentType: image/png
    ///     headers: {x-kind: {schema: {const: portrait}}}
    /// ```
    CS0413 Warning "an encoding has no effect"

    /// `security` names a scheme that is not under `components/securitySchemes`. The generated client makes no call
    /// that needs it until its user supplies an implementation, by the scheme's name (`ClientBuilder::scheme`).
    CS0501 Warning "a security scheme is not defined"

    /// The scheme is of a kind that is not written as Rust yet. The generated client makes no call
    /// that needs it until its user supplies an implementation, by the scheme's name:
    ///
    /// ```text
    /// Client::builder().scheme("login", MyLogin::new())
    /// ```
    CS0502 Warning "a security scheme is left to the caller"

    /// The recipe is read and can be evaluated (`countersign sign`), but cannot be written as Rust: a
    /// response is verified with a value that the application works out, or the values read each other in
    /// another order for some operations. The generated client makes no call that needs it until its user
    /// supplies an implementation, by the scheme's name (`ClientBuilder::scheme`).
    CS0503 Warning "a recipe is not written"

    /// A member of a security scheme looks like `x-signing` misspelled. Without its recipe the scheme
    /// would send its key as it is, in the place that the signature was meant for.
    ///
    /// ```yaml
    /// type: apiKey
    /// in: header
    /// name: x-signature
    /// x-singing: {algorithm: hmac-sha256}   # `x-signing`
    /// ```
    CS0504 Error "a recipe is under the wrong name"

    /// A security scheme has a recipe that signs requests, and no operation asks for the scheme, so
    /// nothing would be signed.
    ///
    /// ```yaml
    /// security: [{partner: []}]   # for all operations, or on each
    /// ```
    CS0505 Warning "no operation is signed by a recipe"

    /// An operation asks for two schemes together of which each signs or changes what the other signs: once
    /// the first has signed body and query, nothing can be put into them any more, so that every call would
    /// fail.
    ///
    /// ```yaml
    /// security:
    ///   - {partner: [], exchange: []}   # both put a nonce into the body
    /// ```
    CS0506 Error "two schemes cannot be met together"

    /// An operation asks for a scope of OAuth 2 that no flow of the scheme lists, so it is misspelled, or
    /// whoever reads the document does not learn what it is for.
    ///
    /// ```yaml
    /// flows:
    ///   clientCredentials:
    ///     tokenUrl: https://auth.example/token
    ///     scopes: {"orders:read": See orders.}
    /// ```
    CS0507 Warning "a scope is not declared"

    /// A flow of OAuth 2 is one that OpenAPI does not know, or there is none at all, or its token URL is
    /// none to which a client can send its secret: plain `http`, or with a part that has to be filled in. The
    /// generated scheme takes tokens all the same: one at hand (`token`), or those of a source that the
    /// application has (`token_source`).
    ///
    /// ```text
    /// Client::builder().login(Login::token_source(ClientCredentials::new(url, id, secret)))
    /// ```
    CS0508 Warning "a flow of OAuth 2 cannot be driven"

    /// An operation asks for a scheme whose recipe has no `place`, so that its calls would go out
    /// without a signature. Recipes of webhooks verify what comes in, and no operation asks for them.
    CS0509 Warning "an operation asks for a scheme that only verifies"

    /// A webhook asks for a scheme with which a receiver cannot verify it: one without a recipe, or with a
    /// recipe that signs what only its caller knows. The generated crate reads such a message only when the
    /// application says that it is to be trusted (`assume_verified`).
    ///
    /// ```yaml
    /// x-signing:
    ///   credentials: {secret: {secret: true}}
    ///   algorithm: hmac-sha256
    ///   message: "{body}"
    ///   verify: {received: "{header.x-signature}"}
    /// ```
    CS0510 Warning "a webhook cannot be verified"

    /// A member of a signing recipe is not one that recipes have, so it would have no effect.
    /// Members that begin with `x-` are left to others.
    ///
    /// ```yaml
    /// x-signing:
    ///   algorithm: hmac-sha256
    ///   mesage: "{body}"   # `message`
    /// ```
    CS0601 Error "a member of a recipe is not known"

    /// A place of a signing recipe takes one of a few words, or a name of a certain form, and
    /// something else stands there: an algorithm, an encoding, the form of a time, an order.
    ///
    /// ```yaml
    /// algorithm: hmac-sha265   # `hmac-sha256`
    /// ```
    CS0602 Error "a word of a recipe is not known"

    /// Templates are text with names in braces. A brace that is itself meant is written twice.
    ///
    /// ```yaml
    /// message: '{"nonce":{nonce}}'       # wrong: `{"nonce":{nonce` is no name
    /// message: '{{"nonce":{nonce}}}'     # right
    /// ```
    CS0603 Error "a template cannot be read"

    /// A template names something that is neither a value nor a credential of the recipe nor a part
    /// of the request. The help lists what there is.
    ///
    /// ```yaml
    /// credentials: {secret: {secret: true}}
    /// key: "{secrt}"
    /// ```
    CS0604 Error "a recipe has no such name"

    /// What stands after a bar in a template is a filter. The help lists what there is.
    ///
    /// ```yaml
    /// message: "{body|sha-256|hex}"   # `sha256`
    /// ```
    CS0605 Error "a filter is not known"

    /// `first:N`, `strip:TEXT`, `prefix:TEXT` and `default:TEXT` have an argument, the other filters
    /// have none. An argument cannot hold `|` and `}`.
    ///
    /// ```yaml
    /// day: "{date|first:eight}"   # `first:8`
    /// ```
    CS0606 Error "the argument of a filter is wrong"

    /// A value is a text, or an object with one operator.
    ///
    /// ```yaml
    /// values:
    ///   nonce: {time: unix-ms, random: uuid}   # one of the two
    /// ```
    CS0607 Error "a value has no operator or several"

    /// Values are worked out from each other, so they cannot go in a circle. The message names all
    /// that take part.
    ///
    /// ```yaml
    /// values:
    ///   scope: "{day}/{region}"
    ///   day: "{scope|first:8}"
    /// ```
    CS0608 Error "values depend on each other in a circle"

    /// A value has the name of a credential, or one of the two has that of a part of the request,
    /// so that a template with that name would say two things.
    ///
    /// ```yaml
    /// values:
    ///   path: "/api{path}"
    /// ```
    CS0609 Error "a name means two things"

    /// A call is made in a fixed order: fields go into the body, then into headers, then into the
    /// query, then the request is signed. Each step can read only what is fixed before it.
    ///
    /// ```yaml
    /// inject:
    ///   - {in: body, name: check, value: "{body|sha256|hex}"}   # the body that is being made
    /// ```
    CS0610 Error "something is read before it is known"

    /// A result is put where the message has read something else before, so that the service would
    /// check another message than the one that was signed. A recipe that puts the signature into
    /// the body can therefore sign fields of the body, but not the body.
    ///
    /// ```yaml
    /// message: "{body}"
    /// place:
    ///   - {in: body, name: sign, value: "{signature}"}
    /// ```
    CS0611 Error "a result overwrites what was signed"

    /// The parts of a recipe do not make a whole: an algorithm without a message, a MAC without a
    /// key, a signature that goes nowhere.
    CS0612 Error "a recipe is not complete"

    /// `use` and `extends` name a recipe that there is not.
    CS0613 Error "there is no such recipe"

    /// Recipes that extend each other and nothing else say nothing.
    CS0614 Error "recipes are built on each other in a circle"

    /// MD5 and SHA-1 are broken: two messages with one digest can be made. Under HMAC they still
    /// hold, and `hmac-sha1` gives no warning; alone they protect nothing.
    ///
    /// Some services ask for them all the same.
    CS0615 Warning "a broken hash"

    /// An operation sends a body, but the recipe that signs the call reads nothing of it: whoever
    /// sits between client and service can change it unnoticed.
    ///
    /// Some services sign that little. Elsewhere `{body}` was forgotten in `message`.
    CS0616 Warning "the body is not signed"

    /// A value or a credential of a recipe is read by nothing. Users of the generated crate would
    /// have to give a credential that has no effect.
    CS0617 Warning "nothing reads a part of a recipe"

    /// The recipe puts a field, such as a nonce, into the body of every request, but the body of
    /// this operation takes none: it is no JSON object, or the operation has no body.
    CS0618 Error "a field cannot go into a body"

    /// The recipe cannot do what it is for with what it knows: a public key cannot sign, and a
    /// webhook cannot be verified with a value that its sender made and did not send.
    CS0620 Error "a key or a value cannot do what is asked"

    /// The key of a MAC is as secret as what it protects, but the credential is not marked so, and
    /// would be shown in logs.
    ///
    /// ```yaml
    /// credentials:
    ///   secret: {}   # `{secret: true}`
    /// ```
    CS0622 Warning "a key is not marked as secret"

    /// A recipe verifies messages with a key that may be empty, or that has nothing secret in it. Anybody
    /// could make such a signature, and a receiver without a key would take every message for genuine.
    ///
    /// ```yaml
    /// credentials:
    ///   secret: {secret: true, optional: true}   # without `optional`
    /// verify: {received: "{header.x-signature}"}
    /// ```
    CS0623 Error "a verifying key may be empty"

    /// A test vector of a recipe is not one: a member is not what the format says, or it expects
    /// nothing.
    ///
    /// ```yaml
    /// x-signing-vectors:
    ///   - id: first-order
    ///     credentials: {secret: hush}
    ///     request: {method: POST, url: "https://shop.example/orders", body: "{}"}
    ///     expected: {signature: 6cbb…}
    /// ```
    CS0630 Error "a test vector cannot be used"

    /// Recipe and test vector do not agree: something else comes out than the vector says. Either
    /// may be wrong.
    ///
    /// `countersign sign` shows a signature step by step. The usual causes: the secret is decoded,
    /// or is not; another body is signed than sent; seconds and milliseconds; the order of the
    /// query; a newline at the end.
    CS0631 Error "a test vector does not come out"

    /// The evaluator tries the vector, but the generated crate gets no test of it, because its code
    /// has nothing that the vector could be given to: a value that is fixed, or one that an
    /// operation changes.
    ///
    /// `{setting: TEXT}` makes a value one that can be given.
    CS0632 Warning "no test is written of a vector"

    /// The configuration `countersign.yaml` has a key that is not known, or a value of the wrong
    /// kind.
    ///
    /// ```yaml
    /// spec: spec/api.yaml
    /// out: generated
    /// strict: false
    /// package:
    ///   name: my-client
    ///   version: 0.1.0
    ///   license: MIT OR Apache-2.0
    ///   repository: https://example.com/my-client
    ///   description: Client for my API
    /// ```
    CS0701 Error "the configuration is not understood"

    /// A value of the configuration is of the right kind, but cannot be used: a name or a version of the
    /// crate that Cargo would refuse, a type of a format that there is not, or a media type that is none.
    CS0702 Error "a value of the configuration cannot be used"

    /// Under `signing`, the configuration has recipes by the names of the document's security
    /// schemes, and one of these names the document does not have.
    ///
    /// ```yaml
    /// spec: vendor.yaml
    /// signing:
    ///   ApiKeyAuth: {use: binance}
    /// ```
    ///
    /// A document without any security scheme gets those of the configuration, and one in which
    /// nothing says `security` is signed everywhere.
    CS0703 Error "there is no scheme for a recipe"

    /// Under `formats`, the configuration has a type for a format that is none of the known ones, and
    /// that no schema of the document has; or for `password`, whose texts stay secrets.
    ///
    /// ```yaml
    /// spec: vendor.yaml
    /// formats:
    ///   uuid: uuid
    ///   money: decimal
    /// ```
    CS0704 Warning "a type that is chosen for a format changes nothing"

    /// `accept` in `countersign.yaml` lists reports that a project knows and lives with: one at a place, or a number
    /// of one code. `countersign lint` fails when the list does not come out, so that CI tells when something new
    /// is reported, and when an entry has become superfluous.
    ///
    /// ```yaml
    /// accept:
    ///   - {code: CS0140, count: 21}
    ///   - {code: CS0301, at: "#/components/schemas/Price"}
    /// ```
    CS0705 Error "the reports are not those that are accepted"

    /// A word under `select` or `exclude`, or after `--select` or `--exclude`, meets no operation of the document:
    /// it is misspelled, or the document has changed.
    ///
    /// ```yaml
    /// select:
    ///   tags: [orders]
    ///   paths: [/v1/**]         # `*` stays within a part of the path, `**` does not
    /// exclude:
    ///   methods: [DELETE]
    ///   operations: [listOrdersOld]
    /// ```
    ///
    /// An operation is taken if it meets one word of each kind under `select`, and none under `exclude`.
    CS0706 Warning "a word chooses no operation"

    /// Under `media-types`, the configuration prefers a media type or a group of them that no body and no response
    /// of the document has.
    ///
    /// ```yaml
    /// spec: vendor.yaml
    /// media-types: [application/x-www-form-urlencoded, text/*]
    /// ```
    CS0707 Warning "a media type that is preferred is nowhere offered"

    /// The words under `select` and `exclude`, or after `--select` and `--exclude`, leave no operation of the document,
    /// so there would be nothing in the crate. Each word may well meet some: an operation is taken if it meets one word
    /// of each kind under `select`, and none under `exclude`.
    ///
    /// ```yaml
    /// select:
    ///   tags: [orders]
    ///   methods: [DELETE]   # of other tags
    /// ```
    CS0708 Error "no operation is chosen"

    /// Where a file is to be written stands one that was not written by Countersign, or a folder.
    /// Nothing is written then.
    ///
    /// Files of Countersign say so in their first line; `Cargo.toml` and `README.md` have a section
    /// between two marked lines. Choose another folder, or move what is in the way.
    CS0710 Error "something else is in the way"

    /// The output folder, or something in it where a file is to be written, is a symbolic link.
    /// Links are not followed, so that nothing is written elsewhere.
    CS0711 Error "the output would be written through a link"

    /// Of the two lines around the generated section of a file one is missing, or one is there
    /// twice. Restore them, or remove the whole section together with its lines and the file, so
    /// that the next run writes it anew.
    CS0712 Error "the marks of a section are broken"

    /// Another run is writing into the same folder, or an earlier one was interrupted.
    ///
    /// An interrupted run leaves a folder `.countersign-stage`. Under `old` in it are the files that
    /// had been replaced. Put back what is missing, or just remove the folder: the next run writes
    /// all files anew.
    CS0713 Error "the output folder is in use"

    /// The disk refused to read or write. What had been changed was put back, unless the message
    /// says where the old files are.
    CS0714 Error "the output cannot be written"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        let ids: Vec<_> = Code::all().iter().map(|code| code.id).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ids, sorted);
    }

    #[test]
    fn codes_are_found_in_either_case() {
        assert_eq!(Code::find("cs0110"), Some(&CS0110));
        assert_eq!(Code::find("CS9999"), None);
    }

    #[test]
    fn explanations_keep_their_examples_indented() {
        assert!(CS0011.explanation().contains("\nid:\n  <<: *common\n"));
    }
}
