//! The device file that independent clients load (`PRD`, versions 2 and 3): a chain and private keys, in the clear.
//!
//! Written for tests with such clients. It is read only to show what a file holds: devices are made here and nowhere else.

use super::{Chain, Device};
use crate::bytes::{Inside as _, ParseError, ParseResult, Reader, Writer};
use crate::crypto::{PrivateKey, PublicKey};
use crate::{Error, Result};
use zeroize::Zeroizing;

/// Bytes of a key: the private scalar, then X ‖ Y.
const KEY_LEN: usize = 96;

/// What a device file says, without its private keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prd {
    /// 2 or 3.
    pub version: u8,
    /// Public key of the group key, of version 3.
    pub group_key: Option<PublicKey>,
    /// Public part of the key that licenses are bound to.
    pub encryption_key: PublicKey,
    /// Public part of the key that signs challenges.
    pub signing_key: PublicKey,
    /// The device's chain.
    pub chain: Chain,
    /// Whether the public halves that stand in the file are those of the private keys; clients do not look at them.
    pub public_halves_fit: bool,
}

impl Prd {
    /// Reads a device file.
    ///
    /// # Errors
    /// When it is no device file of version 2 or 3, a private key is out of range, or the chain is broken.
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let mut r = Reader::new(bytes, base);
        let magic: [u8; 3] = r.array("device file magic")?;
        if &magic != b"PRD" {
            return Err(ParseError::malformed(base, format!("the magic is {magic:02x?}, not \"PRD\"")));
        }
        let version = r.u8("device file version")?;
        let mut fit = true;
        let mut key = |r: &mut Reader<'_>, name: &str| read_key(r, name, &mut fit);
        let (group_key, encryption_key, signing_key, chain) = match version {
            2 => {
                let chain = read_chain(&mut r)?;
                (None, key(&mut r, "encryption key")?, key(&mut r, "signing key")?, chain)
            }
            3 => {
                let group_key = key(&mut r, "group key")?;
                let (encryption_key, signing_key) =
                    (key(&mut r, "encryption key")?, key(&mut r, "signing key")?);
                (Some(group_key), encryption_key, signing_key, read_chain(&mut r)?)
            }
            _ => {
                let message = format!("device file version {version}, only 2 and 3 are known");
                return Err(ParseError::unsupported(base.saturating_add(3), message));
            }
        };
        r.end("the device file")?;
        Ok(Self { version, group_key, encryption_key, signing_key, chain, public_halves_fit: fit })
    }
}

/// The bytes of a device file of version 2 or 3.
///
/// # Errors
/// For any other version.
pub fn write(device: &Device, version: u8) -> Result<Zeroizing<Vec<u8>>> {
    // Room for everything, so that no copy of a key stays behind when the buffer grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 + 3 * KEY_LEN + device.chain.bytes().len()));
    let mut chain = Writer::new();
    chain.u32(u32::try_from(device.chain.bytes().len()).unwrap_or(u32::MAX));
    chain.bytes(device.chain.bytes());
    let key = |bytes: &mut Vec<u8>, key: &PrivateKey| {
        bytes.extend_from_slice(key.expose());
        bytes.extend_from_slice(key.public().bytes());
    };
    bytes.extend_from_slice(b"PRD");
    bytes.push(version);
    match version {
        2 => {
            bytes.extend_from_slice(chain.as_slice());
            key(&mut bytes, &device.encryption_key);
            key(&mut bytes, &device.signing_key);
        }
        3 => {
            key(&mut bytes, &device.group_key);
            key(&mut bytes, &device.encryption_key);
            key(&mut bytes, &device.signing_key);
            bytes.extend_from_slice(chain.as_slice());
        }
        _ => return Err(Error::usage(format!("device file version {version}, only 2 and 3 are known"))),
    }
    Ok(bytes)
}

fn read_chain(r: &mut Reader<'_>) -> ParseResult<Chain> {
    let len = r.u32("chain length")?;
    let len = r.check_count(u64::from(len), 1, "chain length")?;
    let at = r.offset();
    Chain::read(r.take(len, "chain")?, at)
}

fn read_key(r: &mut Reader<'_>, name: &str, fit: &mut bool) -> ParseResult<PublicKey> {
    let at = r.offset();
    let scalar = Zeroizing::new(r.array::<32>(name)?);
    let public: [u8; 64] = r.array(name)?;
    let key = PrivateKey::from_bytes(*scalar)
        .map_err(|error| ParseError::malformed(at, error.to_string()))
        .inside(|| name.to_owned())?;
    *fit &= *key.public().bytes() == public;
    Ok(key.public())
}
