//! What frame headers take over from earlier frames: AV1 specification sections 7.8, 7.20 and 7.21.
//!
//! Loop filter deltas, film grain, frame IDs and CDFs are saved per reference too, but no length of a header field
//! depends on them, so they are not kept here.

use std::sync::Arc;

use super::frame_header::FrameType;
use super::frame_size::FrameSize;
use super::motion::GlobalMotion;
use super::quantization::Segmentation;
use super::sequence::SequenceHeader;

/// `NUM_REF_FRAMES`: slots of the reference store.
pub(super) const SLOTS: usize = 8;
/// `REFS_PER_FRAME`: references that an inter frame names.
pub(super) const REFS_PER_FRAME: usize = 7;

/// A decoded frame as later headers see it.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub frame_type: FrameType,
    pub order_hint: u32,
    pub size: FrameSize,
    pub global_motion: GlobalMotion,
    pub segmentation: Segmentation,
}

impl Reference {
    /// Stands in for a frame that the stream says was lost: only its order hint is known.
    pub fn lost(order_hint: u32, sequence: &SequenceHeader) -> Self {
        Self {
            frame_type: FrameType::Inter,
            order_hint,
            size: FrameSize {
                upscaled_width: sequence.max_frame_width,
                frame_width: sequence.max_frame_width,
                frame_height: sequence.max_frame_height,
            },
            global_motion: GlobalMotion::default(),
            segmentation: Segmentation::default(),
        }
    }
}

/// The reference store. Slots are empty until a frame fills them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct References {
    slots: [Option<Arc<Reference>>; SLOTS],
}

impl References {
    pub fn get(&self, slot: usize) -> Option<&Arc<Reference>> {
        self.slots.get(slot)?.as_ref()
    }

    /// Stores a frame in the slots of `refresh_frame_flags`.
    pub fn refresh(&mut self, refresh_frame_flags: u32, frame: &Arc<Reference>) {
        for (i, slot) in self.slots.iter_mut().enumerate() {
            if refresh_frame_flags >> i & 1 != 0 {
                *slot = Some(Arc::clone(frame));
            }
        }
    }

    /// Notes the order hint that a header gives for a slot; when the slot holds another frame, that frame was lost.
    pub fn expect_order_hint(&mut self, slot: usize, order_hint: u32, sequence: &SequenceHeader) {
        if let Some(slot) = self.slots.get_mut(slot)
            && slot.as_ref().is_none_or(|frame| frame.order_hint != order_hint)
        {
            *slot = Some(Arc::new(Reference::lost(order_hint, sequence)));
        }
    }

    /// `set_frame_refs()`: which slots the seven references name when only LAST and GOLDEN are coded. AV1 section
    /// 7.8. `None` when no slot is filled.
    pub fn frame_refs(
        &self,
        last: usize,
        golden: usize,
        order_hint: u32,
        sequence: &SequenceHeader,
    ) -> Option<[usize; REFS_PER_FRAME]> {
        const LAST: usize = 0;
        const LAST2: usize = 1;
        const LAST3: usize = 2;
        const GOLDEN: usize = 3;
        const BWDREF: usize = 4;
        const ALTREF2: usize = 5;
        const ALTREF: usize = 6;

        // Output order relative to the current frame, by slot.
        let distances: Vec<(usize, i32)> = (self.slots.iter().enumerate())
            .filter_map(|(i, slot)| {
                Some((i, sequence.relative_distance(slot.as_ref()?.order_hint, order_hint)))
            })
            .collect();
        let mut used = [false; SLOTS];
        let mut names: [Option<usize>; REFS_PER_FRAME] = [None; REFS_PER_FRAME];
        let mut assign = |name: usize, slot: Option<usize>, used: &mut [bool; SLOTS]| {
            if let (Some(slot), Some(name)) = (slot, names.get_mut(name))
                && name.is_none()
            {
                *name = Some(slot);
                if let Some(used) = used.get_mut(slot) {
                    *used = true;
                }
            }
        };
        let unused = |used: &[bool; SLOTS], backward: bool| {
            let used = *used;
            distances.iter().copied().filter(move |&(slot, distance)| {
                used.get(slot) == Some(&false) && (distance >= 0) == backward
            })
        };
        // Ties go to the last slot in "latest", to the first in "earliest": `max_by_key` and `min_by_key` do so.
        let latest_backward = |used: &_| unused(used, true).max_by_key(|&(_, d)| d).map(|(slot, _)| slot);
        let earliest_backward = |used: &_| unused(used, true).min_by_key(|&(_, d)| d).map(|(slot, _)| slot);
        let latest_forward = |used: &_| unused(used, false).max_by_key(|&(_, d)| d).map(|(slot, _)| slot);

        assign(LAST, Some(last), &mut used);
        assign(GOLDEN, Some(golden), &mut used);
        assign(ALTREF, latest_backward(&used), &mut used);
        assign(BWDREF, earliest_backward(&used), &mut used);
        assign(ALTREF2, earliest_backward(&used), &mut used);
        for name in [LAST2, LAST3, BWDREF, ALTREF2, ALTREF] {
            assign(name, latest_forward(&used), &mut used);
        }
        let (earliest, _) = *distances.iter().min_by_key(|&&(_, distance)| distance)?;
        Some(names.map(|slot| slot.unwrap_or(earliest)))
    }
}
