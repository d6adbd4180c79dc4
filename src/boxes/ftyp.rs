//! File Type Box (`ftyp`) and Segment Type Box (`styp`), ISO/IEC 14496-12 sections 4.3 and 8.16.2.

use super::{BoxBody, FourCc};
use crate::bytes::{ParseResult, Reader, Writer};

/// Brands of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ftyp {
    /// The specification that fits the file best.
    pub major_brand: FourCc,
    /// Version of the major brand.
    pub minor_version: u32,
    /// All specifications the file obeys.
    pub compatible_brands: Vec<FourCc>,
}

impl BoxBody for Ftyp {
    const NAME: FourCc = FourCc::new(b"ftyp");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let major_brand = FourCc(body.array("major_brand")?);
        let minor_version = body.u32("minor_version")?;
        let compatible_brands =
            body.rest().chunks_exact(4).filter_map(|c| c.try_into().ok().map(FourCc)).collect();
        Ok(Self { major_brand, minor_version, compatible_brands })
    }

    fn write(&self, w: &mut Writer) {
        w.bytes(&self.major_brand.0);
        w.u32(self.minor_version);
        self.compatible_brands.iter().for_each(|b| w.bytes(&b.0));
    }
}
