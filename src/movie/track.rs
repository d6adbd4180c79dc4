//! Tracks of a movie: identity, kind and sample entries.

use crate::boxes::{BoxNode, FourCc, Hdlr, Mdhd, SampleEntryKind, Tkhd, Trex, expand_sample_descriptions};
use crate::bytes::{Inside, ParseError, ParseResult};

/// What is known of a track besides its boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// `track_ID`.
    pub id: u32,
    /// Place among the children of `moov`.
    pub child_index: usize,
    /// `handler_type`.
    pub handler: FourCc,
    /// Which fields its sample entries start with.
    pub kind: SampleEntryKind,
    /// Units per second of its times; 0 in some real files.
    pub timescale: u32,
    /// Duration in time units; all ones when unknown.
    pub duration: u64,
    /// Fragment defaults.
    pub trex: Option<Trex>,
}

impl Track {
    /// The sample table of this track in its movie.
    ///
    /// # Errors
    /// When it is missing.
    pub fn stbl<'a>(&self, moov: &'a BoxNode) -> ParseResult<&'a BoxNode> {
        self.trak(moov)?.require(&[b"mdia", b"minf", b"stbl"]).inside(|| "moov".into())
    }

    /// The `trak` box of this track in its movie.
    ///
    /// # Errors
    /// When `moov` is not the movie this track was read from.
    pub fn trak<'a>(&self, moov: &'a BoxNode) -> ParseResult<&'a BoxNode> {
        moov.children()
            .get(self.child_index)
            .ok_or_else(|| ParseError::malformed(moov.offset, format!("track {} is missing", self.id)))
    }

    /// Whether samples are described by fragments too.
    pub fn in_fragments(&self) -> bool {
        self.trex.is_some()
    }
}

/// Reads the tracks of a movie and looks into their sample descriptions.
///
/// # Errors
/// When a track lacks what every track has, or two tracks have the same ID.
pub fn read_tracks(moov: &mut BoxNode) -> ParseResult<Vec<Track>> {
    let mut defaults: Vec<Trex> = Vec::new();
    for trex in moov.child(b"mvex").into_iter().flat_map(|m| m.children_named(b"trex")) {
        defaults.push(trex.view().inside(|| "moov/mvex".into())?);
    }
    let mut tracks: Vec<Track> = Vec::new();
    let mut ordinal = 0;
    for (child_index, trak) in moov.children_mut().into_iter().flatten().enumerate() {
        if &trak.name().0 != b"trak" {
            continue;
        }
        ordinal += 1;
        let track = read_track(trak, child_index, &defaults).map_err(|mut e| {
            if e.path.first().is_some_and(|p| p == "trak") {
                e.path.remove(0);
            }
            e.inside(format!("trak[{ordinal}]")).inside("moov")
        })?;
        if tracks.iter().any(|t| t.id == track.id) {
            let message = format!("a second track with track_ID {}", track.id);
            return Err(ParseError::malformed(trak.offset, message)
                .inside(format!("trak[{ordinal}]"))
                .inside("moov"));
        }
        tracks.push(track);
    }
    Ok(tracks)
}

fn read_track(trak: &mut BoxNode, child_index: usize, defaults: &[Trex]) -> ParseResult<Track> {
    let id = trak.require(&[b"tkhd"])?.view::<Tkhd>().inside(|| "trak".into())?.track_id;
    let mdia = trak.require(&[b"mdia"])?;
    let handler =
        mdia.require(&[b"hdlr"]).and_then(|h| h.view::<Hdlr>()).inside(|| "trak/mdia".into())?.handler_type;
    let mdhd = mdia.child_view::<Mdhd>().inside(|| "trak".into())?;
    expand_sample_descriptions(trak, handler)?;
    Ok(Track {
        id,
        child_index,
        handler,
        kind: SampleEntryKind::of_handler(handler),
        timescale: mdhd.as_ref().map_or(0, |m| m.timescale),
        duration: mdhd.as_ref().map_or(u64::MAX, |m| m.duration),
        trex: defaults.iter().find(|t| t.track_id == id).copied(),
    })
}
