//! Lists from a pattern and a template, without any file.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::Row;
use crate::batch::storage::{Identity, Place, Storage};
use crate::error::{Error, Result};

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Stem,
    Name,
    Dir,
    Ext,
}

/// An output name with `{stem}`, `{name}`, `{dir}` and `{ext}` in it: the input's file name without and with its extension, the folders
/// between the part of the pattern that has no wildcards and the file, and the extension without its dot. `{{` and `}}` stand for braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// When braces hold anything else, or are not closed.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |what: String| {
            Error::usage(what).about("--out").hint("a template knows {stem}, {name}, {dir} and {ext}")
        };
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                plain.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                plain.push('}');
                rest = after;
            } else {
                let (name, after) = from
                    .strip_prefix('{')
                    .and_then(|from| from.split_once('}'))
                    .ok_or_else(|| wrong(format!("a brace without its other in {text:?}")))?;
                let piece = match name {
                    "stem" => Piece::Stem,
                    "name" => Piece::Name,
                    "dir" => Piece::Dir,
                    "ext" => Piece::Ext,
                    _ => return Err(wrong(format!("{{{name}}} is nothing that a template knows"))),
                };
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(piece);
                rest = after;
            }
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        Ok(Self(pieces))
    }

    /// What comes before the first name that depends on the input, up to its last slash: all outputs lie there or below.
    pub fn root(&self) -> &str {
        match self.0.first() {
            Some(Piece::Text(text)) => text.rfind('/').and_then(|at| text.get(..=at)).unwrap_or_default(),
            _ => "",
        }
    }

    /// The output of an input whose path below the root of the pattern is `relative`.
    pub fn fill(&self, relative: &Path) -> OsString {
        let mut output = OsString::new();
        let mut after_empty_dir = false;
        for piece in &self.0 {
            let part = match piece {
                Piece::Text(text) if after_empty_dir => OsStr::new(text.strip_prefix('/').unwrap_or(text)),
                Piece::Text(text) => OsStr::new(text),
                Piece::Stem => relative.file_stem().unwrap_or_default(),
                Piece::Name => relative.file_name().unwrap_or_default(),
                Piece::Dir => relative.parent().map(Path::as_os_str).unwrap_or_default(),
                Piece::Ext => relative.extension().unwrap_or_default(),
            };
            after_empty_dir = *piece == Piece::Dir && part.is_empty();
            output.push(part);
        }
        output
    }
}

/// The part of a pattern before its first name with a wildcard.
fn root(pattern: &str) -> &str {
    let end = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    let before = pattern.get(..end).unwrap_or_default();
    before.rfind('/').and_then(|at| pattern.get(..=at)).unwrap_or_default()
}

/// Rows for all that a pattern finds, with what is known of each input.
///
/// # Errors
/// When the pattern or the template is malformed, a folder or bucket cannot be read, or nothing is found.
pub fn from_pattern(
    storage: &dyn Storage,
    pattern: &str,
    template: &Template,
) -> Result<Vec<(Row, Identity)>> {
    let found = storage.list(&Place::from(pattern))?;
    if found.is_empty() {
        let nothing = std::io::Error::new(std::io::ErrorKind::NotFound, "no file matches");
        return Err(Error::from(nothing).about(format!("--in {pattern}")));
    }
    let root = root(pattern);
    let rows = found.into_iter().enumerate().map(|(index, (place, identity))| {
        let whole = Path::new(place.as_os_str());
        let relative = match &place {
            Place::Local(path) => path.strip_prefix(root).unwrap_or(path),
            Place::Remote(url) => Path::new(url.strip_prefix(root).unwrap_or(url)),
        };
        let row = Row {
            number: index + 1,
            input: Some(whole.as_os_str().to_owned()),
            output: Some(template.fill(relative)),
            title: Some(relative.as_os_str().to_owned()),
            ..Row::default()
        };
        (row, identity)
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, relative: &str) -> String {
        Template::parse(template).unwrap().fill(Path::new(relative)).into_string().unwrap()
    }

    #[test]
    fn templates() {
        assert_eq!(fill("out/{stem}.mp4", "a/b.c.mov"), "out/b.c.mp4");
        assert_eq!(fill("out/{dir}/{name}", "a/x/b.mov"), "out/a/x/b.mov");
        assert_eq!(fill("out/{dir}/{name}", "b.mov"), "out/b.mov");
        assert_eq!(fill("{stem}-{ext}{{}}", "b.mov"), "b-mov{}");
        assert_eq!(fill("s3://bucket/{stem}.mp4", "b.mov"), "s3://bucket/b.mp4");
        for wrong in ["{Stem}", "{stem", "stem}", "{}"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
        let root = |text: &str| Template::parse(text).unwrap().root().to_owned();
        assert_eq!(root("out/x/a-{stem}.mp4"), "out/x/");
        assert_eq!((root("{stem}.mp4"), root("a{stem}")), (String::new(), String::new()));
    }

    #[test]
    fn roots_of_patterns() {
        assert_eq!(root("mezz/**/*.mp4"), "mezz/");
        assert_eq!(root("mezz/a?/x.mp4"), "mezz/");
        assert_eq!(root("*.mp4"), "");
        assert_eq!(root("s3://b/in/*.mp4"), "s3://b/in/");
        assert_eq!(root("in/one.mp4"), "in/");
    }
}
