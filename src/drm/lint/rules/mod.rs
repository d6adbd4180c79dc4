//! The table of rules, in the order in which they are reported: from the outside in.

mod encoding;
mod keys;
mod markup;
mod object;
mod pssh;
mod values;
mod version;

use super::LintRule;

const TABLES: [&[LintRule]; 7] =
    [pssh::RULES, object::RULES, encoding::RULES, markup::RULES, version::RULES, keys::RULES, values::RULES];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static LintRule> {
    TABLES.into_iter().flatten()
}

/// Microsoft's specification of PlayReady Objects and WRM headers.
macro_rules! spec {
    ($section:literal) => {
        concat!("PlayReady Header Specification, ", $section)
    };
}
use spec;
