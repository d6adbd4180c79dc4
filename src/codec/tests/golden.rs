//! Samples of real streams for tests, with the bytes that rules must find.

use std::ops::Range;

/// A stream: the payload of its configuration box, and samples in decode order.
pub struct Stream {
    pub name: String,
    pub config: Vec<u8>,
    pub samples: Vec<Sample>,
}

/// A sample, and its protectable bytes.
pub struct Sample {
    pub bytes: Vec<u8>,
    pub ranges: Vec<Range<usize>>,
}

/// Reads a file of streams; its first lines describe the format.
pub fn streams(text: &str) -> Vec<Stream> {
    let mut streams = Vec::new();
    for line in text.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" | "#" => {}
            "=" => streams.push(Stream { name: rest.to_owned(), config: Vec::new(), samples: Vec::new() }),
            "config" => streams.last_mut().unwrap().config = unhex(rest),
            "sample" => streams.last_mut().unwrap().samples.push(sample(rest)),
            _ => panic!("{line:?} is no line of a stream"),
        }
    }
    streams
}

fn sample(parts: &str) -> Sample {
    let mut sample = Sample { bytes: Vec::new(), ranges: Vec::new() };
    for part in parts.split(' ') {
        let (clear, protected) = part.split_once('+').unwrap();
        sample.bytes.extend(unhex(clear));
        let start = sample.bytes.len();
        let end = start + protected.parse::<usize>().unwrap();
        if end > start {
            sample.bytes.resize(end, 0xA5);
            sample.ranges.push(start..end);
        }
    }
    sample
}

pub fn unhex(hex: &str) -> Vec<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16).unwrap() as u8;
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}
