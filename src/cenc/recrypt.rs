//! Changes scheme or keys in one pass: a decryption and an encryption over the same bytes.

use super::cipher::Extent;
use super::decrypt::Decryptor;
use super::encrypt::{Encryptor, SampleSource};
use super::plan::{Contexts, Plan};
use super::rewrite::Transform;
use crate::boxes::{BoxNode, Ftyp, Trex};
use crate::bytes::{ParseError, ParseResult};
use crate::codec::SampleBytes;
use crate::error::Result;
use crate::movie::{ReadAt, SampleLocation, TrackFragment};

/// Decrypts, then encrypts.
pub struct Recryptor<'a> {
    /// Takes the old encryption off.
    pub decryptor: Decryptor<'a>,
    /// Puts the new one on.
    pub encryptor: Encryptor<'a>,
}

impl Transform for Recryptor<'_> {
    fn movie(&mut self, moov: &mut BoxNode, source: &dyn ReadAt, input_len: u64) -> Result<Vec<Plan>> {
        let mut old = self.decryptor.movie(moov, source, input_len)?.pop().unwrap_or_default();
        old.sort()?;
        let contexts = self.decryptor.contexts().pop().unwrap_or_default();
        let mut samples = DecryptedSamples::new(source, &old, contexts);
        let new = self.encryptor.movie_with(moov, &mut samples, input_len)?;
        self.encryptor.widen_aux_offsets(moov)?;
        Ok(vec![old, new])
    }

    fn place_movie(&mut self, moov: &mut BoxNode, offset: u64) -> Result<()> {
        self.encryptor.place_movie(moov, offset)
    }

    fn fragment(
        &mut self,
        moof: &mut BoxNode,
        source: &dyn ReadAt,
        input_len: u64,
    ) -> Result<(Vec<TrackFragment>, Vec<Plan>)> {
        let (_, plans) = self.decryptor.fragment(moof, source, input_len)?;
        let mut old = plans.into_iter().next().unwrap_or_default();
        old.sort()?;
        let contexts = self.decryptor.contexts().pop().unwrap_or_default();
        let mut samples = DecryptedSamples::new(source, &old, contexts);
        let (fragments, new) = self.encryptor.fragment_with(moof, &mut samples, input_len)?;
        Ok((fragments, vec![old, new]))
    }

    fn place_fragment(
        &mut self,
        moof: &mut BoxNode,
        fragments: &[TrackFragment],
        bases: &[u64],
        offset: u64,
    ) -> Result<()> {
        self.encryptor.place_fragment(moof, fragments, bases, offset)
    }

    fn brands(&self, ftyp: &mut Ftyp) {
        self.decryptor.brands(ftyp);
        self.encryptor.brands(ftyp);
    }

    fn contexts(&self) -> Vec<Contexts> {
        [self.decryptor.contexts(), self.encryptor.contexts()].concat()
    }

    fn trex(&self, track_id: u32) -> Option<Trex> {
        self.encryptor.trex(track_id)
    }

    fn has_movie(&self) -> bool {
        self.encryptor.has_movie()
    }

    fn encrypts(&self) -> bool {
        true
    }
}

/// Samples as they will be once decrypted. The old encryption may hide bytes that the new one's rules must see, so each sample is
/// decrypted whole.
struct DecryptedSamples<'a> {
    source: &'a dyn ReadAt,
    plan: &'a Plan,
    contexts: Contexts,
    data: Vec<u8>,
    offset: u64,
}

impl<'a> DecryptedSamples<'a> {
    fn new(source: &'a dyn ReadAt, plan: &'a Plan, contexts: Contexts) -> Self {
        Self { source, plan, contexts, data: Vec::new(), offset: 0 }
    }
}

impl SampleSource for DecryptedSamples<'_> {
    fn sample(&mut self, location: &SampleLocation) -> ParseResult<&mut dyn SampleBytes> {
        self.offset = location.offset;
        self.data.clear();
        let fail = |what: String| ParseError::malformed(location.offset, what);
        if location.size > super::plan::MAX_SAMPLE {
            return Err(ParseError::unsupported(
                location.offset,
                format!("a sample of {} bytes", location.size),
            ));
        }
        self.data.resize(location.size as usize, 0);
        self.source
            .read_exact_at(&mut self.data, location.offset)
            .map_err(|e| fail(format!("the sample cannot be read: {e}")))?;
        if let Some(planned) = self.plan.find(location.offset).filter(|p| p.size == location.size)
            && let Some(context) = self.contexts.get(planned.context)
            && let Some(iv) = self.plan.iv(planned)
        {
            let extent: Extent<'_> = self.plan.extent(planned);
            let done = context.cipher.apply(context.direction, &context.mode, &iv, extent, &mut self.data);
            done.map_err(|e| fail(e.to_string()))?;
        }
        Ok(self)
    }
}

impl SampleBytes for DecryptedSamples<'_> {
    fn len(&self) -> usize {
        self.data.len()
    }

    fn peek(&mut self, offset: usize, len: usize) -> ParseResult<&[u8]> {
        let end = offset.saturating_add(len).min(self.data.len());
        self.data
            .get(offset..end)
            .ok_or_else(|| ParseError::malformed(self.offset, "read past the end of the sample"))
    }

    fn position(&self, offset: usize) -> u64 {
        self.offset.saturating_add(offset as u64)
    }
}
