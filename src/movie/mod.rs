//! Structures that span boxes: where samples lie, what describes them, and what must move when boxes change size.

mod backing;
mod fragment;
mod position_map;
mod relocate;
mod sample_reader;
mod sample_table;
mod source;
mod track;

pub use backing::Backing;
pub use fragment::{DataBase, TrackFragment, TrackRun, read_track_fragments, read_track_runs};
pub use position_map::PositionMap;
pub use relocate::{
    Relocation, anchor_to_moof, item_extents, relocate_fragment, relocate_items, relocate_movie,
    relocate_random_access, relocate_segment_index, relocate_subsegments, widen_offsets,
};
pub use sample_reader::SampleReader;
pub use sample_table::{SampleLocation, StblSamples};
pub use source::{FileSource, ReadAt, Window, WriteAt};
pub use track::{Track, read_tracks};
