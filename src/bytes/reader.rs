//! A cursor over a slice that can only narrow. Nothing here allocates by a count from the input.

use super::{ParseError, ParseResult};

/// Reads integers and byte runs from a slice, knowing where in the file the slice lies.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    data: &'a [u8],
    position: usize,
    base: u64,
}

macro_rules! integers {
    ($($be:ident $le:ident $type:ty, $len:literal;)*) => {$(
        #[doc = concat!("The next ", $len, " bytes as a big-endian `", stringify!($type), "`.\n\n# Errors\nWhen fewer bytes are left; `field` names what was missing.")]
        pub fn $be(&mut self, field: &str) -> ParseResult<$type> {
            Ok(<$type>::from_be_bytes(self.array::<$len>(field)?))
        }
        #[doc = concat!("The next ", $len, " bytes as a little-endian `", stringify!($type), "`.\n\n# Errors\nWhen fewer bytes are left; `field` names what was missing.")]
        pub fn $le(&mut self, field: &str) -> ParseResult<$type> {
            Ok(<$type>::from_le_bytes(self.array::<$len>(field)?))
        }
    )*};
}

impl<'a> Reader<'a> {
    /// A reader over `data`, whose first byte lies at absolute offset `base` of the input.
    pub fn new(data: &'a [u8], base: u64) -> Self {
        Self { data, position: 0, base }
    }

    /// Absolute offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.base.saturating_add(self.position as u64)
    }

    /// Bytes left.
    pub fn remaining(&self) -> usize {
        self.data.len() - self.position
    }

    /// Whether all bytes have been read.
    pub fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    /// When fewer are left; `field` names what was missing.
    pub fn take(&mut self, len: usize, field: &str) -> ParseResult<&'a [u8]> {
        let end = self.position.checked_add(len);
        match end.and_then(|end| self.data.get(self.position..end)) {
            Some(slice) => {
                self.position += len;
                Ok(slice)
            }
            None => Err(ParseError::malformed(
                self.offset(),
                format!("{field} needs {len} bytes, but only {} are left", self.remaining()),
            )),
        }
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// When fewer are left; `field` names what was missing.
    pub fn array<const N: usize>(&mut self, field: &str) -> ParseResult<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, field)?);
        Ok(array)
    }

    integers! {
        u8 u8_le u8, 1;
        u16 u16_le u16, 2;
        u32 u32_le u32, 4;
        u64 u64_le u64, 8;
        i16 i16_le i16, 2;
        i32 i32_le i32, 4;
        i64 i64_le i64, 8;
    }

    /// The next 3 bytes as a big-endian number.
    ///
    /// # Errors
    /// When fewer bytes are left; `field` names what was missing.
    pub fn u24(&mut self, field: &str) -> ParseResult<u32> {
        let [a, b, c] = self.array(field)?;
        Ok(u32::from_be_bytes([0, a, b, c]))
    }

    /// A reader over the next `len` bytes only; this reader moves past them.
    ///
    /// # Errors
    /// When fewer are left; `field` names what was missing.
    pub fn sub(&mut self, len: usize, field: &str) -> ParseResult<Reader<'a>> {
        let base = self.offset();
        Ok(Reader::new(self.take(len, field)?, base))
    }

    /// All bytes that are left.
    pub fn rest(&mut self) -> &'a [u8] {
        let slice = self.data.get(self.position..).unwrap_or_default();
        self.position = self.data.len();
        slice
    }

    /// All bytes that are left, without moving.
    pub fn peek_rest(&self) -> &'a [u8] {
        self.data.get(self.position..).unwrap_or_default()
    }

    /// Succeeds when everything has been read.
    ///
    /// # Errors
    /// When bytes are left; `structure` names what should have ended.
    pub fn end(&self, structure: &str) -> ParseResult<()> {
        if self.is_empty() {
            return Ok(());
        }
        Err(ParseError::malformed(
            self.offset(),
            format!("{} bytes after the end of {structure}", self.remaining()),
        ))
    }

    /// Checks that `count` entries of at least `entry_len` bytes can be left, before anything is allocated.
    ///
    /// # Errors
    /// When the count cannot be true; `field` names the count.
    pub fn check_count(&self, count: u64, entry_len: usize, field: &str) -> ParseResult<usize> {
        let fits = usize::try_from(count)
            .ok()
            .filter(|n| n.checked_mul(entry_len).is_some_and(|b| b <= self.remaining()));
        fits.ok_or_else(|| {
            ParseError::malformed(
                self.offset(),
                format!(
                    "{field} is {count}, but {} bytes hold at most {} entries of {entry_len} bytes",
                    self.remaining(),
                    self.remaining() / entry_len.max(1)
                ),
            )
        })
    }
}
