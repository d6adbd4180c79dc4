//! The demo, step by step. A step that does not end as it is told is an error: what is printed is what happened.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::super::Console;
use super::super::client::list_text;
use super::media::{FILM, decrypted, embed};
use super::narrator::Story;
use super::stage::{FAMILY, Stage};
use crate::client::{Acquire, Acquired, CallError, Client, Playable, Source};
use crate::clock::{Clock as _, SystemClock};
use crate::drm::PlayReadyData;
use crate::drm::playready::WrmHeader;
use crate::license::policy::Guid;
use crate::rights_manager::FaultCode;
use crate::rights_manager::operations::process_secure_stop_data::SessionState;
use crate::store::report::{Report, Row};
use crate::xmr::License;
use crate::{Error, Result};

/// Who buys.
const ALICE: &str = "user=alice";

/// Longest file that a client of the demo downloads.
const MAX_DOWNLOAD: u64 = 1 << 20;

/// Tells the story in `folder`.
pub(super) fn tell(folder: &Path, kept: bool, console: &mut Console, interrupted: &AtomicBool) -> Result<()> {
    let mut story = Story::new(console, interrupted);
    story.opening(folder, kept)?;
    let stage = Stage::build(folder)?;
    story.service(&stage)?;
    let film = story.package(&stage)?;
    let (tv, film) = story.find(&stage, &film)?;
    story.unpaid(&tv, &film)?;
    story.paid(&stage, &tv, &film)?;
    story.play(&stage, &tv, &film)?;
    let phone = story.second_device(&stage, &tv, &film)?;
    let home_video = story.share(&stage, &tv)?;
    story.embedded(&stage, &phone, &home_video)?;
    story.metering(&stage, &tv)?;
    story.secure_stop(&stage, &tv)?;
    story.secure_delete(&stage, &tv, &film)?;
    story.ending(&stage, &tv, folder, kept)
}

/// A file that a client downloaded, and what its header says.
struct Content {
    path: std::path::PathBuf,
    bytes: Vec<u8>,
    text: String,
    header: WrmHeader,
}

impl Content {
    fn download(stage: &Stage, client: &Client, name: &str, url: &str) -> Result<Self> {
        let bytes = client.download(url, MAX_DOWNLOAD)?;
        let path = stage.write(name, &bytes)?;
        let data = PlayReadyData::recognise(&bytes)?;
        Ok(Self { path, text: data.text(), header: data.header()?, bytes })
    }

    fn kid(&self) -> Result<crate::keys::KeyId> {
        let first = self.header.kids.first().map(|entry| entry.kid);
        first.ok_or_else(|| Error::internal("the header of the demo names no key ID"))
    }

    fn la_url(&self) -> &str {
        self.header.la_url.as_deref().unwrap_or_default()
    }

    fn acquire(&self, client: &Client, join: bool) -> std::result::Result<Acquired, CallError> {
        client.acquire(&Acquire { url: self.la_url(), header: &self.text, custom_data: Some(ALICE), join })
    }

    /// Plays the whole file at once: the license is asked, the play counted, and the outcome compared with the film before encryption.
    fn play(&self, client: &Client, playables: Vec<Playable>) -> Result<()> {
        let [playable] = playables.as_slice() else { return Err(Error::internal("not one license")) };
        let (kid, key) = (playable.opened.kid, playable.opened.key.clone());
        let playback = client.play(playables)?;
        let clear = decrypted(&self.path, kid, &key)?;
        playback.goes_on()?;
        playback.stop()?;
        let is_film = media_of(FILM).is_some_and(|film| media_of(&clear) == Some(film));
        expect(is_film, "the decrypted film is not the film")
    }
}

/// What of a file its players see: the media, without the boxes that may move.
fn media_of(file: &[u8]) -> Option<&[u8]> {
    let at = file.windows(4).position(|name| name == b"mdat")?;
    let size = file.get(at.checked_sub(4)?..at)?.first_chunk().map(|size| u32::from_be_bytes(*size))?;
    let len = usize::try_from(size).ok()?.checked_sub(8)?;
    let start = at.checked_add(4)?;
    file.get(start..start.checked_add(len)?)
}

/// A step must end as it is told.
fn expect(is_so: bool, otherwise: &str) -> Result<()> {
    if is_so { Ok(()) } else { Err(Error::internal(format!("the demo: {otherwise}"))) }
}

/// The refusal that a step is about.
fn refusal<T>(outcome: std::result::Result<T, CallError>, code: FaultCode) -> Result<String> {
    match outcome {
        Err(CallError::Refused { fault, .. }) if fault.known() == Some(code) => {
            Ok(format!("{}, {} (0x{:08X})", fault.message, code.name(), fault.code))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Err(Error::internal("the demo: the service should have refused")),
    }
}

impl Story<'_> {
    fn opening(&mut self, folder: &Path, kept: bool) -> Result<()> {
        if self.console.json {
            return Ok(());
        }
        let fate = if kept { "stays" } else { "is removed at the end" };
        self.paragraph(&format!(
            "boxlock demo: a film is bought, played, shared and given back. A license service, a web server and the devices of \
             a customer called Alice run on this machine alone, in {}, which {fate}. Their certificates hang on a root that is made \
             for this run, so no real player trusts any of it. The lines with a $ say how to do a step by hand.",
            folder.display()
        ))
    }

    fn service(&mut self, stage: &Stage) -> Result<()> {
        self.step(
            "A license service starts",
            &format!(
                "Players ask it for licenses: a license holds the key of a film and says what may be done with it. This service \
                 makes three offers, each with a policy of its own: films to keep at {}, home videos for a family at /family, and \
                 concerts to stream at /stream. Its business rule: who has not paid gets no license. All of that stands in a file, \
                 services.toml.",
                stage.url("shop")
            ),
        )?;
        let serve = format!("boxlock serve --pki pki --services services.toml --listen {}", stage.address());
        self.by_hand(&["boxlock pki init pki", &serve])
    }

    fn package(&mut self, stage: &Stage) -> Result<String> {
        let title = &stage.titles.film;
        let bytes = title.package(&stage.url("shop"), None)?;
        let size = bytes.len();
        let url = stage.web.publish("film.mp4", bytes);
        self.step(
            "The shop packages a film and puts it on a web server",
            &format!(
                "An MP4 of {} bytes becomes one of {size} bytes: every picture and sound is encrypted with AES-128-CTR (scheme cenc) \
                 under a new key, which only the service knows. Others know it by its name, the key ID {}. The file is at {url}. \
                 Anybody may download it; without a license it is noise.",
                FILM.len(),
                title.kid
            ),
        )?;
        let la_url = stage.url("shop");
        let encrypt = format!("boxlock encrypt clear.mp4 film.mp4 --keys keys.json --la-url {la_url}");
        self.by_hand(&[&encrypt])?;
        Ok(url)
    }

    fn find(&mut self, stage: &Stage, url: &str) -> Result<(Client, Content)> {
        let tv = stage.device("tv", 3000)?;
        let film = Content::download(stage, &tv, "film.mp4", url)?;
        self.step(
            "Alice's TV downloads the film and finds its header",
            &format!(
                "Beside the film there is a PlayReady header in the file (version {}). It says which key is needed, {}, and where to \
                 ask for it, the LA_URL {}.",
                film.header.version,
                film.kid()?,
                film.la_url()
            ),
        )?;
        let refused = match tv.playable(&[film.kid()?], &[], &[], film.la_url()) {
            Err(error) => error,
            Ok(_) => return Err(Error::internal("the demo: the film plays without a license")),
        };
        self.say(&format!("The film does not play yet: {}.", refused.kind))?;
        self.by_hand(&["boxlock pki device new pki tv --level 3000", "boxlock inspect film.mp4"])?;
        Ok((tv, film))
    }

    fn unpaid(&mut self, tv: &Client, film: &Content) -> Result<()> {
        let reason = refusal(film.acquire(tv, false), FaultCode::ServiceSpecific)?;
        self.step(
            "The TV asks for a license before anybody paid",
            &format!(
                "The request is signed by the TV, and its certificates are encrypted so that only the service can read them. Who \
                 asks is in the custom data: \"{ALICE}\". The service refuses: {reason}."
            ),
        )?;
        self.by_hand(&["boxlock client acquire --device tv film.mp4 --custom-data user=alice"])
    }

    fn paid(&mut self, stage: &Stage, tv: &Client, film: &Content) -> Result<()> {
        stage.pay("shop", "alice", &stage.titles.film)?;
        let acquired = film.acquire(tv, false)?;
        let license = acquired.licenses.first().ok_or_else(|| Error::internal("the demo: no license"))?;
        let opened = license.opened.clone()?;
        expect(license.stored, "the license is not stored")?;
        self.step(
            "Alice pays, and the TV gets its license",
            &format!(
                "The payment is a line in the store of the service, and the same request is granted now. The license is bound to \
                 this TV, signed, and stored on it. What it says, its policy: {}.",
                opened.policy.words().join("; ")
            ),
        )?;
        self.by_hand(&[
            "boxlock client acquire --device tv film.mp4 --custom-data user=alice",
            "boxlock client list --device tv",
        ])
    }

    fn play(&mut self, stage: &Stage, tv: &Client, film: &Content) -> Result<()> {
        for _ in 0..2 {
            film.play(tv, tv.playable(&[film.kid()?], &[], &[], film.la_url())?)?;
        }
        self.step(
            "The TV plays the film, under the policy of the license",
            "It plays twice, without asking anybody: the decrypted media is byte for byte that of the film before encryption, and both \
             plays are counted for metering.",
        )?;
        let later = SystemClock.now().saturating_add(400 * 86_400);
        let old = stage.device_at("tv", later)?;
        match old.playable(&[film.kid()?], &[], &[], film.la_url()) {
            Err(error) => self.say(&format!("Asked 400 days later, the TV refuses: {}.", error.kind))?,
            Ok(_) => return Err(Error::internal("the demo: an expired license plays")),
        }
        self.by_hand(&["boxlock client play --device tv film.mp4 --for 10s"])
    }

    fn second_device(&mut self, stage: &Stage, tv: &Client, film: &Content) -> Result<Client> {
        let phone = stage.device("phone", 2000)?;
        let state = tv.store.read()?;
        let of_tv: Vec<License> =
            tv.store.licenses(&state)?.into_iter().map(|(_, license)| license).collect();
        let refused = match phone.playable(&[film.kid()?], &of_tv, &[], film.la_url()) {
            Err(error) => error,
            Ok(_) => return Err(Error::internal("the demo: a copied license plays")),
        };
        let acquired = film.acquire(&phone, false)?;
        expect(acquired.opened().count() == 1, "the phone has no license")?;
        film.play(&phone, phone.playable(&[film.kid()?], &[], &[], film.la_url())?)?;
        self.step(
            "Alice has a second device: the license is issued again",
            &format!(
                "Copying the license of the TV to her phone does not help: {}. But she has bought the film, so the service gives the phone \
                 a license of its own, without a second payment, and the film plays there too.",
                refused.kind
            ),
        )?;
        self.by_hand(&[
            "boxlock pki device new pki phone --level 2000",
            "boxlock client play --device phone film.mp4 --acquire --custom-data user=alice",
        ])?;
        Ok(phone)
    }

    fn share(&mut self, stage: &Stage, tv: &Client) -> Result<(Content, License)> {
        let title = &stage.titles.home_video;
        let bytes = title.package(&stage.url("family"), Some(Stage::ds_id()))?;
        let url = stage.web.publish("home-video.mp4", bytes);
        stage.pay("family", "alice", title)?;
        let content = Content::download(stage, tv, "home-video.mp4", &url)?;
        let reason = refusal(content.acquire(tv, false), FaultCode::DomainRequired)?;
        let acquired = content.acquire(tv, true)?;
        let joined = acquired.joined.first().ok_or_else(|| Error::internal("the demo: no domain"))?;
        let revision = joined.record.newest().unwrap_or_default();
        expect(joined.record.account_id == FAMILY, "another domain was joined")?;
        let license = acquired.licenses.first().ok_or_else(|| Error::internal("the demo: no license"))?;
        license.opened.clone()?;
        content.play(tv, tv.playable(&[content.kid()?], &[], &[], content.la_url())?)?;
        self.step(
            "A domain: one license for all devices of the family",
            &format!(
                "A domain is a group of devices, here those of a family's account, that can use the same licenses. A second title, \
                 home-video.mp4, is sold to domains. The TV asks for it, and the service wants it in the domain first: {reason}. The TV \
                 joins the domain of account {FAMILY}, gets the private key that its members share (revision {revision} of it), and asks \
                 again: now it gets a license that is bound to the domain, and plays."
            ),
        )?;
        self.by_hand(&["boxlock client acquire --device tv home-video.mp4 --custom-data user=alice --join"])?;
        Ok((content, license.license.clone()))
    }

    fn embedded(&mut self, stage: &Stage, phone: &Client, shared: &(Content, License)) -> Result<()> {
        let (content, license) = shared;
        let bytes = embed(&content.bytes, &license.write())?;
        let path = stage.write("home-video-with-license.mp4", &bytes)?;
        let copy = Content { path, bytes, text: content.text.clone(), header: content.header.clone() };
        let refused = match phone.playable(&[copy.kid()?], &embedded_in(&copy)?, &[], "") {
            Err(error) => error,
            Ok(_) => return Err(Error::internal("the demo: a stranger plays")),
        };
        let service = Stage::ds_id().parse::<Guid>().map_err(|error| Error::internal(error.to_string()))?;
        phone.join(&stage.url("family"), service, FAMILY, Some("Alice's phone"), Some(ALICE))?;
        let asked = self.requests(stage)?;
        let playables = phone.playable(&[copy.kid()?], &embedded_in(&copy)?, &[], "")?;
        expect(playables.iter().all(|playable| playable.source == Source::Embedded), "not the embedded one")?;
        copy.play(phone, playables)?;
        expect(self.requests(stage)? == asked, "the phone asked the service")?;
        self.step(
            "An embedded license: the film brings it along",
            &format!(
                "The TV puts that license into the header of the file ({} bytes) and passes the copy to the phone. As a stranger the phone \
                 refuses it: {}. It joins the family's domain, and then plays the copy offline: nobody is asked for a license.",
                license.write().len(),
                refused.kind
            ),
        )?;
        self.by_hand(&[
            "boxlock license embed home-video.mp4 --license license.xmr > header.txt",
            "boxlock pssh replace home-video.mp4 copy.mp4 --system playready --pssh header.txt",
            &format!(
                "boxlock client join --device phone --url {} --account {FAMILY} --service {}",
                stage.url("family"),
                Stage::ds_id()
            ),
            "boxlock client play --device phone copy.mp4",
        ])
    }

    /// How many licenses the service has issued.
    fn requests(&self, stage: &Stage) -> Result<usize> {
        Ok(stage.store.read(&Report::Licenses)?.len())
    }

    fn metering(&mut self, stage: &Stage, tv: &Client) -> Result<()> {
        let reports = tv.meter(None, None, None)?;
        let report = reports.first().ok_or_else(|| Error::internal("the demo: nothing was metered"))?;
        let counts: Vec<String> =
            report.counts.iter().map(|(kid, action, count)| format!("{kid}, {action}: {count}")).collect();
        let rows = stage.store.read(&Report::Metering)?;
        let counted = rows.iter().any(|row| matches!(row, Row::Metering { count: 2, .. }));
        expect(counted, "the service counted otherwise")?;
        self.step(
            "Metering: the TV reports what it played",
            &format!(
                "The license of the film told the TV to count, so that its makers are paid by use. The report (key ID {}) is encrypted \
                 to the metering certificate of the service and carries a transaction ID: should its answer be lost, it is sent again and \
                 still counts once. The service answers RESET, and the counters of the TV start anew.",
                counts.join(", ")
            ),
        )?;
        self.by_hand(&["boxlock client meter --device tv"])
    }

    fn secure_stop(&mut self, stage: &Stage, tv: &Client) -> Result<()> {
        let title = &stage.titles.concert;
        let url = stage.web.publish("concert.mp4", title.package(&stage.url("stream"), None)?);
        stage.pay("stream", "alice", title)?;
        let concert = Content::download(stage, tv, "concert.mp4", &url)?;
        let acquired = concert.acquire(tv, false)?;
        let memory: Vec<(String, License)> =
            acquired.licenses.into_iter().map(|license| (acquired.url.clone(), license.license)).collect();
        let playables = || tv.playable(&[concert.kid()?], &[], &memory, "");
        concert.play(tv, playables()?)?;
        // A player that vanishes in the middle: its lock goes, and nothing records a stop.
        drop(tv.play(playables()?)?);
        let reports = tv.secure_stop(None, None, None)?;
        let states: Vec<SessionState> =
            reports.iter().flat_map(|report| &report.sessions).map(|stop| stop.state).collect();
        let expected = [SessionState::Stopped, SessionState::Crashed];
        expect(states == expected && reports.iter().all(|report| report.proven), "other states")?;
        self.step(
            "Secure stop: the service learns that playback ended",
            "Who lets customers stream on two screens at a time must know when a stream ends. A third title, concert.mp4, is streamed: its \
             license lives in memory only. The TV plays it to the end, then plays it again and crashes in the middle. Both sessions had \
             been written down before their first frame, so the TV reports one as stopped and one as crashed, each proven with a key \
             of the license (secure stop 2).",
        )?;
        self.by_hand(&[
            "boxlock client play --device tv concert.mp4 --acquire --custom-data user=alice",
            "boxlock client secure-stop --device tv",
        ])
    }

    fn secure_delete(&mut self, stage: &Stage, tv: &Client, film: &Content) -> Result<()> {
        let before = persistent(stage)?;
        tv.secure_delete(&[film.kid()?], None, Some(ALICE))?;
        let after = persistent(stage)?;
        expect(after.checked_add(1) == Some(before), "the count of licenses is wrong")?;
        expect(tv.playable(&[film.kid()?], &[], &[], "").is_err(), "a deleted license plays")?;
        self.step(
            "Secure delete: the TV gives the film back",
            &format!(
                "It deletes the license and tells the service. By the service's count, Alice's devices hold {after} persistent licenses \
                 instead of {before}; a shop that allows so many downloads can allow one more now."
            ),
        )?;
        self.by_hand(&[&format!("boxlock client secure-delete --device tv --kid {}", film.kid()?)])
    }

    fn ending(&mut self, stage: &Stage, tv: &Client, folder: &Path, kept: bool) -> Result<()> {
        let mut lines = Vec::new();
        let titles = [
            ("film", &stage.titles.film),
            ("home video", &stage.titles.home_video),
            ("concert", &stage.titles.concert),
        ];
        let of = |kid: &str| {
            let title = titles.iter().find(|(_, title)| title.kid.hex() == kid);
            title.map_or_else(|| format!("key ID {kid}"), |(name, _)| (*name).to_owned())
        };
        let mut licenses = [0_usize; 3];
        for row in stage.store.read(&Report::Licenses)? {
            let Row::License { persistent, deleted, .. } = row else { continue };
            let [all, stored, gone] = &mut licenses;
            *all += 1;
            *stored += usize::from(persistent);
            *gone += usize::from(deleted.is_some());
        }
        let [all, stored, gone] = licenses;
        lines.push(format!("licenses   {all} issued, {stored} of them to be stored, {gone} deleted again"));
        for row in stage.store.read(&Report::Metering)? {
            if let Row::Metering { kid, action, count, .. } = row {
                lines.push(format!("metering   {}: {action}, {count} times", of(&kid)));
            }
        }
        for row in stage.store.read(&Report::Sessions)? {
            if let Row::Session { kid, state, verified, .. } = row {
                let proven = if verified { ", proven" } else { "" };
                lines.push(format!("session    {}: {state}{proven}", of(&kid.unwrap_or_default())));
            }
        }
        for row in stage.store.read(&Report::Domains)? {
            if let Row::Domain { account, members, device_limit, name, .. } = row {
                let name = name.unwrap_or_default();
                lines.push(format!(
                    "domain     account {account}, member {name} ({members} of {device_limit})"
                ));
            }
        }
        for row in stage.store.read(&Report::Deletions)? {
            if let Row::Deletion { licenses, .. } = row {
                let word = if licenses == 1 { "license" } else { "licenses" };
                lines.push(format!("deletion   {licenses} {word}"));
            }
        }
        self.step("What the store of the service says now", &lines.join("\n"))?;
        let own = list_text(tv, &tv.store.read()?)?;
        self.say("And what the TV still remembers:")?;
        self.say(own.trim_end())?;
        if kept {
            let pki = folder.join("pki");
            self.say(&format!(
                "Look around in {}: boxlock inspect home-video-with-license.mp4, boxlock client list --device tv, \
                 boxlock serve audit verify --help, boxlock serve report --help (the store is {}).",
                folder.display(),
                pki.join("service.db").display()
            ))?;
        }
        self.say(
            "Done. All of it with files of your own: demo --keep DIR leaves the PKI, the devices, the media and the store for the commands \
             above. A service of your own takes two:",
        )?;
        self.by_hand(&["boxlock pki init pki", "boxlock serve --pki pki --key-seed test"])
    }
}

/// The licenses in the header of a file.
fn embedded_in(content: &Content) -> Result<Vec<License>> {
    let data = PlayReadyData::recognise(&content.bytes)?;
    let object =
        crate::drm::playready::PlayReadyObject::read(&data.to_form(crate::drm::HeaderForm::Object)?, 0)?;
    let found = crate::license::embedded::licenses(&object)?;
    found.iter().map(|bytes| Ok(License::read(bytes, 0)?)).collect()
}

/// How many persistent licenses the devices hold, by the service's count.
fn persistent(stage: &Stage) -> Result<u64> {
    let rows = stage.store.read(&Report::Devices)?;
    let counts = rows.iter().filter_map(|row| match row {
        Row::Device { persistent_licenses, .. } => Some(*persistent_licenses),
        _ => None,
    });
    Ok(counts.sum())
}
