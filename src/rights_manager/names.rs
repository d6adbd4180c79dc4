//! Namespaces, algorithms and operations of the protocol.

/// SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// Operations and what they carry.
pub const PROTOCOLS: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols";
/// `Challenge` and `Response`.
pub const MESSAGES: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols/messages";
/// What packagers ask for.
pub const PACKAGING: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols/AcquirePackagingData/v1.0";
/// XML signatures.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// XML encryption.
pub const ENC: &str = "http://www.w3.org/2001/04/xmlenc#";

/// Canonical XML 1.0 by name. What is hashed is the literal text, see [`super::signed`].
pub const CANONICAL_XML: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/// ECDSA on P-256 with SHA-256.
pub const ECDSA_SHA256: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols#ecdsa-sha256";
/// SHA-256.
pub const SHA256: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols#sha256";
/// ElGamal on P-256.
pub const ECC256: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols#ecc256";
/// AES-128-CBC.
pub const AES128_CBC: &str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
/// What `EncryptedData` replaces.
pub const ENC_ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";

/// The `Id` of what is signed.
pub const SIGNED_ID: &str = "SignedData";
/// The name of the license server's key in encrypted data.
pub const SERVER_KEY_NAME: &str = "WMRMServer";

/// What a client may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Tells the server which licenses were stored.
    AcknowledgeLicense,
    /// Asks for licenses.
    AcquireLicense,
    /// Asks for keys and headers, as a packager.
    AcquirePackagingData,
    /// Asks for the certificate of a metering ID.
    GetMeteringCertificate,
    /// Asks for the key pair of a domain.
    JoinDomain,
    /// Gives the key pair of a domain back.
    LeaveDomain,
    /// Tells the server which licenses were deleted.
    ProcessDeleteLicenseData,
    /// Reports how often licenses were used.
    ProcessMeteringData,
    /// Reports when playback ended.
    ProcessSecureStopData,
}

impl Operation {
    /// All of them, in the order in which a service lists them.
    pub const ALL: [Self; 9] = [
        Self::AcknowledgeLicense,
        Self::AcquireLicense,
        Self::AcquirePackagingData,
        Self::GetMeteringCertificate,
        Self::JoinDomain,
        Self::LeaveDomain,
        Self::ProcessDeleteLicenseData,
        Self::ProcessMeteringData,
        Self::ProcessSecureStopData,
    ];

    /// The name of the element in the SOAP body.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AcknowledgeLicense => "AcknowledgeLicense",
            Self::AcquireLicense => "AcquireLicense",
            Self::AcquirePackagingData => "AcquirePackagingData",
            Self::GetMeteringCertificate => "GetMeteringCertificate",
            Self::JoinDomain => "JoinDomain",
            Self::LeaveDomain => "LeaveDomain",
            Self::ProcessDeleteLicenseData => "ProcessDeleteLicenseData",
            Self::ProcessMeteringData => "ProcessMeteringData",
            Self::ProcessSecureStopData => "ProcessSecureStopData",
        }
    }

    /// The operation of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// The value of the HTTP header `SOAPAction`, without quotes.
    pub fn soap_action(self) -> String {
        format!("{PROTOCOLS}/{}", self.name())
    }
}
