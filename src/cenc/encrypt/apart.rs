//! Looks at samples on several threads, where the codec has no state that passes from sample to sample.
//!
//! A progressive movie must be planned as a whole before its first byte can be written, and one thread that reads a slice header
//! here and there keeps the others waiting.

use std::collections::VecDeque;
use std::thread;

use super::SampleSource;
use crate::bytes::ParseResult;
use crate::codec::{Protectable, SubsampleRule};
use crate::movie::{ReadAt, SampleLocation, SampleReader};

/// Samples that are looked at together.
const WINDOW: usize = 8192;

/// Fewer samples are not worth a thread.
const SHARE: usize = 512;

/// Samples that have been looked at ahead of time.
#[derive(Default)]
pub(super) struct Ahead {
    samples: VecDeque<ParseResult<SampleLocation>>,
    known: VecDeque<ParseResult<Protectable>>,
}

impl Ahead {
    /// The next sample, and what its rule says of it when that is known already.
    pub(super) fn next(
        &mut self,
        samples: &mut dyn Iterator<Item = ParseResult<SampleLocation>>,
        rules: &mut [Box<dyn SubsampleRule>],
        source: &dyn SampleSource,
    ) -> Option<(ParseResult<SampleLocation>, Option<ParseResult<Protectable>>)> {
        if self.samples.is_empty() {
            self.samples.extend(samples.take(WINDOW));
            // With several sample entries, each sample has to find its rule first.
            if let ([rule], Some(stored)) = (rules, source.stored()) {
                let located: Vec<SampleLocation> = self
                    .samples
                    .iter()
                    .map_while(|s| s.as_ref().ok().filter(|s| s.description_index == 1))
                    .copied()
                    .collect();
                self.known = protectable(rule, &located, stored, rayon::current_num_threads).into();
            }
        }
        Some((self.samples.pop_front()?, self.known.pop_front()))
    }
}

/// A run of samples, a copy of the rule for it, and what it says.
struct Share<'a> {
    rule: Box<dyn SubsampleRule>,
    samples: &'a [SampleLocation],
    found: Vec<ParseResult<Protectable>>,
}

impl Share<'_> {
    fn look(&mut self, source: &dyn ReadAt) {
        let mut reader = SampleReader::new(source);
        for sample in self.samples {
            reader.turn_to(sample);
            let found = self.rule.protectable(&mut reader);
            let failed = found.is_err();
            self.found.push(found);
            if failed {
                break;
            }
        }
    }
}

/// What a rule says of the first samples of `samples`, as far as several threads could find it out; the rule must be asked for
/// the rest. The last result may be an error.
fn protectable(
    rule: &mut Box<dyn SubsampleRule>,
    samples: &[SampleLocation],
    source: &dyn ReadAt,
    threads: impl FnOnce() -> usize,
) -> Vec<ParseResult<Protectable>> {
    // Asking for the number of threads starts them.
    let most = samples.len() / SHARE;
    let count = if most < 2 { most } else { most.min(threads()) };
    if count < 2 {
        return Vec::new();
    }
    let shares = samples.chunks(samples.len().div_ceil(count));
    let shares = shares.map(|samples| Some(Share { rule: rule.fork()?, samples, found: Vec::new() }));
    let Some(mut shares) = shares.collect::<Option<Vec<_>>>() else { return Vec::new() };
    thread::scope(|scope| {
        let Some((first, others)) = shares.split_first_mut() else { return };
        for share in others {
            scope.spawn(|| share.look(source));
        }
        first.look(source);
    });
    let mut all = Vec::with_capacity(samples.len());
    for share in shares {
        let failed = share.found.last().is_some_and(Result::is_err);
        all.extend(share.found);
        // Later samples depend on what these have changed, so what was found of them does not hold.
        let changed = share.rule.fork().is_none();
        if changed {
            *rule = share.rule;
        }
        if failed || changed {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::ParseError;
    use crate::codec::SampleBytes;
    use crate::movie::Window;

    /// Says of a sample what the last sample that was not 0 says, and fails at 9.
    #[derive(Clone, Default)]
    struct Last(Option<usize>);

    impl SubsampleRule for Last {
        fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
            match sample.peek(0, 1)?.first() {
                Some(9) => return Err(ParseError::malformed(sample.position(0), "nine")),
                Some(&n) if n > 0 => self.0 = Some(n.into()),
                _ => {}
            }
            Ok(Protectable::Ranges(self.0.map(|n| 0..n).into_iter().collect()))
        }

        fn fork(&self) -> Option<Box<dyn SubsampleRule>> {
            self.0.is_none().then(|| Box::new(self.clone()) as Box<dyn SubsampleRule>)
        }
    }

    fn results(data: &[u8], threads: usize) -> (usize, Vec<Result<Protectable, String>>) {
        let source = Window { base: 0, data: data.to_vec() };
        let samples: Vec<SampleLocation> = (0..data.len() as u64)
            .map(|offset| SampleLocation { offset, size: 1, description_index: 1 })
            .collect();
        let mut rule: Box<dyn SubsampleRule> = Box::new(Last::default());
        let mut all = protectable(&mut rule, &samples, &source, || threads);
        let apart = all.len();
        let mut reader = SampleReader::new(&source);
        for sample in &samples[apart..] {
            if all.last().is_some_and(Result::is_err) {
                break;
            }
            reader.turn_to(sample);
            all.push(rule.protectable(&mut reader));
        }
        (apart, all.into_iter().map(|r| r.map_err(|e| e.to_string())).collect())
    }

    #[test]
    fn threads_find_what_one_finds() {
        let len = 4 * SHARE + 3;
        for marks in
            [&[][..], &[(0, 3)], &[(700, 3), (1500, 4)], &[(len - 1, 3)], &[(600, 9)], &[(10, 2), (20, 9)]]
        {
            let mut data = vec![0; len];
            for &(place, mark) in marks {
                data[place] = mark;
            }
            let (none, alone) = results(&data, 1);
            let (some, together) = results(&data, 3);
            assert_eq!(none, 0);
            assert!(some > 0, "{marks:?}");
            assert!(alone == together, "{marks:?}");
        }
    }

    #[test]
    fn few_samples_stay_on_one_thread() {
        assert_eq!(results(&vec![0; 2 * SHARE - 1], 8).0, 0);
    }
}
