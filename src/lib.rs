//! `boxlock`: MPEG Common Encryption, PSSH boxes and PlayReady headers. This page is the map of the code.
//!
//! # The way of the data
//!
//! ```text
//! bytes in ── boxes ── movie ── codec ── cenc ───────────── bytes out      (packaging)
//! text  in ── xml ──── drm ─────────────────────────────── headers out     (headers)
//! both  in ── inspect, verify, diff, edit, explain ──────── reports out     (looking and editing)
//! ```
//!
//! A layer uses layers to its left; nobody uses [`cli`], which is the only one that prints. [`cenc`] and [`drm`] do not know each
//! other: [`batch`] joins them, for one file or many. `tests/layers.rs` holds the table of who may use whom and fails when the code
//! disagrees.
//!
//! # The layers
//!
//! * [`bytes`]: bounded reader, back-patching writer, parse errors with offset and path. [`error`]: the one error type above
//!   it, grouped by what the user can do, with the exit codes.
//! * [`keys`]: key IDs in both byte orders, content keys (redacted, wiped), key seeds, key files, which key is for which track.
//!   [`crypto`]: single AES blocks, SHA-256 and random bytes; the sample ciphers are in [`cenc::cipher`].
//! * [`xml`]: a reader with limits and a canonical writer.
//! * [`boxes`]: the lossless box tree ([`boxes::BoxNode`]) and typed views, one file per box, read and write side by side.
//! * [`codec`]: which bytes of a sample may be encrypted, one file or folder per codec and one table.
//! * [`movie`]: tracks, where samples lie in `stbl` and `moof`, and what must move when boxes change size.
//! * [`cenc`]: schemes as data, subsamples, IVs, ciphers; [`cenc::encrypt`], [`cenc::decrypt`] and [`cenc::recrypt`] plan, serially and in decode
//!   order; [`cenc::rewrite`] lays files and streams out anew; [`cenc::pipeline`] ciphers on all threads and writes.
//! * [`drm`]: the payloads of `pssh` boxes, the recogniser of everything header-like, and the rules of `header lint`.
//! * [`pki`]: certificates and chains under a root of its own, the folders of a PKI and of test devices, revocation.
//! * [`store`]: what the test service must not lose, in SQLite or PostgreSQL, many changes per commit. [`server`]: HTTP, TLS, limits,
//!   metrics and the audit file; what is answered comes from a [`server::Handler`].
//! * [`xmr`]: the syntax of licenses: objects, reader, writer, signature. [`license`]: what they allow; making them, and opening them as a
//!   strict client.
//! * [`rights_manager`]: the messages between clients and a license service, and its operations as functions of text.
//! * [`client`]: a test client of the service: a device folder, its store, and every flow over HTTP.
//! * [`batch`]: recipes for encryption, job lists, plans, ledgers and storage of whole catalogues, and the runner.
//! * [`inspect`], [`verify`], [`diff`], [`edit`], [`explain`]: one command each.
//!
//! # Ideas that hold it up
//!
//! * What is not edited is written back as the bytes that were read; unknown boxes, order and padding survive.
//! * Plan, then cipher: planning knows bitstreams and order, ciphering is pure, so output does not depend on threads.
//! * Encryption never changes the size of a sample, so media is copied piece by piece and memory does not grow with the file.
//! * Bytes from outside are read with bounds: no index, no allocation by an untrusted count, no recursion without a limit.
//!
//! # Reading order
//!
//! [`bytes::Reader`], then `boxes/frma.rs` (the smallest box) and `boxes/node.rs`; `cenc/scheme.rs`, `codec/mod.rs`,
//! `codec/avc/mod.rs`, `cenc/subsample.rs` (which bytes); `cenc/encrypt/mod.rs`, `cenc/rewrite/mod.rs`, `cenc/pipeline.rs` (when and
//! how); `drm/playready/wrm_header.rs`, `drm/lint/mod.rs`; `cli/encrypt.rs`.
//!
//! # To add
//!
//! | what | touch |
//! |---|---|
//! | a protection scheme | a row in `cenc/scheme.rs` |
//! | a codec | a file in `codec/`, a row in `codec/table.rs`, a sample |
//! | a box view | a file in `boxes/`; to see it in `inspect`, a row in `inspect/mp4/` |
//! | a header kind | a row in `drm/recognise` and one in `inspect/kinds.rs` |
//! | a lint or verify rule | an entry in its table, and its bad input under `tests/data/` |
//! | an operation of the service | a file in `rights_manager/operations/` and a row in its table, its body in `rights_manager/wire.md`, a scene in `tests/soap_samples.rs` |
//! | a rule of services | a file in `rights_manager/handlers/`; to have it without code, a table in `server/services/` |
//! | a command | a file in `cli/`, two lines in `cli/mod.rs` |

pub mod batch;
pub mod boxes;
pub mod bytes;
pub mod cenc;
pub mod cli;
pub mod client;
pub mod clock;
pub mod codec;
pub mod crypto;
pub mod diff;
pub mod drm;
pub mod edit;
pub mod error;
pub mod explain;
pub mod inspect;
pub mod keys;
pub mod license;
pub mod movie;
pub mod pki;
pub mod rights_manager;
pub mod server;
pub mod store;
pub mod verify;
pub mod xml;
pub mod xmr;

pub use error::{Error, ErrorKind, ExitCode, Result};
