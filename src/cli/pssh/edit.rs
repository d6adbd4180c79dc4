//! `boxlock pssh add`, `replace` and `remove`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Encoding;
use super::describe;
use super::given::Given;
use super::make::{MakeArgs, given_boxes, systems};
use crate::boxes::BoxNode;
use crate::cenc::Watch;
use crate::cli::Console;
use crate::cli::progress::Meter;
use crate::cli::target::{Output, display, is_dash};
use crate::drm::SystemId;
use crate::edit::{Change, Edit, Place, Tally, Which, find_pssh, plan_in_place, rewrite_whole};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::text::to_base64;
use crate::movie::{FileSource, ReadAt};

/// Add pssh boxes to a file, or to boxes given as a value. A box that is there already is not added again.
#[derive(clap::Args)]
pub struct AddArgs {
    #[command(flatten)]
    target: TargetArgs,
    /// A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64
    #[arg(long, value_name = "FILE|BASE64")]
    pssh: Vec<OsString>,
    /// DRM systems that boxes are made for, from --key or --data
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',')]
    system: Vec<String>,
    /// See to it that this many bytes of free space follow the movie, so that later edits fit in place
    #[arg(long, value_name = "BYTES", default_value_t = 0, hide_default_value = true, value_parser = pad)]
    pad: u64,
    #[command(flatten)]
    make: MakeArgs,
}

/// Put other pssh boxes where some are. What is replaced: the boxes of --system, those of --match, or else those of the same
/// systems as the new ones.
#[derive(clap::Args)]
pub struct ReplaceArgs {
    #[command(flatten)]
    target: TargetArgs,
    /// The new pssh box, or what one is made from as for add: a file, or base64. Without it, a box is made for --system from
    /// --key or --data
    #[arg(long, value_name = "FILE|BASE64")]
    pssh: Vec<OsString>,
    /// Replace the boxes of this DRM system: playready, widevine, common or a UUID
    #[arg(long, value_name = "SYSTEM", conflicts_with = "match")]
    system: Option<String>,
    /// Replace the boxes that are the same as this one: a file, or base64
    #[arg(long, value_name = "FILE|BASE64")]
    r#match: Vec<OsString>,
    #[command(flatten)]
    make: MakeArgs,
}

/// Remove pssh boxes.
#[derive(clap::Args)]
#[group(id = "which", multiple = true)]
pub struct RemoveArgs {
    #[command(flatten)]
    target: TargetArgs,
    /// Remove the boxes of these DRM systems: playready, widevine, common or a UUID
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',', required_unless_present_any = ["match", "all"])]
    system: Vec<String>,
    /// Remove the boxes that are the same as this one: a file, or base64
    #[arg(long, value_name = "FILE|BASE64")]
    r#match: Vec<OsString>,
    /// Remove every pssh box
    #[arg(long, conflicts_with_all = ["system", "match"])]
    all: bool,
}

fn pad(text: &str) -> std::result::Result<u64, String> {
    match text.parse::<u64>() {
        Ok(bytes @ (0 | 8..=0x4000_0000)) => Ok(bytes),
        Ok(_) => Err("a free box has 8 bytes to 1 GiB".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

impl AddArgs {
    /// Adds boxes.
    ///
    /// # Errors
    /// When options, input or output are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let mut boxes = given_boxes("--pssh", &self.pssh)?;
        boxes.extend(self.make.boxes(&systems(&self.system)?)?);
        if self.system.is_empty() && self.make.has_content() {
            return Err(Error::usage("keys or data are given, but no system").hint("add --system playready"));
        }
        if boxes.is_empty() && self.pad == 0 {
            return Err(Error::usage("nothing to add").hint("give --pssh, or --system with --key"));
        }
        self.target.run(Edit { changes: vec![Change::Add(boxes)], fragments: false, pad: self.pad }, console)
    }
}

impl ReplaceArgs {
    /// Replaces boxes.
    ///
    /// # Errors
    /// When options, input or output are no good, or there is no box to replace.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let system = self.system.as_deref().map(str::parse::<SystemId>).transpose();
        let system = system.map_err(|e| e.about("--system"))?;
        let mut boxes = given_boxes("--pssh", &self.pssh)?;
        if self.make.has_content() {
            let system = system.ok_or_else(|| {
                Error::usage("keys or data are given, but no system").hint("add --system playready")
            })?;
            boxes.push(self.make.pssh(system)?);
        }
        if boxes.is_empty() {
            return Err(Error::usage("nothing to put in place").hint("give --pssh, or --system with --key"));
        }
        let old = given_boxes("--match", &self.r#match)?;
        let changes = match system {
            Some(system) => vec![Change::Replace(Which::System(system.bytes()), boxes)],
            None if !old.is_empty() => vec![Change::Replace(Which::Exactly(old), boxes)],
            None => by_system(boxes)?,
        };
        self.target.run(Edit { changes, fragments: false, pad: 0 }, console)
    }
}

/// One replacement for each system that the boxes are for.
fn by_system(boxes: Vec<BoxNode>) -> Result<Vec<Change>> {
    let mut groups: Vec<([u8; 16], Vec<BoxNode>)> = Vec::new();
    for node in boxes {
        let system_id = describe::body(&node)?.system_id;
        match groups.iter_mut().find(|(id, _)| *id == system_id) {
            Some((_, group)) => group.push(node),
            None => groups.push((system_id, vec![node])),
        }
    }
    Ok(groups.into_iter().map(|(id, boxes)| Change::Replace(Which::System(id), boxes)).collect())
}

impl RemoveArgs {
    /// Removes boxes.
    ///
    /// # Errors
    /// When options, input or output are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let systems = systems(&self.system)?;
        let mut changes: Vec<Change> =
            systems.iter().map(|s| Change::Remove(Which::System(s.bytes()))).collect();
        let old = given_boxes("--match", &self.r#match)?;
        if !old.is_empty() {
            changes.push(Change::Remove(Which::Exactly(old)));
        }
        if self.all {
            changes.push(Change::Remove(Which::All));
        }
        self.target.run(Edit { changes, fragments: false, pad: 0 }, console)
    }
}

/// What is edited and where the outcome goes.
#[derive(clap::Args)]
pub struct TargetArgs {
    /// An MP4 file, or pssh boxes: a file, - for stdin, or the value itself (base64 or hex)
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// The file to write, - for stdout. It appears whole or not at all. Boxes alone go to stdout without it
    #[arg(value_name = "OUTPUT", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Edit INPUT itself. Where free space takes up the difference, only the bytes that differ are written; otherwise the whole
    /// file is written anew and takes its name when it is finished
    #[arg(long)]
    in_place: bool,
    /// Overwrite OUTPUT
    #[arg(long)]
    force: bool,
    /// Edit every fragment (moof) as well as the movie (moov)
    #[arg(long)]
    moof: bool,
    /// How to print boxes that were given alone
    #[arg(long, value_enum, default_value_t)]
    encoding: Encoding,
}

/// How an edit was made.
enum How {
    InPlace,
    Rewritten,
}

impl TargetArgs {
    fn run(self, mut edit: Edit, console: &mut Console) -> Result<()> {
        edit.fragments = self.moof;
        let name = display(&self.input, "stdin");
        let given = Given::open(&self.input).map_err(|e| e.about(&name))?;
        if let Given::Boxes(boxes) = given {
            return self.edit_boxes(boxes, &edit, console).map_err(|e| e.about(&name));
        }
        let Some((source, len)) = given.source() else { return Ok(()) };
        self.check(source, len, &edit).map_err(|e| e.about(&name))?;
        match &self.output {
            Some(path) => {
                let mut output = Output::create(path, self.force, &[&self.input])?;
                let tally = rewrite(source, len, &edit, &mut output, console).map_err(|e| self.about(e))?;
                output.finish()?;
                self.report(&tally, &How::Rewritten, len, is_dash(path), console)
            }
            None if self.in_place && is_dash(&self.input) => {
                Err(Error::usage("a pipe cannot be edited in place").hint("give OUTPUT"))
            }
            None if self.in_place => self.edit_file(source, len, &edit, console).map_err(|e| e.about(&name)),
            None => {
                Err(Error::usage("no OUTPUT is given")
                    .hint("give OUTPUT, or --in-place to edit INPUT itself"))
            }
        }
    }

    /// Says which replacement has nothing to replace, before anything is written.
    fn check(&self, source: &dyn ReadAt, len: u64, edit: &Edit) -> Result<()> {
        if !edit.changes.iter().any(|c| matches!(c, Change::Replace(..))) {
            return Ok(());
        }
        let found = find_pssh(source, len)?;
        let reached = |place| match place {
            Place::Moov => true,
            Place::Moof(_) => self.moof,
            Place::TopLevel => false,
        };
        let nodes: Vec<&BoxNode> = found.iter().filter(|f| reached(f.place)).map(|f| &f.node).collect();
        check_targets(edit, &nodes)
    }

    fn edit_boxes(&self, mut boxes: Vec<BoxNode>, edit: &Edit, console: &mut Console) -> Result<()> {
        if self.in_place {
            return Err(
                Error::usage("--in-place is for MP4 files; these are pssh boxes alone").hint("give OUTPUT")
            );
        }
        if edit.pad > 0 {
            return Err(Error::usage("--pad is for MP4 files; these are pssh boxes alone"));
        }
        check_targets(edit, &boxes.iter().collect::<Vec<_>>())?;
        edit.apply_to(&mut boxes);
        let bytes: Vec<u8> = boxes.iter().flat_map(BoxNode::to_vec).collect();
        let to_stdout = self.output.as_deref().is_none_or(is_dash);
        if console.json && to_stdout {
            let mut document = describe::document(boxes.iter().map(|node| (None, node)));
            document["data_base64"] = json!(to_base64(&bytes));
            return console.out_json(&document);
        }
        let bytes = self.encoding.encode(bytes);
        match self.output.as_deref().filter(|path| !is_dash(path)) {
            None => console.out_bytes(&bytes),
            Some(path) => {
                let mut output = Output::create(path, self.force, &[&self.input])?;
                output.write(|sink| sink.append(&bytes)).map_err(|e| e.about_path(path))?;
                output.finish()
            }
        }
    }

    fn edit_file(&self, source: &dyn ReadAt, len: u64, edit: &Edit, console: &mut Console) -> Result<()> {
        let plan = plan_in_place(source, len, edit)?;
        if let Some(plan) = &plan {
            check_reached(edit, &plan.tally)?;
        }
        let Some(plan) = plan else {
            console.talk("the change does not fit in place: the whole file is written anew (pssh add --pad leaves room for edits)");
            let mut output = Output::create(&self.input, true, &[])?;
            keep_permissions(&self.input, &output)?;
            let tally = rewrite(source, len, edit, &mut output, console)?;
            output.finish()?;
            return self.report(&tally, &How::Rewritten, len, false, console);
        };
        if plan.bytes() > 0 || plan.len != len {
            let file = File::options().read(true).write(true).open(&self.input)?;
            let file = FileSource::new(file);
            plan.apply(&file, || file.file().sync_data())?;
            if plan.len < len {
                file.file().set_len(plan.len)?;
            }
            file.file().sync_all()?;
        }
        self.report(&plan.tally, &How::InPlace, plan.bytes(), false, console)
    }

    fn about(&self, error: Error) -> Error {
        match error.kind {
            // Reading a file that was opened hardly ever fails; writing does.
            ErrorKind::Io(_) => {
                error.about(self.output.as_deref().map_or_else(String::new, |o| display(o, "stdout")))
            }
            _ => error.about(display(&self.input, "stdin")),
        }
    }

    fn report(
        &self,
        tally: &Tally,
        how: &How,
        bytes: u64,
        to_stdout: bool,
        console: &mut Console,
    ) -> Result<()> {
        if console.json && !to_stdout {
            let mode = match how {
                How::InPlace => "in-place",
                How::Rewritten => "rewritten",
            };
            return console.out_json(&json!({
                "schema": "boxlock.pssh-edit/1",
                "added": tally.added,
                "removed": tally.removed,
                "mode": mode,
                "bytes_written": bytes,
            }));
        }
        let name = display(&self.input, "stdin");
        let done = match (tally.added, tally.removed) {
            (0, 0) => format!("the pssh boxes of {name} are as wanted already"),
            (added, removed) => format!("pssh boxes of {name}: {added} added, {removed} removed"),
        };
        console.talk(&match how {
            How::InPlace => format!("{done}; {bytes} bytes written in place"),
            How::Rewritten => done,
        });
        Ok(())
    }
}

fn check_targets(edit: &Edit, nodes: &[&BoxNode]) -> Result<()> {
    for change in &edit.changes {
        let Change::Replace(which, _) = change else { continue };
        if !nodes.iter().any(|node| which.matches(node)) {
            let what = match which {
                Which::System(id) => format!("for {}", SystemId::from_bytes(*id).title()),
                _ => "like that of --match".to_owned(),
            };
            let error = Error::unsupported(format!("no pssh box {what} to replace"));
            return Err(error.hint(
                "boxlock pssh list shows what is there; pssh add adds a box; --moof looks into fragments too",
            ));
        }
    }
    Ok(())
}

fn rewrite(
    source: &dyn ReadAt,
    len: u64,
    edit: &Edit,
    output: &mut Output,
    console: &Console,
) -> Result<Tally> {
    let meter = Meter::new(console, Some(len));
    let interrupted = AtomicBool::new(false);
    let watch = Watch { progress: &meter, interrupted: &interrupted };
    let done = output.write(|sink| rewrite_whole(source, len, edit, sink, watch));
    meter.finish();
    done.and_then(|tally| check_reached(edit, &tally).map(|()| tally))
}

/// Says so when there is no place for boxes to be added.
fn check_reached(edit: &Edit, tally: &Tally) -> Result<()> {
    let adds = edit.changes.iter().any(|c| matches!(c, Change::Add(_)));
    if adds && tally.parents == 0 {
        let hint = if edit.fragments {
            "give an MP4 file"
        } else {
            "give the init segment, or add --moof to edit fragments"
        };
        return Err(Error::unsupported("no moov box that pssh boxes could be added to").hint(hint));
    }
    Ok(())
}

/// A file that takes the place of another one keeps who may read it.
fn keep_permissions(path: &Path, output: &Output) -> Result<()> {
    if let Output::File { temporary, .. } = output {
        let permissions = fs::metadata(path)?.permissions();
        temporary.as_file().set_permissions(permissions)?;
    }
    Ok(())
}
