//! Where titles come from, and where the ledger is.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::batch::list::{self, Format, Problem, Template};
use crate::batch::plan::Source;
use crate::batch::storage::{MAX_SMALL, Place, Storage};
use crate::cli::target::{display, is_dash};
use crate::error::{Error, Result};

/// Which titles.
#[derive(clap::Args)]
pub struct SourceArgs {
    /// The job list: a file, a URL, or - for stdin
    #[arg(value_name = "JOBS", required_unless_present = "glob", conflicts_with = "glob")]
    pub jobs: Option<PathBuf>,
    /// Instead of a list: all files that match a pattern (*, ?, [...], ** for any folders)
    #[arg(long = "in", id = "glob", value_name = "GLOB", requires = "template")]
    pattern: Option<String>,
    /// Their outputs: {stem}, {name}, {dir} and {ext} stand for parts of the input's name; {dir} are the folders below the part of
    /// GLOB without wildcards
    #[arg(long = "out", id = "template", value_name = "TEMPLATE", requires = "glob")]
    template: Option<String>,
    /// Form of the job list; recognised unless given
    #[arg(long, value_name = "FORM", conflicts_with = "glob")]
    format: Option<FormatName>,
    /// The ledger: a file, or a prefix in object storage. Unless given, it is JOBS.ledger, or .boxlock-batch.jsonl in the folder that
    /// all outputs lie below
    #[arg(long, value_name = "FILE|URL")]
    ledger: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FormatName {
    Jsonl,
    Csv,
    Toml,
}

impl SourceArgs {
    /// What the titles are called as a whole in messages.
    pub fn name(&self) -> String {
        match (&self.jobs, &self.pattern) {
            (Some(jobs), _) => display(jobs, "stdin"),
            (None, Some(pattern)) => format!("--in {pattern}"),
            (None, None) => String::new(),
        }
    }

    /// A problem as an error about these titles.
    pub fn error(&self, problem: Problem) -> Error {
        problem.into_error(&self.name())
    }

    /// Whether the list comes from stdin, so that nothing else can.
    pub fn reads_stdin(&self) -> bool {
        self.jobs.as_deref().is_some_and(is_dash)
    }

    /// Reads the list, or finds the files.
    ///
    /// # Errors
    /// When the list as a whole is no good, or nothing is found.
    pub fn read(&self, storage: &dyn Storage) -> Result<Source> {
        if let (Some(pattern), Some(template)) = (&self.pattern, &self.template) {
            let template = Template::parse(template)?;
            return list::from_pattern(storage, pattern, &template).map(Source::Pattern);
        }
        let path = self.jobs.as_deref().unwrap_or(Path::new("-"));
        let name = self.name();
        let bytes = Zeroizing::new(self.bytes(path, storage)?);
        let format = match self.format {
            Some(FormatName::Jsonl) => Format::Jsonl,
            Some(FormatName::Csv) => Format::Csv,
            Some(FormatName::Toml) => Format::Toml,
            None => Format::recognise(&name, &bytes).map_err(|e| e.about(&name))?,
        };
        list::read(&bytes, format).map(|list| Source::List(Box::new(list))).map_err(|e| e.about(&name))
    }

    fn bytes(&self, path: &Path, storage: &dyn Storage) -> Result<Vec<u8>> {
        if self.reads_stdin() {
            let mut bytes = Vec::new();
            let len = std::io::stdin().lock().take(MAX_SMALL + 1).read_to_end(&mut bytes);
            return match len.map_err(|e| Error::from(e).about("stdin"))? as u64 {
                len if len > MAX_SMALL => {
                    Err(Error::unsupported(format!("more than {MAX_SMALL} bytes")).about("stdin"))
                }
                _ => Ok(bytes),
            };
        }
        let place = Place::from(path.as_os_str());
        storage.read_small(&place)?.ok_or_else(|| {
            let nothing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such file");
            Error::from(nothing).about(self.name())
        })
    }

    /// Where the ledger is.
    ///
    /// # Errors
    /// When it cannot be told.
    pub fn ledger(&self, source: &Source) -> Result<Place> {
        if let Some(ledger) = &self.ledger {
            return Ok(Place::from(ledger.as_os_str()));
        }
        let rows: Vec<&OsStr> = match source {
            Source::List(list) => list.rows.iter().filter_map(|row| row.output.as_deref()).collect(),
            Source::Pattern(found) => found.iter().filter_map(|(row, _)| row.output.as_deref()).collect(),
        };
        let all_local = rows.iter().all(|output| Place::from(*output).path().is_some());
        if let Some(jobs) = self.jobs.as_deref().filter(|jobs| !is_dash(jobs) && all_local)
            && let Place::Local(mut path) = Place::from(jobs.as_os_str())
        {
            path.as_mut_os_string().push(".ledger");
            return Ok(Place::Local(path));
        }
        if let Some(template) = &self.template
            && all_local
        {
            let root = Template::parse(template)?.root().to_owned();
            return Ok(Place::Local(Path::new(&root).join(".boxlock-batch.jsonl")));
        }
        let folder = common_folder(&rows);
        match Place::from(folder.as_str()) {
            Place::Local(folder) if all_local => Ok(Place::Local(folder.join(".boxlock-batch.jsonl"))),
            Place::Remote(url) if url.matches('/').count() > 2 => {
                Ok(Place::Remote(format!("{url}.boxlock-batch/")))
            }
            _ => Err(Error::usage("outputs lie too far apart to have a ledger beside them")
                .hint("say where it is to be: --ledger FILE or --ledger s3://bucket/prefix/")),
        }
    }
}

/// What all names have in common, up to its last slash.
fn common_folder(names: &[&OsStr]) -> String {
    let mut names = names.iter().map(|name| name.to_string_lossy());
    let Some(first) = names.next() else { return String::new() };
    let mut common = first.as_bytes();
    for name in names {
        let same = common.iter().zip(name.as_bytes()).take_while(|(a, b)| a == b).count();
        common = common.get(..same).unwrap_or_default();
    }
    let end = common.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
    String::from_utf8_lossy(common.get(..end).unwrap_or_default()).into_owned()
}
