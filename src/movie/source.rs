//! Positioned reading and writing: many threads work on one file without sharing a cursor.

use std::fs::File;
use std::io;

/// Reads at any position, from any thread.
pub trait ReadAt: Sync {
    /// Fills `buffer` from absolute offset `offset`.
    ///
    /// # Errors
    /// When the bytes are not there or cannot be read.
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;
}

/// Writes at any position, from any thread.
pub trait WriteAt: Sync {
    /// Writes all of `buffer` at absolute offset `offset`.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn write_all_at(&self, buffer: &[u8], offset: u64) -> io::Result<()>;
}

/// A file that is read and written by position only.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    #[cfg(not(any(unix, windows)))]
    cursor: std::sync::Mutex<()>,
}

impl FileSource {
    /// Takes a file; its cursor is of no consequence.
    pub fn new(file: File) -> Self {
        Self {
            file,
            #[cfg(not(any(unix, windows)))]
            cursor: std::sync::Mutex::new(()),
        }
    }

    /// The file.
    pub fn file(&self) -> &File {
        &self.file
    }
}

#[cfg(unix)]
impl ReadAt for FileSource {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, offset)
    }
}

#[cfg(unix)]
impl WriteAt for FileSource {
    fn write_all_at(&self, buffer: &[u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.file, buffer, offset)
    }
}

#[cfg(windows)]
impl ReadAt for FileSource {
    fn read_exact_at(&self, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
        while !buffer.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.file, buffer, offset) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => (buffer, offset) = (buffer.split_at_mut(n).1, offset + n as u64),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

#[cfg(windows)]
impl WriteAt for FileSource {
    fn write_all_at(&self, mut buffer: &[u8], mut offset: u64) -> io::Result<()> {
        while !buffer.is_empty() {
            match std::os::windows::fs::FileExt::seek_write(&self.file, buffer, offset) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => (buffer, offset) = (buffer.split_at(n).1, offset + n as u64),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

#[cfg(not(any(unix, windows)))]
impl ReadAt for FileSource {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        use std::io::{Read, Seek, SeekFrom};
        let _cursor = self.cursor.lock();
        (&self.file).seek(SeekFrom::Start(offset))?;
        (&self.file).read_exact(buffer)
    }
}

#[cfg(not(any(unix, windows)))]
impl WriteAt for FileSource {
    fn write_all_at(&self, buffer: &[u8], offset: u64) -> io::Result<()> {
        use std::io::{Seek, SeekFrom, Write};
        let _cursor = self.cursor.lock();
        (&self.file).seek(SeekFrom::Start(offset))?;
        (&self.file).write_all(buffer)
    }
}

/// A piece of the input in memory, such as one fragment of a pipe.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Absolute offset of the first byte.
    pub base: u64,
    /// The bytes.
    pub data: Vec<u8>,
}

impl ReadAt for Window {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let start = offset.checked_sub(self.base).and_then(|s| usize::try_from(s).ok());
        let slice = start.and_then(|s| self.data.get(s..s.checked_add(buffer.len())?));
        buffer.copy_from_slice(slice.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}
