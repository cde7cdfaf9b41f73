//! What a command works on: the document, the configuration, and the flags put over it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::files::Folders;
use super::output::Output;
use super::{Common, Stop, Usage};
use crate::Options;
use crate::config::{self, Config, Package};
use crate::diag::{Accepted, Sink, codes};
use crate::lower::signing::check_recipes;
use crate::parse::{At, MAX_TEXT, MediaTypes, Recipes, Selection, Words, gather, read_value};
use crate::plan::formats::Formats;
use crate::plan::{Features, ResponseHeaders};
use crate::source::Source;

/// The name of standard input among files.
pub(super) const STANDARD_INPUT: &str = "-";

/// The arguments of commands that read a document.
#[derive(Debug, Default, clap::Args)]
pub(super) struct DocumentArguments {
    /// The document, or `-` for standard input; if absent, the one that the configuration names
    #[arg(value_name = "SPEC")]
    pub(super) spec: Option<PathBuf>,
    /// An OpenAPI Overlay to lay over the document; may be given several times
    #[arg(long = "overlay", value_name = "FILE")]
    pub(super) overlays: Vec<PathBuf>,
    /// A folder whose files may be referred to, beside that of the document; may be given several times
    #[arg(long = "allow-folder", value_name = "DIR")]
    pub(super) allow_folders: Vec<PathBuf>,
    /// Operations to take, `tag=NAME`, `path=GLOB`, `method=NAME` or `operation=ID`; may be given several times
    #[arg(long, value_name = "KIND=WORD")]
    pub(super) select: Vec<String>,
    /// Operations to leave out, said in the same way; may be given several times
    #[arg(long, value_name = "KIND=WORD")]
    pub(super) exclude: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    pub(super) strict: bool,
}

/// What to work on, from flags and configuration.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// The document.
    pub(super) spec: PathBuf,
    /// What is laid over it, in order.
    overlays: Vec<PathBuf>,
    /// Folders whose files may be referred to, beside that of the document.
    allow_folders: Vec<PathBuf>,
    /// The folder of the crate.
    pub(super) out: Option<PathBuf>,
    /// What the manifest says.
    pub(super) package: Package,
    /// Which parts of the crate can be left out.
    pub(super) features: Features,
    /// Recipes for a document that has none.
    pub(super) signing: Recipes,
    /// Which operations are meant.
    selection: Selection,
    /// Types of formats.
    formats: Formats,
    /// Which media type is used where there are several.
    media_types: MediaTypes,
    /// Whether values that are sent can be checked.
    checks: bool,
    /// What becomes of headers of responses.
    response_headers: ResponseHeaders,
    /// Whether warnings withhold the output.
    pub(super) strict: bool,
    /// Reports that are known, if there is a list of them.
    accepted: Option<Vec<Accepted>>,
}

impl Project {
    /// Reads the configuration, unless a document is named and no configuration is.
    pub(super) fn find(
        arguments: &DocumentArguments,
        common: &Common,
        output: &mut Output<'_, '_>,
    ) -> Result<Self, Stop> {
        let file = match (&common.config, &arguments.spec) {
            (Some(file), _) => Some(file.clone()),
            (None, Some(_)) => None,
            (None, None) => Some(find_config(output)?),
        };
        let mut project = match &file {
            Some(file) => Self::read(file, output)?,
            None => Self::default(),
        };
        if let Some(spec) = &arguments.spec {
            project.spec.clone_from(spec);
        } else if project.spec.as_os_str().is_empty() {
            let message = "the configuration names no `spec`, and none is given";
            return Err(Usage(message.into()).into());
        }
        project.overlays.extend(arguments.overlays.iter().cloned());
        let folders = arguments.allow_folders.iter().cloned();
        project.allow_folders.extend(folders);
        for (words, given) in [
            (&mut project.selection.select, &arguments.select),
            (&mut project.selection.exclude, &arguments.exclude),
        ] {
            for word in given {
                words.add(word).map_err(Usage)?;
            }
        }
        project.strict |= arguments.strict;
        Ok(project)
    }

    fn read(file: &Path, output: &mut Output<'_, '_>) -> Result<Self, Stop> {
        let source = read(file, output)?;
        let mut sink = Sink::new();
        let config = Config::read(&source, &mut sink);
        let signing = match &config {
            Some(config) if config.has_recipes() => recipes(&source, &mut sink),
            Some(_) | None => Recipes::default(),
        };
        let formats = match &config {
            Some(config) if config.has_formats() => formats(&source, &mut sink),
            Some(_) | None => Formats::default(),
        };
        let listed = config.iter().flat_map(|config| &config.media_types);
        let media_types = media_types(&listed.cloned().collect::<Vec<_>>(), &mut sink);
        output.stop_at_errors(sink, &source)?;
        let config = config.ok_or(Stop::Reported)?;
        let accepted = config.accepted();
        let folder = file.parent().unwrap_or(Path::new(""));
        Ok(Self {
            spec: config
                .spec
                .map(|spec| folder.join(spec))
                .unwrap_or_default(),
            overlays: config
                .overlays
                .iter()
                .map(|overlay| folder.join(overlay))
                .collect(),
            allow_folders: config
                .allow_folders
                .iter()
                .map(|allowed| folder.join(allowed))
                .collect(),
            out: config.out.map(|out| folder.join(out)),
            package: config.package,
            features: match config.features {
                config::Features::Tags => Features::Tags,
                config::Features::None => Features::None,
            },
            signing,
            selection: Selection {
                select: words(config.select),
                exclude: words(config.exclude),
            },
            formats,
            media_types,
            checks: config.checks,
            response_headers: match config.response_headers {
                config::ResponseHeaders::Untyped => ResponseHeaders::Untyped,
                config::ResponseHeaders::Typed => ResponseHeaders::Typed,
            },
            strict: config.strict,
            accepted,
        })
    }

    /// Reads the document, what is laid over it, and the files that it refers to.
    pub(super) fn source(&self, output: &mut Output<'_, '_>) -> Result<Source, Stop> {
        let mut source = read(&self.spec, output)?;
        for overlay in &self.overlays {
            source = source.with_overlay(read(overlay, output)?);
        }
        let folders = Folders::of(&self.spec, &self.allow_folders, output);
        Ok(gather(source, &mut |name| folders.read(name)))
    }

    /// Returns what the project says about the crate, with defaults for what it leaves open.
    pub(super) fn options(&self) -> Options {
        let package = self.package.clone();
        let default = Options::default();
        Options {
            name: package.name.unwrap_or(default.name),
            version: package.version.unwrap_or(default.version),
            license: package.license,
            repository: package.repository,
            description: package.description,
            features: self.features,
            signing: self.signing.clone(),
            selection: self.selection.clone(),
            formats: self.formats.clone(),
            media_types: self.media_types.clone(),
            checks: self.checks,
            response_headers: self.response_headers,
        }
    }

    /// Returns an empty sink for the document.
    pub(super) fn sink(&self) -> Sink {
        let sink = if self.strict {
            Sink::strict()
        } else {
            Sink::new()
        };
        match &self.accepted {
            Some(accepted) => sink.accepting(accepted.clone()),
            None => sink,
        }
    }
}

/// What a configuration says of operations.
fn words(of: config::Operations) -> Words {
    Words {
        tags: of.tags,
        paths: of.paths,
        methods: of.methods,
        operations: of.operations,
    }
}

/// Reads the recipes of a configuration; reports what is wrong with them where it stands.
fn recipes(source: &Source, sink: &mut Sink) -> Recipes {
    let root = read_value(source, sink);
    let signing = root.as_ref().map(At::root).and_then(|at| at.get("signing"));
    match signing {
        Some(at) => {
            check_recipes(&at, sink);
            Recipes::of(&at)
        }
        None => Recipes::default(),
    }
}

/// Reads the media types that a configuration prefers; reports one that is none.
fn media_types(listed: &[String], sink: &mut Sink) -> MediaTypes {
    MediaTypes::of(listed).unwrap_or_else(|(place, reason)| {
        let found = &listed[place];
        let message = format!("`media-types[{place}]` cannot be `{found}`: {reason}");
        sink.report_unplaced(&codes::CS0702, message);
        MediaTypes::default()
    })
}

/// Reads the types of formats of a configuration; reports what is wrong with them where it stands.
fn formats(source: &Source, sink: &mut Sink) -> Formats {
    let root = read_value(source, sink);
    let formats = root.as_ref().map(At::root).and_then(|at| at.get("formats"));
    formats.map_or_else(Formats::default, |at| Formats::read(&at, sink))
}

/// The configuration in the current folder or the nearest one above it that has one, as a user
/// would write its path.
fn find_config(output: &Output<'_, '_>) -> Result<PathBuf, Usage> {
    let name = config::FILE_NAME;
    let mut folders = output.folder().ancestors();
    let Some(ups) = folders.position(|folder| folder.join(name).is_file()) else {
        return Err(Usage(format!(
            "no document is given, and there is no `{name}` in this folder or above it"
        )));
    };
    let mut file: PathBuf = std::iter::repeat_n("..", ups).collect();
    file.push(name);
    Ok(file)
}

/// Reads a file or standard input; reports when that is not possible.
pub(super) fn read(path: &Path, output: &mut Output<'_, '_>) -> Result<Source, Stop> {
    let label = if path == Path::new(STANDARD_INPUT) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    match read_bytes(path, output) {
        Ok(bytes) => Ok(Source::from_bytes(label, bytes)),
        Err(error) => {
            let mut sink = Sink::new();
            sink.report_unplaced(&codes::CS0001, format!("cannot be read: {error}"));
            output.stop_at_errors(sink, &Source::new(label, ""))?;
            Err(Stop::Reported)
        }
    }
}

/// Reads a file or standard input byte for byte.
pub(super) fn read_bytes(path: &Path, output: &mut Output<'_, '_>) -> io::Result<Vec<u8>> {
    if path == Path::new(STANDARD_INPUT) {
        return bounded(&mut *output.stdin);
    }
    read_file(&output.path(path))
}

/// Reads a file, if it is one.
pub(super) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    // Systems do not agree on what reading a folder says.
    if path.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    bounded(File::open(path)?)
}

/// Reads one byte more than is taken, so that `parse` sees that there is more.
fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
