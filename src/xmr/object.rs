//! Objects: header, body, and what is in them.

use super::body::Body;
use super::types;
use crate::bytes::{Inside as _, ParseError, ParseResult, Reader, Writer};

/// A client that does not know the object may not use the license.
pub const FLAG_MUST_UNDERSTAND: u16 = 1;

/// The object holds objects.
pub const FLAG_CONTAINER: u16 = 2;

/// Bytes of flags, type and length.
pub const HEADER_LEN: usize = 8;

/// Containers in containers, the outer one counted. Published licenses have two; the deepest known policy has four.
pub const MAX_DEPTH: usize = 8;

/// One object of a license. Two that say the same are equal wherever they stand.
#[derive(Clone, Debug)]
pub struct Object {
    /// [`FLAG_MUST_UNDERSTAND`], [`FLAG_CONTAINER`] and bits without a known meaning.
    pub flags: u16,
    /// What it is, see [`types`].
    pub object_type: u16,
    /// What it holds.
    pub body: Body,
    /// Absolute offset of the header in the input; 0 for an object that was made.
    pub offset: u64,
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        (self.flags, self.object_type, &self.body) == (other.flags, other.object_type, &other.body)
    }
}

impl Eq for Object {}

impl Object {
    /// An object with the flags of its type.
    pub fn new(object_type: u16, body: Body) -> Self {
        let holds = if matches!(body, Body::Container(_)) { FLAG_CONTAINER } else { 0 };
        Self { flags: types::default_flags(object_type) | holds, object_type, body, offset: 0 }
    }

    /// A container with the flags of its type.
    pub fn container(object_type: u16, objects: Vec<Self>) -> Self {
        Self::new(object_type, Body::Container(objects))
    }

    /// An object of bytes: for types whose bodies are not known, and for extensible rights and restrictions.
    pub fn raw(object_type: u16, flags: u16, bytes: Vec<u8>) -> Self {
        Self { flags, object_type, body: Body::Raw(bytes), offset: 0 }
    }

    /// The same with other flags.
    #[must_use]
    pub fn with_flags(mut self, flags: u16) -> Self {
        self.flags = flags;
        self
    }

    /// The name of its type.
    pub fn name(&self) -> String {
        types::name(self.object_type)
    }

    /// Whether a client that does not know it may not use the license.
    pub fn must_understand(&self) -> bool {
        self.flags & FLAG_MUST_UNDERSTAND != 0
    }

    /// The objects in it; none of a leaf.
    pub fn children(&self) -> &[Self] {
        match &self.body {
            Body::Container(objects) => objects,
            _ => &[],
        }
    }

    /// The first object of a type directly in it.
    pub fn child(&self, object_type: u16) -> Option<&Self> {
        self.children().iter().find(|object| object.object_type == object_type)
    }

    /// The object and everything below it, in the order of the file.
    pub fn walk(&self) -> Vec<&Self> {
        // A stack of its own: nesting is bounded for what is read, but not for what is made.
        let (mut found, mut waiting) = (Vec::new(), vec![self]);
        while let Some(object) = waiting.pop() {
            found.push(object);
            waiting.extend(object.children().iter().rev());
        }
        found
    }

    /// Its size in the file, in bytes, with its header.
    pub fn size(&self) -> usize {
        let mut w = Writer::new();
        self.write(&mut w);
        w.len()
    }

    /// Reads the next object, which may use all of `r` and no more.
    pub(super) fn read(r: &mut Reader<'_>, depth: usize) -> ParseResult<Self> {
        let offset = r.offset();
        let available = r.remaining();
        let (flags, object_type) = (r.u16("flags of an object")?, r.u16("type of an object")?);
        let name = || types::name(object_type);
        let length = r.u32("length of an object").inside(name)?;
        let body_len = usize::try_from(length)
            .ok()
            .filter(|length| (HEADER_LEN..=available).contains(length))
            .map(|length| length - HEADER_LEN)
            .ok_or_else(|| {
                let message =
                    format!("length {length}, where an object has at least {HEADER_LEN} bytes and at most the {available} that are left");
                ParseError::malformed(offset, message).inside(name())
            })?;
        let mut inner = r.sub(body_len, "body of an object")?;
        let body = Self::read_body(flags, object_type, &mut inner, depth).inside(name)?;
        Ok(Self { flags, object_type, body, offset })
    }

    fn read_body(flags: u16, object_type: u16, r: &mut Reader<'_>, depth: usize) -> ParseResult<Body> {
        let known = types::lookup(object_type);
        let says_container = flags & FLAG_CONTAINER != 0;
        // A reserved number may become an object without children: its flag tells. Other known types are what they are.
        let is_container = match known {
            Some(row) if !types::is_extensible(object_type) => row.is_container(),
            _ => says_container,
        };
        if !is_container {
            return Body::read_leaf(object_type, r);
        }
        if depth >= MAX_DEPTH {
            return Err(ParseError::unsupported(
                r.offset(),
                format!("more than {MAX_DEPTH} containers in each other"),
            ));
        }
        let mut objects = Vec::new();
        while !r.is_empty() {
            objects.push(Self::read(r, depth + 1)?);
        }
        Ok(Body::Container(objects))
    }

    pub(super) fn write(&self, w: &mut Writer) {
        let start = w.len();
        w.u16(self.flags);
        w.u16(self.object_type);
        let length = w.len();
        w.u32(0);
        self.body.write(w);
        w.patch_u32(length, u32::try_from(w.len() - start).unwrap_or(u32::MAX));
    }
}
