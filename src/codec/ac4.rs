//! AC-4: refused. ISO/IEC 23001-7:2023 keeps the table of contents (`ac4_toc()`, ETSI TS 103 190-2 section 4.2.1) clear
//! and protects the rest with subsamples, but packagers do not agree: some protect whole samples, as older
//! editions did, and those that write subsamples leave the remainder of a block clear at different ends.

use super::{Protectable, SampleBytes, SubsampleRule};
use crate::bytes::{ParseError, ParseResult};

/// Refuses every sample, because no rule for AC-4 could be shown to be the one that players expect.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ac4Rule;

impl SubsampleRule for Ac4Rule {
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        Err(ParseError::unsupported(
            sample.position(0),
            "AC-4 cannot be protected: packagers and players do not agree on which of its bytes stay clear",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::ParseErrorKind;
    use crate::codec::SampleSlice;

    #[test]
    fn samples_are_refused() {
        let error = Ac4Rule.protectable(&mut SampleSlice::new(&[0xA0, 0x00], 77)).unwrap_err();
        assert_eq!((error.kind, error.offset), (ParseErrorKind::Unsupported, Some(77)));
    }
}
