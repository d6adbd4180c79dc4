//! Status codes of the PlayReady protocols.

use super::Explanation;

const SERVER: &str = "Microsoft PlayReady documentation, testing server exceptions";
const CLIENT: &str = "reports of players";

const fn status(
    key: &'static str,
    title: &'static str,
    text: &'static str,
    hint: &'static str,
    clause: &'static str,
) -> Explanation {
    Explanation { key, title, text, hint, clause }
}

pub(super) const HRESULTS: &[Explanation] = &[
    status(
        "0x8004C065",
        "DRM_E_DEVCERT_REVOKED",
        "The certificate of the device is revoked. The client stops asking for licenses until it is updated.",
        "update the client, or use a device certificate that is not on the revocation list",
        SERVER,
    ),
    status(
        "0x8004C600",
        "DRM_E_SERVER_INTERNAL_ERROR",
        "The server failed. Clients try again silently up to three times and then tell the user.",
        "look into the log of the server",
        SERVER,
    ),
    status(
        "0x8004C601",
        "DRM_E_SERVER_INVALID_MESSAGE",
        "The server could not read the challenge. Clients try again.",
        "check that the challenge is posted decoded, with Content-Type text/xml and the SOAPAction of the operation",
        SERVER,
    ),
    status(
        "0x8004C602",
        "DRM_E_SERVER_DEVICE_LIMIT_REACHED",
        "The account has as many devices as it may have; joining the domain was refused.",
        "remove a device from the domain first",
        SERVER,
    ),
    status(
        "0x8004C604",
        "DRM_E_SERVER_SERVICE_SPECIFIC",
        "The license handler of the service refused, for a reason of its own. The custom data of the fault says which; the test \
         server answers this way to clientinfo as well.",
        "read the custom data of the fault",
        SERVER,
    ),
    status(
        "0x8004C605",
        "DRM_E_SERVER_DOMAIN_REQUIRED",
        "The license is bound to a domain, and the client is no member.",
        "join the domain, then ask for the license again",
        SERVER,
    ),
    status(
        "0x8004C606",
        "DRM_E_SERVER_RENEW_DOMAIN",
        "The domain certificate of the client is of an old version.",
        "join the domain again, then ask for the license again",
        SERVER,
    ),
    status(
        "0x8004C60A",
        "DRM_E_SERVER_NOT_A_MEMBER",
        "The client was removed from the domain.",
        "join the domain again",
        SERVER,
    ),
    status(
        "0x8004C60B",
        "DRM_E_SERVER_PROTOCOL_VERSION_MISMATCH",
        "The server does not know the protocol version of the challenge.",
        "use a client and a server of matching versions",
        SERVER,
    ),
    status(
        "0x8004C60C",
        "DRM_E_SERVER_UNKNOWN_ACCOUNTID",
        "The server does not know the account ID of the domain request.",
        "check the account ID: base64 of a little-endian GUID",
        SERVER,
    ),
    status(
        "0x8004C60D",
        "DRM_E_SERVER_PROTOCOL_REDIRECT",
        "The server sends the client to another URL.",
        "repeat the request at the URL of the fault",
        SERVER,
    ),
    status(
        "0x8004B804",
        "no key ID in the header",
        "The client did not find a key ID where the version of the header puts it, such as KIDS in a header of version 4.1.",
        "`boxlock header lint` names the element; `boxlock header convert --to` writes it for a version",
        CLIENT,
    ),
];
