//! Opens the licenses of a response.

use super::Response;
use crate::license::mint::counted_on;
use crate::license::{LicenseError, OpenContext, Opened, RightsIdRule, open};
use crate::xmr::{License, types};

/// Opens licenses in their order, but roots before the leaves that hang on them. With the nonce of the request, licenses that are
/// not stored must have the rights IDs that follow from it; when one of them may be stored, the response itself repeats the
/// nonce instead.
pub fn open_all(
    licenses: &[License],
    nonce: Option<[u8; 16]>,
    context: &OpenContext<'_>,
) -> Vec<Result<Opened, LicenseError>> {
    let counted = nonce.filter(|_| !licenses.iter().any(super::is_persistent));
    let mut known = context.roots.to_vec();
    let mut opened: Vec<(usize, Result<Opened, LicenseError>)> = Vec::new();
    let is_leaf = |license: &&License| license.find(types::UPLINK_KID).is_some();
    for leaves in [false, true] {
        for (index, license) in licenses.iter().enumerate().filter(|(_, license)| is_leaf(license) == leaves)
        {
            let rights_id = match counted {
                Some(nonce) => RightsIdRule::Exactly(counted_on(nonce, index)),
                None => context.rights_id,
            };
            let result = open(license, &OpenContext { roots: &known, rights_id, ..*context });
            if !leaves {
                known.extend(result.iter().cloned());
            }
            opened.push((index, result));
        }
    }
    opened.sort_by_key(|(index, _)| *index);
    opened.into_iter().map(|(_, result)| result).collect()
}

impl Response {
    /// Opens the licenses of a response that has been verified, see [`open_all`].
    pub fn open(
        &self,
        nonce: Option<[u8; 16]>,
        context: &OpenContext<'_>,
    ) -> Vec<Result<Opened, LicenseError>> {
        open_all(&self.licenses, nonce, context)
    }
}
