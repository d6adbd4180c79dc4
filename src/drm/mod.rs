//! DRM systems: the payloads of their `pssh` boxes, written from keys and recognised in input.

pub mod common;
mod convert;
pub mod lint;
pub mod playready;
mod pssh;
pub mod recognise;
mod systems;
pub mod widevine;

pub use convert::{HeaderForm, PlayReadyData};
pub use pssh::PsshData;
pub use recognise::{Form, Found, Item, KidOrder, PsshInput, Step, recognise, recognise_pssh_input, scan};
pub use systems::{SYSTEMS, System, SystemId};

use crate::keys::{ContentKey, KeyId};
use crate::{Error, Result};
use playready::{Algid, HeaderOptions, PlayReadyObject, WrmHeader};
use widevine::WidevinePsshData;

/// A key to be signalled. The key itself is needed only for PlayReady's checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderKey {
    /// The key ID.
    pub kid: KeyId,
    /// The key, when it is known.
    pub key: Option<ContentKey>,
}

/// What a `pssh` box of `system` holds for these keys under a protection scheme (`scheme_type` such as `cenc`).
/// `options` are those of the WRM header; other systems do not use them.
///
/// # Errors
/// When the system is not one that can be written, the scheme is unknown, or the options do not fit.
pub fn signal(
    system: SystemId,
    keys: &[HeaderKey],
    scheme_type: [u8; 4],
    options: &HeaderOptions,
) -> Result<PsshData> {
    let unknown_scheme = || Error::usage(format!("no header for scheme {}", scheme_type.escape_ascii()));
    let algid = Algid::for_scheme(scheme_type).ok_or_else(unknown_scheme)?;
    let kids = keys.iter().map(|key| key.kid);
    match system {
        SystemId::PLAYREADY => {
            let xml = WrmHeader::build(keys, algid, options)?.write()?;
            let data = PlayReadyObject::with_header(&xml).write()?;
            Ok(PsshData { system_id: system, kids: Vec::new(), data })
        }
        SystemId::WIDEVINE => {
            // Widevine does not know PIFF by its own name: its samples are those of cenc.
            let scheme_type = if &scheme_type == b"piff" { *b"cenc" } else { scheme_type };
            let data = WidevinePsshData::new(kids, scheme_type).write();
            Ok(PsshData { system_id: system, kids: Vec::new(), data })
        }
        SystemId::COMMON => Ok(common::pssh(kids)),
        _ => Err(Error::usage(format!("pssh data for {} ({system}) cannot be made", system.title())).hint(
            "give the finished box with --pssh; systems that can be written: playready, widevine, common",
        )),
    }
}

#[cfg(test)]
mod tests;
