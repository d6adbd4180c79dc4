//! Appends integers and byte runs; lengths that are known only afterwards are patched in.

/// A growing byte buffer.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    data: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room for as many bytes as are known to come.
    pub fn with_capacity(len: usize) -> Self {
        Self { data: Vec::with_capacity(len) }
    }

    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Appends bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.data.extend_from_slice(bytes);
    }

    /// Appends one byte.
    pub fn u8(&mut self, value: u8) {
        self.data.push(value);
    }

    /// Appends a big-endian number of 2 bytes.
    pub fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    /// Appends a big-endian number of 4 bytes.
    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    /// Appends a big-endian number of 8 bytes.
    pub fn u64(&mut self, value: u64) {
        self.bytes(&value.to_be_bytes());
    }

    /// Appends the low 3 bytes of a number, big-endian.
    pub fn u24(&mut self, value: u32) {
        let [_, a, b, c] = value.to_be_bytes();
        self.bytes(&[a, b, c]);
    }

    /// Appends a little-endian number of 2 bytes.
    pub fn u16_le(&mut self, value: u16) {
        self.bytes(&value.to_le_bytes());
    }

    /// Appends a little-endian number of 4 bytes.
    pub fn u32_le(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    /// Overwrites the 4 bytes at `position` with a big-endian number. `position` must have been written.
    pub fn patch_u32(&mut self, position: usize, value: u32) {
        if let Some(slot) = self.data.get_mut(position..position + 4) {
            slot.copy_from_slice(&value.to_be_bytes());
        }
    }

    /// Overwrites the 4 bytes at `position` with a little-endian number. `position` must have been written.
    pub fn patch_u32_le(&mut self, position: usize, value: u32) {
        if let Some(slot) = self.data.get_mut(position..position + 4) {
            slot.copy_from_slice(&value.to_le_bytes());
        }
    }

    /// Overwrites the 8 bytes at `position` with a big-endian number. `position` must have been written.
    pub fn patch_u64(&mut self, position: usize, value: u64) {
        if let Some(slot) = self.data.get_mut(position..position + 8) {
            slot.copy_from_slice(&value.to_be_bytes());
        }
    }

    /// What has been written.
    pub fn as_slice(&self) -> &[u8] {
        &self.data
    }

    /// What has been written, as a vector.
    pub fn into_vec(self) -> Vec<u8> {
        self.data
    }
}
