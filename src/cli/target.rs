//! Inputs and outputs as the command line names them: a path, or `-`. Outputs appear whole or not at all.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::console::with_unfinished;
use crate::cenc::sink::Sink;
use crate::error::{Error, ErrorKind, Result};
use crate::movie::FileSource;

/// Where input comes from.
#[derive(Debug)]
pub enum Input {
    /// A file that can be read at any place, with its length in bytes.
    File(FileSource, u64),
    /// Something that can only be read once: a pipe, a terminal, a device.
    Pipe(File),
    /// Standard input that is not a file.
    Stdin,
}

impl Input {
    /// Opens an input.
    ///
    /// # Errors
    /// When it cannot be opened, or is a folder.
    pub fn open(path: &Path) -> Result<Self> {
        if is_dash(path) {
            return Ok(stdin_file().map_or(Self::Stdin, |(file, len)| Self::File(FileSource::new(file), len)));
        }
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        let metadata = file.metadata().map_err(|e| Error::io(path, e))?;
        if metadata.is_dir() {
            let error = Error::io(path, io::Error::from(io::ErrorKind::IsADirectory));
            return Err(error.hint("give a file; boxlock does not walk folders here"));
        }
        if metadata.is_file() {
            return Ok(Self::File(FileSource::new(file), metadata.len()));
        }
        Ok(Self::Pipe(file))
    }

    /// Length in bytes, when it is known.
    pub fn len(&self) -> Option<u64> {
        match self {
            Self::File(_, len) => Some(*len),
            _ => None,
        }
    }
}

/// Whether a path stands for stdin or stdout.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == OsStr::new("-")
}

/// How a path is called in messages.
pub fn display(path: &Path, dash: &str) -> String {
    if is_dash(path) { dash.to_owned() } else { path.display().to_string() }
}

/// Standard input as a file, when the shell redirected one and it is at its start.
#[cfg(unix)]
fn stdin_file() -> Option<(File, u64)> {
    use std::io::Seek;
    use std::os::fd::AsFd;
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
    let metadata = file.metadata().ok()?;
    let at_start = metadata.is_file() && file.stream_position().ok()? == 0;
    at_start.then_some((file, metadata.len()))
}

#[cfg(not(unix))]
fn stdin_file() -> Option<(File, u64)> {
    None
}

/// Where output goes.
#[derive(Debug)]
pub enum Output {
    /// A temporary file that takes its name when it is finished.
    File {
        /// The temporary file beside its final name.
        temporary: NamedTempFile,
        /// A second handle, written by position.
        positioned: FileSource,
        /// The final name.
        path: PathBuf,
        /// Whether a file of that name may be replaced.
        force: bool,
    },
    /// A device or named pipe.
    Device(File),
    /// Standard output.
    Stdout,
}

impl Output {
    /// Prepares an output without touching anything under its name.
    ///
    /// # Errors
    /// When the output exists and `force` is not given, is the input, or cannot be made.
    pub fn create(path: &Path, force: bool, inputs: &[&Path]) -> Result<Self> {
        if is_dash(path) {
            return Ok(Self::Stdout);
        }
        let about = |e: io::Error| Error::io(path, e);
        for input in inputs.iter().filter(|i| !is_dash(i)) {
            if same_file(path, input) {
                let error = Error::usage("input and output are the same file").about_path(path);
                return Err(error.hint("write to another name, then rename"));
            }
        }
        // A link stays a link: what it points to is written.
        let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(about(io::ErrorKind::IsADirectory.into()));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = File::options().write(true).open(path).map_err(about)?;
                return Ok(Self::Device(file));
            }
            Ok(_) if !force => return Err(exists(path)),
            _ => {}
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Said of the folder itself: the temporary file in it is nobody's business.
        fs::metadata(folder).map_err(|e| Error::io(folder, e).hint("make the folder first"))?;
        let temporary = with_unfinished_file(folder).map_err(about)?;
        let positioned = FileSource::new(temporary.reopen().map_err(about)?);
        Ok(Self::File { temporary, positioned, path: path.clone(), force })
    }

    /// Lets only the owner read the file, where the system knows owners. To be called before anything is written.
    ///
    /// # Errors
    /// When the permissions cannot be set.
    pub fn make_private(&self) -> Result<()> {
        #[cfg(unix)]
        if let Self::File { temporary, path, .. } = self {
            use std::os::unix::fs::PermissionsExt;
            let owner_only = fs::Permissions::from_mode(0o600);
            temporary.as_file().set_permissions(owner_only).map_err(|e| Error::io(path, e))?;
        }
        Ok(())
    }

    /// Calls `work` with a sink for this output.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Sink<'_>) -> Result<T>) -> Result<T> {
        match self {
            Self::File { positioned, .. } => work(&mut Sink::file(positioned)),
            Self::Device(file) => work(&mut Sink::pipe(file)),
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                work(&mut Sink::pipe(&mut stdout as &mut dyn Write))
            }
        }
    }

    /// Gives a finished file its name.
    ///
    /// # Errors
    /// When it cannot be synced or renamed, or a file of that name has appeared meanwhile.
    pub fn finish(self) -> Result<()> {
        let Self::File { temporary, path, force, .. } = self else { return Ok(()) };
        temporary.as_file().sync_all().map_err(|e| Error::io(&path, e))?;
        let named = with_unfinished(None, || {
            if force { temporary.persist(&path) } else { temporary.persist_noclobber(&path) }
        });
        match named {
            Ok(_) => Ok(()),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(&path)),
            Err(e) => Err(Error::io(&path, e.error)),
        }
    }
}

fn exists(path: &Path) -> Error {
    Error::from(ErrorKind::OutputExists).about_path(path).hint("pass --force to overwrite it")
}

/// Makes a temporary file with the permissions that a new file would have, known to the signal handler from its first moment.
fn with_unfinished_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".boxlock-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut made = None;
    with_unfinished(None, || made = Some(builder.tempfile_in(folder)));
    let temporary = made.unwrap_or_else(|| Err(io::ErrorKind::Other.into()))?;
    with_unfinished(Some(temporary.path().to_path_buf()), || ());
    Ok(temporary)
}

/// Whether two names stand for one file, links included.
fn same_file(a: &Path, b: &Path) -> bool {
    if let (Ok(a), Ok(b)) = (fs::canonicalize(a), fs::canonicalize(b))
        && a == b
    {
        return true;
    }
    same_inode(a, b)
}

#[cfg(unix)]
fn same_inode(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(a), fs::metadata(b)) {
        // Two names of one device, such as /dev/null, hurt nobody.
        (Ok(a), Ok(b)) => a.is_file() && a.dev() == b.dev() && a.ino() == b.ino(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_inode(_a: &Path, _b: &Path) -> bool {
    false
}
