//! What the objects of a license allow and demand, in the words of [`Policy::words`].

use crate::clock::span;
use crate::license::Policy;
use crate::xmr::{Body, License, Object};

/// What the policy of a license means: one sentence or clause for each thing that it allows or demands, the rights first. Then
/// come objects that are no part of a policy as this program writes it, and those that a client has to know.
pub fn policy_words(license: &License) -> Vec<String> {
    let reading = Policy::from_license(license);
    let rights = &reading.policy.rights;
    let mut words = Vec::new();
    if !(rights.play || rights.copy || rights.execute || rights.read)
        && reading.policy.extended_rights.is_empty()
    {
        words.push("grants no right: it cannot be used".to_owned());
    }
    words.extend(reading.policy.words());
    words.extend(
        reading.revocation.map(|version| format!("revocation information of version {version} or later")),
    );
    words.extend(license.objects().into_iter().filter_map(old_words));
    words.extend(
        reading
            .unread
            .iter()
            .filter(|unread| unread.must_understand)
            .map(|unread| format!("a client that does not know {} has to refuse the license", unread.name)),
    );
    words
}

/// Objects that policies no longer have.
fn old_words(object: &Object) -> Option<String> {
    let lasting = |seconds: &u32| span((*seconds).into());
    Some(match &object.body {
        Body::ExpireAfterFirstUse(seconds) => format!("ends {} after first use", lasting(seconds)),
        Body::ExpireAfterFirstStore(seconds) => format!("ends {} after first store", lasting(seconds)),
        Body::MinimumEnvironment { security_level, .. } => {
            format!("security level {security_level} or higher (old form)")
        }
        Body::MoveEnabler(level) => format!("may be moved to devices of protection level {level} or higher"),
        _ => return None,
    })
}

/// What the first object of a type says.
pub(super) fn value<T>(
    license: &License,
    object_type: u16,
    get: impl FnOnce(&Body) -> Option<T>,
) -> Option<T> {
    get(&license.find(object_type)?.body)
}
