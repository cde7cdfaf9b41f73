//! From a [`Crate`] to the files that hold it.
//!
//! In: a crate with nothing left to decide. Out: paths and bytes.
//! Every item is made of tokens and printed by prettyplease, so that a text of the document can only ever be a
//! literal or a doc attribute; the rest is a matter of blank lines.

mod blocking;
mod bodies;
mod checks;
mod choices;
mod coding;
mod headers;
mod lib_rs;
mod manifest;
mod meta;
mod operations;
mod paging;
mod parallel;
mod print;
mod refusals;
mod security;
mod servers;
mod stream;
mod structs;
mod support;
mod tags;
mod types;
mod vectors;
mod webhooks;

use crate::plan::krate::{Crate, SchemeFile};
use crate::tree::{Content, FileTree};
use print::File;

/// A file that can be written apart from the others.
type Job<'k> = (String, Box<dyn Fn() -> File + Send + 'k>);

/// Writes a crate down.
pub fn render(krate: &Crate) -> FileTree {
    let jobs = [
        of_crate(krate),
        of_security(krate),
        of_operations(krate),
        of_types(krate),
    ];
    let jobs = jobs.into_iter().flatten().collect();
    let files = parallel::each(jobs, |(path, write): Job<'_>| {
        (path, Content::source(&write().into_text()))
    });
    let mut tree = FileTree::default();
    for (path, content) in files {
        tree.insert(path, content);
    }
    manifest::manifest(krate, &mut tree);
    vectors::vectors(&krate.vectors, &mut tree);
    support::support(krate, &mut tree);
    tree
}

fn job<'k>(path: impl Into<String>, write: impl Fn() -> File + Send + 'k) -> Job<'k> {
    (path.into(), Box::new(write))
}

/// What every crate has, and what some have once.
fn of_crate(krate: &Crate) -> Vec<Job<'_>> {
    let mut jobs = vec![
        job("src/lib.rs", || lib_rs::lib_rs(krate)),
        job("src/meta.rs", || meta::meta(&krate.meta)),
        job("src/blocking.rs", || blocking::index(krate)),
    ];
    let overview = krate.root.overview.as_ref();
    jobs.extend(overview.map(|it| job("src/overview.rs", || File::new(it))));
    let servers = krate.servers.as_ref();
    jobs.extend(servers.map(|it| job(format!("src/{}.rs", it.module), || servers::servers(it))));
    if !krate.checks.is_empty() {
        jobs.push(job("src/checks.rs", || checks::checks(&krate.checks)));
    }
    if let Some(webhooks) = &krate.webhooks {
        let index = || webhooks::index(webhooks, &krate.package.library);
        jobs.push(job(format!("src/{}.rs", webhooks.module), index));
        jobs.extend(webhooks.events.iter().map(|event| {
            let path = format!("src/{}/{}.rs", webhooks.module, event.module);
            job(path, || webhooks::event(webhooks, event).with_prelude())
        }));
    }
    jobs
}

fn of_security(krate: &Crate) -> Vec<Job<'_>> {
    let index = || security::index(&krate.scheme_names, &krate.schemes);
    let schemes = krate.schemes.iter().map(|scheme| {
        let path = format!("src/security/{}.rs", scheme.module);
        job(path, || {
            security::scheme(scheme, has_vectors(krate, scheme))
        })
    });
    std::iter::once(job("src/security.rs", index))
        .chain(schemes)
        .collect()
}

fn of_operations(krate: &Crate) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for tag in &krate.tags {
        jobs.push(job(format!("src/{}.rs", tag.module), || tags::tag(tag)));
        jobs.extend(tag.operations.iter().map(|operation| {
            let path = format!("src/{}/{}.rs", tag.module, operation.module);
            job(path, || {
                operations::operation(tag, operation).with_prelude()
            })
        }));
    }
    jobs
}

fn of_types(krate: &Crate) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    if !krate.repeated.is_empty() || !krate.types.is_empty() {
        let index = || types::index(&krate.types, &krate.repeated);
        jobs.push(job("src/types.rs", index));
    }
    let repeated = krate.repeated.iter().map(|file| {
        job(format!("src/types/{}.rs", file.kind.module()), || {
            types::repeated(file).with_prelude()
        })
    });
    jobs.extend(repeated);
    let files = krate.types.iter().map(|file| {
        job(format!("src/types/{}.rs", file.module), || {
            types::types(file).with_prelude()
        })
    });
    jobs.extend(files);
    jobs
}

fn has_vectors(krate: &Crate, scheme: &SchemeFile) -> bool {
    let mut files = krate.vectors.iter();
    files.any(|file| file.module == scheme.module)
}

fn put(tree: &mut FileTree, path: &str, file: File) {
    tree.insert(path.to_owned(), Content::source(&file.into_text()));
}
