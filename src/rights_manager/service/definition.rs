//! A license service: keys, policy, accounts and plug-ins under one name.

use crate::keys::KeyId;
use crate::keys::text::array_from_base64;
use crate::license::issue::KeyStore;
use crate::license::policy::{Chain, Domain, Guid, Moment, Policy};
use crate::license::presets::TEST_ROOT;
use crate::license::{KidSelector, LicenseRequestGroup, Rules};
use crate::rights_manager::Operation;
use crate::rights_manager::handlers::Handlers;
use crate::rights_manager::soap::Envelope;
use crate::xml::Element;

/// Most devices of a domain when nobody says how many.
pub const DEVICE_LIMIT: u32 = 10;

/// Most computers of a domain when nobody says how many.
pub const COMPUTER_LIMIT: u32 = 10;

/// The key ID whose license is for a domain on the public test server: `m1HAERIu8E+uABCZY4TX2g==` in its header.
pub const TEST_DOMAIN_KID: KeyId =
    KeyId::from_bytes(0x11c0_519b_2e12_4ff0_ae00_1099_6384_d7da_u128.to_be_bytes());

/// The root of the license for [`TEST_ROOT`] when its header names no other key ID to hang on it.
const ROOT_OF_TEST_ROOT: KeyId =
    KeyId::from_bytes(0x1e97_f7b8_77b4_482b_9c18_2a58_3011_ac68_u128.to_be_bytes());

/// One license service.
pub struct Definition {
    /// Its name in records and reports.
    pub id: String,
    /// Its service ID, the `DS_ID` of headers: little-endian bytes of a GUID.
    pub service_id: Option<[u8; 16]>,
    /// The URL that its headers and faults point to; the called one when there is none.
    pub url: Option<String>,
    /// Clients are sent there, with whatever they ask for.
    pub redirect: Option<String>,
    /// The newest version of the license protocol that it speaks: 1, 4 or 5. Newer clients are told to fall back.
    pub newest_protocol: Option<u64>,
    /// Content keys.
    pub keys: Box<dyn KeyStore + Send + Sync>,
    /// What content keys come from, in words for whoever starts the service. Never a key.
    pub keys_from: String,
    /// What the policy is called there. Never a query, which may hold a key.
    pub policy_name: String,
    /// What a request gets that asks for nothing else.
    pub policy: Vec<LicenseRequestGroup>,
    /// Whether the URL and the custom data may say what licenses are to be like, as on a test server.
    pub takes_queries: bool,
    /// Whether clients are asked to acknowledge licenses that they store.
    pub acknowledge: bool,
    /// The parameter of custom data that names the user's account: `user=alice&…`.
    pub user_parameter: String,
    /// Whether accounts must be known in the store; if not, every name is an account.
    pub lists_accounts: bool,
    /// Most devices of a domain that are no computers.
    pub device_limit: u32,
    /// Most computers of a domain.
    pub computer_limit: u32,
    /// The scheme that its packagers encrypt under, such as `cenc` or `cbcs`: what headers for them say.
    pub packaging_scheme: [u8; 4],
    /// Paths that it answers on.
    pub paths: Vec<String>,
    /// Hosts that it answers for, without port.
    pub hosts: Vec<String>,
    /// Its own business.
    pub handlers: Handlers,
}

impl Definition {
    /// A service of this name that grants what its policy says.
    pub fn new(id: &str, keys: Box<dyn KeyStore + Send + Sync>) -> Self {
        Self {
            id: id.to_owned(),
            service_id: None,
            url: None,
            redirect: None,
            newest_protocol: None,
            keys,
            keys_from: "a key source of its own".to_owned(),
            policy_name: "the default".to_owned(),
            policy: vec![LicenseRequestGroup::default()],
            takes_queries: false,
            acknowledge: false,
            user_parameter: "user".to_owned(),
            lists_accounts: false,
            device_limit: DEVICE_LIMIT,
            computer_limit: COMPUTER_LIMIT,
            packaging_scheme: *b"cenc",
            paths: Vec::new(),
            hosts: Vec::new(),
            handlers: Handlers::default(),
        }
    }

    /// What a public test server is: it grants every request, and takes its conditions from the request.
    pub fn test_server(keys: Box<dyn KeyStore + Send + Sync>) -> Self {
        Self {
            policy: vec![LicenseRequestGroup { rules: Rules::TestServer, ..LicenseRequestGroup::default() }],
            policy_name: "of the test server, and what requests ask for".to_owned(),
            takes_queries: true,
            ..Self::new("test", keys)
        }
    }

    /// What it is, in a line for whoever starts the service.
    pub fn summary(&self) -> String {
        let mut parts = self.paths.clone();
        parts.extend(self.hosts.iter().map(|host| format!("host {host}")));
        parts.extend(self.service_id.map(|id| format!("DS_ID {}", Guid::from_wire(id))));
        parts.extend(self.redirect.as_ref().map(|url| format!("sends clients to {url}")));
        parts.push(format!("keys from {}", self.keys_from));
        parts.push(format!("policy {}", self.policy_name));
        format!("service {}: {}", self.id, parts.join(", "))
    }

    /// Whether it answers on this path.
    pub fn answers_on(&self, path: &str) -> bool {
        self.paths.iter().any(|known| known.eq_ignore_ascii_case(path))
    }

    /// Whether it answers for this host, with or without port.
    pub fn answers_for(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// What a request for these key IDs gets that asks for nothing. On a test server two key IDs have a meaning of their own.
    pub fn policy_for(&self, kids: &[KeyId]) -> Vec<LicenseRequestGroup> {
        if self.takes_queries && kids.contains(&TEST_ROOT) {
            return chained(kids);
        }
        let mut groups = self.policy.clone();
        if self.takes_queries && kids.contains(&TEST_DOMAIN_KID) {
            for group in &mut groups {
                group.policy.domain.get_or_insert(Domain::default());
            }
        }
        groups
    }
}

/// A root and its leaves, which end five minutes after they are issued. Of the public server it is only known that one key ID gets both;
/// here that key ID is the root of the others in the header, and a leaf under a root of its own when it is alone.
fn chained(kids: &[KeyId]) -> Vec<LicenseRequestGroup> {
    let alone = kids.iter().all(|kid| *kid == TEST_ROOT);
    let root = if alone { ROOT_OF_TEST_ROOT } else { TEST_ROOT };
    let group = |kid, chain| LicenseRequestGroup {
        kid,
        rules: Rules::TestServer,
        policy: Policy { chain, end: Some(Moment::FromIssue(300)), ..Policy::default() },
        ..LicenseRequestGroup::default()
    };
    vec![group(KidSelector::Header, Chain::Leaf(root)), group(KidSelector::Id(root), Chain::Root)]
}

/// The service ID that a message names.
pub(super) fn service_id(operation: Operation, envelope: &Envelope) -> Option<[u8; 16]> {
    let payload = at(envelope.content(), &["challenge", "Challenge"])?.elements().next()?;
    let path: &[&str] = match operation {
        Operation::AcquireLicense => &["ContentHeader", "WRMHEADER", "DATA", "DS_ID"],
        _ => &["ServiceID"],
    };
    array_from_base64(at(payload, path)?.text().ok()?.trim())
}

/// The first element at a path of names.
fn at<'a>(element: &'a Element, path: &[&str]) -> Option<&'a Element> {
    path.iter()
        .try_fold(element, |element, name| element.elements().find(|child| child.local_name() == *name))
}
