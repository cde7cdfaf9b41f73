//! The list of operations, and one operation with its form.

use std::collections::BTreeMap;

use super::call::{Form, Made};
use super::html::Html;
use crate::ir::ParameterPlace;
use crate::mock::answers::key;
use crate::mock::engine::Mock;
use crate::mock::plan::{Content, Parameter, Plan};

/// The list, grouped by tag.
pub(super) fn index(mock: &Mock) -> String {
    let info = &mock.api.info;
    let mut body = Html::default();
    body.raw("<h1>")
        .text(&info.title)
        .raw(" <small>")
        .text(&info.version);
    body.raw("</small></h1>");
    body.raw("<p>A mock of this API: every call below is signed and checked on this machine.</p>");
    let mut groups: BTreeMap<usize, (&str, Vec<&Plan>)> = BTreeMap::new();
    for plan in &mock.plans {
        let tag = mock.api.operations[plan.index]
            .tag
            .as_deref()
            .unwrap_or("other");
        let place = mock.api.tags.get_index_of(tag).unwrap_or(usize::MAX);
        groups
            .entry(place)
            .or_insert((tag, Vec::new()))
            .1
            .push(plan);
    }
    for (tag, plans) in groups.values() {
        body.raw("<section><h2>").text(tag).raw("</h2><ul>");
        for plan in plans {
            let operation = &mock.api.operations[plan.index];
            body.raw("<li><a href=\"/_mock/operation?operation=")
                .text(&escaped(&plan.id));
            body.raw("\"><code>")
                .text(&plan.method)
                .raw(" ")
                .text(&operation.path);
            body.raw("</code></a> ");
            let summary = operation.summary.as_deref().unwrap_or(&plan.id);
            body.text(summary).raw("</li>");
        }
        body.raw("</ul></section>");
    }
    Html::page(&info.title, &body)
}

/// One operation; nothing if there is none of this name.
pub(super) fn operation(
    mock: &Mock,
    form: &Form,
    made: Option<&Result<Made, String>>,
) -> Option<String> {
    let plan = mock.plans.iter().find(|it| it.id == form.operation)?;
    let operation = &mock.api.operations[plan.index];
    let mut body = Html::default();
    body.raw("<nav><a href=\"/\">All operations</a></nav><h1><code>");
    body.text(&plan.method)
        .raw(" ")
        .text(&operation.path)
        .raw("</code></h1><p>");
    body.text(operation.summary.as_deref().unwrap_or(&plan.id))
        .raw("</p>");
    if let Some(description) = &operation.description {
        body.raw("<p class=\"prose\">")
            .text(description)
            .raw("</p>");
    }
    match made {
        Some(Ok(made)) => result(&mut body, made),
        Some(Err(why)) => {
            body.raw("<p role=\"alert\">").text(why).raw("</p>");
        }
        None => {}
    }
    fields(mock, plan, form, &mut body);
    described(mock, plan, &mut body);
    Some(Html::page(&plan.id, &body))
}

fn fields(mock: &Mock, plan: &Plan, form: &Form, body: &mut Html) {
    body.raw("<h2>Call it</h2><form method=\"post\" action=\"/_mock/send\">");
    body.raw("<input type=\"hidden\" name=\"operation\" value=\"")
        .text(&plan.id)
        .raw("\">");
    for parameter in &plan.parameters {
        let name = field(parameter);
        let given = form.fields.get(&name).cloned();
        let value = given.unwrap_or_else(|| sample(mock, parameter));
        body.raw("<label>").text(&name);
        body.raw(if parameter.required { " (needed)" } else { "" });
        body.raw("<input name=\"")
            .text(&name)
            .raw("\" value=\"")
            .text(&value)
            .raw("\"></label>");
    }
    if let Some(content) = plan.body.as_ref().map(|it| &it.contents[0]) {
        let given = form.fields.get("body").cloned();
        let value = given.unwrap_or_else(|| example(mock, content));
        body.raw("<label>body, <code>")
            .text(&content.media_type)
            .raw("</code>");
        body.raw("<textarea name=\"body\" rows=\"12\" spellcheck=\"false\">");
        // A first line break would be taken for the tag's.
        body.raw("\n").text(&value).raw("</textarea></label>");
    }
    let prefer = form
        .fields
        .get("prefer")
        .map(String::as_str)
        .unwrap_or_default();
    body.raw("<label>Prefer<input name=\"prefer\" placeholder=\"code=404, dynamic=true\" value=\"");
    body.text(prefer)
        .raw("\"></label><button>Sign and send</button></form>");
}

/// The name of a parameter's field.
pub(super) fn field(parameter: &Parameter) -> String {
    let place = match parameter.place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
        ParameterPlace::Cookie => "cookie",
    };
    format!("{place} {}", parameter.name)
}

/// What is filled in for a parameter that has to be there.
fn sample(mock: &Mock, parameter: &Parameter) -> String {
    if !parameter.required {
        return String::new();
    }
    let made = &parameter
        .schema
        .value(&mock.document, mock.settings.seed, true)
        .0;
    match serde_json::from_str(&made.to_string()) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Array(items)) => {
            let texts: Vec<_> = items
                .iter()
                .map(|it| it.as_str().map_or(it.to_string(), str::to_owned))
                .collect();
            texts.join(",")
        }
        _ => made.to_string(),
    }
}

/// The first example, else a value that fits.
pub(super) fn example(mock: &Mock, content: &Content) -> String {
    if let Some((_, json)) = content.examples.first() {
        return json.pretty();
    }
    let seed = mock.settings.seed;
    let made = content
        .schema
        .as_ref()
        .map(|it| it.value(&mock.document, seed, true));
    made.map(|it| it.0.pretty()).unwrap_or_default()
}

fn result(body: &mut Html, made: &Made) {
    body.raw("<section class=\"result\" aria-live=\"polite\"><h2>What happened</h2>");
    for step in &made.steps {
        body.raw("<h3>Signed by <code>")
            .text(&step.scheme)
            .raw("</code></h3>");
        body.block("Values", &step.values);
        body.block("Put in before signing", &step.injected);
        body.block("String to sign", &step.message);
        body.block("Put in after signing", &step.placed);
    }
    body.block("Request", &made.request);
    body.block("Response", &made.response);
    body.raw("</section>");
}

fn described(mock: &Mock, plan: &Plan, body: &mut Html) {
    body.raw("<h2>What the document says</h2>");
    if let Some(request) = &plan.body {
        for content in &request.contents {
            one(mock, "Request", content, body);
        }
    }
    for response in &plan.responses {
        for content in &response.contents {
            one(
                mock,
                &format!("Response {}", key(response.status)),
                content,
                body,
            );
        }
    }
}

fn one(mock: &Mock, title: &str, content: &Content, body: &mut Html) {
    body.raw("<details><summary>").text(title).raw(" <code>");
    body.text(&content.media_type).raw("</code></summary>");
    body.block("Example", &example(mock, content));
    if let Some(at) = content
        .schema
        .as_ref()
        .and_then(|it| mock.document.resolve(&it.at))
    {
        let at = crate::mock::plan::followed(&mock.document, at);
        body.block("Schema", &crate::mock::schema::spelled(at.node).pretty());
    }
    body.raw("</details>");
}

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
