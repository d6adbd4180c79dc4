//! A load generator for `boxlock serve`: license requests that were signed before the clock starts, sent over connections that are kept, each
//! answer awaited. `tests/bench/service` runs it.
//!
//! Every request is another one (a nonce of its own), so the service checks signature and certificates, mints, signs and makes its record
//! durable for each. When the prepared requests are used up before the time is, the run ends early and says so.

#[path = "../common/messages.rs"]
mod messages;
#[path = "../common/process.rs"]
mod process;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use boxlock::clock::{Clock, SystemClock};
use boxlock::crypto::{PrivateKey, SecretPoint, SeededRng};
use boxlock::keys::KeyId;
use boxlock::pki::{Device, DeviceOptions, Pki};
use messages::challenge;
use process::{Connection, ENTRY, Process};

/// Devices that ask by turns.
const DEVICES: usize = 64;

/// What a run is made of: `--name value` for each.
struct Options {
    program: String,
    store: String,
    seconds: u64,
    clients: usize,
    requests: usize,
}

impl Options {
    fn read() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
        let value = |name: &str, default: &str| {
            let given = arguments.windows(2).find(|pair| pair[0] == name).map(|pair| pair[1].clone());
            given.unwrap_or_else(|| default.to_owned())
        };
        let number = |name: &str, default: &str| {
            value(name, default).parse().unwrap_or_else(|_| panic!("{name} is a number"))
        };
        Self {
            program: value("--program", "target/release/boxlock"),
            store: value("--store", "sqlite:load.db"),
            seconds: number("--seconds", "30") as u64,
            clients: number("--clients", "32"),
            requests: number("--requests", "30000"),
        }
    }
}

fn main() {
    let options = Options::read();
    let folder = tempfile::tempdir().expect("a folder for the PKI and the store");
    let now = SystemClock.now();
    let rng = &mut SeededRng::new(now);
    let pki = Pki::init(&folder.path().join("pki"), rng, now).expect("a PKI");
    let devices: Vec<Device> = (0..DEVICES)
        .map(|_| Device::issue(&pki, &DeviceOptions::new(3000), rng).expect("a device"))
        .collect();
    let texts = signed(&pki, &devices, options.requests, now);
    let program = PathBuf::from(&options.program).canonicalize().expect("--program is there");
    let program = program.to_string_lossy().into_owned();
    let process = Process::start(&program, folder.path(), &["--store", &options.store]);

    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let times = Mutex::new(Vec::<u32>::with_capacity(texts.len()));
    let cpu_before = cpu_ticks(process.id());
    let mut memory = vec![memory_kib(process.id())];
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..options.clients {
            scope.spawn(|| {
                let mut connection = Connection::open(process.address).expect("a connection");
                let mut own = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let sent = Instant::now();
                    let (status, answer) = connection.post(ENTRY, text).expect("an answer");
                    assert!(status == 200 && answer.contains("<License>"), "{status}: {answer}");
                    own.push(sent.elapsed().as_micros() as u32);
                }
                times.lock().unwrap().extend(own);
            });
        }
        // Memory twenty times over the run, evenly.
        let end = begin + Duration::from_secs(options.seconds);
        let step = Duration::from_secs(options.seconds) / 20;
        while Instant::now() < end && next.load(Ordering::Relaxed) < texts.len() {
            std::thread::sleep(step.min(end.saturating_duration_since(Instant::now())));
            memory.push(memory_kib(process.id()));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let elapsed = begin.elapsed().as_secs_f64();
    let cpu = cpu_ticks(process.id()).saturating_sub(cpu_before) as f64 / 100.0;
    process.end();

    let mut times = times.into_inner().unwrap();
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        f64::from(times.get(index).copied().unwrap_or_default()) / 1000.0
    };
    let curve = curve_seconds(devices[0].chain.certificates().len());
    let report = serde_json::json!({
        "store": options.store.split(':').next(),
        "clients": options.clients,
        "seconds": elapsed,
        "licenses": times.len(),
        "licenses_per_second": times.len() as f64 / elapsed,
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
        "max_ms": at(1.0),
        "requests_used_up": next.into_inner() > texts.len(),
        "memory_kib": memory,
        "server_cpu_seconds": cpu,
        "server_cpu_ms_per_license": cpu * 1000.0 / times.len().max(1) as f64,
        "curve_ms_per_license": curve.iter().map(|(_, count, seconds)| f64::from(*count) * seconds * 1000.0).sum::<f64>(),
        "curve_operations": curve.iter().map(|(name, count, seconds)| {
            serde_json::json!({ "operation": name, "per_license": count, "us": seconds * 1e6 })
        }).collect::<Vec<_>>(),
    });
    println!("{report}");
}

/// Requests of all devices by turns, made on all cores.
fn signed(pki: &Pki, devices: &[Device], count: usize, now: u64) -> Vec<String> {
    let (key, threads) =
        (pki.server_key().public(), std::thread::available_parallelism().map_or(1, usize::from));
    let mut parts: Vec<Vec<String>> = std::thread::scope(|scope| {
        let part = |first: usize| {
            scope.spawn(move || {
                let make = |n: usize| {
                    let device = &devices[n % devices.len()];
                    let kid = KeyId::from_bytes([n as u8; 16]);
                    challenge(&key, device, kid, now, &mut SeededRng::new(n as u64)).text
                };
                (first..count).step_by(threads).map(make).collect()
            })
        };
        let running: Vec<_> = (0..threads).map(part).collect();
        running.into_iter().map(|thread| thread.join().expect("requests")).collect()
    });
    let mut all = Vec::with_capacity(count);
    while parts.iter().any(|part| !part.is_empty()) {
        parts.iter_mut().for_each(|part| all.extend(part.pop()));
    }
    all
}

/// What the curve operations of one license cost on one core of this machine, by name: how many, and seconds for each. The signatures of
/// the request and of each certificate of its device are checked, the request is decrypted, a key is encrypted to the device, and the
/// response is signed.
fn curve_seconds(certificates: usize) -> [(&'static str, u32, f64); 4] {
    let rng = &mut SeededRng::new(1);
    let key = PrivateKey::generate(rng).expect("a key");
    let (public, signature) = (key.public(), key.sign(&[5; 700]));
    let point = SecretPoint::random(rng).expect("a point");
    let cipher = public.encrypt(&point, rng).expect("a cipher");
    let signatures = 1 + certificates as u32;
    [
        ("verify a signature", signatures, timed(&mut || assert!(public.verifies(&[5; 700], &signature)))),
        ("decrypt a point", 1, timed(&mut || drop(key.decrypt(&cipher).expect("a point")))),
        (
            "encrypt a point",
            1,
            timed(&mut || {
                std::hint::black_box(public.encrypt(&point, rng).expect("a cipher"));
            }),
        ),
        (
            "sign",
            1,
            timed(&mut || {
                std::hint::black_box(key.sign(&[5; 700]));
            }),
        ),
    ]
}

/// Seconds of one call: the fastest of several short series, because the machine does other things too.
fn timed(call: &mut dyn FnMut()) -> f64 {
    let series = |call: &mut dyn FnMut()| {
        let begin = Instant::now();
        (0..200).for_each(|_| call());
        begin.elapsed().as_secs_f64() / 200.0
    };
    (0..10).map(|_| series(call)).fold(f64::INFINITY, f64::min)
}

/// Resident memory of a process; 0 where the system does not say.
fn memory_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Processor time of a process in hundredths of a second; 0 where the system does not say.
fn cpu_ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Behind the name, which may hold anything, the twelfth and thirteenth fields are user and system time.
    let fields: Vec<u64> = stat
        .rsplit(") ")
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(|field| field.parse().unwrap_or(0))
        .collect();
    fields.get(11..13).map_or(0, |times| times.iter().sum())
}
