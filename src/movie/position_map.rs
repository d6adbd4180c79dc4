//! Where bytes of the input end up in the output.

/// A piecewise map from input to output offsets. Pieces are added in input order.
#[derive(Clone, Debug, Default)]
pub struct PositionMap {
    pieces: Vec<(u64, u64)>,
}

impl PositionMap {
    /// From input offset `old` on, bytes land at `new` and behind it.
    pub fn push(&mut self, old: u64, new: u64) {
        if let Some(&(last_old, last_new)) = self.pieces.last() {
            // Nothing changed in between, so the last piece goes on.
            if old.checked_sub(last_old) == new.checked_sub(last_new) && old >= last_old {
                return;
            }
        }
        self.pieces.push((old, new));
    }

    /// The output offset of input offset `old`. Inside a box that changed, only its first byte has a meaning.
    pub fn map(&self, old: u64) -> u64 {
        let after = self.pieces.partition_point(|&(start, _)| start <= old);
        match after.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some(&(start, new)) => new.saturating_add(old - start),
            None => old,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_by_the_last_piece_that_starts_before() {
        let mut map = PositionMap::default();
        for (old, new) in [(0, 0), (20, 20), (100, 150), (200, 250), (300, 420)] {
            map.push(old, new);
        }
        assert_eq!(map.pieces.len(), 3);
        assert_eq!([0, 99, 100, 250, 300, 1000].map(|o| map.map(o)), [0, 99, 150, 300, 420, 1120]);
    }
}
