//! ANYTHING on the command line: a file, `-` for stdin, or the value itself.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::drm::recognise::MAX_INPUT_LEN;
use crate::{Error, Result};

/// What was given.
pub struct Anything {
    /// Its bytes. Of an MP4 file only the boxes that may hold DRM data, one after the other.
    pub bytes: Vec<u8>,
    /// Its name in messages.
    pub name: String,
    /// Whether it is the argument itself, since there is no file of that name.
    pub is_value: bool,
}

/// Reads it.
///
/// # Errors
/// When the file or stdin cannot be read, or is too long.
pub fn read(argument: &str) -> Result<Anything> {
    if argument == "-" {
        let bytes = limited(std::io::stdin().lock(), "stdin")?;
        return Ok(Anything { bytes, name: "stdin".to_owned(), is_value: false });
    }
    // No file name is as long as most values; asking would be an error of its own.
    let path = Path::new(argument);
    if argument.len() < 4096 && path.try_exists().unwrap_or(false) {
        let bytes = read_file(path)?;
        return Ok(Anything { bytes, name: argument.to_owned(), is_value: false });
    }
    let name = if argument.chars().count() > 40 { "the value given".to_owned() } else { argument.to_owned() };
    Ok(Anything { bytes: argument.as_bytes().to_vec(), name, is_value: true })
}

impl Anything {
    /// Says what an error is about: a file that is not there, when that is what was meant.
    pub fn explain(&self, error: Error) -> Error {
        match std::str::from_utf8(&self.bytes) {
            Ok(value) if self.is_value && !looks_like_value(value) => no_such_file(Path::new(value)),
            _ => error.about(&self.name),
        }
    }
}

/// What was given names no file, and is no value.
pub fn no_such_file(path: &Path) -> Error {
    let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such file");
    Error::io(path, missing).hint("it is no value (base64, hexadecimal digits, UUID, XML) either")
}

/// Whether text that could not be read as a value was meant as one, rather than as the name of a file that is not there: markup, digits, or
/// what can only be a piece of base64. A word is a name.
pub fn looks_like_value(text: &str) -> bool {
    let text = text.trim();
    let is_sentence = text.contains(char::is_whitespace) && !text.contains(['.', '/', '\\']);
    if text.starts_with(['<', '#', '{']) || text.starts_with("guid:") || is_sentence {
        return true;
    }
    // So long, or so ended, without a dot: no name that people give.
    let is_long = text.len() >= 40 && !text.starts_with(['/', '.', '~']);
    let is_base64 = text.chars().all(|c| c.is_ascii_alphanumeric() || "+/=-_: \r\n".contains(c));
    let is_hex = text.chars().all(|c| c.is_ascii_hexdigit() || " :-{}\r\n".contains(c));
    (is_base64 && (is_long || text.ends_with('='))) || (is_hex && text.len() >= 16)
}

fn limited(input: impl Read, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_INPUT_LEN as u64;
    input.take(limit + 1).read_to_end(&mut bytes).map_err(|error| Error::from(error).about(name))?;
    if bytes.len() as u64 > limit {
        let message = format!("more than {limit} bytes; headers and manifests are shorter");
        return Err(Error::unsupported(message).about(name));
    }
    Ok(bytes)
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let io = |error| Error::io(path, error);
    let mut file = File::open(path).map_err(io)?;
    let mut head = [0; 8];
    let is_movie = file.read_exact(&mut head).is_ok()
        && [b"ftyp", b"styp", b"moov", b"moof", b"sidx"].iter().any(|name| head.ends_with(name.as_slice()));
    file.rewind().map_err(io)?;
    if is_movie {
        return movie_boxes(&mut file).map_err(io);
    }
    limited(file, &path.display().to_string())
}

/// The first bytes of the file, and its `moov` and `moof` boxes: a file of any length is read in no time.
fn movie_boxes(file: &mut File) -> std::io::Result<Vec<u8>> {
    let end = file.metadata()?.len();
    let mut bytes = Vec::new();
    let mut at = 0_u64;
    while end.saturating_sub(at) >= 8 && bytes.len() < MAX_INPUT_LEN {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let head_len = usize::try_from((end - at).min(16)).unwrap_or(16);
        let head = head.get_mut(..head_len).unwrap_or_default();
        file.read_exact(head)?;
        let compact = head.first_chunk().map_or(0, |size| u32::from_be_bytes(*size));
        let size = match compact {
            0 => end - at,
            1 => head.last_chunk().map_or(0, |size| u64::from_be_bytes(*size)),
            size => u64::from(size),
        };
        let kept = matches!(head.get(4..8), Some(b"moov" | b"moof" | b"ftyp" | b"styp"));
        let room = (MAX_INPUT_LEN - bytes.len()) as u64;
        if kept && size <= room {
            file.seek(SeekFrom::Start(at))?;
            file.take(size).read_to_end(&mut bytes)?;
        }
        match at.checked_add(size) {
            Some(next) if size >= 8 => at = next,
            _ => break,
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_names_and_digits_are_values() {
        for name in [
            "film.mp4",
            "missing-file",
            "dir/film",
            "./x",
            "../y.pssh",
            "C:\\film",
            "header",
            "/data/catalogue/2026/11/films/one/two",
        ] {
            assert!(!looks_like_value(name), "{name}");
        }
        let long = "AAAA".repeat(16);
        for value in [
            "<WRMHEADER/>",
            "#EXTM3U",
            "{\"a\":1}",
            "00112233445566778899aabbccddeeff",
            "09e091ab-f838-41d2-9e35-58531fd19ec7",
            "q5HgCTj40kGeNVhTH9Gexw==",
            "guid:q5HgCTj40kGeNVhTH9Gexw",
            &long,
        ] {
            assert!(looks_like_value(value), "{value}");
        }
    }
}
