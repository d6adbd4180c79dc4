//! The bytes of a sample that the cipher touches, as disjoint mutable slices.

use std::mem;
use std::slice;

use super::{BLOCK, Extent, PatternTail};
use crate::cenc::scheme::{CipherMode, Pattern, Subsample};

/// A run of this many bytes is short.
const SHORT: usize = 8 * BLOCK;

/// How a protected range falls into ciphered runs and clear gaps.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunRule {
    /// Bytes ciphered in a row; `usize::MAX` without a pattern.
    crypt: usize,
    /// Clear bytes after them.
    skip: usize,
    /// Runs have whole blocks only: always in CBC, and in CTR where a pattern counts blocks.
    whole_blocks: bool,
    tail: PatternTail,
}

impl RunRule {
    /// The rule of a cipher mode with a pattern that encrypts something. Without skipped blocks there are no
    /// groups that could be incomplete, so 10:0 is the same as 0:0.
    pub(super) fn new(mode: CipherMode, pattern: Pattern, tail: PatternTail) -> Self {
        let skips = pattern.skips();
        Self {
            crypt: if skips { usize::from(pattern.crypt_byte_block) * BLOCK } else { usize::MAX },
            skip: usize::from(pattern.skip_byte_block) * BLOCK,
            whole_blocks: skips || mode == CipherMode::Cbc,
            tail,
        }
    }

    /// Length of the run at the front of a range of which `left` bytes are left; 0 ends the range.
    #[inline(always)]
    fn run(&self, left: usize) -> usize {
        if left >= self.crypt {
            return self.crypt;
        }
        let run = if self.whole_blocks { left - left % BLOCK } else { left };
        if self.skip > 0 && self.tail == PatternTail::Clear { 0 } else { run }
    }

    /// How many bytes of a range are ciphered.
    pub(super) fn ciphered(&self, range: u64) -> u64 {
        let group = (self.crypt as u64).saturating_add(self.skip as u64);
        let groups = range / group;
        let rest = usize::try_from(range % group).unwrap_or(usize::MAX);
        groups * self.crypt as u64 + self.run(rest) as u64
    }
}

/// The protected ranges of a sample. Subsamples must have been checked against the sample's size.
#[derive(Debug)]
pub(super) struct ProtectedRanges<'a> {
    subsamples: slice::Iter<'a, Subsample>,
    whole: bool,
    rest: &'a mut [u8],
}

impl<'a> ProtectedRanges<'a> {
    pub(super) fn new(extent: Extent<'a>, data: &'a mut [u8]) -> Self {
        match extent {
            Extent::Whole => Self::one(data),
            Extent::Subsamples(all) => Self { subsamples: all.iter(), whole: false, rest: data },
        }
    }

    /// One range that is protected as a whole.
    pub(super) fn one(range: &'a mut [u8]) -> Self {
        Self { subsamples: [].iter(), whole: true, rest: range }
    }
}

impl<'a> Iterator for ProtectedRanges<'a> {
    type Item = &'a mut [u8];

    fn next(&mut self) -> Option<Self::Item> {
        if mem::take(&mut self.whole) {
            return Some(mem::take(&mut self.rest));
        }
        loop {
            let subsample = self.subsamples.next()?;
            let (_, rest) = mem::take(&mut self.rest).split_at_mut_checked(usize::from(subsample.clear))?;
            let (range, rest) = rest.split_at_mut_checked(usize::try_from(subsample.protected).ok()?)?;
            self.rest = rest;
            if !range.is_empty() {
                return Some(range);
            }
        }
    }
}

/// The ciphered runs of several ranges, none empty.
#[derive(Debug)]
pub(super) struct Runs<'a> {
    rule: RunRule,
    ranges: ProtectedRanges<'a>,
    range: &'a mut [u8],
}

impl<'a> Runs<'a> {
    pub(super) fn new(rule: RunRule, ranges: ProtectedRanges<'a>) -> Self {
        Self { rule, ranges, range: &mut [] }
    }

    /// Whether a pattern makes runs of few blocks.
    pub(super) fn are_short(&self) -> bool {
        self.rule.crypt <= SHORT
    }
}

impl<'a> Iterator for Runs<'a> {
    type Item = &'a mut [u8];

    // Into loops that are compiled for the instructions of a cipher.
    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let range = mem::take(&mut self.range);
            let run = self.rule.run(range.len());
            if run > 0 {
                let (run, rest) = range.split_at_mut_checked(run)?;
                self.range = rest.get_mut(self.rule.skip..).unwrap_or_default();
                return Some(run);
            }
            self.range = self.ranges.next()?;
        }
    }
}
