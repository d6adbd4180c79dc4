//! What a client is told instead of an answer, and what it does about it: asks elsewhere, joins or renews a domain, goes back to an older
//! protocol; or stops, when that leads nowhere.

mod loopback;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use boxlock::client::{Acquire, Client, Http, HttpOptions, MAX_REDIRECTS, Source, packaging_data};
use boxlock::crypto::SeededRng;
use boxlock::drm::SystemId;
use boxlock::error::{Error, ExitCode};
use boxlock::keys::KeySeed;
use boxlock::license::policy::Guid;
use boxlock::pki::Pki;
use boxlock::rights_manager::handlers::Handlers;
use boxlock::rights_manager::operations::domains::{domain_id, remove_member, renew_domain};
use boxlock::rights_manager::{Fault, FaultCode};
use boxlock::store::report::{Report, Row};
use loopback::{Loopback, NOW, acquire, header, in_memory, kid, refused};

const ACCOUNT: Guid = Guid::from_u128(0xacc0);

/// A service that sends its clients to another one. Both are of one PKI.
fn sends_to(other: &str) -> Loopback {
    let other = other.to_owned();
    Loopback::with(Handlers::default(), NOW, |definition| boxlock::rights_manager::service::Definition {
        redirect: Some(other),
        ..definition
    })
}

/// A server that answers every request with a redirect to where `next` says, given the number in the path that was asked.
struct Signpost {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Signpost {
    fn start(next: impl Fn(SocketAddr, usize) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, messages) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (count, kept) = (Arc::clone(&asked), Arc::clone(&messages));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                kept.lock().unwrap().push(answer(stream, |number| next(address, number)));
            }
        });
        Self { address, asked, messages }
    }

    fn url(&self, number: usize) -> String {
        format!("http://{}/{number}", self.address)
    }
}

fn answer(mut stream: TcpStream, next: impl Fn(usize) -> String) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length, mut number) = (String::new(), 0, 0);
    while reader.read_line(&mut line).unwrap() > 2 {
        let lower = line.to_ascii_lowercase();
        if let Some(path) = lower.strip_prefix("post /") {
            number = path.split(' ').next().unwrap().parse().unwrap();
        }
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut fault = Fault::new(FaultCode::Redirect, "not here");
    fault.redirect_url = Some(next(number));
    let text = fault.write("http://signpost/");
    let head = format!("HTTP/1.1 500 Fault\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
    stream.write_all(&[head.as_bytes(), text.as_bytes()].concat()).unwrap();
    String::from_utf8(body).unwrap()
}

#[test]
fn every_operation_follows_a_redirect() {
    let service = Loopback::start();
    let first = sends_to(&service.url);
    // The groups ride on the URL that the client is sent to.
    let rich = sends_to(
        &service.url_with("(persist:true,meteringid:service,tid:7B1B1F3C-9A0E-4F0A-8E3C-2D1D7F0B6A11)"),
    );
    let client = service.client("tv");
    let elsewhere = Some(first.url.as_str());

    let acquired = acquire(&client, &rich.url, &header(&[kid(1)])).unwrap();
    assert!(acquired.url.starts_with(&service.url), "the server that answered: {}", acquired.url);
    assert_eq!(rich.asked(), ["AcquireLicense"]);
    assert!(acquired.licenses[0].stored);
    assert_eq!(client.acknowledge(None, elsewhere, None).unwrap()[0].url, service.url);
    client.play(client.playable(&[kid(1)], &[], &[], "").unwrap()).unwrap().stop().unwrap();
    assert_eq!(client.meter(None, elsewhere, None).unwrap()[0].url, service.url);
    assert_eq!(client.secure_delete(&[kid(1)], elsewhere, None).unwrap()[0].url, service.url);

    let streamed = acquire(&client, &service.url_with("(securestop:service)"), &header(&[kid(5)])).unwrap();
    let memory = in_memory(&streamed);
    client.play(client.playable(&[kid(5)], &[], &memory, "").unwrap()).unwrap().stop().unwrap();
    assert_eq!(client.secure_stop(None, elsewhere, None).unwrap()[0].url, service.url);

    let joined = client.join(&first.url, Guid::from_u128(0), ACCOUNT, None, None).unwrap();
    assert_eq!(joined.record.url, service.url);
    assert!(client.leave(ACCOUNT, None, elsewhere, None).unwrap().was_member);
    let http = Http::new(&HttpOptions::default()).unwrap();
    assert_eq!(packaging_data(&http, &first.url, "movie", &[SystemId::PLAYREADY]).unwrap().len(), 1);

    let mut sent_on = first.asked();
    sent_on.sort_unstable();
    assert_eq!(
        sent_on,
        [
            "AcknowledgeLicense",
            "AcquirePackagingData",
            "GetMeteringCertificate",
            "GetMeteringCertificate",
            "JoinDomain",
            "LeaveDomain",
            "ProcessDeleteLicenseData",
            "ProcessMeteringData",
            "ProcessSecureStopData"
        ]
    );
    // The server in front has done nothing of it.
    for report in [Report::Licenses, Report::Metering, Report::Domains, Report::Deletions] {
        assert!(first.report(report).is_empty());
    }
    let rows = service.report(Report::Metering);
    assert!(matches!(&rows[..], [Row::Metering { count: 1, .. }]), "{rows:?}");
}

#[test]
fn redirects_that_lead_nowhere_end() {
    let service = Loopback::start();
    let client = service.client("tv");
    let said = |url: &str| {
        let error = Error::from(acquire(&client, url, &header(&[kid(1)])).unwrap_err());
        assert_eq!(error.exit_code(), ExitCode::Remote);
        error.to_string()
    };
    // In a circle of two.
    let circle = Signpost::start(|own, number| format!("http://{own}/{}", 1 - number));
    let text = said(&circle.url(0));
    assert!(text.contains("in a circle") && text.contains(&circle.url(1)), "{text}");
    assert_eq!(circle.asked.load(Ordering::SeqCst), 2);

    // On and on.
    let on = Signpost::start(|own, number| format!("http://{own}/{}", number + 1));
    assert!(said(&on.url(0)).contains("5 times already"));
    assert_eq!(on.asked.load(Ordering::SeqCst), MAX_REDIRECTS + 1);
    let messages = on.messages.lock().unwrap();
    assert!(messages.iter().all(|message| *message == messages[0]), "the same message is sent on");

    // To what is no URL, and to nobody.
    let wrong = Signpost::start(|_, _| "the other one".to_owned());
    assert!(said(&wrong.url(0)).contains("no HTTP URL"));
    let nobody = Signpost::start(|_, _| "http://127.0.0.1:1/".to_owned());
    assert!(said(&nobody.url(0)).starts_with("http://127.0.0.1:1/"));

    // To the service, after as many detours as may be.
    let target = service.url.clone();
    let long = Signpost::start(move |own, number| match number {
        number if number + 1 == MAX_REDIRECTS => target.clone(),
        number => format!("http://{own}/{}", number + 1),
    });
    let acquired = acquire(&client, &long.url(0), &header(&[kid(1)])).unwrap();
    assert_eq!(acquired.url, service.url);
    assert_eq!(long.asked.load(Ordering::SeqCst), MAX_REDIRECTS);
}

fn ask<'a>(url: &'a str, header: &'a str, join: bool) -> Acquire<'a> {
    Acquire { url, header, custom_data: None, join }
}

fn renew(service: &Loopback) {
    let pki = Pki::open(&service.folder.path().join("pki")).unwrap();
    let domain = domain_id([0; 16], ACCOUNT.wire());
    renew_domain(&service.store, &pki, &domain, &mut SeededRng::new(606), NOW).unwrap();
}

fn plays(client: &Client, n: u8) {
    let playables = client.playable(&[kid(n)], &[], &[], "").unwrap();
    assert_eq!(playables[0].source, Source::Stored);
    assert_eq!(playables[0].opened.key, KeySeed::test().derive(&kid(n)));
    client.play(playables).unwrap().stop().unwrap();
}

#[test]
fn a_stale_member_renews_and_plays_old_and_new_content() {
    let service = Loopback::start();
    let (first, late) = (service.client("tv"), service.client("phone"));
    let url = service.url_with(&format!("(persist:true,accountid:{ACCOUNT})"));
    let (old, new) = (header(&[kid(1)]), header(&[kid(2)]));

    // 605, then join, then the license.
    assert_eq!(refused(first.acquire(&ask(&url, &old, false)).unwrap_err()), FaultCode::DomainRequired);
    let acquired = first.acquire(&ask(&url, &old, true)).unwrap();
    assert_eq!(acquired.joined[0].record.newest(), Some(1));
    let of_old = acquired.licenses[0].license.clone();
    plays(&first, 1);

    // 606, then renewal, then the license; both revisions play.
    renew(&service);
    let error = first.acquire(&ask(&url, &new, false)).unwrap_err();
    assert_eq!(error.fault().unwrap().known(), Some(FaultCode::RenewDomain));
    assert!(Error::from(error).hint.unwrap().contains("--join renews"));
    plays(&first, 1);
    let before = service.asked().len();
    let acquired = first.acquire(&ask(&url, &new, true)).unwrap();
    assert_eq!(service.asked()[before..], ["AcquireLicense", "JoinDomain", "AcquireLicense"]);
    assert_eq!((acquired.joined[0].before, acquired.joined[0].record.newest()), (Some(1), Some(2)));
    let revision = |opened: &boxlock::license::Opened| opened.policy.domain.unwrap().revision;
    assert_eq!(revision(acquired.opened().next().unwrap()), Some(2));
    let stored = first.playable(&[kid(1), kid(2)], &[], &[], "").unwrap();
    assert_eq!(stored.iter().map(|own| revision(&own.opened)).collect::<Vec<_>>(), [Some(1), Some(2)]);
    plays(&first, 1);
    plays(&first, 2);

    // Who joins after the renewal gets the keys of before, too.
    late.join(&service.url, Guid::from_u128(0), ACCOUNT, None, None).unwrap();
    let playables = late.playable(&[kid(1)], &[of_old], &[], "").unwrap();
    assert_eq!(playables[0].opened.key, KeySeed::test().derive(&kid(1)));

    // With nothing new to get, a renewal changes nothing.
    let again = first.acquire(&ask(&url, &new, true)).unwrap();
    assert!(again.joined.is_empty());
}

#[test]
fn a_removed_member_is_told_and_can_leave_and_join_anew() {
    let service = Loopback::start();
    let client = service.client("tv");
    let url = service.url_with(&format!("(persist:true,accountid:{ACCOUNT})"));
    let text = header(&[kid(1)]);
    client.acquire(&ask(&url, &text, true)).unwrap();
    let own = boxlock::crypto::sha256(&[client.device.signing_key.public().bytes()]);
    let domain = domain_id([0; 16], ACCOUNT.wire());
    assert!(remove_member(&service.store, &domain, own, NOW).unwrap());

    // Being thrown out is not answered by coming back unasked, even with --join.
    let error = client.acquire(&ask(&url, &text, true)).unwrap_err();
    assert_eq!(error.fault().unwrap().known(), Some(FaultCode::NotAMember));
    assert!(Error::from(error).hint.unwrap().contains("client leave"));
    assert_eq!(service.asked().iter().filter(|asked| **asked == "JoinDomain").count(), 1);

    assert!(!client.leave(ACCOUNT, None, None, None).unwrap().was_member);
    assert!(client.playable(&[kid(1)], &[], &[], "").is_err(), "its key is gone");
    assert_eq!(refused(client.acquire(&ask(&url, &text, true)).unwrap_err()), FaultCode::NotAMember);
    client.join(&service.url, Guid::from_u128(0), ACCOUNT, None, None).unwrap();
    assert!(client.acquire(&ask(&url, &text, true)).unwrap().joined.is_empty());
    plays(&client, 1);
}

#[test]
fn a_full_domain_is_no_endless_loop() {
    let service = Loopback::with(Handlers::default(), NOW, |definition| {
        boxlock::rights_manager::service::Definition { device_limit: 1, ..definition }
    });
    let url = service.url_with(&format!("(persist:true,accountid:{ACCOUNT})"));
    let text = header(&[kid(1)]);
    service.client("tv").acquire(&ask(&url, &text, true)).unwrap();
    let error = service.client("phone").acquire(&ask(&url, &text, true)).unwrap_err();
    assert_eq!(refused(error), FaultCode::DeviceLimit);
}

#[test]
fn a_service_of_an_older_protocol_gets_an_older_header() {
    for (newest, requests) in [(5, 1), (4, 2), (1, 3)] {
        let service = Loopback::with(Handlers::default(), NOW, |definition| {
            boxlock::rights_manager::service::Definition { newest_protocol: Some(newest), ..definition }
        });
        let client = service.client("tv");
        let acquired = acquire(&client, &service.url_with("(persist:true)"), &header(&[kid(1)])).unwrap();
        assert_eq!(acquired.opened().next().unwrap().key, KeySeed::test().derive(&kid(1)));
        assert_eq!(service.asked().len(), requests, "protocol {newest}");
        plays(&client, 1);

        // Two key IDs do not fit into a header of protocol 1.
        let two = acquire(&client, &service.url_with("(persist:true)"), &header(&[kid(1), kid(2)]));
        match newest {
            1 => assert_eq!(refused(two.unwrap_err()), FaultCode::ProtocolFallback),
            _ => assert_eq!(two.unwrap().licenses.len(), 2),
        }
    }
}

#[test]
fn a_version_that_the_server_does_not_know_is_the_end() {
    let service = Loopback::start();
    let client = service.client("tv");
    let error = acquire(&client, &service.url_with("(errorcode:8004c60b)"), &header(&[kid(1)])).unwrap_err();
    assert_eq!(refused(error), FaultCode::ProtocolVersion);
    // A server that wants an older protocol whatever it is offered is asked once for each.
    let error = acquire(&client, &service.url_with("(errorcode:8004c609)"), &header(&[kid(1)])).unwrap_err();
    assert_eq!(refused(error), FaultCode::ProtocolFallback);
    assert_eq!(service.asked().len(), 1 + 3);
}
