//! What would be done, found out before anything is: every title with its keys, its input and what ledgers know of it, and everything
//! that cannot be.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::keys::{GivenKeys, KeyFinder, TitleKeys};
use super::ledger::{Known, Product, TitleId};
use super::list::{List, MAX_PROBLEMS, Problem, Row};
use super::parallel;
use super::recipe::{Description, Recipe};
use super::settings::{FieldError, Settings};
use super::shard::{self, Shard};
use super::storage::{Identity, Place, Storage};
use crate::cenc::encrypt::Encryptor;
use crate::cenc::iv::OsRandom;
use crate::crypto::sha256;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::text::to_hex;
use crate::keys::{KeySet, TrackKind};

/// Where titles come from.
#[derive(Debug)]
pub enum Source {
    /// A job list.
    List(Box<List>),
    /// A pattern, with what is known of each input.
    Pattern(Vec<(Row, Identity)>),
}

/// What is wanted.
#[derive(Debug, Default)]
pub struct Request {
    /// How to encrypt where titles do not say it.
    pub settings: Settings,
    /// Keys of titles that name none.
    pub keys: GivenKeys,
    /// Whether outputs may be replaced that no ledger knows.
    pub force: bool,
    /// Whether finished outputs are hashed again, and not only looked for.
    pub check_hashes: bool,
    /// Which part of the titles.
    pub shard: Option<Shard>,
}

/// Whether a title has to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It has to. Whether something is in the place of its output that may be replaced.
    Todo {
        /// Whether the output may be replaced.
        replace: bool,
    },
    /// A ledger accounts for it.
    Done {
        /// The output.
        product: Product,
        /// Whether the ledger has yet to be told that it has its name.
        confirm: bool,
    },
    /// It cannot be made; a problem says why.
    Impossible,
}

/// A title.
#[derive(Clone, Debug)]
pub struct Title {
    /// Its row.
    pub number: usize,
    /// Its ID in ledgers.
    pub id: TitleId,
    /// What is read.
    pub input: Place,
    /// What is written.
    pub output: Place,
    /// What its key ID is derived from.
    pub name: OsString,
    /// How it is encrypted.
    pub recipe: Arc<Recipe>,
    /// Its keys.
    pub keys: TitleKeys,
    /// Where its IVs come from in tests.
    pub ivs: Option<[u8; 16]>,
    /// The input as it is; none when it is not there.
    pub identity: Option<Identity>,
    /// Digest of everything but the input that shapes the output, in hex.
    pub parameters: String,
    /// Whether it has to be made.
    pub state: State,
}

impl Title {
    /// Bytes of its input, as far as known.
    pub fn input_len(&self) -> u64 {
        match (&self.identity, &self.state) {
            (Some(identity), _) => identity.len,
            (None, State::Done { product, .. }) => product.input_len,
            _ => 0,
        }
    }
}

/// Everything that would be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// The titles of this shard, in the order of the list.
    pub titles: Vec<Title>,
    /// Titles of all shards.
    pub all_titles: usize,
    /// What cannot be done, in the order of the list.
    pub problems: Vec<Problem>,
}

impl Plan {
    /// Plans. Nothing is written.
    ///
    /// # Errors
    /// When the storage fails as a whole. What is wrong with titles is in [`Plan::problems`].
    pub fn make(source: Source, request: &Request, storage: &dyn Storage, known: &Known) -> Result<Self> {
        let mut plan = Self::default();
        let (defaults, rows, identities) = match source {
            Source::List(list) => {
                plan.problems = list.problems;
                (list.defaults, list.rows, None)
            }
            Source::Pattern(found) => {
                let (rows, identities): (Vec<Row>, Vec<Identity>) = found.into_iter().unzip();
                (Row::default(), rows, Some(identities))
            }
        };
        plan.all_titles = rows.len();
        // Rows that could not be read would only lead to more of the same.
        if plan.problems.is_empty() {
            plan.resolve(rows, &defaults, request, identities.is_some());
        }
        if plan.problems.is_empty() {
            plan.refuse_conflicts();
        }
        if !plan.problems.is_empty() {
            return Ok(plan);
        }
        plan.look_at_inputs(storage, identities, known);
        if let Some(part) = request.shard {
            let size = |title: &Title| match (&title.identity, known.get(&title.id)) {
                (Some(identity), _) => identity.len,
                // An input that went away after its title was done leaves the split as it was.
                (None, Some(record)) => record.product.as_ref().map_or(0, |p| p.input_len),
                (None, None) => 0,
            };
            let sizes: Vec<u64> = plan.titles.iter().map(size).collect();
            let mut shards = shard::split(&sizes, part.count).into_iter();
            plan.titles.retain(|_| shards.next() == Some(part.index));
            let own: std::collections::HashSet<usize> = plan.titles.iter().map(|t| t.number).collect();
            plan.problems.retain(|problem| problem.row.is_none_or(|row| own.contains(&row)));
        }
        plan.look_at_outputs(request, storage, known);
        plan.problems.sort_by_key(|problem| problem.row);
        Ok(plan)
    }

    /// Looks at outputs again, by what ledgers know now.
    pub fn refresh(&mut self, request: &Request, storage: &dyn Storage, known: &Known) {
        self.look_at_outputs(request, storage, known);
    }

    fn wrong(&mut self, row: usize, field: Option<&str>, error: Error) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem::of(row, field, error));
        }
    }

    /// Makes titles of rows.
    fn resolve(&mut self, rows: Vec<Row>, defaults: &Row, request: &Request, is_pattern: bool) {
        let mut finder = KeyFinder::new(&request.keys, &defaults.keys);
        let mut recipes: HashMap<Settings, Option<Arc<Recipe>>> = HashMap::new();
        for row in rows {
            if self.problems.len() >= MAX_PROBLEMS {
                break;
            }
            let number = row.number;
            let (Some(input), Some(output)) = (row.input, row.output) else { continue };
            let settings = row.settings.or(&request.settings).or(&defaults.settings);
            let seed_rng = settings.seed_rng;
            let recipe = match recipes.entry(Settings { seed_rng: None, ..settings }) {
                MapEntry::Occupied(known) => known.get().clone(),
                MapEntry::Vacant(new) => {
                    let recipe = match new.key().recipe() {
                        Ok(recipe) => Some(Arc::new(recipe)),
                        Err(FieldError { field, error }) => {
                            self.wrong(number, Some(field), *error);
                            None
                        }
                    };
                    new.insert(recipe).clone()
                }
            };
            // The first row with these settings has told what is wrong with them.
            let Some(recipe) = recipe else { continue };
            let name = row.title.unwrap_or_else(|| input.clone());
            let keys = match finder.find(&row.keys, &name) {
                Ok(keys) => keys,
                Err(FieldError { field, error }) => {
                    self.wrong(number, Some(field), *error);
                    continue;
                }
            };
            let is_new = Arc::strong_count(&recipe) == 2;
            if let Err((field, error)) = check_together(&recipe, &keys, is_new) {
                self.wrong(number, field, *error);
                continue;
            }
            // The pattern's name says all of the input that must not depend on where the catalogue lies.
            let input_name = if is_pattern { OsStr::new("") } else { input.as_os_str() };
            let ivs = seed_rng.map(|seed| iv_seed(seed, &name, input_name, &recipe));
            let parameters = match parameters(&recipe, &keys, ivs) {
                Ok(parameters) => parameters,
                Err(error) => {
                    self.wrong(number, Some("pssh"), error);
                    continue;
                }
            };
            let (input, output) = (Place::from(input), Place::from(output));
            let id = TitleId::of(&output);
            let (identity, state) = (None, State::Impossible);
            self.titles.push(Title {
                number,
                id,
                input,
                output,
                name,
                recipe,
                keys,
                ivs,
                identity,
                parameters,
                state,
            });
        }
    }

    /// Finds outputs that are written twice, or read.
    fn refuse_conflicts(&mut self) {
        let folder = std::env::current_dir().unwrap_or_default();
        let mut inputs: HashMap<PathBuf, usize> = HashMap::new();
        let mut outputs: HashMap<PathBuf, usize> = HashMap::new();
        for title in &self.titles {
            inputs.entry(plain(&folder, &title.input)).or_insert(title.number);
        }
        let mut conflicts = Vec::new();
        for title in &self.titles {
            let output = plain(&folder, &title.output);
            let message = match (inputs.get(&output), outputs.get(&output)) {
                (Some(row), _) if *row == title.number => "input and output are the same file".to_owned(),
                (Some(row), _) => format!("{} is the input of row {row}", title.output),
                (None, Some(row)) => format!("{} is the output of row {row} too", title.output),
                (None, None) => {
                    outputs.insert(output, title.number);
                    continue;
                }
            };
            conflicts.push((title.number, Error::usage(message)));
        }
        for (number, error) in conflicts {
            self.wrong(number, Some("output"), error.hint("every row needs an output of its own"));
        }
    }

    /// Finds out what inputs are like.
    fn look_at_inputs(&mut self, storage: &dyn Storage, identities: Option<Vec<Identity>>, known: &Known) {
        let remote = self.titles.iter().any(|t| matches!(t.input, Place::Remote(_)));
        let found: Vec<Result<Option<Identity>>> = match identities {
            Some(identities) => identities.into_iter().map(|identity| Ok(Some(identity))).collect(),
            None => parallel::map(&self.titles, remote, |title| storage.stat(&title.input)),
        };
        let mut problems = Vec::new();
        for (title, found) in self.titles.iter_mut().zip(found) {
            match found {
                Ok(Some(identity)) => title.identity = Some(identity),
                // It may have been done before its input went away.
                Ok(None) if known.get(&title.id).is_some_and(|r| r.product.is_some()) => {}
                Ok(None) => {
                    problems.push((title.number, not_found(&title.input)));
                }
                Err(error) => problems.push((title.number, error)),
            }
        }
        for (number, error) in problems {
            self.wrong(number, Some("input"), error);
        }
    }

    /// Finds out which titles are done, and which outputs are in the way.
    fn look_at_outputs(&mut self, request: &Request, storage: &dyn Storage, known: &Known) {
        let remote = self.titles.iter().any(|t| matches!(t.output, Place::Remote(_)));
        let states = parallel::map(&self.titles, remote, |title| state_of(title, request, storage, known));
        let mut problems = Vec::new();
        for (title, state) in self.titles.iter_mut().zip(states) {
            match state {
                Ok(State::Todo { .. }) if title.identity.is_none() => {
                    problems.push((title.number, "input", not_found(&title.input)));
                }
                Ok(state) => title.state = state,
                Err(error) => problems.push((title.number, "output", error)),
            }
        }
        let told: std::collections::HashSet<Option<usize>> = self.problems.iter().map(|p| p.row).collect();
        for (number, field, error) in problems {
            if !told.contains(&Some(number)) {
                self.wrong(number, Some(field), error);
            }
        }
    }
}

fn not_found(place: &Place) -> Error {
    let nothing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such file");
    Error::from(nothing).about(place.to_string())
}

/// Whether a title has to be made.
fn state_of(title: &Title, request: &Request, storage: &dyn Storage, known: &Known) -> Result<State> {
    let there = storage.stat(&title.output)?;
    let record = known.get(&title.id);
    let product = record.and_then(|record| record.product.as_ref());
    let Some(there) = there else { return Ok(State::Todo { replace: false }) };
    let Some(product) = product else {
        if let (Place::Local(input), Place::Local(output)) = (&title.input, &title.output)
            && let (Ok(input), Ok(output)) = (std::fs::canonicalize(input), std::fs::canonicalize(output))
            && input == output
        {
            return Err(Error::usage("input and output are the same file"));
        }
        if request.force {
            return Ok(State::Todo { replace: true });
        }
        let error = Error::from(ErrorKind::OutputExists).about(title.output.to_string());
        return Err(error.hint("pass --force to overwrite it; no ledger says that this batch made it"));
    };
    let same = product.parameters == title.parameters
        && title.identity.as_ref().is_none_or(|input| product.is_from(input))
        && product.len == there.len;
    let confirm = !record.is_some_and(|record| record.done);
    if same
        && (!(confirm || request.check_hashes)
            || product.hash.algorithm().of(storage, &title.output, there.len)? == product.hash)
    {
        return Ok(State::Done { product: product.clone(), confirm });
    }
    Ok(State::Todo { replace: true })
}

/// Checks what no field alone can tell: whether keys are clear, and, once per recipe, whether all of it goes together.
fn check_together(
    recipe: &Recipe,
    keys: &TitleKeys,
    is_new: bool,
) -> std::result::Result<(), (Option<&'static str>, Box<Error>)> {
    let sample;
    let set: &KeySet = match keys {
        TitleKeys::Known(set) => {
            for kind in [TrackKind::Video, TrackKind::Audio] {
                // No file has a track of this ID that a key is meant for alone.
                set.select(Some(kind), u32::MAX).map_err(|e| (Some("keys"), Box::new(e)))?;
            }
            set
        }
        TitleKeys::Random => {
            sample = KeySet::default();
            &sample
        }
    };
    if !is_new && matches!(keys, TitleKeys::Known(_)) && set.entries().iter().all(|e| e.iv.is_none()) {
        return Ok(());
    }
    let options = recipe.options(set, Box::new(OsRandom)).map_err(|e| (Some("keys"), Box::new(e)))?;
    let kids: Vec<_> = match keys.kids() {
        kids if kids.is_empty() => vec![super::keys::derived_kid(OsStr::new(""))],
        kids => kids,
    };
    (options.signal)(&kids).map_err(|e| (None, Box::new(e)))?;
    Encryptor::new(options).map_err(|e| (None, Box::new(e)))?;
    Ok(())
}

/// Where the IVs of a title come from with `--seed-rng`: titles must not share IVs, since they may share keys.
fn iv_seed(seed: u64, name: &OsStr, input: &OsStr, recipe: &Recipe) -> [u8; 16] {
    let sum = sha256(&[
        b"boxlock title IVs\0",
        &seed.to_be_bytes(),
        recipe.scheme.name.as_bytes(),
        b"\0",
        name.as_encoded_bytes(),
        b"\0",
        input.as_encoded_bytes(),
    ]);
    sum.first_chunk().copied().unwrap_or_default()
}

/// Digest of everything but the input that shapes an output.
fn parameters(recipe: &Recipe, keys: &TitleKeys, ivs: Option<[u8; 16]>) -> Result<String> {
    let mut description = Description::new();
    recipe.describe(&mut description)?;
    keys.describe(&mut description);
    description.bytes("ivs", ivs.as_ref().map_or(&[][..], |seed| seed.as_slice()));
    Ok(to_hex(&description.digest()))
}

/// A name without detours, so that two names of one place are equal unless links are in play.
fn plain(folder: &Path, place: &Place) -> PathBuf {
    let path = match place {
        Place::Local(path) => folder.join(path),
        Place::Remote(url) => return PathBuf::from(url),
    };
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
