//! AC-4: refused for now. ISO/IEC 23001-7:2023 keeps the table of contents (`ac4_toc()`, ETSI TS 103 190-2) clear and
//! protects the rest of the sample with subsamples. The length of the table is nowhere coded: it follows only from
//! reading all of it, which this program does not do.

use super::{Protectable, SampleBytes, SubsampleRule};
use crate::bytes::{ParseError, ParseResult};

/// Refuses every sample: better no file than one whose table of contents is encrypted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ac4Rule;

impl SubsampleRule for Ac4Rule {
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        Err(ParseError::unsupported(
            sample.position(0),
            "AC-4 cannot be protected: its table of contents must stay clear, and this program cannot find its end",
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
