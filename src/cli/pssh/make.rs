//! Boxes from keys and options, and boxes as they are given.

use std::ffi::OsString;
use std::io;

use crate::boxes::{BoxNode, Pssh};
use crate::bytes::Reader;
use crate::cenc::Scheme;
use crate::cli::{HeaderArgs, KeyOptions};
use crate::drm::{PsshData, SystemId, recognise_pssh_input, signal};
use crate::error::{Error, Result};
use crate::keys::text::from_base64;

/// What boxes are made from.
#[derive(clap::Args)]
pub struct MakeArgs {
    /// Protection scheme that the box is for: it decides the ALGID of a PlayReady header and what Widevine is told
    #[arg(long, value_name = "SCHEME", default_value = "cenc", value_parser = ["cenc", "cens", "cbc1", "cbcs", "piff"])]
    scheme: String,
    /// Version of the box: 1 lists the key IDs in the box. By default 1 for common, 0 for other systems
    #[arg(long, value_name = "0|1", value_parser = clap::value_parser!(u8).range(0..=1))]
    pssh_version: Option<u8>,
    /// The system's data, instead of making it: a file, or base64
    #[arg(long, value_name = "FILE|BASE64")]
    data: Option<OsString>,
    // Last, since their help headings go on.
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    header: HeaderArgs,
}

impl MakeArgs {
    /// Whether anything is given that boxes are made from.
    pub fn has_content(&self) -> bool {
        self.data.is_some() || !self.keys.is_empty()
    }

    /// Makes the box of a system.
    ///
    /// # Errors
    /// When options are malformed or contradict each other.
    pub fn pssh(&self, system: SystemId) -> Result<BoxNode> {
        let keys = self.keys.header_keys()?;
        let kids = keys.iter().map(|key| key.kid).collect();
        let mut content = match &self.data {
            Some(data) => PsshData { system_id: system, kids: Vec::new(), data: payload(data)? },
            None => {
                let header = self.header.options()?;
                if keys.is_empty() && !(header.on_demand && system == SystemId::PLAYREADY) {
                    return Err(Error::usage("no key ID is given")
                        .hint("give --key KID or --keys FILE, or the finished data with --data"));
                }
                let scheme = Scheme::by_name(&self.scheme)
                    .ok_or_else(|| Error::usage(format!("no scheme {}", self.scheme)))?;
                signal(system, &keys, scheme.scheme_type.0, &header)?
            }
        };
        let version = self.pssh_version.unwrap_or_else(|| u8::from(!content.kids.is_empty()));
        match (version, self.pssh_version) {
            (0, _) if system == SystemId::COMMON => {
                return Err(Error::usage("a common box without key IDs says nothing")
                    .hint("leave out --pssh-version 0, and give --key KID"));
            }
            (0, _) => content.kids.clear(),
            (_, Some(_)) => content.kids = kids,
            _ => {}
        }
        let PsshData { system_id, kids, data } = content;
        Ok(BoxNode::from_body(&Pssh { version, system_id: system_id.bytes(), kids, data }))
    }

    /// Makes the boxes of several systems.
    ///
    /// # Errors
    /// As [`Self::pssh`].
    pub fn boxes(&self, systems: &[SystemId]) -> Result<Vec<BoxNode>> {
        if self.data.is_some() && systems.len() > 1 {
            return Err(Error::usage("--data is for one system, but several are given"));
        }
        systems.iter().map(|system| self.pssh(*system)).collect()
    }
}

/// The systems that are named, each once.
///
/// # Errors
/// When a name is neither known nor a UUID.
pub fn systems(names: &[String]) -> Result<Vec<SystemId>> {
    let mut systems = Vec::new();
    for name in names {
        let system: SystemId = name.parse().map_err(|e: Error| e.about("--system"))?;
        if !systems.contains(&system) {
            systems.push(system);
        }
    }
    Ok(systems)
}

/// The boxes that `--pssh` and the like give.
///
/// # Errors
/// When a value is no `pssh` box and nothing that one can be made from.
pub fn given_boxes(option: &str, values: &[OsString]) -> Result<Vec<BoxNode>> {
    let mut nodes = Vec::new();
    for value in values {
        let about = |e: Error| e.about(format!("{option} {}", abridged(&value.to_string_lossy())));
        for input in recognise_pssh_input(&file_or_text(value).map_err(about)?).map_err(about)? {
            nodes.push(read_box(&input.into_box().map_err(about)?).map_err(about)?);
        }
    }
    Ok(nodes)
}

/// One box of bytes that hold just that.
///
/// # Errors
/// When they are no box.
pub fn read_box(bytes: &[u8]) -> Result<BoxNode> {
    let mut node = BoxNode::read(&mut Reader::new(bytes, 0))?;
    // It is going to have another place.
    node.offset = 0;
    Ok(node)
}

fn payload(value: &OsString) -> Result<Vec<u8>> {
    let about = |e: Error| e.about(format!("--data {}", abridged(&value.to_string_lossy())));
    let bytes = match std::fs::read(value) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => return Err(about(e.into())),
        Err(_) => {
            let text: String = value.to_string_lossy().split_ascii_whitespace().collect();
            from_base64(&text).ok_or_else(|| about(Error::malformed("neither a file nor base64")))?
        }
    };
    if bytes.get(4..8) == Some(b"pssh") {
        let error = Error::usage("this is a whole pssh box, which would be wrapped in another one");
        return Err(about(error).hint("use boxlock pssh add --pssh for whole boxes"));
    }
    Ok(bytes)
}

fn file_or_text(value: &OsString) -> Result<Vec<u8>> {
    match std::fs::read(value) {
        Ok(bytes) => Ok(bytes),
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Err(e.into()),
        // Not a file, so it is the value itself.
        Err(_) => Ok(value.to_string_lossy().into_owned().into_bytes()),
    }
}

fn abridged(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(37).chain("...".chars()).collect()
    }
}
