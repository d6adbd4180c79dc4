//! Licenses in PlayReady Objects: records of type 3, the embedded license store.
//!
//! What is inside a store that holds licenses is not published. Here it is the licenses one after the other, each of which knows its
//! own length, followed by zeros up to the size that was reserved. An empty store is all zeros.

use super::Policy;
use crate::bytes::{ParseError, ParseResult};
use crate::drm::playready::{PlayReadyObject, RECORD_ELS, Record};
use crate::xmr::License;
use crate::{Error, Result};

const MAGIC: &[u8; 4] = b"XMR\0";
/// Bytes in front of the length of a license: magic, version, rights ID, flags and type of the outer container.
const LENGTH_AT: usize = 28;
/// Bytes in front of the outer container, which its length does not count.
const HEAD: usize = 24;

/// The licenses in the stores of an object, as they are.
///
/// # Errors
/// When a store holds something that is no license.
pub fn licenses(object: &PlayReadyObject) -> ParseResult<Vec<Vec<u8>>> {
    let stores = object.records.iter().filter(|record| record.record_type == RECORD_ELS);
    let mut found = Vec::new();
    for store in stores {
        found.extend(split(&store.value)?);
    }
    Ok(found)
}

/// Adds a license to the store of an object, which is made when there is none. A store with room keeps its size, so that
/// files around it need not move; a license with the same key ID and rights ID is replaced.
///
/// # Errors
/// When the license cannot be read, does not allow it, or a store is broken. The object may still be too long to write.
pub fn add(object: &mut PlayReadyObject, license: &[u8]) -> Result<()> {
    let new = License::read(license, 0)?;
    let reading = Policy::from_license(&new);
    if !reading.policy.embed {
        return Err(Error::unsupported("the policy of the license does not ask for embedding")
            .hint("mint it with embed = true, or embed:true in cfg"));
    }
    let at = object.records.iter().position(|record| record.record_type == RECORD_ELS);
    let Some(record) = at.and_then(|at| object.records.get_mut(at)) else {
        object.records.push(Record { record_type: RECORD_ELS, value: license.to_vec() });
        return Ok(());
    };
    let mut kept: Vec<Vec<u8>> = Vec::new();
    for other in split(&record.value)? {
        let old = License::read(&other, 0)?;
        let kid = |license: &License| license.content_keys().first().map(|key| key.kid);
        if (old.rights_id, kid(&old)) != (new.rights_id, kid(&new)) {
            kept.push(other);
        }
    }
    kept.push(license.to_vec());
    let mut value = kept.concat();
    value.resize(value.len().max(record.value.len()), 0);
    record.value = value;
    Ok(())
}

/// The licenses of a store; zeros end it.
fn split(store: &[u8]) -> ParseResult<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    let mut rest = store;
    while rest.iter().any(|byte| *byte != 0) {
        let at = store.len().saturating_sub(rest.len()) as u64;
        if !rest.starts_with(MAGIC) {
            return Err(
                ParseError::malformed(at, "no license where one should start").inside("embedded store")
            );
        }
        let length =
            rest.get(LENGTH_AT..).and_then(|bytes| bytes.first_chunk()).map(|b| u32::from_be_bytes(*b));
        let end = length.and_then(|length| usize::try_from(length).ok()?.checked_add(HEAD));
        let (license, tail) = end.and_then(|end| rest.split_at_checked(end)).ok_or_else(|| {
            ParseError::malformed(at, "the license is longer than its store").inside("embedded store")
        })?;
        found.push(license.to_vec());
        rest = tail;
    }
    Ok(found)
}
