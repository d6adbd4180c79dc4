//! Bytes of a pipe that are still needed: in memory while they are few, in an unnamed file when they are many.

use std::io::{self, Read, Write};

use super::{FileSource, ReadAt, Window};

/// Bytes that are kept in memory; an unnamed file takes more.
const IN_MEMORY: usize = 64 << 20;

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// A stretch of a pipe.
#[derive(Debug, Default)]
pub struct Backing {
    memory: Window,
    file: Option<FileSource>,
    len: u64,
}

impl Backing {
    /// A stretch that will start at absolute offset `base`.
    pub fn new(base: u64) -> Self {
        Self { memory: Window { base, data: Vec::new() }, file: None, len: 0 }
    }

    /// Absolute offset behind the last byte.
    pub fn end(&self) -> u64 {
        self.memory.base + self.len
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// When the unnamed file cannot be made or written.
    pub fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.file.is_none() && self.memory.data.len() + bytes.len() > IN_MEMORY {
            let mut file = tempfile::tempfile()?;
            file.write_all(&std::mem::take(&mut self.memory.data))?;
            self.file = Some(FileSource::new(file));
        }
        match &self.file {
            Some(file) => file.file().write_all(bytes)?,
            None => self.memory.data.extend_from_slice(bytes),
        }
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Appends up to `len` bytes of a reader, fewer only where it ends. Returns how many.
    ///
    /// # Errors
    /// When reading or keeping them fails.
    pub fn fill(&mut self, reader: &mut dyn Read, len: u64) -> io::Result<u64> {
        let mut chunk = vec![0; len.min(CHUNK as u64) as usize];
        let mut done = 0;
        while done < len {
            let want = (len - done).min(CHUNK as u64) as usize;
            let got = match reader.read(chunk.split_at_mut(want).0) {
                Ok(0) => break,
                Ok(got) => got,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            self.push(chunk.split_at(got).0)?;
            done += got as u64;
        }
        Ok(done)
    }
}

impl ReadAt for Backing {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        match &self.file {
            None => self.memory.read_exact_at(buffer, offset),
            Some(file) => {
                let place = offset.checked_sub(self.memory.base).ok_or(io::ErrorKind::UnexpectedEof)?;
                file.read_exact_at(buffer, place)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bytes_go_to_a_file_and_come_back() {
        let mut backing = Backing::new(1000);
        let piece: Vec<u8> = (0..=255).cycle().take(IN_MEMORY / 2 + 1).collect();
        for _ in 0..3 {
            assert_eq!(backing.fill(&mut piece.as_slice(), u64::MAX).unwrap(), piece.len() as u64);
        }
        assert!(backing.file.is_some());
        assert_eq!(backing.end(), 1000 + 3 * piece.len() as u64);
        let mut bytes = [0; 4];
        backing.read_exact_at(&mut bytes, 1000 + piece.len() as u64 - 2).unwrap();
        assert_eq!(bytes, [255, 0, 0, 1]);
        assert!(backing.read_exact_at(&mut bytes, backing.end() - 3).is_err());
        assert!(backing.read_exact_at(&mut bytes, 999).is_err());
    }
}
