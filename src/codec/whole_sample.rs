//! Audio and everything else that is protected as a whole sample: ISO/IEC 23001-7 section 9.4 (full sample encryption).

use super::{Protectable, SampleBytes, SubsampleRule};
use crate::bytes::ParseResult;

/// Protects every byte of every sample.
#[derive(Clone, Copy, Debug, Default)]
pub struct WholeSample;

impl SubsampleRule for WholeSample {
    fn protectable(&mut self, _sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        Ok(Protectable::Whole)
    }
}
