//! The HTTP side of the service over real sockets: pages, limits, slow and hostile senders, overload, TLS, metrics, shutdown.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use boxlock::clock::SystemClock;
use boxlock::crypto::{OsRng, SealingKey};
use boxlock::server::audit::{self, AuditLog};
use boxlock::server::tls::TlsIdentity;
use boxlock::server::{
    Answer, AuditNote, Handler, Limits, Operation, Parts, Refusal, Request, Server, Stopper,
};
use boxlock::store::Store;

/// A handler whose answers show what it was given: the body decides what it does.
struct Tester {
    operations: Vec<Operation>,
    at_work: AtomicUsize,
    most_at_work: AtomicUsize,
}

fn answer(status: u16, result: u32, body: String) -> Answer {
    let note = AuditNote { operation: "AcquireLicense", result, client: None, facts: Vec::new() };
    Answer { status, content_type: "text/xml; charset=utf-8", body: body.into_bytes(), note }
}

impl Handler for Tester {
    fn handle(&self, request: &Request) -> Answer {
        let now = self.at_work.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_work.fetch_max(now, Ordering::SeqCst);
        if request.body.starts_with(b"sleep") {
            std::thread::sleep(Duration::from_millis(300));
        }
        self.at_work.fetch_sub(1, Ordering::SeqCst);
        assert!(!request.body.starts_with(b"panic"), "asked to");
        let Request { path, query, url, host, soap_action, body, .. } = request;
        answer(200, 0, format!("{path} {query:?} {url} {host} {soap_action:?} {}", body.len()))
    }

    fn refuse(&self, refusal: Refusal, url: &str) -> Answer {
        answer(500, 0x8004_C600, format!("refused {refusal:?} {url}"))
    }

    fn operations(&self) -> &[Operation] {
        &self.operations
    }
}

struct Service {
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
    handler: Arc<Tester>,
    store: Arc<Store>,
    audit: Option<Arc<AuditLog>>,
}

impl Service {
    fn start(limits: Limits) -> Self {
        Self::start_with(limits, None, None)
    }

    fn start_with(limits: Limits, tls: Option<TlsIdentity>, audit: Option<&Path>) -> Self {
        let operation = |name: &'static str| Operation {
            name,
            summary: "answers & asks <nothing>",
            soap_action: format!("http://schemas.microsoft.com/DRM/2007/03/protocols/{name}"),
            request: "<request/>".into(),
            response: "<response/>".into(),
        };
        let handler = Arc::new(Tester {
            operations: ["AcquireLicense", "JoinDomain"].map(operation).to_vec(),
            at_work: AtomicUsize::new(0),
            most_at_work: AtomicUsize::new(0),
        });
        let key = SealingKey::derive(b"test", "store");
        let store = Arc::new(Store::open(&"sqlite::memory:".parse().unwrap(), key).unwrap());
        let audit = audit.map(|path| {
            Arc::new(AuditLog::open(path, Arc::clone(&store), Arc::new(SystemClock), &mut OsRng).unwrap())
        });
        let parts = Parts {
            handler: Arc::clone(&handler) as Arc<dyn Handler>,
            store: Some(Arc::clone(&store)),
            audit: audit.clone(),
            tls,
            limits,
        };
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), parts).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let thread = Some(std::thread::spawn(|| server.run()));
        Self { address, stopper, thread, handler, store, audit }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Sends bytes and reads all that comes until the service closes.
    fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The service may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    fn get(&self, target: &str) -> String {
        self.raw(format!("GET {target} HTTP/1.1\r\nHost: test:1\r\nConnection: close\r\n\r\n").as_bytes())
    }

    fn post(&self, target: &str, fields: &str, body: &[u8]) -> String {
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: test:1\r\nConnection: close\r\n{fields}Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    fn soap(&self, body: &[u8]) -> String {
        self.post("/rightsmanager.asmx", "", body)
    }

    fn stop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

fn status(response: &str) -> u16 {
    response.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {response:?}")).parse().unwrap()
}

fn body(response: &str) -> &str {
    response.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn the_handler_sees_the_request_as_it_came() {
    let service = Service::start(Limits::default());
    let action = "SOAPAction: \"http://x/AcquireLicense\"\r\n";
    let response = service.post("/Core/RightsManager.asmx?cfg=(a:b)", action, b"12345");
    assert_eq!(status(&response), 200);
    assert_eq!(
        body(&response),
        "/Core/RightsManager.asmx Some(\"cfg=(a:b)\") http://test:1/Core/RightsManager.asmx test:1 Some(\"http://x/AcquireLicense\") 5"
    );
    assert!(response.contains("content-type: text/xml; charset=utf-8"));
    // Chunked, and without any content type.
    let chunked = b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert!(body(&service.raw(chunked)).ends_with(" None 5"));
}

#[test]
fn pages_list_operations_show_samples_and_describe_the_service() {
    let service = Service::start(Limits::default());
    for path in ["/rightsmanager.asmx", "/service/rightsmanager.asmx", "/core/rightsmanager.asmx"] {
        let page = service.get(path);
        assert_eq!(status(&page), 200);
        assert!(page.contains(&format!("<a href=\"{path}?op=JoinDomain\">")), "{page}");
        assert!(page.contains("answers &amp; asks &lt;nothing&gt;") && page.contains("test system"));
    }
    let page = service.get("/rightsmanager.asmx?op=acquirelicense");
    assert!(page.contains("&lt;request/&gt;") && page.contains("&lt;response/&gt;"), "{page}");
    assert!(
        page.contains("SOAPAction: \"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquireLicense\"")
    );
    let page = service.get("/rightsmanager.asmx?op=%3Cscript%3E<script>");
    assert!(status(&page) == 400 || (status(&page) == 404 && !page.contains("<script>")), "{page}");
    let wsdl = service.get("/rightsmanager.asmx?WSDL");
    assert!(wsdl.contains("location=\"http://test:1/rightsmanager.asmx\"") && wsdl.contains("soapAction="));
    assert_eq!(wsdl.matches("<wsdl:message ").count(), 4);
    assert_eq!(status(&service.get("/")), 200);
    assert_eq!(status(&service.get("/elsewhere")), 404);
    assert_eq!(
        status(&service.raw(b"PUT /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")),
        405
    );
    assert_eq!(status(&service.post("/healthz", "", b"")), 405);
    let head = service.raw(b"HEAD /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert!(status(&head) == 200 && body(&head).is_empty());
}

#[test]
fn a_host_field_cannot_put_markup_into_the_description() {
    let service = Service::start(Limits::default());
    let wsdl = service
        .raw(b"GET /rightsmanager.asmx?wsdl HTTP/1.1\r\nHost: a\"/><x y=\"\r\nConnection: close\r\n\r\n");
    assert!(!wsdl.contains("<x"), "{wsdl}");
}

#[test]
fn bodies_have_a_size() {
    let service = Service::start(Limits::default());
    let limit = 256 << 10;
    assert_eq!(status(&service.soap(&vec![b'x'; limit])), 200);
    let refused = service.soap(&vec![b'x'; limit + 1]);
    assert_eq!(status(&refused), 413);
    assert!(
        body(&refused).contains("TooLong { limit: 262144 } http://test:1/rightsmanager.asmx"),
        "{refused}"
    );
    // The announced length alone is enough; nothing is read.
    let announced = b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n";
    assert_eq!(status(&service.raw(announced)), 413);
    // A length that is not announced is found out.
    let mut chunked =
        b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..40 {
        chunked.extend_from_slice(b"2000\r\n");
        chunked.extend_from_slice(&[b'y'; 0x2000]);
        chunked.extend_from_slice(b"\r\n");
    }
    assert_eq!(status(&service.raw(&chunked)), 413);
    // Metering reports may be longer.
    let mut report = b"<s:Body><ProcessMeteringData>".to_vec();
    report.resize(4 << 20, b' ');
    assert_eq!(status(&service.soap(&report)), 200);
    report.push(b' ');
    assert_eq!(status(&service.soap(&report)), 413);
}

#[test]
fn compressed_bodies_are_refused() {
    let service = Service::start(Limits::default());
    let refused = service.post("/rightsmanager.asmx", "Content-Encoding: gzip\r\n", b"\x1f\x8b");
    assert!(status(&refused) == 415 && body(&refused).contains("Compressed"));
    assert_eq!(status(&service.post("/rightsmanager.asmx", "Content-Encoding: identity\r\n", b"x")), 200);
}

#[test]
fn headers_have_a_size_and_a_number() {
    let service = Service::start(Limits::default());
    let request = |field_len: usize, fields: usize| {
        let field = format!("X-Field: {}\r\n", "v".repeat(field_len)).repeat(fields);
        format!("GET /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{field}\r\n")
    };
    let fits = request((16 << 10) - request(0, 1).len(), 1);
    assert_eq!(fits.len(), 16 << 10);
    assert_eq!(status(&service.raw(fits.as_bytes())), 200);
    assert_eq!(status(&service.raw(request((16 << 10) + 1 - request(0, 1).len(), 1).as_bytes())), 431);
    assert_eq!(status(&service.raw(request(5 << 20, 1).as_bytes())), 431);
    assert_eq!(status(&service.raw(request(1, 62).as_bytes())), 200);
    assert_eq!(status(&service.raw(request(1, 63).as_bytes())), 431);
    assert_eq!(
        status(&service.raw(format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000)).as_bytes())),
        431
    );
    for rubbish in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0\r\n\r\n", b"GET\r\n\r\n"]
    {
        let answer = service.raw(rubbish);
        assert!(answer.is_empty() || status(&answer) == 400, "{answer}");
    }
    assert_eq!(status(&service.soap(b"still here")), 200);
}

/// 200 connections that send a byte now and then, in the header and in the body, while a normal client is served at once.
#[test]
fn slow_senders_do_not_hold_up_others() {
    let limits = Limits { read_timeout: Duration::from_secs(6), ..Limits::default() };
    let service = Service::start(limits);
    let header = b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nX: ".as_slice();
    let body = b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nab".as_slice();
    let mut slow: Vec<TcpStream> = (0..200)
        .map(|n| {
            let mut stream = service.connect();
            stream.write_all(if n % 2 == 0 { header } else { body }).unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    let mut longest = Duration::ZERO;
    while start.elapsed() < Duration::from_millis(2_500) {
        let asked = Instant::now();
        assert_eq!(status(&service.soap(b"normal")), 200);
        longest = longest.max(asked.elapsed());
        for stream in &mut slow {
            stream.write_all(b"x").unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(longest < Duration::from_secs(1), "a normal client waited {longest:?}");
    // In time all of them are shut out.
    for stream in &mut slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    assert!(start.elapsed() < Duration::from_secs(12), "slow connections lived {:?}", start.elapsed());
    let mut rest = String::new();
    assert!(slow[1].read_to_string(&mut rest).is_err() || rest.is_empty());
}

#[test]
fn a_slow_body_is_told_that_it_is_incomplete() {
    let service = Service::start(Limits { read_timeout: Duration::from_millis(300), ..Limits::default() });
    let response =
        service.raw(b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nab");
    assert!(status(&response) == 408 && body(&response).contains("Incomplete"), "{response}");
    // Idle connections end by themselves, too.
    let start = Instant::now();
    assert_eq!(service.raw(b""), "");
    let mut kept = service.connect();
    kept.write_all(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    let mut text = String::new();
    kept.read_to_string(&mut text).unwrap();
    assert!(status(&text) == 200 && start.elapsed() < Duration::from_secs(5));
}

#[test]
fn overload_is_answered_at_once_and_passes() {
    let limits = Limits { workers: 2, waiting: 3, ..Limits::default() };
    let service = Arc::new(Service::start(limits));
    let clients: Vec<_> = (0..30)
        .map(|_| {
            let service = Arc::clone(&service);
            std::thread::spawn(move || {
                let start = Instant::now();
                let response = service.soap(b"sleep");
                (
                    status(&response),
                    response.to_ascii_lowercase().contains("\r\nretry-after: 1\r\n"),
                    start.elapsed(),
                )
            })
        })
        .collect();
    let answers: Vec<_> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    let served = answers.iter().filter(|(status, ..)| *status == 200).count();
    assert!((5..30).contains(&served), "{answers:?}");
    for (status, retry, time) in &answers {
        assert!(
            *status == 200 || (*status == 503 && *retry && *time < Duration::from_millis(290)),
            "{answers:?}"
        );
    }
    assert!(service.handler.most_at_work.load(Ordering::SeqCst) <= 2);
    assert_eq!(status(&service.soap(b"after")), 200);
    assert!(body(&service.get("/metrics")).contains("boxlock_refused_total{reason=\"overload\"}"));
}

#[test]
fn connections_beyond_their_number_are_turned_away() {
    let service = Service::start(Limits { connections: 4, ..Limits::default() });
    let held: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut stream = service.connect();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
            // The answer shows that the connection has its place.
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            assert!(line.contains("200"));
            stream
        })
        .collect();
    let mut fifth = service.connect();
    let mut text = String::new();
    fifth.read_to_string(&mut text).unwrap();
    assert!(status(&text) == 503 && text.contains("Retry-After: 1"));
    drop(held);
    let start = Instant::now();
    while service
        .raw(b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        .find(" 200 ")
        .is_none()
    {
        assert!(start.elapsed() < Duration::from_secs(10), "the places are not free again");
    }
}

#[test]
fn addresses_that_ask_too_often_are_told_to_wait() {
    let service = Service::start(Limits { rate: Some(1), ..Limits::default() });
    let answers: Vec<String> = (0..4).map(|_| service.soap(b"x")).collect();
    assert_eq!(answers.iter().map(|answer| status(answer)).collect::<Vec<_>>()[..2], [200, 200]);
    let refused = answers.iter().find(|answer| status(answer) == 429).expect("no answer is 429");
    assert!(refused.contains("retry-after: 1\r\n"), "{refused}");
    // Pages and checks are not limited.
    assert_eq!(status(&service.get("/healthz")), 200);
}

#[test]
fn a_panic_is_a_fault_and_ends_nothing_else() {
    let service = Service::start(Limits::default());
    let response = service.soap(b"panic");
    assert!(status(&response) == 500 && body(&response).contains("refused Panicked"), "{response}");
    assert_eq!(status(&service.soap(b"next")), 200);
}

#[test]
fn health_and_metrics_tell_how_it_is() {
    let service = Service::start(Limits::default());
    service.soap(b"x");
    service.soap(b"panic");
    let health = service.get("/healthz");
    assert!(status(&health) == 200 && body(&health).contains("\"status\":\"ok\""), "{health}");
    let metrics = service.get("/metrics");
    for line in [
        "boxlock_requests_total{operation=\"AcquireLicense\",result=\"ok\"} 1",
        "boxlock_requests_total{operation=\"AcquireLicense\",result=\"0x8004c600\"} 1",
        "boxlock_request_seconds_count{operation=\"AcquireLicense\"} 2",
        "boxlock_store_commits_total 0",
        "boxlock_connections 1",
        "# EOF",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in {metrics}");
    }
    service.store.close();
    let health = service.get("/healthz");
    assert!(status(&health) == 503 && body(&health).contains("\"part\":\"store\""), "{health}");
}

#[test]
fn every_answer_is_in_the_audit_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let mut service = Service::start_with(Limits::default(), None, Some(&path));
    for _ in 0..20 {
        assert_eq!(status(&service.soap(b"x")), 200);
    }
    // Durable before the answer left: all are there while the service runs.
    let verified = audit::verify(&path, None).unwrap();
    assert_eq!(verified.head.sequence, 2 + 20);
    service.stop();
    let log = service.audit.take().unwrap();
    log.close();
    assert_eq!(audit::verify(&path, Some(&service.store)).unwrap().anchor, Some(verified.head));
}

#[test]
fn no_record_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let service = Service::start_with(Limits::default(), None, Some(&path));
    service.audit.as_ref().unwrap().close();
    let response = service.soap(b"x");
    assert!(status(&response) == 500 && body(&response).contains("refused Unrecorded"), "{response}");
}

#[test]
fn what_is_under_way_is_answered_before_the_end() {
    let mut service = Service::start(Limits::default());
    let mut streams: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = service.connect();
            stream
                .write_all(b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nsleep")
                .unwrap();
            stream
        })
        .collect();
    let idle = service.connect();
    std::thread::sleep(Duration::from_millis(100));
    let start = Instant::now();
    service.stop();
    assert!(start.elapsed() < Duration::from_secs(5), "an idle connection held up the end");
    for stream in &mut streams {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(status(&text), 200);
    }
    drop(idle);
    assert!(TcpStream::connect(service.address).is_err());
}

#[test]
fn tls_with_a_certificate_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (identity, certificate) = TlsIdentity::of_folder(folder.path()).unwrap();
    let (again, _) = TlsIdentity::of_folder(folder.path()).unwrap();
    assert_eq!(identity.fingerprint(), again.fingerprint(), "a restart keeps the certificate");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let service = Service::start_with(Limits::default(), Some(identity), None);
    let mut roots = rustls::RootCertStore::empty();
    use rustls::pki_types::pem::PemObject as _;
    roots.add(rustls::pki_types::CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = |roots| {
        let builder = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider));
        let config = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
        Arc::new(config.with_no_client_auth())
    };
    let talk = |roots| {
        let name = "localhost".try_into().unwrap();
        let mut session = rustls::ClientConnection::new(config(roots), name).unwrap();
        let mut socket = service.connect();
        let mut stream = rustls::Stream::new(&mut session, &mut socket);
        stream.write_all(b"POST /rightsmanager.asmx HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        std::io::Result::Ok(text)
    };
    let answer = talk(roots).unwrap();
    assert!(status(&answer) == 200 && answer.contains("https://h/rightsmanager.asmx"), "{answer}");
    assert!(talk(rustls::RootCertStore::empty()).is_err(), "an unknown certificate was trusted");
    // Plain HTTP on the same port is no way around it.
    assert!(!service.soap(b"x").contains(" 200 "));
}

#[test]
fn bad_certificates_and_taken_addresses_are_errors_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.pem");
    std::fs::write(&file, "no PEM").unwrap();
    let error = TlsIdentity::from_files(&file, &file).map(drop).unwrap_err();
    assert!(error.exit_code() as u8 == 3 && error.to_string().contains("x.pem"), "{error}");
    let error = TlsIdentity::from_files(Path::new("/no/such.pem"), &file).map(drop).unwrap_err();
    assert_eq!(error.exit_code() as u8, 7);
    let service = Service::start(Limits::default());
    let parts = Parts {
        handler: Arc::clone(&service.handler) as Arc<dyn Handler>,
        store: None,
        audit: None,
        tls: None,
        limits: Limits::default(),
    };
    let error = Server::bind(service.address, parts).map(drop).unwrap_err();
    assert!(error.exit_code() as u8 == 7 && error.to_string().contains("--listen"), "{error}");
}
