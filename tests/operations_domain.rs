//! Domains from end to end: joining, renewing, leaving, and licenses for members, each rule and each fault as a case.

#[path = "common/service.rs"]
mod service;

use std::sync::atomic::{AtomicU64, Ordering};

use boxlock::crypto::{PrivateKey, Rng, SeededRng};
use boxlock::keys::KeyId;
use boxlock::license::{LicenseError, OpenContext, Opened, open};
use boxlock::pki::{CertificateType, Chain, Device};
use boxlock::rights_manager::challenge::{ChallengeBuilder, ClientInfo};
use boxlock::rights_manager::fault::DomainService;
use boxlock::rights_manager::handlers::{DomainHandler, DomainTerms, Handlers, JoinAsk};
use boxlock::rights_manager::names::SERVER_KEY_NAME;
use boxlock::rights_manager::operations::domains::{TEST_ACCOUNT, domain_id, remove_member, renew_domain};
use boxlock::rights_manager::operations::join_domain::{
    DomainMembership, JoinError, JoinRequest, read_membership,
};
use boxlock::rights_manager::operations::leave_domain::{LeaveRequest, read_left};
use boxlock::rights_manager::request::{BuiltRequest, RequestBuilder, ResultError};
use boxlock::rights_manager::response::{Response, ResponseError};
use boxlock::rights_manager::service::{Call, Caller, Definition};
use boxlock::rights_manager::{Fault, FaultCode, Operation};
use boxlock::store::accounts::OpenAccount;
use boxlock::store::domain::{Domain, DomainOf, MemberOf, MemberState};
use service::{NOW, URL, World, client_id, envelope, header, info, keys, kid};

/// The service of these requests.
const SERVICE: [u8; 16] = [0; 16];
const ACCOUNT: [u8; 16] = [0x3a; 16];
/// `ACCOUNT` in a query.
const QUERY: &str = "cfg=(accountid:3a3a3a3a-3a3a-3a3a-3a3a-3a3a3a3a3a3a,persist:true)";

fn rng() -> SeededRng {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    SeededRng::new(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What a device sends and gets.
trait Talks {
    fn join_request(&self, device: &Device, revision: Option<u32>, rng: &mut dyn Rng) -> BuiltRequest;
    fn leave_request(&self, device: &Device, revision: u32, rng: &mut dyn Rng) -> BuiltRequest;
    fn join_with(&self, device: &Device, revision: Option<u32>) -> Result<DomainMembership, Fault>;
    fn leave(&self, device: &Device, revision: u32) -> Result<(), Fault>;
    fn state(&self, device: &Device) -> Option<MemberState>;
    fn domain(&self) -> Option<Domain>;
    fn renew(&self) -> Domain;
    fn member_license(&self, device: &Device, member: &DomainMembership) -> Result<Response, Fault>;
    fn joined(&self, device: &Device) -> DomainMembership {
        self.join_with(device, None).unwrap()
    }
}

impl Talks for World {
    fn join_request(&self, device: &Device, revision: Option<u32>, rng: &mut dyn Rng) -> BuiltRequest {
        let client_info = info(device, &[]);
        ask(self, &client_info, revision).build(&device.signing_key, rng).unwrap()
    }

    fn leave_request(&self, device: &Device, revision: u32, rng: &mut dyn Rng) -> BuiltRequest {
        let client_info = info(device, &[]);
        ask_to_leave(self, &client_info, revision).build(&device.signing_key, rng).unwrap()
    }

    fn join_with(&self, device: &Device, revision: Option<u32>) -> Result<DomainMembership, Fault> {
        let client_info = info(device, &[]);
        let request = ask(self, &client_info, revision);
        let built = request.build(&device.signing_key, &mut rng()).unwrap();
        let reply = self.send(&built.text)?;
        let expected = self.expected(built.nonce);
        let answer = envelope(&reply.text);
        Ok(read_membership(&answer, &expected, &request, &device.encryption_key).unwrap())
    }

    fn leave(&self, device: &Device, revision: u32) -> Result<(), Fault> {
        let client_info = info(device, &[]);
        let request = ask_to_leave(self, &client_info, revision);
        let built = request.build(&device.signing_key, &mut rng()).unwrap();
        let reply = self.send(&built.text)?;
        read_left(&envelope(&reply.text), &self.expected(built.nonce), &request).unwrap();
        Ok(())
    }

    fn state(&self, device: &Device) -> Option<MemberState> {
        let asked = MemberOf { domain: domain_id(SERVICE, ACCOUNT), client: client_id(device) };
        self.service.store.read(&asked).unwrap().map(|member| member.state)
    }

    fn domain(&self) -> Option<Domain> {
        self.service.store.read(&DomainOf(domain_id(SERVICE, ACCOUNT))).unwrap()
    }

    fn renew(&self) -> Domain {
        let domain = domain_id(SERVICE, ACCOUNT);
        renew_domain(&self.service.store, &self.service.pki, &domain, &mut rng(), NOW).unwrap()
    }

    fn member_license(&self, device: &Device, member: &DomainMembership) -> Result<Response, Fault> {
        self.license(device, &[&member.newest().unwrap().chain], kid(1), QUERY)
    }
}

fn ask_to_leave<'a>(world: &'a World, client_info: &'a ClientInfo, revision: u32) -> LeaveRequest<'a> {
    LeaveRequest {
        service_id: SERVICE,
        account_id: ACCOUNT,
        revision,
        custom_data: None,
        client_time: NOW,
        client_info,
        server_key: &world.server_key,
    }
}

fn ask<'a>(world: &'a World, client_info: &'a ClientInfo, revision: Option<u32>) -> JoinRequest<'a> {
    JoinRequest {
        service_id: SERVICE,
        account_id: ACCOUNT,
        revision,
        friendly_name: Some("living room"),
        custom_data: None,
        client_time: NOW,
        client_info,
        server_key: &world.server_key,
    }
}

fn opened(
    response: &Response,
    device: &Device,
    member: Option<&DomainMembership>,
) -> Result<Opened, LicenseError> {
    let domains = member.map(DomainMembership::domain_keys).unwrap_or_default();
    let context = OpenContext { domains: &domains, ..OpenContext::new(&device.encryption_key, 2000, NOW) };
    open(&response.licenses[0], &context)
}

/// A fault with this code that says where the domain is.
fn assert_domain_fault<T: std::fmt::Debug>(result: Result<T, Fault>, code: FaultCode) {
    let fault = result.unwrap_err();
    assert_eq!(fault.known(), Some(code), "{fault}");
    let domain = DomainService {
        account_id: Some("Ojo6Ojo6Ojo6Ojo6Ojo6Og==".to_owned()),
        service_id: Some("AAAAAAAAAAAAAAAAAAAAAA==".to_owned()),
        url: Some(URL.to_owned()),
    };
    assert_eq!(fault.domain.as_deref(), Some(&domain));
}

fn assert_fault<T: std::fmt::Debug>(result: Result<T, Fault>, code: FaultCode) {
    assert_eq!(result.unwrap_err().known(), Some(code));
}

#[test]
fn a_device_joins_and_opens_the_key() {
    let world = World::new();
    let device = world.device(10);
    let member = world.joined(&device);
    assert_eq!((member.service_id, member.account_id), (SERVICE, ACCOUNT));
    assert_eq!(member.url, URL);
    assert_eq!(member.keys.len(), 1);
    let key = &member.keys[0];
    assert_eq!(key.revision, 1);
    let info = key.chain.leaf().domain.as_ref().unwrap();
    assert_eq!((info.account_id, info.service_id, info.revision), (ACCOUNT, SERVICE, 1));
    assert_eq!(world.domain().unwrap().members(), 1);
    assert_eq!(world.state(&device), Some(MemberState::Member));
}

#[test]
fn members_share_one_key_and_play_each_others_licenses_offline() {
    let world = World::new();
    let [first, second, stranger] = [10, 11, 12].map(|seed| world.device(seed));
    let [one, two] = [&first, &second].map(|device| world.joined(device));
    assert_eq!(one.keys[0].key.expose(), two.keys[0].key.expose());
    let license = world.member_license(&first, &one).unwrap();
    let key = opened(&license, &first, Some(&one)).unwrap().key;
    // Nothing is sent here.
    assert_eq!(opened(&license, &second, Some(&two)).unwrap().key, key);
    assert!(matches!(opened(&license, &stranger, None), Err(LicenseError::NotAMember { revision: 1, .. })));
}

#[test]
fn domain_required_605_says_where_to_join() {
    let world = World::new();
    let device = world.device(10);
    let before = world.license(&device, &[], kid(1), QUERY);
    assert_domain_fault(before, FaultCode::DomainRequired);
    let member = world.joined(&device);
    assert!(world.member_license(&device, &member).is_ok());
    // A member that does not send its certificate must get one.
    assert_domain_fault(world.license(&device, &[], kid(1), QUERY), FaultCode::DomainRequired);
}

#[test]
fn domain_required_605_for_a_certificate_that_the_domain_never_had() {
    let world = World::new();
    let [device, stranger] = [10, 11].map(|seed| world.device(seed));
    let member = world.joined(&device);
    let (_, foreign) =
        world.service.pki.issue_domain(ACCOUNT, SERVICE, 1, URL, &mut SeededRng::new(77)).unwrap();
    // Under the right root, and of a member; and the right one, of somebody who is none.
    assert_domain_fault(world.license(&device, &[&foreign], kid(1), QUERY), FaultCode::DomainRequired);
    let borrowed = world.license(&stranger, &[&member.keys[0].chain], kid(1), QUERY);
    assert_domain_fault(borrowed, FaultCode::DomainRequired);
}

#[test]
fn renew_domain_606_for_a_stale_certificate_and_old_content_still_plays() {
    let world = World::new();
    let device = world.device(10);
    let old = world.joined(&device);
    let old_license = world.member_license(&device, &old).unwrap();
    assert_eq!(world.renew().revision, 2);
    assert_domain_fault(world.member_license(&device, &old), FaultCode::RenewDomain);

    let renewed = world.join_with(&device, Some(1)).unwrap();
    assert_eq!(renewed.keys.iter().map(|key| key.revision).collect::<Vec<_>>(), [1, 2]);
    assert_ne!(renewed.keys[0].key.expose(), renewed.keys[1].key.expose());
    assert_eq!(world.domain().unwrap().members(), 1);
    assert!(opened(&old_license, &device, Some(&renewed)).is_ok());
    let license = world.member_license(&device, &renewed).unwrap();
    assert!(opened(&license, &device, Some(&renewed)).is_ok());
    assert!(matches!(
        opened(&license, &device, Some(&old)),
        Err(LicenseError::NotAMember { revision: 2, .. })
    ));
    // A member that joins late plays what the others have.
    let late = world.device(11);
    let member = world.joined(&late);
    assert!(opened(&old_license, &late, Some(&member)).is_ok());
}

#[test]
fn a_license_for_an_older_revision_is_bound_to_its_key() {
    let world = World::new();
    let device = world.device(10);
    let old = world.joined(&device);
    world.renew();
    let member = world.join_with(&device, Some(1)).unwrap();
    let query = |revision: u32| QUERY.replace(",persist", &format!(",domainrevision:{revision},persist"));
    let chain = &member.newest().unwrap().chain;
    let license = world.license(&device, &[chain], kid(1), &query(1)).unwrap();
    assert!(opened(&license, &device, Some(&old)).is_ok());
    assert_fault(world.license(&device, &[chain], kid(1), &query(3)), FaultCode::ServiceSpecific);
}

#[test]
fn device_limit_602_with_the_domain_in_the_fault() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.device_limit = 2;
    let world = World::with(vec![definition]);
    let [first, second, third] = [10, 11, 12].map(|seed| world.device(seed));
    world.joined(&first);
    world.joined(&second);
    assert_domain_fault(world.join_with(&third, None), FaultCode::DeviceLimit);
    // A member is in already; and a place that becomes free is taken.
    assert_eq!(world.joined(&second).keys.len(), 1);
    world.leave(&first, 1).unwrap();
    world.joined(&third);
    assert_eq!(world.domain().unwrap().members(), 2);
}

#[test]
fn computer_limit_608_counts_pcs_and_nothing_else() {
    let mut definition = Definition::test_server(Box::new(keys()));
    (definition.device_limit, definition.computer_limit) = (1, 2);
    let world = World::with(vec![definition]);
    let [first, second, third] = [20, 21, 22].map(|seed| world.computer(seed));
    assert_eq!(first.chain.leaf().kind, CertificateType::PC);
    let [television, phone] = [10, 11].map(|seed| world.device(seed));
    let member = world.joined(&first);
    world.joined(&second);
    assert_domain_fault(world.join_with(&third, None), FaultCode::ComputerLimit);
    // Devices have places of their own, and computers cannot take them.
    world.joined(&television);
    assert_domain_fault(world.join_with(&phone, None), FaultCode::DeviceLimit);
    assert_domain_fault(world.join_with(&third, None), FaultCode::ComputerLimit);
    let full = Domain { revision: 1, device_limit: 1, devices: 1, computer_limit: 2, computers: 2 };
    assert_eq!(world.domain().unwrap(), full);
    // A computer is a member like any other, and its place becomes free when it leaves.
    let license = world.member_license(&first, &member).unwrap();
    assert!(opened(&license, &first, Some(&member)).is_ok());
    world.leave(&first, 1).unwrap();
    assert_domain_fault(world.join_with(&phone, None), FaultCode::DeviceLimit);
    world.joined(&third);
    assert_eq!(world.domain().unwrap(), full);
}

/// Counts nobody and lets three in.
struct Three;

impl DomainHandler for Three {
    fn join(&self, _: &Call<'_>, _: &Caller, ask: &JoinAsk) -> Result<DomainTerms, Fault> {
        assert_eq!(ask.friendly_name.as_deref(), Some("living room"));
        Ok(DomainTerms { device_limit: 3, computer_limit: 0 })
    }

    fn leave(&self, _: &Call<'_>, _: &Caller, _: &boxlock::store::domain::DomainId) -> Result<(), Fault> {
        Err(Fault::service("nobody leaves"))
    }
}

#[test]
fn the_handler_sets_the_terms() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.handlers = Handlers { domain: Box::new(Three), ..Handlers::default() };
    let world = World::with(vec![definition]);
    let devices = [10, 11, 12, 13].map(|seed| world.device(seed));
    for device in &devices[..3] {
        world.joined(device);
    }
    assert_domain_fault(world.join_with(&devices[3], None), FaultCode::DeviceLimit);
    assert_fault(world.leave(&devices[0], 1), FaultCode::ServiceSpecific);
    let full = Domain { revision: 1, device_limit: 3, devices: 3, computer_limit: 0, computers: 0 };
    assert_eq!(world.domain().unwrap(), full);
}

#[test]
fn not_a_member_60a_for_a_removed_device_until_it_joins_anew() {
    let world = World::new();
    let device = world.device(10);
    let member = world.joined(&device);
    let remove = || {
        remove_member(&world.service.store, &domain_id(SERVICE, ACCOUNT), client_id(&device), NOW).unwrap()
    };
    assert!(remove());
    assert!(!remove(), "removed twice");
    assert_domain_fault(world.member_license(&device, &member), FaultCode::NotAMember);
    assert_domain_fault(world.join_with(&device, Some(1)), FaultCode::NotAMember);
    assert_domain_fault(world.leave(&device, 1), FaultCode::NotAMember);
    assert_eq!(world.domain().unwrap().members(), 0);
    let member = world.joined(&device);
    assert!(world.member_license(&device, &member).is_ok());
}

#[test]
fn not_a_member_60a_for_one_that_never_joined() {
    let world = World::new();
    let [device, stranger] = [10, 11].map(|seed| world.device(seed));
    assert_domain_fault(world.leave(&device, 1), FaultCode::NotAMember);
    world.joined(&device);
    assert_domain_fault(world.leave(&stranger, 1), FaultCode::NotAMember);
    assert_eq!(world.domain().unwrap().members(), 1);
}

#[test]
fn unknown_account_60c_when_the_service_knows_its_accounts() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.lists_accounts = true;
    let world = World::with(vec![definition]);
    let device = world.device(10);
    assert_fault(world.join_with(&device, None), FaultCode::UnknownAccount);
    assert_fault(world.leave(&device, 1), FaultCode::UnknownAccount);
    assert_eq!(world.domain(), None);
    let account = domain_id(SERVICE, ACCOUNT).account;
    world.service.store.commit(OpenAccount { service: "test".to_owned(), account, now: NOW }).unwrap();
    world.joined(&device);
    world.leave(&device, 1).unwrap();
}

#[test]
fn leaving_ends_licenses_and_leaving_twice_is_answered_alike() {
    let world = World::new();
    let device = world.device(10);
    let member = world.joined(&device);
    world.leave(&device, 1).unwrap();
    assert_eq!(world.state(&device), Some(MemberState::Left));
    assert_domain_fault(world.member_license(&device, &member), FaultCode::DomainRequired);
    world.leave(&device, 1).unwrap();
    assert_eq!(world.domain().unwrap().members(), 0);
    // And back again.
    let again = world.joined(&device);
    assert_eq!(again.keys[0].key.expose(), member.keys[0].key.expose());
    assert!(world.member_license(&device, &again).is_ok());
    assert_eq!(world.domain().unwrap().members(), 1);
}

#[test]
fn renew_domain_606_before_leaving_with_a_stale_revision() {
    let world = World::new();
    let device = world.device(10);
    world.joined(&device);
    world.renew();
    assert_domain_fault(world.leave(&device, 1), FaultCode::RenewDomain);
    assert_fault(world.leave(&device, 3), FaultCode::InvalidMessage);
    assert_eq!(world.state(&device), Some(MemberState::Member));
    world.join_with(&device, Some(1)).unwrap();
    world.leave(&device, 2).unwrap();
}

#[test]
fn a_message_that_comes_again_gets_the_same_answer_and_does_nothing_again() {
    let world = World::new();
    let device = world.device(10);
    let join = world.join_request(&device, None, &mut rng());
    let first = world.send(&join.text).unwrap();
    for _ in 0..3 {
        assert_eq!(world.send(&join.text).unwrap().text, first.text);
    }
    assert_eq!(world.domain().unwrap().members(), 1);
    let leave = world.leave_request(&device, 1, &mut rng());
    let left = world.send(&leave.text).unwrap();
    // Old messages, from a wire or a log, change no membership.
    world.send(&join.text).unwrap();
    assert_eq!(world.state(&device), Some(MemberState::Left));
    world.joined(&device);
    assert_eq!(world.send(&leave.text).unwrap().text, left.text);
    assert_eq!(world.state(&device), Some(MemberState::Member));
}

#[test]
fn a_nonce_that_is_used_for_two_messages_is_refused() {
    let world = World::new();
    let device = world.device(10);
    // The same seed gives the same nonce.
    let [one, two] = [None, Some(1)].map(|revision| {
        let seed = &mut SeededRng::new(5);
        world.join_request(&device, revision, seed)
    });
    assert_eq!(one.nonce, two.nonce);
    world.send(&one.text).unwrap();
    assert_fault(world.send(&two.text), FaultCode::InvalidMessage);
}

/// A join whose frame is made by hand.
fn odd(world: &World, device: &Device, version: u64, with_nonce: bool, fields: &str) -> Result<(), Fault> {
    let client_info = info(device, &[]);
    let builder = RequestBuilder {
        operation: Operation::JoinDomain,
        payload: "JoinDomainData",
        version,
        fields: &|w| w.raw(fields),
        custom_data: None,
        client_time: NOW,
        client_info: &client_info,
        private: "",
        receiver: (&world.server_key, SERVER_KEY_NAME),
        with_nonce,
    };
    let built = builder.build(&device.signing_key, &mut rng()).unwrap();
    world.send(&built.text).map(drop)
}

#[test]
fn what_is_no_join_request() {
    let world = World::new();
    let device = world.device(10);
    let ids =
        "<ServiceID>AAAAAAAAAAAAAAAAAAAAAA==</ServiceID><AccountID>Ojo6Ojo6Ojo6Ojo6Ojo6Og==</AccountID>";
    let long = format!("{ids}<FriendlyName>{}</FriendlyName>", "x".repeat(257));
    for fields in [
        "",
        "<ServiceID>AAAAAAAAAAAAAAAAAAAAAA==</ServiceID>",
        "<ServiceID>AAAAAAAAAAAAAAAAAAAAAA==</ServiceID><AccountID>AAAA</AccountID>",
        &format!("{ids}<Revision>4294967296</Revision>"),
        &format!("{ids}<Revision>-1</Revision>"),
        &format!("{ids}{ids}"),
        &long,
    ] {
        assert_fault(odd(&world, &device, 1, true, fields), FaultCode::InvalidMessage);
    }
    assert_fault(odd(&world, &device, 1, false, ids), FaultCode::InvalidMessage);
    assert_fault(odd(&world, &device, 2, true, ids), FaultCode::ProtocolVersion);
    assert_eq!(world.domain(), None);
    odd(&world, &device, 1, true, ids).unwrap();
}

#[test]
fn changed_messages_are_refused() {
    let world = World::new();
    let device = world.device(10);
    let join = world.join_request(&device, None, &mut rng()).text;
    let changed = join.replace("living room", "living tomb");
    assert_fault(world.send(&changed), FaultCode::InvalidMessage);
    // Signed by one device with the certificate of another.
    let other = world.device(11);
    let client_info = info(&device, &[]);
    let forged = ask(&world, &client_info, None).build(&other.signing_key, &mut rng()).unwrap();
    assert_fault(world.send(&forged.text), FaultCode::InvalidMessage);
    assert_eq!(world.domain(), None);
}

#[test]
fn a_client_refuses_what_is_not_its_answer() {
    let world = World::new();
    let [device, other] = [10, 11].map(|seed| world.device(seed));
    let client_info = info(&device, &[]);
    let request = ask(&world, &client_info, None);
    let built = request.build(&device.signing_key, &mut rng()).unwrap();
    let text = world.send(&built.text).unwrap().text;
    let read = |text: &str, nonce, request: &JoinRequest<'_>, key: &PrivateKey| {
        read_membership(&envelope(text), &world.expected(nonce), request, key)
    };
    assert!(read(&text, built.nonce, &request, &device.encryption_key).is_ok());

    let wrong = read(&text, [1; 16], &request, &device.encryption_key).unwrap_err();
    assert_eq!(wrong, JoinError::Result(ResultError::Refused(ResponseError::OtherNonce)));
    let wrong = read(&text, built.nonce, &request, &other.encryption_key).unwrap_err();
    assert_eq!(wrong, JoinError::Key { number: 1, error: LicenseError::NotBound });
    let elsewhere = JoinRequest { account_id: [9; 16], ..request };
    let wrong = read(&text, built.nonce, &elsewhere, &device.encryption_key).unwrap_err();
    assert_eq!(wrong, JoinError::OtherDomain);
    let changed = text.replace("<Revision>1<", "<Revision>2<");
    assert_ne!(changed, text);
    let wrong = read(&changed, built.nonce, &request, &device.encryption_key).unwrap_err();
    assert!(matches!(wrong, JoinError::Result(ResultError::Refused(ResponseError::Signature(_)))), "{wrong}");
    let unsigned =
        text.split_once("<Signature").unwrap().0.to_owned() + text.split_once("</Signature>").unwrap().1;
    let wrong = read(&unsigned, built.nonce, &request, &device.encryption_key).unwrap_err();
    assert_eq!(wrong, JoinError::Result(ResultError::Refused(ResponseError::Missing("Signature"))));
}

fn purchase_service(id: &str, service_id: [u8; 16], path: &str, url: &str) -> Definition {
    Definition {
        id: id.to_owned(),
        service_id: Some(service_id),
        url: Some(url.to_owned()),
        takes_queries: false,
        paths: vec![path.to_owned()],
        ..Definition::test_server(Box::new(keys()))
    }
}

#[test]
fn a_domain_belongs_to_the_service_that_the_request_names() {
    let world = World::with(vec![
        purchase_service("contoso", [1; 16], "/contoso", "http://contoso.example/"),
        purchase_service("fabrikam", [2; 16], "/fabrikam", "http://fabrikam.example/"),
    ]);
    let device = world.device(10);
    let client_info = info(&device, &[]);
    let join = |service_id, path: &str| {
        let request = JoinRequest { service_id, ..ask(&world, &client_info, None) };
        let built = request.build(&device.signing_key, &mut rng()).unwrap();
        let reply = world.send_to(path, None, &built.text)?;
        let expected = world.expected(built.nonce);
        Ok(read_membership(&envelope(&reply.text), &expected, &request, &device.encryption_key).unwrap())
    };
    let member: DomainMembership = join([2; 16], "/contoso").unwrap();
    assert_eq!(member.url, "http://fabrikam.example/");
    assert_fault(join([3; 16], "/contoso"), FaultCode::ServiceSpecific);
    // One account at two services is two domains.
    let other = join([1; 16], "/contoso").unwrap();
    assert_ne!(member.keys[0].key.expose(), other.keys[0].key.expose());
}

#[test]
fn the_header_names_the_domain_service_of_a_license() {
    let world = World::new();
    let device = world.device(10);
    let member = world.joined(&device);
    let chain: &Chain = &member.keys[0].chain;
    let request = |ds_id: Option<&str>| {
        let header = header(kid(1), ds_id.map(str::to_owned));
        let builder = ChallengeBuilder {
            header: &header,
            client_version: "10.0.16384.10011",
            revocation_lists: Vec::new(),
            custom_data: None,
            client_time: NOW,
            client_info: info(&device, &[chain]),
        };
        let built = builder.build(&device.signing_key, &world.server_key, &mut rng()).unwrap();
        world.send_to("/rightsmanager.asmx", Some(QUERY), &built.text)
    };
    assert!(request(Some("AAAAAAAAAAAAAAAAAAAAAA==")).is_ok());
    let fault = request(Some("AQEBAQEBAQEBAQEBAQEBAQ==")).unwrap_err();
    assert_eq!(fault.known(), Some(FaultCode::DomainRequired));
    assert_eq!(fault.domain.unwrap().service_id.as_deref(), Some("AQEBAQEBAQEBAQEBAQEBAQ=="));
}

#[test]
fn the_domain_of_the_test_server_is_that_of_its_account() {
    let world = World::new();
    let device = world.device(10);
    let domain_kid =
        KeyId::from_guid_bytes(*b"\x9b\x51\xc0\x11\x12\x2e\xf0\x4f\xae\x00\x10\x99\x63\x84\xd7\xda");
    let fault = world.license(&device, &[], domain_kid, "").unwrap_err();
    assert_eq!(fault.known(), Some(FaultCode::DomainRequired));
    assert_eq!(fault.domain.unwrap().account_id.as_deref(), Some("A/uHOj7F+UaM+Jlny2obFA=="));
    let client_info = info(&device, &[]);
    let request = JoinRequest { account_id: TEST_ACCOUNT.wire(), ..ask(&world, &client_info, None) };
    let built = request.build(&device.signing_key, &mut rng()).unwrap();
    let answer = envelope(&world.send(&built.text).unwrap().text);
    let member =
        read_membership(&answer, &world.expected(built.nonce), &request, &device.encryption_key).unwrap();
    let license = world.license(&device, &[&member.keys[0].chain], domain_kid, "").unwrap();
    assert!(opened(&license, &device, Some(&member)).is_ok());
}

#[test]
fn a_service_that_moved_sends_its_clients_on() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.redirect = Some("http://elsewhere/".to_owned());
    let world = World::with(vec![definition]);
    let device = world.device(10);
    for fault in [world.join_with(&device, None).unwrap_err(), world.leave(&device, 1).unwrap_err()] {
        assert_eq!(fault.known(), Some(FaultCode::Redirect));
        assert_eq!(fault.redirect_url.as_deref(), Some("http://elsewhere/"));
    }
}

/// Runs `boxlock serve domain` on the store of a world, as its operator does beside the running service.
fn operate(world: &World, words: &[&str]) -> (Option<i32>, String) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_boxlock"))
        .args(["serve", "domain"])
        .args(words)
        .args(["--account", "Ojo6Ojo6Ojo6Ojo6Ojo6Og==", "--json", "--pki"])
        .arg(world.pki_folder())
        .output()
        .unwrap();
    (done.status.code(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
}

#[test]
fn the_operator_renews_and_removes_while_the_service_runs() {
    let world = World::in_folder();
    let [device, other] = [10, 11].map(|seed| world.device(seed));
    let (code, text) = operate(&world, &["renew"]);
    assert!(code == Some(2) && text.contains("no domain of account"), "{code:?} {text}");
    let [old, _] = [&device, &other].map(|device| world.joined(device));

    let (code, text) = operate(&world, &["renew"]);
    assert!(code == Some(0) && text.contains("\"revision\": 2"), "{code:?} {text}");
    assert_domain_fault(world.member_license(&device, &old), FaultCode::RenewDomain);
    let member = world.join_with(&device, Some(1)).unwrap();

    let client: String = client_id(&device).iter().map(|byte| format!("{byte:02x}")).collect();
    for removed in ["true", "false"] {
        let (code, text) = operate(&world, &["remove", "--client", &client]);
        assert!(code == Some(0) && text.contains(&format!("\"removed\": {removed}")), "{code:?} {text}");
    }
    assert_domain_fault(world.member_license(&device, &member), FaultCode::NotAMember);
    let (code, text) = operate(&world, &["remove", "--client", &"9".repeat(64)]);
    assert!(code == Some(2) && text.contains("never was a member"), "{code:?} {text}");
    let left = Domain { revision: 2, device_limit: 10, devices: 1, computer_limit: 10, computers: 0 };
    assert_eq!(world.domain().unwrap(), left);
}

#[test]
fn what_the_operator_does_is_in_the_audit_file() {
    let world = World::in_folder();
    let device = world.device(10);
    world.joined(&device);
    let file = world.pki_folder().join("service.db.audit.jsonl");
    let client: String = client_id(&device).iter().map(|byte| format!("{byte:02x}")).collect();
    // Without a file beside the store there is no record; with one there is.
    assert_eq!(operate(&world, &["renew"]).0, Some(0));
    assert!(!file.exists());
    assert_eq!(operate(&world, &["renew", "--audit", file.to_str().unwrap()]).0, Some(0));
    assert_eq!(operate(&world, &["remove", "--client", &client]).0, Some(0));
    assert_eq!(operate(&world, &["renew", "--audit", "none"]).0, Some(0));
    let text = std::fs::read_to_string(&file).unwrap();
    let records: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["record"].clone())
        .collect();
    assert_eq!(records.len(), 3, "{text}");
    let ids = domain_id(SERVICE, ACCOUNT);
    for (record, action, name, value) in [
        (&records[1], "renew-domain", "revision", serde_json::json!(3)),
        (&records[2], "remove-member", "client", serde_json::json!(client)),
    ] {
        assert_eq!((&record["event"], &record["action"]), (&"administration".into(), &action.into()));
        assert_eq!(
            (&record["service_id"], &record["account"]),
            (&ids.service.clone().into(), &ids.account.clone().into())
        );
        assert_eq!(record[name], value);
    }
    let store = format!("sqlite:{}", world.pki_folder().join("service.db").display());
    let verified = std::process::Command::new(env!("CARGO_BIN_EXE_boxlock"))
        .args(["serve", "audit", "verify", file.to_str().unwrap(), "--store", &store])
        .output()
        .unwrap();
    let said = String::from_utf8(verified.stdout).unwrap();
    assert!(said.starts_with("3 records, all whole and in order; the store knows record 3"), "{said}");
    // A file that is broken stops the change before it is made.
    std::fs::write(world.pki_folder().join("other.jsonl"), "no record\n").unwrap();
    let other = world.pki_folder().join("other.jsonl");
    let (code, said) = operate(&world, &["renew", "--audit", other.to_str().unwrap()]);
    assert!(code == Some(1) && said.contains("keep the file as evidence"), "{code:?} {said}");
    assert_eq!(world.domain().unwrap().revision, 4);
}

#[test]
fn renewing_and_removing_need_a_domain() {
    let world = World::new();
    let device = world.device(10);
    let domain = domain_id(SERVICE, ACCOUNT);
    let (store, pki) = (&world.service.store, &world.service.pki);
    assert!(renew_domain(store, pki, &domain, &mut rng(), NOW).is_err());
    assert!(remove_member(store, &domain, client_id(&device), NOW).is_err());
    world.joined(&device);
    assert!(remove_member(store, &domain, [9; 32], NOW).is_err());
    assert_eq!(world.domain().unwrap().members(), 1);
}

#[test]
fn of_64_devices_that_join_at_once_exactly_5_get_in() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.device_limit = 5;
    let world = World::with(vec![definition]);
    let requests: Vec<String> =
        (0..64).map(|n| world.join_request(&world.device(100 + n), None, &mut rng()).text).collect();
    let barrier = std::sync::Barrier::new(requests.len());
    let outcomes: Vec<Result<(), Fault>> = std::thread::scope(|scope| {
        let send = |text: &String| {
            let (world, barrier, text) = (&world, &barrier, text.clone());
            scope.spawn(move || {
                barrier.wait();
                world.send(&text).map(drop)
            })
        };
        let threads: Vec<_> = requests.iter().map(send).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (joined, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((joined.len(), refused.len()), (5, 59));
    for refused in refused {
        assert_fault(refused, FaultCode::DeviceLimit);
    }
    let full = Domain { revision: 1, device_limit: 5, devices: 5, computer_limit: 10, computers: 0 };
    assert_eq!(world.domain().unwrap(), full);
}
