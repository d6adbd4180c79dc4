//! Status codes of the PlayReady protocols. Those of servers are the codes of [`FaultCode`]; this file adds what to do about them, and the
//! codes of clients.

use std::sync::LazyLock;

use super::Explanation;
use crate::rights_manager::FaultCode;

const SERVER: &str = "Microsoft PlayReady documentation, testing server exceptions";
const CLIENT: &str = "reports of players";

/// All codes, those of servers first.
pub(super) fn all() -> Vec<Explanation> {
    static ALL: LazyLock<Vec<Explanation>> = LazyLock::new(|| {
        let servers = FaultCode::ALL.iter().map(|code| {
            let (text, hint) = of_server(*code);
            // Keys live as long as the program.
            let key: &'static str = format!("0x{:08X}", code.number()).leak();
            Explanation { key, title: code.name(), text, hint, clause: SERVER }
        });
        servers.chain(CLIENTS.iter().copied()).collect()
    });
    ALL.clone()
}

/// What a code of a server means, and what to do.
const fn of_server(code: FaultCode) -> (&'static str, &'static str) {
    match code {
        FaultCode::DeviceRevoked => (
            "The certificate of the device is revoked. The client stops asking for licenses until it is updated.",
            "update the client, or use a device certificate that is not on the revocation list",
        ),
        FaultCode::Internal => (
            "The server failed. Clients try again silently up to three times and then tell the user.",
            "look into the log of the server",
        ),
        FaultCode::InvalidMessage => (
            "The server could not read the message, or cannot believe it: form, signature, certificates. Clients try again.",
            "check that the challenge is posted decoded, with Content-Type text/xml and the SOAPAction of the operation",
        ),
        FaultCode::DeviceLimit => (
            "The account has as many devices as it may have; joining the domain was refused.",
            "remove a device from the domain first",
        ),
        FaultCode::IndividualizationRequired => (
            "The client must be individualized anew before it gets licenses, as when its certificate has expired.",
            "individualize the client; issue the test device again",
        ),
        FaultCode::ServiceSpecific => (
            "The license handler of the service refused, for a reason of its own. The custom data of the fault says which; the test \
             server answers this way to clientinfo as well.",
            "read the custom data of the fault",
        ),
        FaultCode::DomainRequired => (
            "The license is bound to a domain, and the client is no member.",
            "join the domain, then ask for the license again",
        ),
        FaultCode::RenewDomain => (
            "The domain certificate of the client is of an old version.",
            "join the domain again, then ask for the license again",
        ),
        FaultCode::UnknownMeteringId => (
            "The server has no metering certificate for the metering ID.",
            "check the metering ID: base64 of 16 bytes, as in the license",
        ),
        FaultCode::ComputerLimit => (
            "The account has as many computers as it may have; joining the domain was refused.",
            "remove a computer from the domain first",
        ),
        FaultCode::ProtocolFallback => (
            "The server speaks an older version of the protocol only.",
            "repeat the request in the older version",
        ),
        FaultCode::NotAMember => ("The client was removed from the domain.", "join the domain again"),
        FaultCode::ProtocolVersion => (
            "The server does not know the protocol version of the message.",
            "use a client and a server of matching versions",
        ),
        FaultCode::UnknownAccount => (
            "The server does not know the account ID of the domain request.",
            "check the account ID: base64 of a little-endian GUID",
        ),
        FaultCode::Redirect => {
            ("The server sends the client to another URL.", "repeat the request at the URL of the fault")
        }
        FaultCode::UnknownTransaction => (
            "The client acknowledges licenses of a transaction that it was not given.",
            "use the transaction ID of the license response, on the device that got it",
        ),
        FaultCode::InvalidLicenseId => (
            "The client acknowledges a license that was not in the transaction.",
            "use the rights IDs of the licenses of the response",
        ),
        FaultCode::TooManyLicenseIds => (
            "The client acknowledges more licenses than the transaction had.",
            "acknowledge each license once",
        ),
    }
}

const fn status(
    key: &'static str,
    title: &'static str,
    text: &'static str,
    hint: &'static str,
) -> Explanation {
    Explanation { key, title, text, hint, clause: CLIENT }
}

/// Codes with which clients refuse licenses and answers.
const CLIENTS: &[Explanation] = &[
    status(
        "0x80048007",
        "DRM_E_LIC_KEY_DECODE_FAILURE",
        "The content key of the license cannot be decrypted.",
        "issue the license again; `boxlock inspect` shows its key material",
    ),
    status(
        "0x80048008",
        "DRM_E_LIC_SIGNATURE_FAILURE",
        "The signature of the license is wrong: it was changed after it was made.",
        "issue the license again",
    ),
    status(
        "0x80048014",
        "DRM_E_KEY_MISMATCH",
        "Two keys that belong together do not: here, the root of a chained license has another key than the leaf was made for.",
        "acquire root and leaf from one server",
    ),
    status(
        "0x8004A003",
        "DRM_E_LIC_CHAIN_TOO_DEEP",
        "The license hangs on a license that is a leaf itself; a chain has one root and one leaf.",
        "hang the leaf on a root",
    ),
    status(
        "0x8004A004",
        "DRM_E_DEVICE_SECURITY_LEVEL_TOO_LOW",
        "The license asks for a higher security level than the client has.",
        "use a device of the level, or lower the level of the policy",
    ),
    status(
        "0x8004A01B",
        "DRM_E_EXTENDED_RESTRICTION_NOT_UNDERSTOOD",
        "An extended restriction of the license must be understood, and the application does not know it.",
        "leave the restriction out, or tell the client that the application knows it",
    ),
    status(
        "0x8004B804",
        "no key ID in the header",
        "The client did not find a key ID where the version of the header puts it, such as KIDS in a header of version 4.1.",
        "`boxlock header lint` names the element; `boxlock header convert --to` writes it for a version",
    ),
    status(
        "0x8004C006",
        "DRM_E_INVALID_LICENSE",
        "Parts of the license contradict each other, such as secure stop in a license that is stored.",
        "`boxlock license mint` refuses such a policy unless it is told not to",
    ),
    status(
        "0x8004C009",
        "DRM_E_LICENSE_EXPIRED",
        "The license is past its end date, its time after the first play, or its last play or copy.",
        "acquire a new license, or set the clock of the client",
    ),
    status(
        "0x8004C00A",
        "DRM_E_LICENSENOTYETVALID",
        "The begin date of the license is still to come.",
        "wait, or set the clock of the client",
    ),
    status(
        "0x8004C00B",
        "DRM_E_RIGHTS_NOT_AVAILABLE",
        "The license does not grant what the client wants to do, such as copying.",
        "ask for a license with the right",
    ),
    status(
        "0x8004C013",
        "DRM_E_LICENSE_NOT_FOUND",
        "There is no license for the content in the client's store; one whose removal date has passed is gone from it.",
        "acquire a license",
    ),
    status(
        "0x8004C016",
        "DRM_E_UNSUPPORTED_ALGORITHM",
        "The key of the license is encrypted in a way, or meant for a cipher, that the client does not have.",
        "older clients know AES-CTR only: encrypt with cenc",
    ),
    status(
        "0x8004C050",
        "DRM_E_METERING_WRONG_TID",
        "The answer to a metering report names another transaction than the report.",
        "send the report again; counters stay until its own answer is there",
    ),
    status(
        "0x8004C051",
        "DRM_E_METERING_INVALID_COMMAND",
        "The answer to a metering report orders something else than to set counters back.",
        "look at the answer with `boxlock inspect`",
    ),
    status(
        "0x8004C056",
        "DRM_E_UNKNOWN_BINDING_KEY",
        "The license is bound to a key that the client does not have: that of another device.",
        "acquire a license on this device",
    ),
    status(
        "0x8004C05C",
        "DRM_E_NO_CLK_SUPPORTED",
        "The license has dates, and the client has no clock that its user cannot set, or its clock was set back.",
        "use a client with such a clock, set the clock right, or take a policy without dates",
    ),
    status(
        "0x8004C05F",
        "DRM_E_METERING_MID_MISMATCH",
        "The metering ID of a certificate or an answer is not the one that was asked for or reported to.",
        "ask the service for the certificate of the ID that the license names",
    ),
    status(
        "0x8004C075",
        "DRM_E_PROTOCOL_VERSION_NOT_SUPPORTED",
        "The version of an answer is not known to the client.",
        "use a client and a server of matching versions",
    ),
    status(
        "0x8004C076",
        "DRM_E_INVALID_LICENSE_RESPONSE_SIGNATURE",
        "The signature of an answer is wrong: it was changed after it was signed.",
        "look for whatever rewrites answers on their way, such as a proxy that formats XML",
    ),
    status(
        "0x8004C078",
        "DRM_E_LICENSE_RESPONSE_SIGNATURE_MISSING",
        "An answer that must be signed lacks the signature, or what belongs to it: the nonce, the response ID, the signer's certificates.",
        "let the server sign its answers",
    ),
    status(
        "0x8004C082",
        "DRM_E_UPLINK_LICENSE_NOT_FOUND",
        "The license is a leaf, and the root that it hangs on is not in the client's store.",
        "acquire the root first",
    ),
    status(
        "0x8004C084",
        "DRM_E_LICENSE_REALTIME_EXPIRED",
        "The license ended in the middle of playback, as its policy of real-time expiration wants it.",
        "acquire a new license",
    ),
    status(
        "0x8004C0E2",
        "DRM_E_XMR_REQUIRED_OBJECT_MISSING",
        "The license lacks a part that it must have: a content key, the key that it is bound to, or the root that it hangs on.",
        "`boxlock inspect` shows its parts",
    ),
    status(
        "0x8004C0E3",
        "DRM_E_XMR_INVALID_UNKNOWN_OBJECT",
        "The license holds an object that must be understood, and the client does not know it.",
        "use a newer client, or leave the policy out",
    ),
    status(
        "0x8004C580",
        "DRM_E_DEVICE_DOMAIN_JOIN_REQUIRED",
        "The license is for the members of a domain, and the client has not joined it, or not its newest revision.",
        "join the domain",
    ),
    status(
        "0x8004D000",
        "DRM_E_NONCE_STORE_TOKEN_NOT_FOUND",
        "The nonce or the rights ID does not follow from the client's request: the answer is to another one, or was sent again.",
        "acquire the license anew; licenses that are not stored cannot be replayed",
    ),
    status(
        "0x8004D901",
        "DRM_E_LICGEN_CANNOT_PERSIST_LICENSE",
        "The license may not be stored.",
        "acquire it for every playback, or ask for a persistent one",
    ),
];
