//! Decryption of any bytes ends: with an error or with an output. Files of even length are read by position, the
//! others through a pipe.
#![no_main]

use std::io;
use std::sync::atomic::AtomicBool;

use boxlock::cenc::cipher::PatternTail;
use boxlock::cenc::decrypt::{DecryptOptions, Decryptor};
use boxlock::cenc::rewrite::{rewrite_file, rewrite_pipe};
use boxlock::cenc::sink::Sink;
use boxlock::cenc::{NoProgress, Watch};
use boxlock::keys::ContentKey;
use boxlock::movie::ReadAt;
use libfuzzer_sys::fuzz_target;

struct Bytes<'a>(&'a [u8]);

impl ReadAt for Bytes<'_> {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let end = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let start = usize::try_from(offset).map_err(|_| end())?;
        let found = self.0.get(start..).and_then(|rest| rest.get(..buffer.len())).ok_or_else(end)?;
        buffer.copy_from_slice(found);
        Ok(())
    }
}

fuzz_target!(|data: &[u8]| {
    let mut decryptor = Decryptor::new(DecryptOptions {
        key: Box::new(|_| Ok(ContentKey::from_bytes([7; 16]))),
        see_pssh: Box::new(|_, _| Ok(())),
        keep_pssh: data.len().is_multiple_of(3),
        tail: PatternTail::default(),
    });
    let interrupted = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
    let mut output = Vec::new();
    let mut sink = Sink::pipe(&mut output);
    let _ = if data.len().is_multiple_of(2) {
        rewrite_file(&Bytes(data), data.len() as u64, &mut decryptor, &mut sink, watch)
    } else {
        rewrite_pipe(&mut &*data, &mut decryptor, &mut sink, watch)
    };
});
