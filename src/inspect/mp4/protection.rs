//! Fields of the boxes of Common Encryption (ISO/IEC 23001-7, ISO/IEC 14496-12 section 8.12) and of PIFF.

use super::fields::Fields;
use super::walk::{Known, known};
use crate::boxes::sgpd::SEIG;
use crate::boxes::{BoxBody, PiffPssh, PiffSenc, PiffTenc, Senc};
use crate::bytes::{ParseResult, Reader};
use crate::drm::{PsshData, SystemId};
use crate::inspect::kinds;
use crate::inspect::node::Node;

/// Most entries that are listed.
const LISTED: usize = 64;

const fn piff<T: BoxBody>(title: &'static str, decode: super::walk::Decode) -> Known {
    let user_type = match T::USER_TYPE {
        Some(bytes) => Some(u128::from_be_bytes(bytes)),
        None => None,
    };
    Known { name: b"uuid", user_type, title, decode }
}

pub(super) const BOXES: &[Known] = &[
    known(b"frma", "original format", frma),
    known(b"schm", "protection scheme", schm),
    known(b"tenc", "track encryption", tenc),
    known(b"senc", "sample encryption", senc),
    known(b"saiz", "sizes of auxiliary information", saiz),
    known(b"saio", "places of auxiliary information", saio),
    known(b"sgpd", "sample group descriptions", sgpd),
    known(b"sbgp", "sample to group", sbgp),
    known(b"pssh", "DRM system header", pssh),
    piff::<PiffTenc>("PIFF track encryption", piff_tenc),
    piff::<PiffSenc>("PIFF sample encryption", piff_senc),
    piff::<PiffPssh>("PIFF DRM system header", piff_pssh),
];

fn frma(f: &mut Fields<'_>) -> ParseResult<()> {
    f.fourcc("data_format").map(drop)
}

fn schm(f: &mut Fields<'_>) -> ParseResult<()> {
    let flags = f.version_flags(255)?.flags;
    f.fourcc("scheme_type")?;
    let version = f.u32("scheme_version")?;
    if let Some(last) = f.out.last_mut() {
        last.note = Some(format!("0x{version:08x}"));
    }
    if flags & 1 != 0 {
        f.text("scheme_uri")?;
    }
    Ok(())
}

/// A byte of two nibbles.
fn pattern(f: &mut Fields<'_>, prefix: &str) -> ParseResult<()> {
    let start = f.r.offset();
    let byte = f.r.u8("pattern")?;
    f.push(Node::field(format!("{prefix}crypt_byte_block"), byte >> 4).at(start, 1));
    f.push(Node::field(format!("{prefix}skip_byte_block"), byte & 15).at(start, 1));
    Ok(())
}

fn tenc(f: &mut Fields<'_>) -> ParseResult<()> {
    let version = f.version_flags(1)?.version;
    f.skip(1)?;
    if version == 0 {
        f.skip(1)?;
    } else {
        pattern(f, "default_")?;
    }
    let is_protected = f.u8("default_isProtected")?;
    let iv_size = f.u8("default_Per_Sample_IV_Size")?;
    f.kid("default_KID")?;
    if is_protected != 0 && iv_size == 0 && !f.r.is_empty() {
        let len = f.u8("default_constant_IV_size")?;
        f.hex("default_constant_IV", len.into())?;
    }
    Ok(())
}

/// How the entries of `senc` look: sizes that fill the box.
fn senc_entries(f: &mut Fields<'_>, senc: &Senc, stated: Option<usize>) {
    f.push(Node::field("sample_count", senc.sample_count));
    f.push(Node::field("has_subsamples", senc.has_subsamples()));
    let guessed = stated.or_else(|| senc.guess_iv_size(None));
    let mut node = Node::field("iv_size", guessed);
    if guessed.is_some() && stated.is_none() {
        node.note = Some("bytes per sample, the only size that fills the box".to_owned());
    }
    f.push(node);
    let Some(entries) = guessed.and_then(|size| senc.entries(size, 0).ok()) else { return };
    let mut subsamples = 0_u64;
    for entry in entries.map_while(Result::ok).take(senc.data.len()) {
        subsamples += entry.subsamples().len() as u64;
    }
    if senc.has_subsamples() {
        f.push(Node::field("subsamples", subsamples));
    }
}

fn senc(f: &mut Fields<'_>) -> ParseResult<()> {
    let senc = Senc::read(&mut f.r.clone())?;
    f.version_flags(0)?;
    senc_entries(f, &senc, None);
    Ok(())
}

fn piff_senc(f: &mut Fields<'_>) -> ParseResult<()> {
    let piff = PiffSenc::read(&mut f.r.clone())?;
    f.version_flags(0)?;
    if piff.overrides.is_some() {
        piff_encryption(f)?;
    }
    senc_entries(f, &piff.senc, piff.overrides.map(|o| o.iv_size.into()));
    Ok(())
}

fn piff_encryption(f: &mut Fields<'_>) -> ParseResult<()> {
    let start = f.r.offset();
    let algorithm = f.r.u24("AlgorithmID")?;
    let name = match algorithm {
        0 => "not encrypted",
        1 => "AES-CTR",
        2 => "AES-CBC",
        _ => "unknown",
    };
    f.add("AlgorithmID", start, algorithm).note = Some(name.to_owned());
    f.u8("IV_size")?;
    f.kid("KID").map(drop)
}

fn piff_tenc(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    piff_encryption(f)
}

fn aux_info_type(f: &mut Fields<'_>) -> ParseResult<u8> {
    let read = f.version_flags(1)?;
    if read.flags & 1 != 0 {
        f.fourcc("aux_info_type")?;
        f.u32("aux_info_type_parameter")?;
    }
    Ok(read.version)
}

fn saiz(f: &mut Fields<'_>) -> ParseResult<()> {
    aux_info_type(f)?;
    let default = f.u8("default_sample_info_size")?;
    let count = f.u32("sample_count")?;
    if default == 0 {
        let count = f.r.check_count(count.into(), 1, "sample_count")?;
        let total: u64 = f.r.take(count, "sample_info_size")?.iter().map(|b| u64::from(*b)).sum();
        f.push(Node::field("total_size", total));
    }
    Ok(())
}

fn saio(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = aux_info_type(f)? == 1;
    let count = f.count("entry_count", if wide { 8 } else { 4 })?;
    let start = f.r.offset();
    let mut offsets = Vec::new();
    for _ in 0..(count as usize).min(LISTED) {
        offsets.push(if wide { f.r.u64("offset")? } else { f.r.u32("offset")?.into() });
    }
    let size = f.r.offset() - start;
    f.push(Node::values("offsets", offsets).at(start, size));
    Ok(())
}

fn sgpd(f: &mut Fields<'_>) -> ParseResult<()> {
    let version = f.version_flags(2)?.version;
    let grouping_type = f.fourcc("grouping_type")?;
    let default_length = if version >= 1 { f.u32("default_length")? } else { 0 };
    if version >= 2 {
        f.u32("default_group_description_index")?;
    }
    let count = f.count("entry_count", 0)?;
    let mut entries = Vec::new();
    for number in 1..=(count as usize).min(LISTED) {
        let start = f.r.offset();
        let len = match (version, default_length) {
            (0, _) => 20.min(f.r.remaining()),
            (_, 0) => f.r.u32("description_length")? as usize,
            (_, len) => len as usize,
        };
        let fields = if grouping_type == SEIG {
            f.nested(len, seig)?
        } else {
            f.nested(len, |inner| inner.hex("description", len).map(drop))?
        };
        entries.push(Node::object(format!("[{number}]"), fields).at(start, f.r.offset() - start));
    }
    f.push(Node::list("entries", entries));
    Ok(())
}

fn seig(f: &mut Fields<'_>) -> ParseResult<()> {
    f.skip(1)?;
    pattern(f, "")?;
    let is_protected = f.u8("isProtected")?;
    let iv_size = f.u8("Per_Sample_IV_Size")?;
    f.kid("KID")?;
    if is_protected != 0 && iv_size == 0 && !f.r.is_empty() {
        let len = f.u8("constant_IV_size")?;
        f.hex("constant_IV", len.into())?;
    }
    Ok(())
}

fn sbgp(f: &mut Fields<'_>) -> ParseResult<()> {
    let version = f.version_flags(1)?.version;
    f.fourcc("grouping_type")?;
    if version == 1 {
        f.u32("grouping_type_parameter")?;
    }
    let count = f.count("entry_count", 8)?;
    let mut runs = Vec::new();
    for number in 1..=(count as usize).min(LISTED) {
        let start = f.r.offset();
        let samples = f.r.u32("sample_count")?;
        let index = f.r.u32("group_description_index")?;
        let fields =
            vec![Node::field("sample_count", samples), Node::field("group_description_index", index)];
        runs.push(Node::object(format!("[{number}]"), fields).at(start, 8));
    }
    f.push(Node::list("runs", runs));
    Ok(())
}

fn system_id(f: &mut Fields<'_>) -> ParseResult<SystemId> {
    let start = f.r.offset();
    let id = SystemId::from_bytes(f.r.array("SystemID")?);
    f.add("SystemID", start, id.to_string()).note = Some(id.title().to_owned());
    Ok(id)
}

/// The data of a `pssh` box, decoded when its system is known.
fn pssh_data(f: &mut Fields<'_>, system_id: SystemId) -> ParseResult<()> {
    let len = f.u32("DataSize")?;
    let len = f.r.check_count(len.into(), 1, "DataSize")?;
    let start = f.r.offset();
    let data = f.r.take(len, "Data")?.to_vec();
    let content = PsshData { system_id, kids: Vec::new(), data };
    for node in kinds::pssh_payload(&content, start) {
        f.push(node.at(start, len as u64));
    }
    f.r.end("pssh")
}

fn pssh(f: &mut Fields<'_>) -> ParseResult<()> {
    let version = f.version_flags(1)?.version;
    let id = system_id(f)?;
    if version == 1 {
        let count = f.count("KID_count", 16)?;
        let mut kids = Vec::new();
        for _ in 0..count {
            let start = f.r.offset();
            let kid = crate::keys::KeyId::from_bytes(f.r.array("KID")?);
            kids.push(Node::field("", kid.to_string()).at(start, 16));
        }
        f.push(Node::list("KIDs", kids));
    }
    pssh_data(f, id)
}

fn piff_pssh(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    let id = system_id(f)?;
    pssh_data(f, id)
}

/// What a `pssh` box or its PIFF forerunner holds, with its version.
pub(super) fn read_pssh(body: &mut Reader<'_>, is_piff: bool) -> ParseResult<(u8, PsshData)> {
    if is_piff {
        let PiffPssh { system_id, data } = PiffPssh::read(body)?;
        return Ok((0, PsshData { system_id: SystemId::from_bytes(system_id), kids: Vec::new(), data }));
    }
    let crate::boxes::Pssh { version, system_id, kids, data } = crate::boxes::Pssh::read(body)?;
    Ok((version, PsshData { system_id: SystemId::from_bytes(system_id), kids, data }))
}
