//! Walks the boxes of a piece of a file. Lenient: what is broken is said at its box, and the rest still shown.

use super::fields::Fields;
use super::{entry, fragment, movie, protection};
use crate::boxes::{BoxHeader, FourCc, SampleEntryKind, container_prefix};
use crate::bytes::{ParseResult, Reader};
use crate::inspect::node::Node;
use uuid::Uuid;

/// Deeper boxes are not looked into.
const MAX_DEPTH: usize = 32;
/// More boxes of one piece are not shown.
const MAX_BOXES: usize = 200_000;

/// Reads the fields of a box.
pub(super) type Decode = fn(&mut Fields<'_>) -> ParseResult<()>;

/// A box whose fields are known: its type, its user type when it is a `uuid` box, and what it is called.
pub(super) struct Known {
    pub name: &'static [u8; 4],
    pub user_type: Option<u128>,
    pub title: &'static str,
    pub decode: Decode,
}

/// A row of a table of known boxes.
pub(super) const fn known(name: &'static [u8; 4], title: &'static str, decode: Decode) -> Known {
    Known { name, user_type: None, title, decode }
}

/// Containers have no fields of their own here, only a title.
const TITLES: &[(&[u8; 4], &str)] = &[
    (b"moov", "movie"),
    (b"trak", "track"),
    (b"mdia", "media"),
    (b"minf", "media information"),
    (b"stbl", "sample table"),
    (b"stsd", "sample descriptions"),
    (b"edts", "edits"),
    (b"mvex", "movie extends: the file has fragments"),
    (b"moof", "movie fragment"),
    (b"traf", "track fragment"),
    (b"mfra", "random access"),
    (b"sinf", "protection scheme information"),
    (b"schi", "scheme information"),
    (b"mdat", "media data"),
    (b"free", "free space"),
    (b"skip", "free space"),
    (b"wide", "room for a 64-bit size"),
    (b"udta", "user data"),
    (b"meta", "metadata"),
    (b"ilst", "metadata items"),
    (b"dinf", "data information"),
    (b"dref", "data references"),
    (b"vmhd", "video media header"),
    (b"smhd", "sound media header"),
    (b"nmhd", "null media header"),
    (b"sthd", "subtitle media header"),
    (b"iods", "object descriptor"),
    (b"prft", "producer reference time"),
    (b"ctts", "composition offsets"),
];

/// A walk over the boxes of one piece.
#[derive(Default)]
pub(super) struct Walk {
    boxes: usize,
    handler: Option<FourCc>,
}

impl Walk {
    /// The boxes in `bytes`, whose first byte lies at `base` of the input.
    pub fn boxes(&mut self, bytes: &[u8], base: u64) -> Vec<Node> {
        self.level(&mut Reader::new(bytes, base), 0, None)
    }

    /// A box that is not looked into.
    pub fn header_only(name: FourCc, offset: u64, size: u64) -> Node {
        let mut node = Node::boxed(name.to_string(), offset, size);
        node.note = title(name);
        node
    }

    fn level(&mut self, r: &mut Reader<'_>, depth: usize, parent: Option<FourCc>) -> Vec<Node> {
        let mut nodes = Vec::new();
        while !r.is_empty() {
            let (offset, left) = (r.offset(), r.remaining() as u64);
            self.boxes += 1;
            if self.boxes > MAX_BOXES || depth > MAX_DEPTH {
                nodes.push(Node::remark("…", format!("{left} bytes of boxes that are not shown")));
                break;
            }
            if r.peek_rest().iter().all(|b| *b == 0) {
                nodes.push(Node::remark("padding", format!("{left} zero bytes")).at(offset, left));
                break;
            }
            let mut ahead = r.clone();
            let header = match BoxHeader::read(&mut ahead, Some(left)) {
                Ok(header) => header,
                Err(error) => {
                    nodes.push(Node::remark("…", format!("{left} bytes")).problem(error.to_string()));
                    break;
                }
            };
            let size = header.size.unwrap_or(left);
            let Ok(whole) = r.sub(size as usize, "box") else { break };
            nodes.push(self.one(&header, &whole, depth, parent));
        }
        nodes
    }

    fn one(&mut self, header: &BoxHeader, whole: &Reader<'_>, depth: usize, parent: Option<FourCc>) -> Node {
        let mut node = Node::boxed(header.name.to_string(), whole.offset(), whole.remaining() as u64);
        let mut body = whole.clone();
        if body.take(header.len() as usize, "header").is_err() {
            return node;
        }
        let name = header.name;
        node.note = title(name);
        if let Some(user_type) = header.user_type {
            node.children.push(
                Node::field("user_type", Uuid::from_bytes(user_type).to_string())
                    .at(whole.offset() + header.len() - 16, 16),
            );
        }
        if &name.0 == b"mdia" {
            self.handler = handler(&body);
        }
        let problem = if parent == Some(FourCc::new(b"stsd")) {
            self.sample_entry(header, &mut body, &mut node, depth)
        } else if &name.0 == b"stsd" {
            self.fields(stsd, body, &mut node, Some((depth, name)))
        } else if let Some(prefix) = container_prefix(header, &body) {
            let _ = body.take(prefix, "version and flags");
            node.children.extend(self.level(&mut body, depth + 1, Some(name)));
            Ok(())
        } else if let Some(row) = find(header) {
            node.note = Some(row.title.to_owned());
            self.fields(row.decode, body, &mut node, None)
        } else {
            node.note.get_or_insert_with(|| "not decoded".to_owned());
            Ok(())
        };
        if let Err(error) = problem {
            node.problem = Some(error.to_string());
        }
        node
    }

    /// Reads fields, and boxes after them where `boxes` says so.
    fn fields(
        &mut self,
        decode: Decode,
        body: Reader<'_>,
        node: &mut Node,
        boxes: Option<(usize, FourCc)>,
    ) -> ParseResult<()> {
        let mut fields = Fields::new(body.peek_rest(), body.offset());
        let outcome = decode(&mut fields);
        node.children.append(&mut fields.out);
        outcome?;
        if let Some((depth, parent)) = boxes {
            node.children.extend(self.level(&mut fields.r, depth + 1, Some(parent)));
        }
        Ok(())
    }

    fn sample_entry(
        &mut self,
        header: &BoxHeader,
        body: &mut Reader<'_>,
        node: &mut Node,
        depth: usize,
    ) -> ParseResult<()> {
        let kind = match &header.name.0 {
            b"encv" => SampleEntryKind::Visual,
            b"enca" => SampleEntryKind::Audio,
            _ => self.handler.map_or(SampleEntryKind::Other, SampleEntryKind::of_handler),
        };
        let rest = body.peek_rest();
        let prefix = kind.prefix_len(header.name, rest).filter(|len| *len <= rest.len());
        node.note = Some("sample entry".to_owned());
        let Some(prefix) = prefix else {
            node.note = Some("sample entry, not decoded".to_owned());
            return Ok(());
        };
        let mut fields = Fields::new(
            body.take(prefix, "sample entry")?,
            node.place.map_or(0, |p| p.offset) + header.len(),
        );
        let outcome = entry::fields(kind, &mut fields);
        node.children.append(&mut fields.out);
        let boxes = self.level(body, depth + 1, Some(header.name));
        // Text and metadata entries have fields of their own in front of their boxes, if they have boxes at all.
        let unknown =
            kind == SampleEntryKind::Other && boxes.iter().any(|node| node.first_problem().is_some());
        if unknown {
            node.note = Some("sample entry, whose own fields are not known".to_owned());
        } else {
            node.children.extend(boxes);
        }
        outcome
    }
}

fn title(name: FourCc) -> Option<String> {
    TITLES.iter().find(|(row, _)| **row == name.0).map(|(_, title)| (*title).to_owned())
}

fn stsd(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(255)?;
    f.u32("entry_count").map(drop)
}

/// The handler of a media box, wherever in it `hdlr` stands.
fn handler(mdia: &Reader<'_>) -> Option<FourCc> {
    let mut r = mdia.clone();
    loop {
        let mut ahead = r.clone();
        let header = BoxHeader::read(&mut ahead, Some(r.remaining() as u64)).ok()?;
        if &header.name.0 == b"hdlr" {
            ahead.take(8, "version, flags and pre_defined").ok()?;
            return ahead.array("handler_type").ok().map(FourCc);
        }
        r.take(usize::try_from(header.size?).ok()?, "box").ok()?;
    }
}

fn find(header: &BoxHeader) -> Option<&'static Known> {
    let user_type = header.user_type.map(u128::from_be_bytes);
    [movie::BOXES, fragment::BOXES, protection::BOXES, entry::BOXES]
        .into_iter()
        .flatten()
        .find(|row| *row.name == header.name.0 && (row.user_type == user_type || user_type.is_none()))
}
