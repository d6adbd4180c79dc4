//! `boxlock client` as a process: every command, its exit codes and its JSON, and what is left of a player that is killed.

mod loopback;
#[path = "common/process.rs"]
mod process;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use boxlock::clock::{Clock as _, SystemClock};
use boxlock::keys::KeySeed;
use boxlock::rights_manager::handlers::Handlers;
use boxlock::store::report::{Report, Row};
use loopback::{Loopback, kid};
use process::{ENTRY, Process};
use serde_json::Value;

const BOXLOCK: &str = env!("CARGO_BIN_EXE_boxlock");

struct Scene {
    service: Loopback,
    movie: PathBuf,
}

impl Scene {
    /// A service, and a film that names it.
    fn new() -> Self {
        let service = Loopback::with(Handlers::default(), SystemClock.now(), |definition| definition);
        let movie = service.folder.path().join("film.mp4");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/avc-aac.mp4");
        let scene = Self { service, movie };
        let output = Command::new(BOXLOCK)
            .args([
                "encrypt",
                "--key-seed",
                "test",
                "--key",
                &kid(5).to_string(),
                "--la-url",
                &scene.service.url,
            ])
            .args([&sample, &scene.movie])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        scene
    }

    fn command(&self, command: &str, arguments: &[&str]) -> Command {
        let mut process = Command::new(BOXLOCK);
        process.current_dir(self.service.folder.path()).args(["client", command]).args(arguments);
        process.stdin(Stdio::null());
        process
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        self.command(command, arguments).output().unwrap()
    }

    /// Runs a command that must succeed, and returns its JSON.
    fn json(&self, command: &str, arguments: &[&str]) -> Value {
        let output = self.run(command, &[arguments, &["--json"]].concat());
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{command}: {talk}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{command}: {error}: {talk}"))
    }

    /// Whether the session was written down again after its start.
    fn was_seen_playing(&self) -> bool {
        let session = &self.json("list", &["--device", "tv"])["sessions"][0];
        session["updated"].as_str() > session["started"].as_str()
    }

    /// Starts to play and waits until it does.
    fn play(&self, arguments: &[&str]) -> Child {
        let mut child = self
            .command("play", &[&["--device", "tv", "film.mp4"], arguments].concat())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut talk = String::new();
        loop {
            let Some(line) = lines.next() else { panic!("it does not play: {talk}") };
            let line = line.unwrap();
            if line.contains("is recorded as started") {
                break;
            }
            talk += &line;
        }
        // Whoever stops reading would end it with a broken pipe.
        std::thread::spawn(move || lines.for_each(drop));
        child
    }
}

#[test]
fn a_player_that_is_killed_in_the_middle_is_reported_as_crashed() {
    let scene = Scene::new();
    scene.service.device("tv");
    let url = scene.service.url_with("(securestop:service,securestop2:true)");
    for round in 1..=3 {
        let mut child = scene.play(&["--for", "60s", "--url", &url]);
        let playing = scene.json("secure-stop", &["--device", "tv"]);
        assert_eq!(playing["sessions"][0]["state"], "started");
        let start = Instant::now();
        while !scene.was_seen_playing() {
            assert!(start.elapsed() < Duration::from_secs(60), "nobody writes down that it plays");
            std::thread::sleep(Duration::from_millis(100));
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let list = scene.json("list", &["--device", "tv"]);
        assert_eq!(list["sessions"][0]["state"], "crashed");
        let report = scene.json("secure-stop", &["--device", "tv"]);
        let session = &report["sessions"][0];
        assert_eq!(session["state"], "crashed");
        assert_eq!(session["proven"], true);
        assert!(session["updated"].as_str() > session["started"].as_str(), "{session}");
        assert_eq!(scene.json("list", &["--device", "tv"])["sessions"], serde_json::json!([]));
        let rows = scene.service.report(Report::Sessions);
        assert_eq!(rows.len(), round);
        for row in rows {
            assert!(
                matches!(&row, Row::Session { state, verified: true, .. } if state == "crashed"),
                "{row:?}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_player_that_is_interrupted_stops_in_good_order() {
    let scene = Scene::new();
    scene.service.device("tv");
    let url = scene.service.url_with("(securestop:service)");
    let mut child = scene.play(&["--for", "60s", "--url", &url]);
    let start = Instant::now();
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(start.elapsed() < Duration::from_secs(20));
    let report = scene.json("secure-stop", &["--device", "tv"]);
    assert_eq!(report["sessions"][0]["state"], "stopped");
}

#[test]
fn every_command_from_license_to_deletion() {
    let scene = Scene::new();
    scene.service.device("tv");
    let tv = ["--device", "tv"];

    // Reactive: the URL is that of the header.
    let acquired = scene.json("acquire", &["--device", "tv", "film.mp4", "--keys-out", "keys.json"]);
    assert_eq!(acquired["schema"], "boxlock.client.acquire/1");
    assert_eq!(acquired["url"], Value::from(scene.service.url.clone()));
    assert_eq!(acquired["licenses"][0]["stored"], false);
    let keys = std::fs::read_to_string(scene.service.folder.path().join("keys.json")).unwrap();
    assert!(keys.contains(&*KeySeed::test().derive(&kid(5)).expose_hex()));
    let nothing = scene.run("play", &["--device", "tv", "film.mp4"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("no license for key ID"));

    let id = "7B1B1F3C-9A0E-4F0A-8E3C-2D1D7F0B6A11";
    let url = scene.service.url_with(&format!("(persist:true,meteringid:service,playcount:2,tid:{id})"));
    let acquired = scene.json("acquire", &["--device", "tv", "--url", &url, "--header", "film.mp4"]);
    assert_eq!(acquired["licenses"][0]["stored"], true);
    assert_eq!(acquired["transaction_id"], id);
    let done = scene.json("acknowledge", &tv);
    assert_eq!(done["transactions"][0]["stored"], 1);

    for _ in 0..2 {
        let played = scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
        assert_eq!(played["licenses"], serde_json::json!(["the store"]));
        assert!(played["samples"].as_u64().unwrap() > 50, "{played}");
    }
    let spent = scene.run("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
    assert_eq!(spent.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&spent.stderr).contains("0x8004C009"));
    let list = scene.json("list", &tv);
    assert_eq!(list["licenses"][0]["plays"], 2);

    let metered = scene.json("meter", &tv);
    assert_eq!(metered["reports"][0]["counts"][0]["count"], 2);
    let deleted = scene.json("secure-delete", &["--device", "tv", "--kid", &kid(5).to_string()]);
    assert_eq!(deleted["deletions"][0]["kids"][0], kid(5).to_string());
    assert_eq!(scene.json("list", &tv)["licenses"], serde_json::json!([]));

    let account = "00000000-0000-0000-0000-00000000ACC0";
    let joined = scene.json("join", &["--device", "tv", "--url", &scene.service.url, "--account", account]);
    assert_eq!((&joined["revision"], &joined["account_id"]), (&Value::from(1), &Value::from(account)));
    scene.json("leave", &["--device", "tv", "--account", account]);
    assert_eq!(scene.json("list", &tv)["domains"], serde_json::json!([]));

    let data = scene.json("packaging-data", &["--url", &scene.service.url, "--program", "film"]);
    assert_eq!(data["programs"][0]["key"], Value::Null, "not without --show-keys");
    assert!(data["programs"][0]["systems"][0]["data_base64"].is_string());
}

#[test]
fn a_fake_clock_and_faults_on_the_command_line() {
    let scene = Scene::new();
    scene.service.device("tv");
    let url = scene.service.url_with("(persist:true,enddate:20400101)");
    scene.json("acquire", &["--device", "tv", "--url", &url, "film.mp4"]);
    scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s", "--at", "2039-12-31T00:00:00Z"]);
    let late = scene.run("play", &["--device", "tv", "film.mp4", "--for", "0s", "--at", "2040-01-02"]);
    assert_eq!(late.status.code(), Some(1));

    let refused = scene.run(
        "acquire",
        &["--device", "tv", "--url", &scene.service.url_with("(errorcode:8004c60c)"), "film.mp4"],
    );
    let talk = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(8), "{talk}");
    assert!(talk.contains("DRM_E_SERVER_UNKNOWN_ACCOUNTID") && talk.contains("0x8004C60C"), "{talk}");
    let json =
        scene.run("acquire", &["--device", "tv", "--url", "http://127.0.0.1:1/", "film.mp4", "--json"]);
    let error: Value = serde_json::from_slice(&json.stderr).unwrap();
    assert_eq!(error["code"], 8);
    let usage = scene.run("acquire", &["--device", "tv"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn https_with_a_certificate_of_the_service() {
    let scene = Scene::new();
    scene.service.device("tv");
    let folder = scene.service.folder.path();
    let serve = Process::start(BOXLOCK, folder, &["--store", "sqlite::memory:", "--tls", "self"]);
    let url = format!("https://{}{ENTRY}", serve.address);
    let trusted =
        scene.run("acquire", &["--device", "tv", "--url", &url, "--cacert", "pki/tls/cert.pem", "film.mp4"]);
    let stranger = scene.run("acquire", &["--device", "tv", "--url", &url, "film.mp4"]);
    drop(serve);
    assert_eq!(trusted.status.code(), Some(0), "{}", String::from_utf8_lossy(&trusted.stderr));
    assert_eq!(stranger.status.code(), Some(8), "{}", String::from_utf8_lossy(&stranger.stderr));
}

#[test]
fn a_player_killed_at_any_moment_leaves_a_store_that_is_whole() {
    let scene = Scene::new();
    let folder = scene.service.device("tv");
    let url = scene.service.url_with("(securestop:service,meteringid:service)");
    for delay in (0..20).map(|step| Duration::from_millis(step * 15)) {
        let arguments = ["--device", "tv", "film.mp4", "--for", "0s", "--url", &url];
        let mut child =
            scene.command("play", &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // And one that got through.
    scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s", "--url", &url]);

    // A play and its session are written down together, or not at all.
    let list = scene.json("list", &["--device", "tv"]);
    let sessions = list["sessions"].as_array().unwrap();
    let plays = list["counters"][0]["counts"][kid(5).to_string()]["Play"].as_u64().unwrap();
    assert_eq!(plays, sessions.len() as u64, "{list}");
    assert!(sessions.iter().all(|session| session["state"] == "crashed" || session["state"] == "stopped"));
    assert_eq!(sessions.last().unwrap()["state"], "stopped");
    let report = scene.json("secure-stop", &["--device", "tv"]);
    assert_eq!(report["sessions"].as_array().unwrap().len(), sessions.len());
    assert_eq!(scene.service.report(Report::Sessions).len(), sessions.len());
    let metered = scene.json("meter", &["--device", "tv"]);
    assert_eq!(metered["reports"][0]["counts"][0]["count"], plays);
    let mut left: Vec<String> = std::fs::read_dir(folder.join("store"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["lock", "state.json"]);
}

#[test]
fn counts_of_a_stored_license_survive_a_killed_player() {
    let scene = Scene::new();
    scene.service.device("tv");
    let url = scene.service.url_with("(persist:true,playcount:2,meteringid:service)");
    // Proactive: the license is there before anybody plays.
    scene.json("acquire", &["--device", "tv", "--url", &url, "film.mp4"]);
    let mut child = scene
        .command("play", &["--device", "tv", "film.mp4", "--for", "60s"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().contains("playing film.mp4 for 60 s under the license of the store"))
    );
    child.kill().unwrap();
    child.wait().unwrap();

    let list = scene.json("list", &["--device", "tv"]);
    assert_eq!(list["licenses"][0]["plays"], 1);
    assert_eq!(list["counters"][0]["counts"][kid(5).to_string()]["Play"], 1);
    scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
    let spent = scene.run("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
    assert_eq!(spent.status.code(), Some(1), "the play of the killed player counts");
    assert_eq!(scene.json("meter", &["--device", "tv"])["reports"][0]["counts"][0]["count"], 2);
}

#[test]
fn a_player_gets_what_it_lacks_from_the_server_that_the_header_names() {
    let scene = Scene::new();
    scene.service.device("tv");
    let without = scene.run("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
    assert_eq!(without.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&without.stderr).contains("client play --acquire"), "{without:?}");
    let played = scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s", "--acquire"]);
    assert_eq!(played["licenses"], serde_json::json!(["the server"]));
    let both = scene.run("play", &["--device", "tv", "film.mp4", "--acquire", "--url", "http://a/"]);
    assert_eq!(both.status.code(), Some(2));
    // A license that does not play any more is replaced, too.
    let spent = scene.service.url_with("(persist:true,playcount:1)");
    for _ in 0..2 {
        let played = scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s", "--url", &spent]);
        assert_eq!(played["licenses"], serde_json::json!(["the store"]));
    }
    assert_eq!(scene.json("list", &["--device", "tv"])["licenses"].as_array().unwrap().len(), 2);
}

#[test]
fn a_clock_that_was_set_back_is_told_and_can_be_forgotten() {
    let scene = Scene::new();
    scene.service.device("tv");
    let none = scene.json("clock", &["--device", "tv"]);
    assert_eq!((&none["latest"], &none["set_back"]), (&Value::Null, &Value::from(false)));
    let url = scene.service.url_with("(persist:true,enddate:20400101)");
    scene.json("acquire", &["--device", "tv", "--url", &url, "film.mp4"]);
    scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s", "--at", "2039-12-31T00:00:00Z"]);

    let back = scene.run("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
    let talk = String::from_utf8_lossy(&back.stderr).into_owned();
    assert_eq!(back.status.code(), Some(1), "{talk}");
    assert!(
        talk.contains("was set back") && talk.contains("2039-12-31") && talk.contains("0x8004C05C"),
        "{talk}"
    );
    assert!(talk.contains("hint: ") && talk.contains("client clock --reset"), "{talk}");
    let clock = scene.json("clock", &["--device", "tv"]);
    assert_eq!((&clock["set_back"], &clock["latest"]), (&Value::from(true), &"2039-12-31T00:00:00Z".into()));
    assert!(scene.json("clock", &["--device", "tv", "--reset"])["latest"].is_null());
    scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
}

#[test]
fn a_license_ahead_of_its_time_is_stored() {
    let scene = Scene::new();
    scene.service.device("tv");
    let id = "7B1B1F3C-9A0E-4F0A-8E3C-2D1D7F0B6A11";
    let url = scene.service.url_with(&format!("(persist:true,begindate:20380101,enddate:20380201,tid:{id})"));
    let output =
        scene.run("acquire", &["--device", "tv", "--url", &url, "film.mp4", "--keys-out", "early.json"]);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    assert!(talk.contains("is stored for later") && talk.contains("2038-01-01"), "{talk}");
    let keys = std::fs::read_to_string(scene.service.folder.path().join("early.json")).unwrap();
    assert!(!keys.contains(&*KeySeed::test().derive(&kid(5)).expose_hex()), "not before it begins");
    assert_eq!(scene.json("acknowledge", &["--device", "tv"])["transactions"][0]["stored"], 1);
    let early = scene.run("play", &["--device", "tv", "film.mp4", "--for", "0s"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&early.stderr).contains("0x8004C00A"));
    scene.json("play", &["--device", "tv", "film.mp4", "--for", "0s", "--at", "2038-01-15"]);
}

#[test]
fn outputs_get_what_the_license_lets_pass() {
    let scene = Scene::new();
    scene.service.device("tv");
    let url = scene.service.url_with("(persist:true,playcount:3,ucvopl:270,avopl:200)");
    scene.json("acquire", &["--device", "tv", "--url", &url, "film.mp4"]);
    let play = |outputs: &[&str]| {
        let options = outputs.iter().flat_map(|output| ["--output", output]);
        let all: Vec<&str> =
            ["--device", "tv", "film.mp4", "--for", "0s"].into_iter().chain(options).collect();
        let output = scene.run("play", &all);
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, talk) = play(&["digital-video+hdcp", "analog-video"]);
    assert_eq!(code, 1, "{talk}");
    assert!(talk.contains("pass to analog-video: CGMS-A required"), "{talk}");
    let plays = || scene.json("list", &["--device", "tv"])["licenses"][0]["plays"].clone();
    assert_eq!(plays(), 0, "what is refused is not counted");
    let (code, talk) = play(&["digital-video", "analog-video+cgms-a"]);
    assert!(code == 0 && talk.contains("digital-video is constrained to 520,000 pixels"), "{code} {talk}");
    let (code, talk) = play(&["digital-video+hdcp"]);
    assert!(code == 0 && !talk.contains("constrained"), "{code} {talk}");
    assert_eq!(plays(), 2);
    assert_eq!(play(&["hdmi"]).0, 2);
}
