//! The names of events. An event is named like its webhook, with the word behind it: what it tells about has the same
//! name in many documents.

use std::sync::Arc;

use super::{Homes, place};
use crate::analyze::{Facts, flattened_event};
use crate::ir::{Api, SchemaId, Webhook};
use crate::plan::krate::{Home, TypeName};
use crate::plan::names::{Case, Ident, Scope};

/// What a webhook is called.
#[derive(Debug)]
pub(in crate::plan) struct EventNames {
    /// The module of its file.
    pub(in crate::plan) module: Ident,
    /// Its type.
    pub(in crate::plan) ident: Ident,
    /// The schema of the body, if it is the type itself.
    pub(in crate::plan) inlined: Option<SchemaId>,
}

/// The module of webhooks.
pub(in crate::plan) const WEBHOOKS: &str = "webhooks";

/// Names that the module of webhooks has besides its types.
const WEBHOOK_NAMES: &[&str] = &["Event", "Incoming", "VerifyError"];

impl Homes {
    /// Gives every webhook, and every type that only it reaches, a name and a place.
    pub(super) fn name_webhooks(&mut self, api: &Api, facts: &Facts, shared: &Arc<Scope>) {
        let mut files = Scope::of_modules(&[WEBHOOKS]);
        let mut types = Scope::within(shared);
        for name in WEBHOOK_NAMES {
            types.reserve(name);
        }
        for webhook in &api.webhooks {
            let place = webhook.origin.pointer.as_str();
            let names = names_of_webhook(api, webhook);
            let event_names: Vec<_> = names.iter().map(|name| event_name(name)).collect();
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let event_names: Vec<_> = event_names.iter().map(String::as_str).collect();
            self.events.push(EventNames {
                module: files.declare_first(&names, place, Case::Snake, "event"),
                ident: types.declare_first(&event_names, place, Case::Camel, "Event"),
                inlined: flattened_event(api, webhook),
            });
        }
        for (index, webhook) in api.webhooks.iter().enumerate() {
            let EventNames {
                module,
                ident,
                inlined,
            } = &self.events[index];
            let (ident, inlined) = (ident.clone(), *inlined);
            let home = Home::Operation {
                tag: Ident::fixed(WEBHOOKS),
                module: module.clone(),
            };
            if let Some(id) = inlined {
                if place(api, facts, id).is_none() {
                    let context = ident.to_string();
                    let name = TypeName {
                        home: home.clone(),
                        ident,
                    };
                    self.names.insert(id, name);
                    self.name_tree(api, facts, id, &context, &home, &mut types);
                }
                continue;
            }
            for header in &webhook.headers {
                let context = format!("{ident} {}", header.name);
                self.name_tree(api, facts, header.usage.schema, &context, &home, &mut types);
            }
            if let Some(usage) = webhook.body.as_ref().and_then(|it| it.content.usage) {
                let context = format!("{ident} body");
                self.name_tree(api, facts, usage.schema, &context, &home, &mut types);
            }
        }
    }
}

/// What a webhook may be called. Callbacks of one name have that of their operation as well, each of them, so that
/// one more changes none of the others.
fn names_of_webhook(api: &Api, webhook: &Webhook) -> Vec<String> {
    let name = webhook.name.clone();
    let Some(callback) = &webhook.callback_of else {
        return vec![name];
    };
    let by_operation = format!("{} {name}", callback.operation);
    let alike = api.webhooks.iter().filter(|it| it.name == name).count();
    if alike > 1 {
        vec![by_operation]
    } else {
        vec![name, by_operation]
    }
}

/// The name of an event's type; one that says already that it is an event need not say it twice.
fn event_name(name: &str) -> String {
    let words = Scope::default().declare(name, Case::Snake, "event");
    let last = words.as_str().rsplit('_').next();
    if last == Some("event") {
        name.to_owned()
    } else {
        format!("{name} Event")
    }
}
