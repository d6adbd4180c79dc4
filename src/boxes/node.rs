//! A file's boxes as a lossless tree: what is not edited is written back as the bytes that were read.

use super::body::BoxBody;
use super::fourcc::FourCc;
use super::header::{BoxHeader, MAX_HEADER_LEN, SizeForm};
use crate::bytes::{Inside, ParseError, ParseResult, Reader, Writer};

/// Deeper nesting is refused: no specification needs half of it.
const MAX_DEPTH: usize = 32;

/// More boxes in one tree are refused: a node takes far more memory than the eight bytes of the smallest box.
const MAX_NODES: usize = 200_000;

/// Boxes that are read as containers, with the number of bytes before their children.
const CONTAINERS: &[(&[u8; 4], usize)] = &[
    (b"moov", 0),
    (b"trak", 0),
    (b"edts", 0),
    (b"mdia", 0),
    (b"minf", 0),
    (b"dinf", 0),
    (b"stbl", 0),
    (b"mvex", 0),
    (b"moof", 0),
    (b"traf", 0),
    (b"mfra", 0),
    (b"sinf", 0),
    (b"rinf", 0),
    (b"schi", 0),
    (b"udta", 0),
    (b"tref", 0),
    (b"trgr", 0),
    (b"strk", 0),
    (b"strd", 0),
    (b"iprp", 0),
    (b"ipco", 0),
];

/// One box of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxNode {
    /// Type, user type and size form. The size is that of the box as it was read.
    pub header: BoxHeader,
    /// Absolute offset of the header in the input; 0 for boxes made here.
    pub offset: u64,
    /// What is inside.
    pub content: Content,
}

/// The inside of a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes that are not looked into.
    Leaf(Vec<u8>),
    /// Child boxes.
    Container {
        /// Bytes before the first child, such as version and flags or the fields of a sample entry.
        prefix: Vec<u8>,
        /// The children in file order.
        children: Vec<BoxNode>,
        /// Bytes after the last child that are too short for a box (QuickTime ends lists with four zero bytes).
        tail: Vec<u8>,
    },
}

/// Bodies of this size are worth some trouble, so that they are not copied.
const LARGE: usize = 256 << 10;

/// Fills a buffer with the bytes at an offset of the input.
pub type Fetch<'a> = dyn FnMut(&mut [u8], u64) -> ParseResult<()> + 'a;

/// Counts the nodes of one tree against [`MAX_NODES`].
#[derive(Debug, Default)]
pub struct NodeBudget(usize);

impl NodeBudget {
    /// Counts the box at an offset.
    fn take(&mut self, offset: u64) -> ParseResult<()> {
        self.0 += 1;
        if self.0 > MAX_NODES {
            return Err(ParseError::unsupported(offset, format!("more than {MAX_NODES} boxes in one tree")));
        }
        Ok(())
    }
}

impl BoxNode {
    /// Reads one box and, where its type is a container, its children. `reader` must hold the whole box.
    ///
    /// # Errors
    /// When a box overruns what encloses it, or the tree is too deep or has too many boxes.
    pub fn read(reader: &mut Reader<'_>) -> ParseResult<Self> {
        Self::read_at_depth(reader, 0, &mut NodeBudget::default())
    }

    /// As [`Self::read`] for a box of `size` bytes at `offset` of the input, without holding it twice.
    ///
    /// # Errors
    /// As there, and those of `fetch`.
    pub fn fetch(fetch: &mut Fetch<'_>, offset: u64, size: u64) -> ParseResult<Self> {
        if size < LARGE as u64 {
            let mut bytes = vec![0; size as usize];
            fetch(&mut bytes, offset)?;
            return Self::read(&mut Reader::new(&bytes, offset));
        }
        Self::fetch_at_depth(fetch, offset, size, 0, &mut NodeBudget::default()).map(|(node, _)| node)
    }

    /// Fetches the box at `offset`, where `left` bytes are left, and says how many it takes.
    fn fetch_at_depth(
        fetch: &mut Fetch<'_>,
        offset: u64,
        left: u64,
        depth: usize,
        budget: &mut NodeBudget,
    ) -> ParseResult<(Self, u64)> {
        let mut head = [0; MAX_HEADER_LEN];
        let head = head.split_at_mut(left.min(MAX_HEADER_LEN as u64) as usize).0;
        fetch(head, offset)?;
        let header = BoxHeader::read(&mut Reader::new(head, offset), Some(left))?;
        let size = header.size.unwrap_or(left);
        let mut fetched = |len: u64, offset| {
            let mut bytes = vec![0; len as usize];
            fetch(&mut bytes, offset).map(|()| bytes)
        };
        // What is small, or might be wrong, is for the reader of bytes.
        if size < LARGE as u64
            || header.form == SizeForm::ToEnd
            || &header.name.0 == b"meta"
            || depth >= MAX_DEPTH
        {
            let bytes = fetched(size, offset)?;
            return Ok((Self::read_at_depth(&mut Reader::new(&bytes, offset), depth, budget)?, size));
        }
        budget.take(offset)?;
        let body = offset + header.len();
        let content = match CONTAINERS.iter().find(|(name, _)| **name == header.name.0) {
            None => Content::Leaf(fetched(size - header.len(), body)?),
            Some(&(_, prefix_len)) => {
                let prefix = fetched(prefix_len as u64, body)?;
                let (children, tail) =
                    Self::fetch_children(fetch, body + prefix_len as u64, offset + size, depth, budget)
                        .inside(|| header.name.to_string())?;
                Content::Container { prefix, children, tail }
            }
        };
        Ok((Self { header, offset, content }, size))
    }

    /// Fetches the boxes from `start` to `end`, and what follows the last one.
    fn fetch_children(
        fetch: &mut Fetch<'_>,
        start: u64,
        end: u64,
        depth: usize,
        budget: &mut NodeBudget,
    ) -> ParseResult<(Vec<Self>, Vec<u8>)> {
        let mut children = Vec::new();
        let mut at = start;
        loop {
            let left = end.saturating_sub(at);
            let mut head = [0; 8];
            if left >= 8 {
                fetch(&mut head, at)?;
            }
            if head == [0; 8] {
                // The end, or padding, or something that is neither.
                let mut rest = vec![0; left as usize];
                fetch(&mut rest, at)?;
                if let Content::Container { children: more, tail, .. } =
                    Self::read_children(&mut Reader::new(&rest, at), 0, depth, budget)?
                {
                    children.extend(more);
                    return Ok((children, tail));
                }
            }
            let (child, size) = Self::fetch_at_depth(fetch, at, left, depth + 1, budget)?;
            children.push(child);
            at += size;
        }
    }

    fn read_at_depth(reader: &mut Reader<'_>, depth: usize, budget: &mut NodeBudget) -> ParseResult<Self> {
        let offset = reader.offset();
        budget.take(offset)?;
        let header = BoxHeader::read(reader, Some(reader.remaining() as u64))?;
        if depth > 0 && header.form == SizeForm::ToEnd {
            let message =
                format!("box {} has size 0, which only the last box of a file may have", header.name);
            return Err(ParseError::malformed(offset, message));
        }
        let body_len = header.size.unwrap_or(0).saturating_sub(header.len());
        let body_len = usize::try_from(body_len)
            .map_err(|_| ParseError::unsupported(offset, format!("box {} is too large", header.name)))?;
        let mut body = reader.sub(body_len, "box body")?;
        let content = match container_prefix(&header, &body) {
            Some(prefix) => {
                Self::read_children(&mut body, prefix, depth, budget).inside(|| header.name.to_string())?
            }
            None => Content::Leaf(body.rest().to_vec()),
        };
        Ok(Self { header, offset, content })
    }

    fn read_children(
        body: &mut Reader<'_>,
        prefix_len: usize,
        depth: usize,
        budget: &mut NodeBudget,
    ) -> ParseResult<Content> {
        if depth >= MAX_DEPTH {
            return Err(ParseError::unsupported(
                body.offset(),
                format!("boxes nested deeper than {MAX_DEPTH}"),
            ));
        }
        let prefix = body.take(prefix_len, "container fields")?.to_vec();
        let mut children: Vec<Self> = Vec::new();
        while body.remaining() >= 8 && !is_padding(body.peek_rest()) {
            let mut ahead = body.clone();
            let child = Self::read_at_depth(&mut ahead, depth + 1, budget)?;
            *body = ahead;
            children.push(child);
        }
        // QuickTime ends lists with four zero bytes, and some writers pad with zeros; anything else is a box gone wrong.
        if !body.is_empty() && !is_padding(body.peek_rest()) {
            let message =
                format!("{} bytes after the last box are neither a box nor padding", body.remaining());
            return Err(ParseError::malformed(body.offset(), message));
        }
        Ok(Content::Container { prefix, children, tail: body.rest().to_vec() })
    }

    /// Turns this leaf into a container whose children start after `prefix_len` bytes.
    ///
    /// # Errors
    /// When the bytes do not hold such children; the node is then unchanged.
    pub fn expand(&mut self, prefix_len: usize) -> ParseResult<()> {
        let Content::Leaf(bytes) = &self.content else { return Ok(()) };
        let mut body = Reader::new(bytes, self.body_offset());
        self.content = Self::read_children(&mut body, prefix_len, 1, &mut NodeBudget::default())
            .inside(|| self.header.name.to_string())?;
        Ok(())
    }

    /// A box made from its parts.
    pub fn new(name: FourCc, user_type: Option<[u8; 16]>, content: Content) -> Self {
        let header = BoxHeader { name, user_type, form: SizeForm::Compact, size: None };
        Self { header, offset: 0, content }
    }

    /// A box made from a typed body.
    pub fn from_body<T: BoxBody>(body: &T) -> Self {
        let mut w = Writer::new();
        body.write(&mut w);
        Self::new(T::NAME, T::USER_TYPE, Content::Leaf(w.into_vec()))
    }

    /// A container made from its children.
    pub fn from_children(name: FourCc, children: Vec<Self>) -> Self {
        Self::new(name, None, Content::Container { prefix: Vec::new(), children, tail: Vec::new() })
    }

    /// The box type.
    pub fn name(&self) -> FourCc {
        self.header.name
    }

    /// Whether this is the box that `T` reads.
    pub fn is<T: BoxBody>(&self) -> bool {
        self.header.name == T::NAME && self.header.user_type == T::USER_TYPE
    }

    /// Absolute offset of the body in the input.
    pub fn body_offset(&self) -> u64 {
        self.offset + self.header.len()
    }

    /// The bytes of a leaf; of a container, the bytes before its children.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Leaf(bytes) => bytes,
            Content::Container { prefix, .. } => prefix,
        }
    }

    /// A reader over [`Self::bytes`].
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self.bytes(), self.body_offset())
    }

    /// The children, none for a leaf.
    pub fn children(&self) -> &[Self] {
        match &self.content {
            Content::Leaf(_) => &[],
            Content::Container { children, .. } => children,
        }
    }

    /// The children for editing; `None` for a leaf.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Self>> {
        match &mut self.content {
            Content::Leaf(_) => None,
            Content::Container { children, .. } => Some(children),
        }
    }

    /// The first child of a type.
    pub fn child(&self, name: &[u8; 4]) -> Option<&Self> {
        self.children().iter().find(|c| c.name().0 == *name)
    }

    /// The first child of a type, for editing.
    pub fn child_mut(&mut self, name: &[u8; 4]) -> Option<&mut Self> {
        self.children_mut()?.iter_mut().find(|c| c.name().0 == *name)
    }

    /// All children of a type.
    pub fn children_named<'a>(&'a self, name: &'a [u8; 4]) -> impl Iterator<Item = &'a Self> + 'a {
        self.children().iter().filter(move |c| c.name().0 == *name)
    }

    /// The box at a path of types below this one, always the first of each type.
    pub fn descend(&self, path: &[&[u8; 4]]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The box at a path of types below this one, for editing.
    pub fn descend_mut(&mut self, path: &[&[u8; 4]]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, name| node.child_mut(name))
    }

    /// The box at a path of types below this one.
    ///
    /// # Errors
    /// When it is missing: the message names it.
    pub fn require(&self, path: &[&[u8; 4]]) -> ParseResult<&Self> {
        let mut node = self;
        for (depth, name) in path.iter().enumerate() {
            node = node.child(name).ok_or_else(|| {
                let mut error =
                    ParseError::malformed(node.offset, format!("box {} is missing", FourCc(**name)));
                error.path = path.iter().take(depth).map(|n| FourCc(**n).to_string()).collect();
                error.inside(self.name().to_string())
            })?;
        }
        Ok(node)
    }

    /// The body as a type.
    ///
    /// # Errors
    /// When the body breaks the type's syntax; the path names this box.
    pub fn view<T: BoxBody>(&self) -> ParseResult<T> {
        T::read(&mut self.reader()).inside(|| self.name().to_string())
    }

    /// The first child that `T` reads, as a type.
    ///
    /// # Errors
    /// When the body breaks the type's syntax.
    pub fn child_view<T: BoxBody>(&self) -> ParseResult<Option<T>> {
        let Some(child) = self.children().iter().find(|c| c.is::<T>()) else { return Ok(None) };
        child.view().map(Some).inside(|| self.name().to_string())
    }

    /// Replaces the body by a typed one; header form and place stay, and so do bytes that the type does not read.
    pub fn replace<T: BoxBody>(&mut self, body: &T) {
        let mut old = self.reader();
        let unread = if T::read(&mut old).is_ok() { old.rest() } else { &[] };
        let mut w = Writer::new();
        body.write(&mut w);
        w.bytes(unread);
        self.content = Content::Leaf(w.into_vec());
    }

    /// Removes the children that `remove` picks.
    pub fn remove_children(&mut self, remove: impl FnMut(&Self) -> bool) {
        let mut remove = remove;
        if let Some(children) = self.children_mut() {
            children.retain(|c| !remove(c));
        }
    }

    /// Appends a child. A leaf stays as it is.
    pub fn push(&mut self, child: Self) {
        if let Some(children) = self.children_mut() {
            children.push(child);
        }
    }

    fn body_size(&self) -> u64 {
        match &self.content {
            Content::Leaf(bytes) => bytes.len() as u64,
            Content::Container { prefix, children, tail } => {
                (prefix.len() + tail.len()) as u64 + children.iter().map(Self::size).sum::<u64>()
            }
        }
    }

    /// Size in bytes as it would be written now.
    pub fn size(&self) -> u64 {
        let body = self.body_size();
        self.header.fitted(body).len() + body
    }

    /// Appends the box.
    pub fn write(&self, w: &mut Writer) {
        self.header.write(self.body_size(), w);
        match &self.content {
            Content::Leaf(bytes) => w.bytes(bytes),
            Content::Container { prefix, children, tail } => {
                w.bytes(prefix);
                children.iter().for_each(|c| c.write(w));
                w.bytes(tail);
            }
        }
    }

    /// The box as bytes.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(self.size() as usize);
        self.write(&mut w);
        w.into_vec()
    }

    /// The box as bytes, in several stretches: large tables are not copied.
    pub fn into_stretches(self) -> Vec<Vec<u8>> {
        let mut stretches = Vec::new();
        let mut last = Writer::new();
        self.stretch(&mut stretches, &mut last);
        stretches.push(last.into_vec());
        stretches
    }

    fn stretch(self, stretches: &mut Vec<Vec<u8>>, last: &mut Writer) {
        self.header.write(self.body_size(), last);
        match self.content {
            Content::Leaf(bytes) if bytes.len() >= LARGE => {
                stretches.push(std::mem::take(last).into_vec());
                stretches.push(bytes);
            }
            Content::Leaf(bytes) => last.bytes(&bytes),
            Content::Container { prefix, children, tail } => {
                last.bytes(&prefix);
                children.into_iter().for_each(|c| c.stretch(stretches, last));
                last.bytes(&tail);
            }
        }
    }

    /// Where `visit` is called for every box of the tree with its offset from the start of this one, as it would be
    /// written now.
    pub fn visit_positions(&self, visit: &mut dyn FnMut(u64, &Self)) {
        self.visit_from(0, visit);
    }

    fn visit_from(&self, position: u64, visit: &mut dyn FnMut(u64, &Self)) {
        visit(position, self);
        let header_len = self.header.fitted(self.body_size()).len();
        if let Content::Container { prefix, children, .. } = &self.content {
            let mut position = position + header_len + prefix.len() as u64;
            for child in children {
                child.visit_from(position, visit);
                position += child.size();
            }
        }
    }
}

/// How many bytes precede the children of a box, `None` for boxes that are not containers.
pub fn container_prefix(header: &BoxHeader, body: &Reader<'_>) -> Option<usize> {
    if &header.name.0 == b"meta" {
        // ISO files have version and flags, QuickTime files start with the children at once.
        let bytes = body.peek_rest();
        return match (bytes.get(4..8), bytes.get(8..12)) {
            (Some(b"hdlr"), _) => Some(0),
            (_, Some(b"hdlr")) => Some(4),
            _ => None,
        };
    }
    CONTAINERS.iter().find(|(name, _)| **name == header.name.0).map(|&(_, prefix)| prefix)
}

/// Whether the rest of a container is a terminator of four zero bytes or a run of zeros too long to be the end of a box.
fn is_padding(bytes: &[u8]) -> bool {
    (bytes.len() == 4 || bytes.len() >= 8) && bytes.iter().all(|&b| b == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes(), name, body].concat()
    }

    #[test]
    fn unknown_boxes_order_and_padding_survive() {
        let moov = boxed(b"moov", &[boxed(b"zzzz", b"abc"), boxed(b"udta", &[0; 4]), vec![0; 4]].concat());
        let node = BoxNode::read(&mut Reader::new(&moov, 0)).unwrap();
        assert_eq!(node.children().len(), 2);
        assert_eq!(node.to_vec(), moov);
        assert_eq!(node.size(), moov.len() as u64);
    }

    #[test]
    fn a_child_larger_than_its_parent_is_refused_with_its_path() {
        let mut moov = boxed(b"moov", &boxed(b"trak", &boxed(b"tkhd", b"")));
        moov[19] = 9;
        let error = BoxNode::read(&mut Reader::new(&moov, 0)).unwrap_err();
        assert_eq!((error.path_text().as_str(), error.offset), ("moov/trak", Some(16)));
    }

    #[test]
    fn depth_is_bounded() {
        let mut bytes = Vec::new();
        for _ in 0..100 {
            bytes = boxed(b"moov", &bytes);
        }
        assert!(BoxNode::read(&mut Reader::new(&bytes, 0)).is_err());
    }

    #[test]
    fn positions_are_those_of_the_written_bytes() {
        let moov = boxed(b"moov", &[boxed(b"free", b"abc"), boxed(b"trak", &boxed(b"tkhd", b"x"))].concat());
        let node = BoxNode::read(&mut Reader::new(&moov, 7)).unwrap();
        node.visit_positions(&mut |position, node| assert_eq!(node.offset, position + 7));
    }

    /// A movie with large tables, a large `meta`, padding and a terminator.
    fn large() -> Vec<u8> {
        let table = [7_u8; LARGE + 3];
        let stbl =
            boxed(b"stbl", &[boxed(b"stsd", b"few"), boxed(b"stsz", &table), boxed(b"free", b"")].concat());
        let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"hdlr", b"x"), &boxed(b"ilst", &table)].concat());
        let trak = boxed(b"trak", &[boxed(b"mdia", &boxed(b"minf", &stbl)), meta, vec![0; 4]].concat());
        let udta = boxed(b"udta", &[boxed(b"name", b"abc"), vec![0; LARGE]].concat());
        boxed(b"moov", &[trak, udta, boxed(b"uuid", &table)].concat())
    }

    fn both_ways(bytes: &[u8]) -> [Result<BoxNode, String>; 2] {
        let base = 77;
        let mut fetch = |buffer: &mut [u8], offset: u64| {
            let start = (offset - base) as usize;
            buffer.copy_from_slice(&bytes[start..start + buffer.len()]);
            Ok(())
        };
        [BoxNode::fetch(&mut fetch, base, bytes.len() as u64), BoxNode::read(&mut Reader::new(bytes, base))]
            .map(|result| result.map_err(|error| format!("{error:?}")))
    }

    #[test]
    fn a_box_that_is_fetched_is_the_box_that_is_read() {
        let whole = large();
        let [fetched, read] = both_ways(&whole);
        let node = read.unwrap();
        assert_eq!(fetched.unwrap(), node);
        assert_eq!(node.to_vec(), whole);
        let stretches = node.clone().into_stretches();
        assert!(stretches.len() > 3);
        assert_eq!(stretches.concat(), whole);
        let mut headers = Vec::new();
        node.visit_positions(&mut |position, _| headers.push(position as usize));
        let (mut good, mut bad) = (0, 0);
        for at in headers.iter().flat_map(|&start| start..start + 8) {
            for change in [1, 2, 8, 0x20, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= change;
                let [fetched, read] = both_ways(&bytes);
                *if read.is_ok() { &mut good } else { &mut bad } += 1;
                assert!(fetched == read, "byte {at} ^ {change}: {:?} and {:?}", fetched.err(), read.err());
            }
        }
        assert!(good > 50 && bad > 50, "{good} good, {bad} bad");
    }
}
