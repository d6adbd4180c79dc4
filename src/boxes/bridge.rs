//! The Common Encryption boxes in the idiom of the `mp4` crate, so that its users can read and write them: each implements
//! [`Mp4Box`], [`ReadBox`] and [`WriteBox`].
//!
//! As everywhere in that crate, `read_box` begins behind an eight-byte header and gets the size with the header. The header itself is not
//! to be trusted on untrusted input: a size of 0 or below 8 is refused here, no more than [`MAX_BODY`] bytes are read, and the body is
//! parsed from memory, so that no box reads beyond its end.

use std::io::{self, Read, Seek, Write};

use mp4::{BoxHeader, BoxType, Mp4Box, ReadBox, WriteBox};
use serde_json::{Value, json};

use super::saiz::AuxInfoType;
use super::{BoxBody, Frma, Pssh, Saio, Saiz, Sbgp, Schm, Senc, Sgpd, Tenc};
use crate::bytes::{Reader, Writer};

/// Largest body that is read: far above what real files have, far below what hurts.
pub const MAX_BODY: u64 = 64 << 20;

/// Bytes of a box header with a 32-bit size.
const HEADER: u64 = 8;

/// A box that shows its fields.
trait Fields: BoxBody {
    /// Field names of the specification, with values that fit into one line.
    fn fields(&self) -> Value;
}

fn body_of(body: &impl BoxBody) -> Vec<u8> {
    let mut w = Writer::new();
    body.write(&mut w);
    w.into_vec()
}

fn read_body<T: BoxBody>(reader: &mut impl Read, size: u64) -> mp4::Result<T> {
    let len = size.checked_sub(HEADER).filter(|&len| len <= MAX_BODY);
    let len = len.ok_or(mp4::Error::InvalidData("box size is below 8 bytes or above 64 MiB"))?;
    let mut body = Vec::new();
    // Grows with the bytes that are there, not with the size that is claimed.
    reader.by_ref().take(len).read_to_end(&mut body)?;
    if body.len() as u64 != len {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    T::read(&mut Reader::new(&body, 0))
        .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.inside(T::NAME.to_string())).into())
}

fn write_body<T: BoxBody>(body: &T, writer: &mut impl Write) -> mp4::Result<u64> {
    let bytes = body_of(body);
    let size = HEADER + bytes.len() as u64;
    // From 4 GiB on the crate's header takes 16 bytes, which its sizes do not count.
    if u32::try_from(size).is_err() {
        return Err(mp4::Error::InvalidData("box of 4 GiB or more"));
    }
    BoxHeader::new(BoxType::from(T::NAME.to_u32()), size).write(writer)?;
    writer.write_all(&bytes)?;
    Ok(size)
}

fn summary(fields: &Value) -> String {
    let pairs = fields.as_object().into_iter().flatten();
    let words: Vec<String> = pairs
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name}={text}"),
            other => format!("{name}={other}"),
        })
        .collect();
    words.join(" ")
}

macro_rules! bridge {
    ($($name:ident)*) => {$(
        impl Mp4Box for $name {
            fn box_type(&self) -> BoxType {
                BoxType::from(Self::NAME.to_u32())
            }

            fn box_size(&self) -> u64 {
                HEADER + body_of(self).len() as u64
            }

            fn to_json(&self) -> mp4::Result<String> {
                Ok(self.fields().to_string())
            }

            fn summary(&self) -> mp4::Result<String> {
                Ok(summary(&self.fields()))
            }
        }

        impl<R: Read + Seek> ReadBox<&mut R> for $name {
            fn read_box(reader: &mut R, size: u64) -> mp4::Result<Self> {
                read_body(reader, size)
            }
        }

        impl<W: Write> WriteBox<&mut W> for $name {
            fn write_box(&self, writer: &mut W) -> mp4::Result<u64> {
                write_body(self, writer)
            }
        }
    )*};
}

bridge! { Frma Pssh Saio Saiz Sbgp Schm Senc Sgpd Tenc }

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kind(kind: Option<AuxInfoType>) -> Value {
    kind.map_or(Value::Null, |kind| kind.aux_info_type.to_string().into())
}

impl Fields for Frma {
    fn fields(&self) -> Value {
        json!({ "data_format": self.data_format.to_string() })
    }
}

impl Fields for Pssh {
    fn fields(&self) -> Value {
        let kids: Vec<String> = self.kids.iter().map(ToString::to_string).collect();
        json!({ "system_id": hex(&self.system_id), "kids": kids, "data_size": self.data.len() })
    }
}

impl Fields for Saio {
    fn fields(&self) -> Value {
        json!({ "aux_info_type": kind(self.kind), "offsets": self.offsets })
    }
}

impl Fields for Saiz {
    fn fields(&self) -> Value {
        json!({ "aux_info_type": kind(self.kind), "sample_count": self.len(), "total_size": self.total() })
    }
}

impl Fields for Sbgp {
    fn fields(&self) -> Value {
        let runs: Vec<_> = self.runs().collect();
        json!({ "grouping_type": self.grouping_type.to_string(), "runs": runs })
    }
}

impl Fields for Schm {
    fn fields(&self) -> Value {
        json!({ "scheme_type": self.scheme_type.to_string(), "scheme_version": self.scheme_version })
    }
}

impl Fields for Senc {
    fn fields(&self) -> Value {
        json!({ "flags": self.flags, "sample_count": self.sample_count, "data_size": self.data.len() })
    }
}

impl Fields for Sgpd {
    fn fields(&self) -> Value {
        let entries: Vec<String> = self.entries.iter().map(|entry| hex(entry)).collect();
        json!({ "grouping_type": self.grouping_type.to_string(), "entries": entries })
    }
}

impl Fields for Tenc {
    fn fields(&self) -> Value {
        json!({
            "default_is_protected": self.default_is_protected,
            "default_per_sample_iv_size": self.default_per_sample_iv_size,
            "default_kid": self.default_kid.to_string(),
            "default_pattern": self.default_pattern.to_string(),
            "default_constant_iv": self.default_constant_iv.as_deref().map(hex),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, SeekFrom};

    use mp4::{FtypBox, Mp4Config, Mp4Reader, Mp4Writer};

    use super::*;
    use crate::boxes::{FourCc, Pattern, SencWriter, Subsample};
    use crate::boxes::{Seig, sbgp::SbgpEntry};
    use crate::keys::KeyId;

    const KID: KeyId = KeyId::from_bytes([0xab; 16]);

    fn tenc() -> Tenc {
        Tenc {
            version: 1,
            default_is_protected: 1,
            default_per_sample_iv_size: 0,
            default_kid: KID,
            default_pattern: Pattern::ONE_IN_TEN,
            default_constant_iv: Some(vec![5; 16]),
        }
    }

    fn pssh() -> Pssh {
        Pssh { version: 1, system_id: [9; 16], kids: vec![KID], data: b"data".to_vec() }
    }

    /// Writes through the crate, reads the bytes with our reader, writes ours behind a plain header, reads that through the crate.
    fn both_ways<T>(value: &T)
    where
        T: BoxBody + PartialEq + std::fmt::Debug + Mp4Box,
        for<'a> T: WriteBox<&'a mut Vec<u8>> + ReadBox<&'a mut Cursor<Vec<u8>>>,
    {
        let mut theirs = Vec::new();
        let size = value.write_box(&mut theirs).unwrap();
        assert_eq!((size, size), (theirs.len() as u64, value.box_size()));
        let mut reader = Reader::new(&theirs, 0);
        assert_eq!(reader.u32("size").unwrap() as usize, theirs.len());
        assert_eq!(FourCc(reader.array("type").unwrap()), T::NAME);
        assert_eq!(&T::read(&mut reader).unwrap(), value);

        let mut ours = (size as u32).to_be_bytes().to_vec();
        ours.extend(T::NAME.0);
        ours.extend(body_of(value));
        ours.extend(b"after the box");
        let mut cursor = Cursor::new(ours);
        let header = BoxHeader::read(&mut cursor).unwrap();
        assert!(header.name == value.box_type());
        assert_eq!(&T::read_box(&mut cursor, header.size).unwrap(), value);
        assert_eq!(cursor.position(), size);
    }

    #[test]
    fn every_box_passes_both_ways() {
        let mut senc = SencWriter::new(true);
        senc.push(&[1; 8], &[Subsample { clear: 5, protected: 32 }]).unwrap();
        let (senc, saiz) = senc.finish();
        both_ways(&senc);
        both_ways(&saiz);
        both_ways(&tenc());
        both_ways(&pssh());
        both_ways(&Frma { data_format: FourCc::new(b"avc1") });
        both_ways(&Saio::single(77));
        both_ways(&Schm { scheme_type: FourCc::new(b"cbcs"), scheme_version: 0x10000, scheme_uri: None });
        both_ways(&Sgpd::seig(&[Seig::clear()]));
        both_ways(&Sbgp {
            grouping_type: FourCc::new(b"seig"),
            grouping_type_parameter: None,
            entries: vec![SbgpEntry { sample_count: 3, group_description_index: 1 }],
        });
    }

    #[test]
    fn a_file_of_that_crate_takes_our_boxes_and_still_reads() {
        let config = Mp4Config {
            major_brand: (*b"isom").into(),
            minor_version: 512,
            compatible_brands: vec![(*b"mp41").into()],
            timescale: 1000,
        };
        let mut writer = Mp4Writer::write_start(Cursor::new(Vec::new()), &config).unwrap();
        writer.write_end().unwrap();
        let mut file = writer.into_writer();
        file.seek(SeekFrom::End(0)).unwrap();
        let start = file.position();
        pssh().write_box(&mut file).unwrap();

        let len = file.get_ref().len() as u64;
        let movie = Mp4Reader::read_header(Cursor::new(file.get_ref().clone()), len).unwrap();
        assert_eq!(movie.ftyp.minor_version, 512);

        file.set_position(0);
        let header = BoxHeader::read(&mut file).unwrap();
        assert_eq!(FtypBox::read_box(&mut file, header.size).unwrap().compatible_brands.len(), 1);
        file.set_position(start);
        let header = BoxHeader::read(&mut file).unwrap();
        assert_eq!(Pssh::read_box(&mut file, header.size).unwrap(), pssh());
    }

    #[test]
    fn sizes_that_lie_are_refused() {
        let body = body_of(&pssh());
        let whole = HEADER + body.len() as u64;
        for size in [0, 7, whole - 1, whole + 1, MAX_BODY + 9, u64::MAX] {
            assert!(Pssh::read_box(&mut Cursor::new(body.clone()), size).is_err(), "{size}");
        }
        let error = Pssh::read_box(&mut Cursor::new(body), whole - 1).unwrap_err();
        assert_eq!(error.to_string(), "pssh at byte 44: Data needs 4 bytes, but only 3 are left");
    }

    #[test]
    fn json_and_summary_use_the_names_of_the_specification() {
        let json: Value = serde_json::from_str(&tenc().to_json().unwrap()).unwrap();
        assert_eq!(json["default_pattern"], "1:9");
        assert_eq!(json["default_constant_iv"], "05".repeat(16));
        let frma = Frma { data_format: FourCc::new(b"hvc1") };
        assert_eq!(frma.summary().unwrap(), "data_format=hvc1");
    }
}
