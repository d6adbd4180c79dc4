//! Builds small files box by box, so that a test can say where everything lies.

/// A box.
pub fn boxed(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes()[..], name, &body].concat()
}

/// A box with version and flags.
pub fn full(name: &[u8; 4], version: u8, flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    let word = (u32::from(version) << 24 | flags).to_be_bytes();
    boxed(name, &[&word, &parts.concat()])
}

pub fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

pub fn ftyp() -> Vec<u8> {
    boxed(b"ftyp", &[b"iso6\0\0\0\0iso6"])
}

/// An audio sample entry without a configuration: whole-sample protection asks for none.
fn mp4a() -> Vec<u8> {
    let mut fields = [0; 28];
    (fields[7], fields[17], fields[19]) = (1, 2, 16);
    boxed(b"mp4a", &[&fields])
}

/// A track with the tables of its `stbl` that describe samples; none of them for a fragmented movie.
pub fn audio_trak(id: u32, tables: &[&[u8]]) -> Vec<u8> {
    let tkhd = full(b"tkhd", 0, 3, &[&words(&[0, 0, id, 0, 0]), &[0; 60]]);
    let mdhd = full(b"mdhd", 0, 0, &[&words(&[0, 0, 48000, 0, 0])]);
    let hdlr = full(b"hdlr", 0, 0, &[&[0; 4], b"soun", &[0; 13]]);
    let stsd = full(b"stsd", 0, 0, &[&words(&[1]), &mp4a()]);
    let stbl = boxed(b"stbl", &[&stsd, &tables.concat()]);
    boxed(b"trak", &[&tkhd, &boxed(b"mdia", &[&mdhd, &hdlr, &boxed(b"minf", &[&stbl])])])
}

/// The tables of a track with one sample per chunk.
pub fn one_sample_chunks(sizes: &[u32], offsets: &[u32]) -> Vec<u8> {
    let count = sizes.len() as u32;
    [
        full(b"stts", 0, 0, &[&words(&[1, count, 1024])]),
        full(b"stsc", 0, 0, &[&words(&[1, 1, 1, 1])]),
        full(b"stsz", 0, 0, &[&words(&[0, count]), &words(sizes)]),
        full(b"stco", 0, 0, &[&words(&[offsets.len() as u32]), &words(offsets)]),
    ]
    .concat()
}

pub fn movie(parts: &[Vec<u8>]) -> Vec<u8> {
    let mvhd = full(b"mvhd", 0, 0, &[&[0; 96]]);
    boxed(b"moov", &[&mvhd, &parts.concat()])
}

/// A movie of tracks `1..=tracks` whose samples all come in fragments.
pub fn fragmented_movie(tracks: u32) -> Vec<u8> {
    let empty = [
        full(b"stts", 0, 0, &[&words(&[0])]),
        full(b"stsc", 0, 0, &[&words(&[0])]),
        full(b"stsz", 0, 0, &[&words(&[0, 0])]),
        full(b"stco", 0, 0, &[&words(&[0])]),
    ]
    .concat();
    let mut parts: Vec<Vec<u8>> = (1..=tracks).map(|id| audio_trak(id, &[&empty])).collect();
    let trex: Vec<u8> =
        (1..=tracks).flat_map(|id| full(b"trex", 0, 0, &[&words(&[id, 1, 1024, 0, 0])])).collect();
    parts.push(boxed(b"mvex", &[&trex]));
    movie(&parts)
}

/// What data offsets of a track fragment count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// `default-base-is-moof`.
    Moof,
    /// `base_data_offset` is that of the `moof`.
    ExplicitMoof,
    /// `base_data_offset` is that of the first byte of media.
    ExplicitMedia,
    /// Neither: the end of the data of the track fragment before.
    Previous,
}

/// A track fragment to build.
#[derive(Clone, Debug)]
pub struct Traf {
    pub track: u32,
    pub base: Base,
    /// Sizes of the samples of each run.
    pub runs: Vec<Vec<u32>>,
    /// Leave the data offsets of all runs but the first away.
    pub implied: bool,
    /// Auxiliary information of some other type: one byte per sample, in the media or behind `tfhd` in the `moof`.
    pub aux: Option<AuxPlace>,
}

/// Where other auxiliary information lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuxPlace {
    Media,
    Moof,
}

/// The byte that marks other auxiliary information.
pub const AUX: u8 = 0xa5;

impl Traf {
    fn samples(&self) -> u32 {
        self.runs.iter().map(|r| r.len() as u32).sum()
    }

    fn bytes(&self) -> u32 {
        self.runs.iter().flatten().sum()
    }
}

/// A `moof` at absolute offset `offset` with its `mdat`. Media bytes are drawn from `next`, in the order of the samples.
pub fn fragment(offset: u64, trafs: &[Traf], next: &mut dyn FnMut() -> u8) -> Vec<u8> {
    // Sizes do not depend on offsets, so a first round tells them.
    let moof_len = moof(offset, 0, trafs).len() as u64;
    let moof = moof(offset, moof_len, trafs);
    let mut media = Vec::new();
    for traf in trafs {
        media.extend((0..traf.bytes()).map(|_| next()));
    }
    for traf in trafs.iter().filter(|t| t.aux == Some(AuxPlace::Media)) {
        media.extend(vec![AUX; traf.samples() as usize]);
    }
    [moof, boxed(b"mdat", &[&media])].concat()
}

fn moof(offset: u64, moof_len: u64, trafs: &[Traf]) -> Vec<u8> {
    let media = offset + moof_len + 8;
    let mut position = media;
    let mut aux = media + trafs.iter().map(|t| u64::from(t.bytes())).sum::<u64>();
    let mut children = full(b"mfhd", 0, 0, &[&words(&[1])]);
    for (index, traf) in trafs.iter().enumerate() {
        let explicit = |base: u64| [&words(&[traf.track])[..], &base.to_be_bytes()].concat();
        let (base, tfhd) = match traf.base {
            Base::Moof => (offset, full(b"tfhd", 0, 0x2_0000, &[&words(&[traf.track])])),
            Base::ExplicitMoof => (offset, full(b"tfhd", 0, 1, &[&explicit(offset)])),
            Base::ExplicitMedia => (media, full(b"tfhd", 0, 1, &[&explicit(media)])),
            Base::Previous if index == 0 => (offset, full(b"tfhd", 0, 0, &[&words(&[traf.track])])),
            Base::Previous => (position, full(b"tfhd", 0, 0, &[&words(&[traf.track])])),
        };
        let traf_start = offset + 8 + children.len() as u64;
        let mut body = tfhd;
        if let Some(place) = traf.aux {
            let count = traf.samples();
            let aux_offset = match place {
                AuxPlace::Media => aux,
                // Behind the header of a box of its own.
                AuxPlace::Moof => traf_start + 8 + body.len() as u64 + 8,
            };
            if place == AuxPlace::Moof {
                body.extend(boxed(b"skip", &[&vec![AUX; count as usize]]));
            } else {
                aux += u64::from(count);
            }
            body.extend(full(b"saiz", 0, 1, &[b"abcd", &words(&[0]), &[1], &words(&[count])]));
            let relative = aux_offset.wrapping_sub(base) as u32;
            body.extend(full(b"saio", 0, 1, &[b"abcd", &words(&[0, 1, relative])]));
        }
        for (number, sizes) in traf.runs.iter().enumerate() {
            let count = words(&[sizes.len() as u32]);
            let run = if traf.implied && number > 0 {
                full(b"trun", 0, 0x200, &[&count, &words(sizes)])
            } else {
                let relative = position.wrapping_sub(base) as u32;
                full(b"trun", 0, 0x201, &[&count, &words(&[relative]), &words(sizes)])
            };
            body.extend(run);
            position += u64::from(sizes.iter().sum::<u32>());
        }
        children.extend(boxed(b"traf", &[&body]));
    }
    boxed(b"moof", &[&children])
}

/// A `sidx` whose references have the given sizes, the first `first_offset` bytes behind it.
pub fn sidx(first_offset: u32, sizes: &[(bool, u32)]) -> Vec<u8> {
    let references: Vec<u8> = sizes
        .iter()
        .flat_map(|&(to_index, size)| words(&[u32::from(to_index) << 31 | size, 1024, 0x9000_0000]))
        .collect();
    full(b"sidx", 0, 0, &[&words(&[1, 48000, 0, first_offset, sizes.len() as u32]), &references])
}

/// An `mfra` with one entry per `moof`.
pub fn mfra(moofs: &[u64]) -> Vec<u8> {
    let entries: Vec<u8> =
        moofs.iter().flat_map(|&at| [&words(&[0, at as u32])[..], &[1, 1, 1]].concat()).collect();
    let tfra = full(b"tfra", 0, 0, &[&words(&[1, 0, moofs.len() as u32]), &entries]);
    let size = 8 + tfra.len() as u32 + 16;
    boxed(b"mfra", &[&tfra, &full(b"mfro", 0, 0, &[&words(&[size])])])
}
