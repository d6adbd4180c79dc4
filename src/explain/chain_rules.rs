//! The words with which `boxlock pki verify` refuses certificate chains.

use super::Explanation;

const fn rule(key: &'static str, title: &'static str, text: &'static str, hint: &'static str) -> Explanation {
    Explanation { key, title, text, hint, clause: "PlayReady certificates, verification of a chain" }
}

pub(super) const CHAIN_RULES: &[Explanation] = &[
    rule(
        "chain-too-long",
        "a chain has too many certificates",
        "Clients read chains of up to six certificates; a longer one is refused before anything is checked.",
        "issue the leaf from an authority that is nearer to the root",
    ),
    rule(
        "bad-signature",
        "a signature is wrong",
        "The signature of a certificate does not fit its bytes and the key of its issuer: it was changed, or signed with another key.",
        "`boxlock pki show` says which certificate; issue it again",
    ),
    rule(
        "wrong-root",
        "the chain ends in another root",
        "The issuer key of the last certificate is not the root that was asked for. Chains of another PKI, and those of real devices, end so.",
        "give the PKI that issued the chain, or a device of this PKI",
    ),
    rule(
        "issuer-key",
        "the issuer key is not the parent's",
        "A certificate names an issuer key that the next certificate of the chain does not have: the chain is put together wrongly.",
        "put the certificates in order, the leaf first",
    ),
    rule(
        "issuer-usage",
        "the issuer may not issue this",
        "The parent's key has no usage for certificates of this type, such as 6 for devices, 8 for domains or 12 for metering.",
        "issue it with the authority that is there for the type",
    ),
    rule(
        "parent-type",
        "a parent is no issuer",
        "Only certificates of type 4 issue others.",
        "leave the leaf of another chain out",
    ),
    rule(
        "security-level",
        "a child is above its parent",
        "The security level of a certificate is higher than that of its issuer.",
        "ask for a level that the issuer has",
    ),
    rule(
        "expired",
        "a certificate has expired",
        "The time of the check is not before the expiry of a certificate of the chain.",
        "individualize the device again, or set the clock",
    ),
    rule(
        "no-key",
        "a certificate has no key",
        "A certificate without a key can prove and issue nothing.",
        "",
    ),
    rule(
        "digest",
        "the digest is not that of the first key",
        "The digest in the basic information is what revocation lists name a certificate by; it must be the SHA-256 of the first key.",
        "",
    ),
    rule(
        "unknown-object",
        "an object must be understood and is not",
        "An object of an unknown type has the flag that says it must be understood. Whoever does not know it must refuse the certificate.",
        "use a version of the program that knows the object",
    ),
    rule(
        "unknown-flags",
        "flags without a meaning",
        "Flags are set that no version of the format gives a meaning to.",
        "",
    ),
    rule(
        "duplicate-object",
        "the same object twice",
        "Readers would differ in which of two objects of one type counts.",
        "",
    ),
    rule(
        "extended-data",
        "the extended data is wrong",
        "Extended data, such as a hardware ID, is announced but missing, there but not announced, or not signed by the key that the certificate names.",
        "",
    ),
    rule(
        "wrong-role",
        "the leaf is something else",
        "The type of the leaf is not the one that is asked for here: a device cannot sign responses, a metering certificate cannot ask for licenses.",
        "give a certificate that is made for the purpose",
    ),
    rule(
        "missing-usage",
        "the leaf has no key for the purpose",
        "A device signs (1) and decrypts (2), a response signer signs responses (20), metering and domain certificates decrypt (2).",
        "issue the leaf with the usage",
    ),
    rule(
        "missing-object",
        "the leaf lacks what it is about",
        "A domain certificate must say which domain, a metering certificate which metering ID.",
        "issue the leaf again",
    ),
    rule(
        "revoked",
        "a certificate is revoked",
        "The digest of a certificate of the chain is on a revocation list. Services answer with 0x8004C065.",
        "use another device, or take the digest off the list",
    ),
];
