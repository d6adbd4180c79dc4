//! The audit file: one JSON line per answer, chained by hashes, durable before the answer leaves.
//!
//! A line is `{"record":R,"hash":"H"}`, where H is SHA-256 of the hash before it (32 zero bytes at the start) and the text R as it
//! stands. So a change of any byte, a line that is missing, and lines in another order break the chain. A chain that lost its end is
//! whole in itself: therefore the store keeps the head of each file, moved on right after each flush.
//!
//! Lines that arrive together share one flush. A line that a crash cut short was never acknowledged; it is taken away by the next
//! writer, and at a start a record says so. A file that is broken in any other way is not continued.
//!
//! Several processes may write one file, such as a service and [`AdminLog`]: each locks it for a flush, and goes on from the end that it
//! finds, after it has checked what the others wrote.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde_json::{Value, json};

use super::AuditNote;
use crate::clock::{Clock, rfc3339};
use crate::crypto::{Rng, random_array, sha256};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::audit::{AnchorAudit, AuditHead, AuditHeadOf};

/// Most lines per flush.
const MAX_BATCH: usize = 512;

/// Longest line that is read.
const MAX_LINE: u64 = 1 << 20;

/// Most characters of a fact.
const MAX_FACT: usize = 4096;

const START: &str = "{\"record\":";
const MIDDLE: &str = ",\"hash\":\"";
const END: &str = "\"}\n";

/// An audit file that is being written.
pub struct AuditLog {
    entries: Mutex<Option<Sender<Entry>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    works: Arc<AtomicBool>,
    path: PathBuf,
}

struct Entry {
    record: Value,
    reply: SyncSender<io::Result<()>>,
}

impl AuditLog {
    /// Opens or makes an audit file whose head `store` keeps.
    ///
    /// # Errors
    /// When it cannot be written, is broken, or lost its end.
    pub fn open(path: &Path, store: Arc<Store>, clock: Arc<dyn Clock>, rng: &mut dyn Rng) -> Result<Self> {
        Self::open_saying(path, store, clock, rng, &[])
    }

    /// As [`AuditLog::open`]; the record of the start says `facts`, such as which services there are.
    ///
    /// # Errors
    /// When it cannot be written, is broken, or lost its end.
    pub fn open_saying(
        path: &Path,
        store: Arc<Store>,
        clock: Arc<dyn Clock>,
        rng: &mut dyn Rng,
        facts: &[(&str, Value)],
    ) -> Result<Self> {
        let start = with_facts(json!({ "event": "start" }), facts);
        let writer = Writer::open(path, &store, Some(start), clock.now(), rng)?;
        let anchor = Anchor { store, chain: writer.chain };
        anchor.set(writer.head)?;
        Ok(Self::start(path, writer, anchor, clock))
    }

    fn start(path: &Path, mut writer: Writer, anchor: Anchor, clock: Arc<dyn Clock>) -> Self {
        let (entries, waiting) = channel::<Entry>();
        let (heads, new_heads) = channel();
        let works = Arc::new(AtomicBool::new(true));
        let health = Arc::clone(&works);
        let write = std::thread::spawn(move || {
            while let Some((mut records, replies)) = next_batch(&waiting) {
                let now = rfc3339(clock.now());
                for record in &mut records {
                    record["time"] = json!(now);
                }
                let done = writer.append(&records);
                health.store(done.is_ok(), Ordering::Relaxed);
                for reply in replies {
                    let done = done.as_ref().map(|_| ()).map_err(|e| io::Error::new(e.kind(), e.to_string()));
                    // The one who waited may have given up.
                    let _ = reply.send(done);
                }
                if done.is_ok() {
                    let _ = heads.send(writer.head);
                }
            }
        });
        let anchors = std::thread::spawn(move || {
            while let Ok(head) = new_heads.recv() {
                // Only the newest counts.
                let head = new_heads.try_iter().last().unwrap_or(head);
                if let Err(error) = anchor.set(head) {
                    tracing::error!(%error, "the head of the audit file cannot be stored");
                }
            }
        });
        Self {
            entries: Mutex::new(Some(entries)),
            threads: Mutex::new(vec![write, anchors]),
            works,
            path: path.to_path_buf(),
        }
    }

    /// Records an answer. When this returns, the record is durable.
    ///
    /// # Errors
    /// When it is not: the disk is full or fails. The next record tries again.
    pub fn record(&self, note: &AuditNote) -> Result<()> {
        let mut record = json!({
            "event": "answer",
            "operation": note.operation,
            "result": format!("0x{:08x}", note.result),
        });
        if let Some(client) = &note.client {
            record["client"] = json!(hex(client));
        }
        for (name, value) in &note.facts {
            // What clients wrote may be in it, as long as they liked.
            record[*name] = json!(value.chars().take(MAX_FACT).collect::<String>());
        }
        let (reply, answer) = sync_channel(1);
        let closed = || Error::internal("the audit file is closed");
        let entries =
            self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)?;
        entries.send(Entry { record, reply }).map_err(|_| closed())?;
        answer.recv().map_err(|_| closed())?.map_err(|error| Error::io(&self.path, error))
    }

    /// Whether the last record could be written.
    pub fn works(&self) -> bool {
        self.works.load(Ordering::Relaxed)
    }

    /// Writes what is waiting, stores the head and ends.
    pub fn close(&self) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).take();
        for thread in std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner)) {
            // A panic there has been printed; closing goes on.
            let _ = thread.join();
        }
    }
}

/// Records, and who waits for them.
type Batch = (Vec<Value>, Vec<SyncSender<io::Result<()>>>);

fn next_batch(waiting: &Receiver<Entry>) -> Option<Batch> {
    let first = waiting.recv().ok()?;
    let batch = std::iter::once(first).chain(waiting.try_iter().take(MAX_BATCH - 1));
    Some(batch.map(|entry| (entry.record, entry.reply)).unzip())
}

fn with_facts(mut record: Value, facts: &[(&str, Value)]) -> Value {
    for (name, value) in facts {
        record[*name] = value.clone();
    }
    record
}

/// Where the head is kept.
struct Anchor {
    store: Arc<Store>,
    chain: [u8; 16],
}

impl Anchor {
    fn set(&self, head: AuditHead) -> Result<()> {
        self.store.commit(AnchorAudit { chain: self.chain, head })
    }
}

/// Records what an operator does beside the service, in the service's own file; the service may be running.
pub struct AdminLog {
    writer: Writer,
    anchor: Anchor,
    path: PathBuf,
}

impl AdminLog {
    /// Opens or makes an audit file whose head `store` keeps.
    ///
    /// # Errors
    /// When it cannot be written, is broken, or lost its end.
    pub fn open(path: &Path, store: Arc<Store>, now: u64, rng: &mut dyn Rng) -> Result<Self> {
        let writer = Writer::open(path, &store, None, now, rng)?;
        let anchor = Anchor { store, chain: writer.chain };
        Ok(Self { writer, anchor, path: path.to_path_buf() })
    }

    /// Records something that was done. When this returns, the record is durable.
    ///
    /// # Errors
    /// When it is not.
    pub fn record(&mut self, action: &str, facts: &[(&str, Value)], now: u64) -> Result<()> {
        let record = json!({ "event": "administration", "action": action, "time": rfc3339(now) });
        let record = with_facts(record, facts);
        self.writer.append(&[record]).map_err(|error| {
            Error::io(&self.path, error).hint("what was asked for is done; only its record is missing")
        })?;
        self.anchor.set(self.writer.head)
    }
}

struct Writer {
    file: File,
    chain: [u8; 16],
    head: AuditHead,
}

impl Writer {
    /// Opens or begins a file, and writes the first record of this writer.
    fn open(path: &Path, store: &Store, first: Option<Value>, now: u64, rng: &mut dyn Rng) -> Result<Self> {
        let about = |error: io::Error| Error::io(path, error);
        let file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(about)?;
        // A file that is closed is unlocked, whatever fails from here on.
        file.lock().map_err(about)?;
        let broken = |error: Error| {
            error
                .about_path(path)
                .hint("keep the file as evidence under another name; the service then begins a new one")
        };
        let mut writer = Self::continue_file(file, store).map_err(broken)?;
        let dropped = writer.drop_torn_line().map_err(about)?;
        let mut records = Vec::new();
        if writer.head.sequence == 0 {
            writer.chain = random_array(rng)?;
            records.push(json!({ "event": "begin", "chain": hex(&writer.chain) }));
        }
        records.extend(first);
        if dropped > 0 {
            records.push(json!({ "event": "recovered", "bytes_dropped": dropped }));
        }
        for record in &mut records {
            record["time"] = json!(rfc3339(now));
        }
        if !records.is_empty() {
            writer.append_locked(&records).map_err(about)?;
        }
        writer.file.unlock().map_err(about)?;
        Ok(writer)
    }

    /// Finds the end of an existing file: from the head that the store knows, so that a long file opens as fast as a short one.
    fn continue_file(mut file: File, store: &Store) -> Result<Self> {
        let mut chain_reader = ChainReader::new(BufReader::new(&file));
        let Some(_) = chain_reader.next_record()? else {
            return Ok(Self { file, chain: [0; 16], head: EMPTY });
        };
        let chain = chain_reader.chain;
        let mut head = chain_reader.head;
        if let Some(anchor) = store.read(&AuditHeadOf { chain })? {
            let len = file.metadata()?.len();
            if len < anchor.position {
                return Err(cut_off(anchor, None));
            }
            head = anchor;
        }
        file.seek(SeekFrom::Start(head.position))?;
        let mut rest = ChainReader { head, chain, ..ChainReader::new(BufReader::new(&file)) };
        while rest.next_record()?.is_some() {}
        let head = rest.head;
        Ok(Self { file, chain, head })
    }

    /// Takes away what follows the last whole line; the number of bytes.
    fn drop_torn_line(&mut self) -> io::Result<u64> {
        let len = self.file.metadata()?.len();
        if len > self.head.position {
            self.file.set_len(self.head.position)?;
        }
        Ok(len.saturating_sub(self.head.position))
    }

    /// Finds the end again, which other processes may have moved on.
    fn catch_up(&mut self) -> io::Result<()> {
        let len = self.file.metadata()?.len();
        if len < self.head.position {
            return Err(io::Error::other("the audit file was cut while it was in use"));
        }
        if len > self.head.position {
            (&self.file).seek(SeekFrom::Start(self.head.position))?;
            let reader = ChainReader::new(BufReader::new(&self.file));
            let mut rest = ChainReader { head: self.head, chain: self.chain, ..reader };
            while rest.next_record().map_err(|error| io::Error::other(error.to_string()))?.is_some() {}
            self.head = rest.head;
            self.drop_torn_line()?;
        }
        Ok(())
    }

    /// Writes and flushes records, all or none.
    fn append(&mut self, records: &[Value]) -> io::Result<()> {
        self.file.lock()?;
        let done = self.catch_up().and_then(|()| self.append_locked(records));
        self.file.unlock()?;
        done
    }

    /// Writes and flushes records behind the head, all or none.
    fn append_locked(&mut self, records: &[Value]) -> io::Result<()> {
        let mut head = self.head;
        let mut lines = String::new();
        for record in records {
            head.sequence += 1;
            let mut record = record.clone();
            record["sequence"] = json!(head.sequence);
            let record = record.to_string();
            if record.len() as u64 > MAX_LINE / 2 {
                return Err(io::Error::other("a record for the audit file is too long to be read again"));
            }
            head.hash = sha256(&[&head.hash, record.as_bytes()]);
            lines += &format!("{START}{record}{MIDDLE}{}{END}", hex(&head.hash));
        }
        head.position += lines.len() as u64;
        let written = self.file.write_all(lines.as_bytes()).and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => self.head = head,
            // What a failure left behind is no part of the chain. When it cannot be taken away now, the next record sees it.
            Err(_) => drop(self.file.set_len(self.head.position)),
        }
        written
    }
}

/// The head of a file without a record.
const EMPTY: AuditHead = AuditHead { sequence: 0, hash: [0; 32], position: 0 };

/// What `audit verify` found: a whole chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The file's own name.
    pub chain: [u8; 16],
    /// Its last record.
    pub head: AuditHead,
    /// The head in the store, when one was asked.
    pub anchor: Option<AuditHead>,
}

/// Verifies an audit file from its first byte to its last, and against the head that a store keeps.
///
/// # Errors
/// Where the file is broken, in which line; or that its end is missing.
pub fn verify(path: &Path, store: Option<&Store>) -> Result<Verified> {
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    verify_reader(BufReader::new(file), |chain| {
        store.map_or(Ok(None), |store| store.read(&AuditHeadOf { chain }))
    })
    .map_err(|error| error.about_path(path))
}

fn verify_reader(
    reader: impl BufRead,
    anchor: impl FnOnce([u8; 16]) -> Result<Option<AuditHead>>,
) -> Result<Verified> {
    let mut reader = ChainReader::new(reader);
    if reader.next_record()?.is_none() {
        return Err(Error::check_failed("the file has no record"));
    }
    let anchor = anchor(reader.chain)?;
    let mut found = None;
    loop {
        if let Some(anchor) = anchor
            && anchor.sequence == reader.head.sequence
        {
            found = Some(reader.head);
        }
        if reader.next_record()?.is_none() {
            break;
        }
    }
    if reader.torn > 0 {
        return Err(Error::check_failed(format!(
            "line {}: {} bytes without an end: the file was cut, or a crash interrupted the last write",
            reader.head.sequence + 1,
            reader.torn
        )));
    }
    if let Some(anchor) = anchor
        && found != Some(anchor)
    {
        return Err(cut_off(anchor, Some(reader.head.sequence)));
    }
    Ok(Verified { chain: reader.chain, head: reader.head, anchor })
}

fn cut_off(anchor: AuditHead, last: Option<u64>) -> Error {
    let there = last.map_or_else(String::new, |last| format!("; the file ends with record {last}"));
    Error::check_failed(format!(
        "record {} ending at byte {}, which the store knows, is not in the file{there}",
        anchor.sequence, anchor.position
    ))
}

/// Reads a chain line by line.
struct ChainReader<R> {
    reader: R,
    chain: [u8; 16],
    head: AuditHead,
    /// Bytes of a last line without its end.
    torn: usize,
}

impl<R: BufRead> ChainReader<R> {
    fn new(reader: R) -> Self {
        Self { reader, chain: [0; 16], head: EMPTY, torn: 0 }
    }

    /// The next record; `None` at the end.
    fn next_record(&mut self) -> Result<Option<Value>> {
        let mut line = Vec::new();
        self.reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            self.torn = line.len();
            return Ok(None);
        }
        let number = self.head.sequence + 1;
        let wrong = |what: &str| Error::check_failed(format!("line {number}: {what}"));
        let text = std::str::from_utf8(&line).map_err(|_| wrong("is not UTF-8"))?;
        let (record, hash) = text
            .strip_prefix(START)
            .and_then(|text| text.strip_suffix(END))
            .and_then(|text| text.rsplit_once(MIDDLE))
            .ok_or_else(|| wrong("is no record of an audit file"))?;
        let expected = sha256(&[&self.head.hash, record.as_bytes()]);
        if hash != hex(&expected) {
            return Err(wrong("its hash does not follow from the line and the lines before it"));
        }
        let record: Value = serde_json::from_str(record).map_err(|_| wrong("is not JSON"))?;
        if record["sequence"] != json!(number) {
            return Err(wrong("has another number"));
        }
        if number == 1 {
            let chain = record["chain"].as_str().and_then(crate::keys::text::array_from_hex);
            self.chain = chain.ok_or_else(|| wrong("does not begin an audit file"))?;
        }
        self.head =
            AuditHead { sequence: number, hash: expected, position: self.head.position + line.len() as u64 };
        Ok(Some(record))
    }
}

fn hex(bytes: &[u8]) -> String {
    crate::keys::text::to_hex(bytes)
}

#[cfg(test)]
mod tests;
