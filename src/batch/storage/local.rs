//! Files. An output is a temporary file beside its final name, locked while it is written: what carries such a name and no lock was
//! left by a run that was killed, on whichever machine, and is swept by the next one.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use tempfile::TempPath;

use super::{Identity, MAX_SMALL, OutputFile, Place, Storage, Written};
use crate::batch::hash::{Algorithm, RunningSum};
use crate::cenc::sink::Sink;
use crate::error::{Error, ErrorKind, Result};
use crate::movie::{FileSource, ReadAt};

/// Temporary files are called `.boxlock-batch-XXXXXX.tmp`.
const PREFIX: &str = ".boxlock-batch-";
const SUFFIX: &str = ".tmp";

/// Files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalStorage;

impl Storage for LocalStorage {
    fn stat(&self, place: &Place) -> Result<Option<Identity>> {
        let path = path_of(place)?;
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                Err(Error::io(path, io::Error::from(io::ErrorKind::IsADirectory)))
            }
            Ok(metadata) => Ok(Some(identity(&metadata))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io(path, e)),
        }
    }

    fn open_read(&self, place: &Place) -> Result<Box<dyn ReadAt + Send>> {
        let path = path_of(place)?;
        Ok(Box::new(FileSource::new(File::open(path).map_err(|e| Error::io(path, e))?)))
    }

    fn create(&self, place: &Place, replace: bool, hash: Algorithm) -> Result<Box<dyn OutputFile>> {
        let path = path_of(place)?;
        let folder = folder_of(path);
        fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        let (file, temporary) = locked_temporary(folder).map_err(|e| Error::io(path, e))?;
        Ok(Box::new(LocalOutput {
            file: FileSource::new(file),
            temporary,
            path: path.to_path_buf(),
            replace,
            sum: RunningSum::new(hash),
        }))
    }

    fn put_if_absent(&self, place: &Place, bytes: &[u8]) -> Result<bool> {
        let path = path_of(place)?;
        let about = |e: io::Error| Error::io(path, e);
        let folder = folder_of(path);
        fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        let (mut file, temporary) = locked_temporary(folder).map_err(about)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(about)?;
        match temporary.persist_noclobber(path) {
            Ok(()) => Ok(true),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(about(e.error)),
        }
    }

    fn read_small(&self, place: &Place) -> Result<Option<Vec<u8>>> {
        let path = path_of(place)?;
        let about = |e: io::Error| Error::io(path, e);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(about(e)),
        };
        let mut bytes = Vec::new();
        let len = file.take(MAX_SMALL + 1).read_to_end(&mut bytes).map_err(about)?;
        if len as u64 > MAX_SMALL {
            return Err(Error::unsupported(format!("more than {MAX_SMALL} bytes")).about_path(path));
        }
        Ok(Some(bytes))
    }

    fn list(&self, pattern: &Place) -> Result<Vec<(Place, Identity)>> {
        let path = path_of(pattern)?;
        let text = path.to_str().ok_or_else(|| Error::usage("a pattern must be UTF-8").about_path(path))?;
        let prefix = text.ends_with('/').then(|| format!("{}**/*", glob::Pattern::escape(text)));
        let pattern = prefix.as_deref().unwrap_or(text);
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let found = glob::glob_with(pattern, options).map_err(|e| {
            Error::usage(format!("is no pattern: {} at character {}", e.msg, e.pos)).about(text)
        })?;
        let mut files = Vec::new();
        for path in found {
            let path = path.map_err(|e| {
                let path = e.path().to_path_buf();
                Error::io(&path, e.into())
            })?;
            let metadata = fs::metadata(&path).map_err(|e| Error::io(&path, e))?;
            if metadata.is_file() {
                files.push((Place::Local(path), identity(&metadata)));
            }
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(files)
    }

    fn sweep(&self, place: &Place) -> Result<usize> {
        let folder = folder_of(path_of(place)?);
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(e) => return Err(Error::io(folder, e)),
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry.map_err(|e| Error::io(folder, e))?;
            let name = entry.file_name();
            let bytes = name.as_encoded_bytes();
            if bytes.starts_with(PREFIX.as_bytes()) && bytes.ends_with(SUFFIX.as_bytes()) {
                removed += usize::from(remove_stray(&entry.path()).map_err(|e| Error::io(&entry.path(), e))?);
            }
        }
        Ok(removed)
    }
}

/// An output file in the making.
struct LocalOutput {
    /// One handle for everything: on Windows a lock keeps other handles of the same process out.
    file: FileSource,
    temporary: TempPath,
    path: PathBuf,
    replace: bool,
    sum: RunningSum,
}

impl OutputFile for LocalOutput {
    fn sink(&mut self) -> Sink<'_> {
        Sink::witnessed(&self.file, &self.sum)
    }

    fn finish(&mut self) -> Result<Written> {
        let about = |e: io::Error| Error::io(&self.path, e);
        self.file.file().sync_all().map_err(about)?;
        let len = self.file.file().metadata().map_err(about)?.len();
        Ok(Written { len, hash: self.sum.finish(&self.file, len).map_err(about)? })
    }

    fn commit(self: Box<Self>) -> Result<()> {
        let Self { file, temporary, path, replace, .. } = *self;
        // A link stays a link: what it points to is replaced.
        let target =
            if replace { fs::canonicalize(&path).unwrap_or_else(|_| path.clone()) } else { path.clone() };
        let named = if replace { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
        drop(file);
        match named {
            Ok(()) => Ok(()),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Error::from(ErrorKind::OutputExists)
                    .about_path(&path)
                    .hint("pass --force to overwrite it"))
            }
            Err(e) => Err(Error::io(&path, e.error)),
        }
    }
}

/// A new temporary file with the permissions that a new file would have, locked.
fn locked_temporary(folder: &Path) -> io::Result<(File, TempPath)> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    loop {
        let (file, path) = builder.tempfile_in(folder)?.into_parts();
        match file.lock() {
            // A sweep may have come between: then the name is gone.
            Ok(()) if !path.exists() => {}
            Ok(()) => return Ok((file, path)),
            // File systems without locks are not swept either.
            Err(e) if e.kind() == io::ErrorKind::Unsupported => return Ok((file, path)),
            Err(e) => return Err(e),
        }
    }
}

/// Removes a temporary file that nobody has locked. Returns whether it did.
fn remove_stray(path: &Path) -> io::Result<bool> {
    let file = match File::options().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(e),
    };
    match file.try_lock() {
        Ok(()) => match fs::remove_file(path) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(e),
        },
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(false),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

fn identity(metadata: &fs::Metadata) -> Identity {
    let modified =
        metadata.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Identity { len: metadata.len(), version: modified.as_nanos().to_string() }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn path_of(place: &Place) -> Result<&Path> {
    place.path().ok_or_else(|| {
        Error::unsupported("this build reads and writes files only")
            .about(place.to_string())
            .hint("build with the feature object-storage")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &tempfile::TempDir, name: &str) -> Place {
        Place::Local(folder.path().join(name))
    }

    fn write(place: &Place, bytes: &[u8], replace: bool) -> Result<Written> {
        let mut output = LocalStorage.create(place, replace, Algorithm::default())?;
        output.sink().append(bytes)?;
        let written = output.finish()?;
        output.commit()?;
        Ok(written)
    }

    #[test]
    fn an_output_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let out = place(&folder, "new/x.mp4");
        let mut output = LocalStorage.create(&out, false, Algorithm::default()).unwrap();
        output.sink().append(b"half").unwrap();
        assert_eq!(LocalStorage.stat(&out).unwrap(), None);
        assert_eq!(LocalStorage.sweep(&out).unwrap(), 0, "a locked file is not swept");
        drop(output);
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
        let written = write(&out, b"whole", false).unwrap();
        assert_eq!((written.len, written.hash), (5, Algorithm::default().of_bytes(b"whole")));
        assert_eq!(LocalStorage.stat(&out).unwrap().unwrap().len, 5);
        assert_eq!(write(&out, b"again", false).unwrap_err().exit_code(), crate::ExitCode::OutputExists);
        write(&out, b"again", true).unwrap();
        assert_eq!(LocalStorage.read_small(&out).unwrap().unwrap(), b"again");
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
    }

    #[test]
    fn objects_are_said_to_need_another_build() {
        let error = LocalStorage.stat(&Place::from("s3://bucket/key")).unwrap_err();
        assert_eq!(error.exit_code(), crate::ExitCode::Unsupported);
        assert!(error.hint.unwrap().contains("object-storage"));
    }

    #[test]
    fn strays_are_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            [".boxlock-batch-abc.tmp", ".boxlock-abc.tmp", "boxlock-batch-abc.tmp", ".boxlock-batch-abc"]
        {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        assert_eq!(LocalStorage.sweep(&place(&folder, "x.mp4")).unwrap(), 1);
        assert!(!folder.path().join(".boxlock-batch-abc.tmp").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        assert_eq!(LocalStorage.sweep(&place(&folder, "none/x.mp4")).unwrap(), 0);
    }

    #[test]
    fn one_of_many_writers_wins() {
        let folder = tempfile::tempdir().unwrap();
        let entry = place(&folder, "ledger/entry.json");
        let won = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8_u8)
                .map(|n| {
                    scope.spawn({
                        let entry = &entry;
                        move || LocalStorage.put_if_absent(entry, &[n]).unwrap()
                    })
                })
                .collect();
            writers.into_iter().map(|w| usize::from(w.join().unwrap())).sum::<usize>()
        });
        assert_eq!(won, 1);
        assert_eq!(LocalStorage.read_small(&entry).unwrap().unwrap().len(), 1);
        assert_eq!(LocalStorage.read_small(&place(&folder, "none")).unwrap(), None);
    }

    #[test]
    fn patterns_and_prefixes() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.mp4", "a.mp4", "c.txt", ".hidden.mp4", "sub/d.mp4"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let names = |pattern: &str| -> Vec<String> {
            let found = LocalStorage.list(&place(&folder, pattern)).unwrap();
            found
                .iter()
                .map(|(p, _)| p.path().unwrap().strip_prefix(folder.path()).unwrap().display().to_string())
                .collect()
        };
        assert_eq!(names("*.mp4"), ["a.mp4", "b.mp4"]);
        assert_eq!(names("**/*.mp4"), ["a.mp4", "b.mp4", "sub/d.mp4"]);
        assert_eq!(names("sub/"), ["sub/d.mp4"]);
        assert!(LocalStorage.list(&place(&folder, "a[")).is_err());
    }
}
