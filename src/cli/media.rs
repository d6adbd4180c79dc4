//! What encrypt, decrypt and recrypt share: from an input to an output, through a transform.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::Console;
use super::progress::Meter;
use super::target::{Input, Output, display, is_dash};
use crate::boxes::BoxNode;
use crate::bytes::{ParseError, Reader};
use crate::cenc::Watch;
use crate::cenc::rewrite::{Transform, rewrite_file, rewrite_pipe};
use crate::cenc::sink::Sink;
use crate::error::{Error, ErrorKind, Result};

/// Init segments are small; more than this is something else.
const MAX_INIT_SEGMENT: u64 = 64 << 20;

/// Input, output and how to get from one to the other.
#[derive(clap::Args)]
pub struct MediaArgs {
    /// The file to read, - for stdin
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// The file to write, - for stdout. It appears whole or not at all
    #[arg(value_name = "OUTPUT")]
    pub output: PathBuf,
    /// Overwrite OUTPUT
    #[arg(long)]
    pub force: bool,
    /// Init segment of INPUT, when INPUT is a media segment on its own
    #[arg(long, value_name = "FILE")]
    pub init: Option<PathBuf>,
    /// Threads to cipher with; the output does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl MediaArgs {
    /// Opens the input and the output, in that order, so that nothing is made for an input that is not there.
    ///
    /// # Errors
    /// When one cannot be opened, or they are the same file.
    pub fn open(&self) -> Result<(Input, Output)> {
        let input = Input::open(&self.input)?;
        let inputs: Vec<&Path> =
            [Some(self.input.as_path()), self.init.as_deref()].into_iter().flatten().collect();
        let output = Output::create(&self.output, self.force, &inputs)?;
        Ok((input, output))
    }

    /// Reads the movie of `--init`.
    ///
    /// # Errors
    /// When the file cannot be read or holds no movie.
    pub fn init_movie(&self) -> Result<Option<BoxNode>> {
        let Some(path) = &self.init else { return Ok(None) };
        read_movie(path).map(Some).map_err(|e| e.about_path(path))
    }

    /// Runs a transform from the input into the output, or nowhere. The output is not finished by that.
    ///
    /// # Errors
    /// Those of the transform, of reading and of writing.
    pub fn rewrite(
        &self,
        input: Input,
        output: Option<&mut Output>,
        transform: &mut dyn Transform,
        console: &mut Console,
    ) -> Result<()> {
        let start = Instant::now();
        let meter = Meter::new(console, input.len());
        let interrupted = AtomicBool::new(false);
        let watch = Watch { progress: &meter, interrupted: &interrupted };
        let run = |sink: &mut Sink<'_>| match input {
            Input::File(source, len) => rewrite_file(&source, len, transform, sink, watch),
            Input::Pipe(mut file) => rewrite_pipe(&mut file, transform, sink, watch),
            Input::Stdin => rewrite_pipe(&mut std::io::stdin(), transform, sink, watch),
        };
        let done = match output {
            Some(output) => output.write(run),
            None => run(&mut Sink::pipe(&mut std::io::sink())),
        };
        meter.finish();
        if console.verbose {
            let (seconds, threads) = (start.elapsed().as_secs_f64(), rayon::current_num_threads());
            console.talk(&format!("took {seconds:.3} s on {threads} threads"));
        }
        done.map_err(|error| match error.kind {
            // Reading a file that was opened hardly ever fails; writing does.
            ErrorKind::Io(_) => error.about(self.output_name()),
            _ => error.about(self.input_name()),
        })
    }

    /// The output's name in messages.
    pub fn output_name(&self) -> String {
        display(&self.output, "stdout")
    }

    /// The input's name in messages.
    pub fn input_name(&self) -> String {
        display(&self.input, "stdin")
    }

    /// Whether data goes to stdout, so that nothing else can.
    pub fn writes_stdout(&self) -> bool {
        is_dash(&self.output)
    }

    /// Sets up the threads to cipher with.
    ///
    /// # Errors
    /// When they cannot be started.
    pub fn start_threads(&self) -> Result<()> {
        let Some(threads) = self.threads else { return Ok(()) };
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .map_err(|e| Error::internal(format!("threads cannot be started: {e}")))
    }
}

/// Reads the `moov` box of a file.
///
/// # Errors
/// When the file cannot be read, is too large for an init segment, or holds no movie.
pub fn read_movie(path: &Path) -> Result<BoxNode> {
    let len = fs::metadata(path)?.len();
    if len > MAX_INIT_SEGMENT {
        return Err(Error::unsupported(format!(
            "an init segment of {len} bytes; at most {MAX_INIT_SEGMENT} are read"
        )));
    }
    let bytes = fs::read(path)?;
    let mut reader = Reader::new(&bytes, 0);
    while !reader.is_empty() {
        let node = BoxNode::read(&mut reader)?;
        if &node.name().0 == b"moov" {
            return Ok(node);
        }
    }
    Err(ParseError::malformed(len, "no moov box").into())
}
