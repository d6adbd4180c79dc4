//! What can be compared.

use super::{Fact, Facts, chain, file, header, license};
use crate::boxes::{BoxNode, PiffPssh, Pssh};
use crate::bytes::Reader;
use crate::drm::playready::PlayReadyObject;
use crate::drm::recognise::CredentialKind;
use crate::drm::{Item, SystemId, recognise, recognise_pssh_input};
use crate::error::{Error, Result};
use crate::movie::ReadAt;
use crate::pki::Chain;
use crate::pki::prd::Prd;
use crate::xmr::License;

/// How much a subject holds; a larger one holds those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Holds nothing that the others hold.
    Chain,
    /// Holds nothing that the others hold.
    License,
    Header,
    Object,
    Boxes,
    File,
}

impl Level {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Chain => "certificate-chain",
            Self::License => "xmr-license",
            Self::Header => "wrm-header",
            Self::Object => "playready-object",
            Self::Boxes => "pssh",
            Self::File => "mp4",
        }
    }
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A WRM header alone, in a PlayReady Object made for it, with its bytes as given.
    Header {
        /// The object.
        object: Vec<u8>,
        /// The header as it was given.
        given: Vec<u8>,
    },
    /// A certificate chain, that of a device file too.
    Chain(Chain),
    /// An XMR license.
    License(Vec<u8>),
    /// A PlayReady Object.
    Object(Vec<u8>),
    /// `pssh` boxes.
    Boxes(Vec<BoxNode>),
    /// An MP4 file.
    File(file::Protections),
}

/// The facts of a subject, and the bytes they come from.
pub(super) struct Described {
    pub(super) facts: Vec<Fact>,
    pub(super) bytes: Vec<u8>,
}

impl Subject {
    /// Reads the protections of a file of `input_len` bytes. No media is read.
    ///
    /// # Errors
    /// When the file cannot be read, or its boxes are malformed.
    pub fn file(source: &dyn ReadAt, input_len: u64) -> Result<Self> {
        file::Protections::read(source, input_len).map(Self::File)
    }

    /// Recognises a value: `pssh` boxes, a PlayReady Object, a WRM header, Widevine data, a license, a certificate chain or a device file,
    /// in any form.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn value(input: &[u8]) -> Result<Self> {
        let mut boxes = Vec::new();
        let mut objects = Vec::new();
        for found in recognise(input)? {
            match found.item {
                Item::Pssh { raw, nested: false, .. } => boxes.push(read_box(&raw)?),
                Item::Widevine { bytes } => boxes.push(read_box(&payload_box(&bytes)?)?),
                Item::XmrLicense { bytes } => objects.push(Self::License(bytes)),
                Item::Credential { kind: CredentialKind::Chain, bytes } => {
                    objects.push(Self::Chain(Chain::read(&bytes, 0)?));
                }
                // Only the chain is kept: the private keys of a device file are not compared.
                Item::Credential { kind: CredentialKind::Device, bytes } => {
                    objects.push(Self::Chain(Prd::read(&bytes, 0)?.chain));
                }
                Item::PlayReadyObject { bytes } => objects.push(Self::Object(bytes)),
                Item::WrmHeader { bytes } => {
                    let input = recognise_pssh_input(&bytes)?.into_iter().next();
                    let object = input.map(|i| i.content().data.clone()).unwrap_or_default();
                    objects.push(Self::Header { object, given: bytes });
                }
                _ => {}
            }
        }
        if !boxes.is_empty() {
            return Ok(Self::Boxes(boxes));
        }
        objects.into_iter().next().ok_or_else(|| {
            Error::unsupported("nothing that can be compared")
                .hint("give MP4 files, pssh boxes, PlayReady Objects, WRM headers, XMR licenses or certificate chains")
        })
    }

    pub(super) fn level(&self) -> Level {
        match self {
            Self::Chain(_) => Level::Chain,
            Self::License(_) => Level::License,
            Self::Header { .. } => Level::Header,
            Self::Object(_) => Level::Object,
            Self::Boxes(_) => Level::Boxes,
            Self::File(_) => Level::File,
        }
    }

    /// The facts on a level that this subject has.
    pub(super) fn describe(&self, level: Level) -> Result<Described> {
        let mut facts = Facts::default();
        let bytes = match (level, self) {
            (Level::File, Self::File(file)) => {
                file.describe(&mut facts)?;
                file.boxes().iter().flat_map(BoxNode::to_vec).collect()
            }
            (Level::File | Level::Boxes, _) => {
                let boxes = self.boxes();
                header::describe_boxes(&boxes, &mut facts);
                boxes.iter().flat_map(BoxNode::to_vec).collect()
            }
            (Level::Chain, Self::Chain(found)) => {
                chain::describe_chain(found, &mut facts);
                found.bytes().to_vec()
            }
            (Level::Chain, _) => return Err(no_chain()),
            (Level::License, Self::License(bytes)) => {
                license::describe_license(&License::read(bytes, 0)?, &mut facts);
                bytes.clone()
            }
            (Level::License, _) => return Err(no_license()),
            (Level::Object, _) => {
                let object = self.object()?;
                header::describe_object(&PlayReadyObject::read(&object, 0)?, &mut facts)?;
                object
            }
            (Level::Header, _) => {
                let object = PlayReadyObject::read(&self.object()?, 0)?;
                let header = object.header(0)?.ok_or_else(no_header)?;
                header::describe_header(&header, &mut facts);
                match self {
                    Self::Header { given, .. } => given.clone(),
                    _ => object.header_record(0).map(|(value, _)| value.to_vec()).unwrap_or_default(),
                }
            }
        };
        Ok(Described { facts: facts.facts, bytes })
    }

    fn boxes(&self) -> Vec<BoxNode> {
        match self {
            Self::Boxes(boxes) => boxes.clone(),
            Self::File(file) => file.boxes(),
            Self::Chain(_) | Self::License(_) | Self::Header { .. } | Self::Object(_) => Vec::new(),
        }
    }

    /// The PlayReady Object, that of the first box for PlayReady.
    fn object(&self) -> Result<Vec<u8>> {
        match self {
            Self::Header { object, .. } | Self::Object(object) => Ok(object.clone()),
            Self::Chain(_) | Self::License(_) => Err(no_header()),
            Self::Boxes(_) | Self::File(_) => {
                let boxes = self.boxes();
                let mut bodies = boxes.iter().filter_map(|node| body(node).ok());
                let playready = bodies.find(|p| SystemId::from_bytes(p.system_id) == SystemId::PLAYREADY);
                playready.map(|p| p.data).ok_or_else(no_header)
            }
        }
    }
}

fn no_chain() -> Error {
    Error::unsupported("a certificate chain can be compared with a certificate chain only, and this is none")
}

fn no_license() -> Error {
    Error::unsupported("a license can be compared with a license only, and this is none")
}

fn no_header() -> Error {
    Error::unsupported("there is no PlayReady header to compare with")
}

/// The body of a `pssh` box, that of PIFF included.
pub(super) fn body(node: &BoxNode) -> crate::bytes::ParseResult<Pssh> {
    if node.is::<PiffPssh>() {
        let PiffPssh { system_id, data } = node.view()?;
        return Ok(Pssh { version: 0, system_id, kids: Vec::new(), data });
    }
    node.view()
}

fn read_box(bytes: &[u8]) -> Result<BoxNode> {
    Ok(BoxNode::read(&mut Reader::new(bytes, 0))?)
}

fn payload_box(data: &[u8]) -> Result<Vec<u8>> {
    match recognise_pssh_input(data)?.into_iter().next() {
        Some(input) => input.into_box(),
        None => Err(Error::internal("nothing recognised in what was recognised")),
    }
}
