//! `boxlock explain` knows every code and word that this program refuses with.

use boxlock::explain::{Explanation, all, find};
use boxlock::keys::KeyId;
use boxlock::license::LicenseError;
use boxlock::license::open::TimeError;
use boxlock::license::policy::Guid;
use boxlock::pki::{CertificateType, ChainError, Role};
use boxlock::rights_manager::response::ResponseError;
use boxlock::rights_manager::signed::SignatureError;
use boxlock::rights_manager::{FaultCode, Operation};

fn explained(code: u32) -> Explanation {
    let key = format!("0x{code:08X}");
    *find(&key).first().unwrap_or_else(|| panic!("nothing about {key}"))
}

#[test]
fn every_fault_code() {
    for code in FaultCode::ALL {
        assert_eq!(explained(code.number()).title, code.name());
        assert_eq!(find(code.name()), [explained(code.number())]);
    }
}

/// One of every kind. A new kind does not compile before it is here.
fn license_errors() -> Vec<LicenseError> {
    use LicenseError::*;
    let kid = KeyId::from_bytes([1; 16]);
    let time = TimeError::NotYetValid { begin: 1 };
    match NotBound {
        NoContentKey
        | NoDeviceKey
        | NotBound
        | NotAMember { .. }
        | UndecodableKey
        | UnsupportedCipher(..)
        | UnsupportedKeyType(..)
        | BadSignature
        | NotUnderstood { .. }
        | Restriction(_)
        | RightsId
        | SecurityLevel { .. }
        | Contradiction(_)
        | NoTrustedClock
        | ClockSetBack { .. }
        | Time(_)
        | Root(_)
        | RealTimeExpired(_)
        | PlaysSpent { .. }
        | CopiesSpent { .. }
        | RightNotGranted(_)
        | NotStored
        | NoUplink
        | NoRoot(_)
        | WrongRoot(_)
        | ChainTooDeep(_) => {}
    }
    let mut errors = vec![
        NoContentKey,
        NoDeviceKey,
        NotBound,
        NotAMember { account: Guid::from_wire([1; 16]), revision: 1 },
        UndecodableKey,
        UnsupportedCipher("RSA-1024", 1),
        UnsupportedKeyType("RC4", 2),
        BadSignature,
        NotUnderstood { name: "X".to_owned(), offset: 1 },
        Restriction(1),
        RightsId,
        SecurityLevel { needed: 3000, own: 2000 },
        Contradiction("x"),
        NoTrustedClock,
        ClockSetBack { now: 1, seen: 2 },
        Root(time),
        RealTimeExpired(time),
        PlaysSpent { count: 1 },
        CopiesSpent { count: 1 },
        RightNotGranted("Copy"),
        NotStored,
        NoUplink,
        NoRoot(kid),
        WrongRoot(kid),
        ChainTooDeep(kid),
    ];
    match time {
        TimeError::NotYetValid { .. }
        | TimeError::Expired { .. }
        | TimeError::PlayedOut { .. }
        | TimeError::Removed { .. } => {}
    }
    let times = [
        time,
        TimeError::Expired { end: 1 },
        TimeError::PlayedOut { first: 1, span: 1 },
        TimeError::Removed { removal: 1 },
    ];
    errors.extend(times.map(Time));
    errors
}

#[test]
fn every_refusal_of_a_license() {
    for error in license_errors() {
        explained(error.hresult());
    }
}

#[test]
fn every_refusal_of_an_answer() {
    use ResponseError::*;
    match OtherNonce {
        Version(_)
        | Unsigned { .. }
        | Missing(_)
        | Signature(_)
        | Chain(_)
        | OtherMeteringId
        | OtherTransaction
        | UnknownCommand
        | OtherNonce
        | OtherRightsId { .. } => {}
    }
    for error in [
        Version(2),
        Unsigned { license: 1 },
        Missing("Nonce"),
        Signature(SignatureError::WrongDigest),
        Chain(ChainError::Revoked { index: 1, digest: [1; 32] }),
        Chain(ChainError::NoKey { index: 1 }),
        OtherMeteringId,
        OtherTransaction,
        UnknownCommand,
        OtherNonce,
        OtherRightsId { license: 1 },
    ] {
        explained(error.hresult());
    }
}

#[test]
fn every_rule_of_certificate_chains_and_no_other() {
    use ChainError::*;
    let (kind, role) = (CertificateType::DEVICE, Role::Metering);
    match (NoKey { index: 1 }) {
        TooLong { .. }
        | BadSignature { .. }
        | WrongRoot { .. }
        | IssuerKeyNotInParent { .. }
        | IssuerUsage { .. }
        | ParentNotIssuer { .. }
        | SecurityLevel { .. }
        | Expired { .. }
        | NoKey { .. }
        | Digest { .. }
        | UnknownObject { .. }
        | UnknownFlags { .. }
        | DuplicateObject { .. }
        | ExtendedData { .. }
        | WrongRole { .. }
        | MissingUsage { .. }
        | MissingObject { .. }
        | Revoked { .. } => {}
    }
    let errors = [
        TooLong { count: 7 },
        BadSignature { index: 1 },
        WrongRoot { found: String::new() },
        IssuerKeyNotInParent { index: 1 },
        IssuerUsage { index: 1, kind },
        ParentNotIssuer { index: 1, kind },
        SecurityLevel { index: 1, level: 3000, parent: 2000 },
        Expired { index: 1, expiry: 1 },
        NoKey { index: 1 },
        Digest { index: 1 },
        UnknownObject { index: 1, object_type: 1 },
        UnknownFlags { place: String::new(), flags: 1 },
        DuplicateObject { index: 1, object_type: 1 },
        ExtendedData { index: 1, problem: "x" },
        WrongRole { role, found: kind },
        MissingUsage { role, usage: 1 },
        MissingObject { role, object: "metering" },
        Revoked { index: 1, digest: [1; 32] },
    ];
    let is_chain_rule = |one: &&Explanation| one.clause.starts_with("PlayReady certificates");
    let mut known: Vec<&str> = all().iter().filter(is_chain_rule).map(|one| one.key).collect();
    let mut rules: Vec<&str> = errors.iter().map(ChainError::rule).collect();
    known.sort_unstable();
    rules.sort_unstable();
    assert_eq!(known, rules);
}

#[test]
fn the_page_of_wire_bodies_has_a_section_for_every_operation() {
    let page = find("wire")[0].text;
    for operation in Operation::ALL {
        let heading = format!("\n{} ", operation.name().to_uppercase());
        assert!(page.contains(&heading), "{}", operation.name());
    }
}
