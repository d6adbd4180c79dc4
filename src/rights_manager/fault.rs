//! Faults: how a server refuses. SOAP 1.1 with HTTP status 500, and a status code that clients act on.
//!
//! `StatusCode` in `detail/Exception` is documented. `CustomData`, the redirect URL and the domain of a fault are known to exist,
//! but not by name and place; here they stand beside `StatusCode`, as `CustomData`, `RedirectUrl` and `DomainServiceInfo` with
//! `AccountID`, `ServiceID` and `Url`.

use super::soap::{Envelope, envelope, required, shorten, text};
use crate::bytes::ParseResult;
use crate::xml::XmlWriter;

macro_rules! codes {
    ($($number:literal $variant:ident $name:literal $sentence:literal;)*) => {
        /// The status codes of faults.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u32)]
        pub enum FaultCode {
            $(#[doc = concat!("`", $name, "`: ", $sentence, ".")] $variant = $number,)*
        }

        impl FaultCode {
            /// All of them, by number.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name of the code.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it says, without a full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

codes! {
    0x8004_C065 DeviceRevoked "DRM_E_DEVCERT_REVOKED" "the device certificate is revoked";
    0x8004_C600 Internal "DRM_E_SERVER_INTERNAL_ERROR" "the server failed";
    0x8004_C601 InvalidMessage "DRM_E_SERVER_INVALID_MESSAGE" "the server cannot read the message";
    0x8004_C602 DeviceLimit "DRM_E_SERVER_DEVICE_LIMIT_REACHED" "the domain has as many devices as it may have";
    0x8004_C603 IndividualizationRequired "DRM_E_SERVER_INDIV_REQUIRED" "the client must be individualized first";
    0x8004_C604 ServiceSpecific "DRM_E_SERVER_SERVICE_SPECIFIC" "the service refuses for a reason of its own";
    0x8004_C605 DomainRequired "DRM_E_SERVER_DOMAIN_REQUIRED" "the client must join a domain first";
    0x8004_C606 RenewDomain "DRM_E_SERVER_RENEW_DOMAIN" "the domain certificate of the client is too old";
    0x8004_C607 UnknownMeteringId "DRM_E_SERVER_UNKNOWN_METERINGID" "no such metering ID";
    0x8004_C608 ComputerLimit "DRM_E_SERVER_COMPUTER_LIMIT_REACHED" "the domain has as many computers as it may have";
    0x8004_C609 ProtocolFallback "DRM_E_SERVER_PROTOCOL_FALLBACK" "the client must use the older protocol";
    0x8004_C60A NotAMember "DRM_E_SERVER_NOT_A_MEMBER" "the client is no member of the domain";
    0x8004_C60B ProtocolVersion "DRM_E_SERVER_PROTOCOL_VERSION_MISMATCH" "the server does not know this version of the protocol";
    0x8004_C60C UnknownAccount "DRM_E_SERVER_UNKNOWN_ACCOUNTID" "no such account";
    0x8004_C60D Redirect "DRM_E_SERVER_PROTOCOL_REDIRECT" "the client must ask another server";
    0x8004_C610 UnknownTransaction "DRM_E_SERVER_UNKNOWN_TRANSACTIONID" "no such transaction";
    0x8004_C611 InvalidLicenseId "DRM_E_SERVER_INVALID_LICENSEID" "no such license in the transaction";
    0x8004_C612 TooManyLicenseIds "DRM_E_SERVER_MAXIMUM_LICENSEID_EXCEEDED" "more licenses than a message may name";
}

impl FaultCode {
    /// Its number.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The code of this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The status code. Codes that are not in [`FaultCode`] can be sent on request (`errorcode` of the test server), and read.
    pub code: u32,
    /// What is wrong, for people.
    pub message: String,
    /// Data for the application, from the service.
    pub custom_data: Option<String>,
    /// Where the client should ask instead.
    pub redirect_url: Option<String>,
    /// The domain that the client should join or renew.
    pub domain: Option<Box<DomainService>>,
}

/// Which domain, and where its controller is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainService {
    /// Account ID, base64 of a GUID.
    pub account_id: Option<String>,
    /// Service ID, base64 of a GUID, as in `DS_ID` of a header.
    pub service_id: Option<String>,
    /// URL of the domain controller.
    pub url: Option<String>,
}

impl Fault {
    /// A refusal with this code.
    pub fn new(code: FaultCode, message: impl Into<String>) -> Self {
        Self::with_number(code.number(), message)
    }

    /// A refusal with any code.
    pub fn with_number(code: u32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), custom_data: None, redirect_url: None, domain: None }
    }

    /// A message that cannot be read.
    pub fn invalid(message: impl std::fmt::Display) -> Self {
        Self::new(FaultCode::InvalidMessage, message.to_string())
    }

    /// A refusal by the rules of the service.
    pub fn service(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { custom_data: Some(message.clone()), ..Self::new(FaultCode::ServiceSpecific, message) }
    }

    /// The known code, if it is one.
    pub fn known(&self) -> Option<FaultCode> {
        FaultCode::from_number(self.code)
    }

    /// Writes the body of the HTTP response. `actor` is the URL that was asked.
    pub fn write(&self, actor: &str) -> String {
        let mut w = XmlWriter::new();
        w.start("soap:Fault", []);
        w.element("faultcode", [], "soap:Server");
        w.element("faultstring", [], &self.to_string());
        w.element("faultactor", [], actor);
        w.start("detail", []);
        w.start("Exception", []);
        w.element("StatusCode", [], &format!("0x{:08x}", self.code));
        let mut optional = |name: &str, value: &Option<String>| {
            if let Some(value) = value {
                w.element(name, [], value);
            }
        };
        optional("CustomData", &self.custom_data);
        optional("RedirectUrl", &self.redirect_url);
        if let Some(domain) = &self.domain {
            let DomainService { account_id, service_id, url } = domain.as_ref();
            w.start("DomainServiceInfo", []);
            for (name, value) in [("AccountID", account_id), ("ServiceID", service_id), ("Url", url)] {
                if let Some(value) = value {
                    w.element(name, [], value);
                }
            }
        }
        envelope(&w.finish())
    }

    /// The fault in an envelope, or `None` when its content is something else.
    ///
    /// # Errors
    /// When it is a fault without a status code, as other software sends them.
    pub fn read(message: &Envelope) -> ParseResult<Option<Self>> {
        let content = message.content();
        if content.local_name() != "Fault" || !message.in_soap_namespace() {
            return Ok(None);
        }
        let string = text(content, "faultstring")?.unwrap_or_default();
        let exception = required(required(content, "detail")?, "Exception")
            .map_err(|_| content.error(format!("a fault without status code: {:?}", shorten(&string))))?;
        let status = required(exception, "StatusCode")?;
        let digits = status.text()?;
        let digits = digits.trim();
        let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).unwrap_or(digits);
        let code = (hex.len() == 8 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| u32::from_str_radix(hex, 16).ok())
            .flatten()
            .ok_or_else(|| {
                status.error(format!(
                    "StatusCode is {:?}, expected 0x and 8 hexadecimal digits",
                    shorten(digits)
                ))
            })?;
        let own_words = FaultCode::from_number(code)
            .and_then(|known| string.strip_prefix(known.name()))
            .and_then(|rest| rest.strip_prefix(": "));
        let domain = exception.child("DomainServiceInfo")?.map(|info| {
            Ok(Box::new(DomainService {
                account_id: text(info, "AccountID")?,
                service_id: text(info, "ServiceID")?,
                url: text(info, "Url")?,
            }))
        });
        Ok(Some(Self {
            code,
            message: own_words.unwrap_or(&string).to_owned(),
            custom_data: exception
                .child("CustomData")?
                .map(|e| e.text().map(|t| t.into_owned()))
                .transpose()?,
            redirect_url: text(exception, "RedirectUrl")?,
            domain: domain.transpose()?,
        }))
    }
}

impl std::fmt::Display for Fault {
    /// The name of the code and the message.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.known() {
            Some(code) => write!(f, "{}: {}", code.name(), self.message),
            None => write!(f, "{:#010x}: {}", self.code, self.message),
        }
    }
}

impl std::error::Error for Fault {}

impl From<crate::bytes::ParseError> for Fault {
    fn from(error: crate::bytes::ParseError) -> Self {
        Self::invalid(error)
    }
}

#[cfg(test)]
mod tests {
    use super::super::soap::LIMITS;
    use super::*;

    fn back(fault: &Fault) -> Fault {
        let text = fault.write("http://localhost/rightsmanager.asmx?a=1&b=2");
        Fault::read(&Envelope::read(text.as_bytes(), &LIMITS).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn every_code_is_written_and_read() {
        for code in FaultCode::ALL {
            let fault = Fault::new(*code, format!("because <{}> & so", code.sentence()));
            assert_eq!(back(&fault), fault);
            assert_eq!(FaultCode::from_number(code.number()), Some(*code));
        }
        let numbers: Vec<u32> = FaultCode::ALL.iter().map(|code| code.number()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b));
        let unknown = Fault::with_number(0x8004_1234, "on request");
        assert_eq!((back(&unknown).code, back(&unknown).known()), (0x8004_1234, None));
    }

    #[test]
    fn data_of_a_fault_is_written_and_read() {
        let fault = Fault {
            redirect_url: Some("http://other/?x=1&y=2".into()),
            domain: Some(Box::new(DomainService {
                account_id: Some("AAA=".into()),
                service_id: None,
                url: Some("http://d/".into()),
            })),
            ..Fault::service("no <such> title")
        };
        assert_eq!(back(&fault), fault);
        assert!(fault.write("x").contains("<StatusCode>0x8004c604</StatusCode>"));
    }

    #[test]
    fn what_is_no_fault() {
        let other = envelope("<AcquireLicenseResponse></AcquireLicenseResponse>");
        assert_eq!(Fault::read(&Envelope::read(other.as_bytes(), &LIMITS).unwrap()), Ok(None));
        for detail in [
            "",
            "<detail></detail>",
            "<detail><Exception></Exception></detail>",
            "<detail><Exception><StatusCode>0x8004c60</StatusCode></Exception></detail>",
            "<detail><Exception><StatusCode>+8004c601</StatusCode></Exception></detail>",
        ] {
            let text = envelope(&format!("<soap:Fault><faultstring>x</faultstring>{detail}</soap:Fault>"));
            assert!(Fault::read(&Envelope::read(text.as_bytes(), &LIMITS).unwrap()).is_err(), "{detail}");
        }
    }
}
