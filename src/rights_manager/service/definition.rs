//! A license service: keys, policy, accounts and plug-ins under one name.

use super::Incoming;
use crate::license::issue::KeyStore;
use crate::license::{LicenseRequestGroup, Rules};
use crate::rights_manager::handlers::Handlers;
use crate::rights_manager::soap::Envelope;

/// Most members of a domain when nobody says how many.
pub const DEVICE_LIMIT: u32 = 10;

/// One license service.
pub struct Definition {
    /// Its name in records and reports.
    pub id: String,
    /// Its service ID, the `DS_ID` of headers: little-endian bytes of a GUID.
    pub service_id: [u8; 16],
    /// The URL that its headers and faults point to; the called one when there is none.
    pub url: Option<String>,
    /// Content keys.
    pub keys: Box<dyn KeyStore + Send + Sync>,
    /// What a request gets that asks for nothing else.
    pub policy: Vec<LicenseRequestGroup>,
    /// Whether the URL and the custom data may say what licenses are to be like, as on a test server.
    pub takes_queries: bool,
    /// Most members of a domain.
    pub device_limit: u32,
    /// Paths that it answers on, in lower case.
    pub paths: Vec<String>,
    /// Hosts that it answers for, in lower case, without port.
    pub hosts: Vec<String>,
    /// Its own business.
    pub handlers: Handlers,
}

impl Definition {
    /// What a public test server is: it grants every request, and takes its conditions from the request.
    pub fn test_server(keys: Box<dyn KeyStore + Send + Sync>) -> Self {
        Self {
            id: "test".to_owned(),
            service_id: [0; 16],
            url: None,
            keys,
            policy: vec![LicenseRequestGroup { rules: Rules::TestServer, ..LicenseRequestGroup::default() }],
            takes_queries: true,
            device_limit: DEVICE_LIMIT,
            paths: Vec::new(),
            hosts: Vec::new(),
            handlers: Handlers::default(),
        }
    }

    /// Whether a message is for this service: by path, by host, or by the `DS_ID` of its header.
    pub fn is_meant(&self, incoming: &Incoming<'_>, envelope: &Envelope) -> bool {
        let _ = envelope;
        let host = incoming.host.rsplit_once(':').map_or(incoming.host, |(host, _)| host);
        self.paths.iter().any(|path| path.eq_ignore_ascii_case(incoming.path))
            || self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}
