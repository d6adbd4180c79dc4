//! What may be said about the encryption of a title, before anything is made of it. Every field may be missing: rows of a job list
//! fall back on the command line, that on the defaults of the list, those on the program's own.

use std::ffi::OsString;

use super::recipe::Recipe;
use crate::cenc::{Pattern, Scheme};
use crate::drm::playready::HeaderOptions;
use crate::drm::{PsshInput, SystemId, recognise_pssh_input};
use crate::error::{Error, Result};

/// How to encrypt, as given. Field names are those of job lists; options of the command line say the same with dashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Name of the protection scheme; `cenc` unless given.
    pub scheme: Option<String>,
    /// Bytes of an IV: 8 or 16; what is usual for the scheme unless given.
    pub iv_size: Option<u8>,
    /// Encrypted and clear blocks, as `1:9`.
    pub pattern: Option<String>,
    /// Names or UUIDs of DRM systems that get a `pssh` box, or `none`; `playready` unless given.
    pub systems: Option<Vec<String>>,
    /// Boxes or payloads to add: files, or base64.
    pub pssh: Option<Vec<OsString>>,
    /// IDs of tracks that stay clear.
    pub clear_tracks: Option<Vec<u32>>,
    /// Leave the shortest protected ranges of a sample clear where there are too many.
    pub merge_subsamples: Option<bool>,
    /// Where IVs come from in tests.
    pub seed_rng: Option<u64>,
    /// Version of the WRM header, or `auto`.
    pub wrm_version: Option<String>,
    /// License acquisition URL.
    pub la_url: Option<String>,
    /// License acquisition URL with user interface.
    pub lui_url: Option<String>,
    /// Domain service ID, base64 of a GUID.
    pub ds_id: Option<String>,
    /// `CUSTOMATTRIBUTES`.
    pub custom_attributes: Option<String>,
    /// `DECRYPTORSETUP` `ONDEMAND`.
    pub on_demand: Option<bool>,
    /// `LICENSEREQUESTED`.
    pub license_requested: Option<bool>,
}

/// An error with the field it is about.
#[derive(Debug)]
pub struct FieldError {
    /// Name of the field.
    pub field: &'static str,
    /// What is wrong with it.
    pub error: Box<Error>,
}

impl FieldError {
    /// As an error of a command line, which knows the field as an option.
    pub fn of_option(self) -> Error {
        let option = match self.field {
            "systems" => "system".to_owned(),
            "clear_tracks" => "clear-track".to_owned(),
            field => field.replace('_', "-"),
        };
        (*self.error).about(format!("--{option}"))
    }
}

impl Settings {
    /// These settings, completed by others.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let or = |own: Option<String>, other: &Option<String>| own.or_else(|| other.clone());
        Self {
            scheme: or(self.scheme, &other.scheme),
            iv_size: self.iv_size.or(other.iv_size),
            pattern: or(self.pattern, &other.pattern),
            systems: self.systems.or_else(|| other.systems.clone()),
            pssh: self.pssh.or_else(|| other.pssh.clone()),
            clear_tracks: self.clear_tracks.or_else(|| other.clear_tracks.clone()),
            merge_subsamples: self.merge_subsamples.or(other.merge_subsamples),
            seed_rng: self.seed_rng.or(other.seed_rng),
            wrm_version: or(self.wrm_version, &other.wrm_version),
            la_url: or(self.la_url, &other.la_url),
            lui_url: or(self.lui_url, &other.lui_url),
            ds_id: or(self.ds_id, &other.ds_id),
            custom_attributes: or(self.custom_attributes, &other.custom_attributes),
            on_demand: self.on_demand.or(other.on_demand),
            license_requested: self.license_requested.or(other.license_requested),
        }
    }

    /// What these settings amount to. Files of `pssh` are read.
    ///
    /// # Errors
    /// When a field is malformed.
    pub fn recipe(&self) -> std::result::Result<Recipe, FieldError> {
        let at = |field: &'static str| move |error: Error| FieldError { field, error: Box::new(error) };
        let given = self.given_pssh().map_err(at("pssh"))?;
        let systems = self.systems(&given).map_err(at("systems"))?;
        Ok(Recipe {
            scheme: self.scheme().map_err(at("scheme"))?,
            iv_size: self.iv_size().map_err(at("iv_size"))?,
            pattern: self.pattern.as_deref().map(parse_pattern).transpose().map_err(at("pattern"))?,
            merge_subsamples: self.merge_subsamples.unwrap_or(false),
            systems,
            given,
            clear_tracks: self.clear_tracks.clone().unwrap_or_default(),
            header: self.header().map_err(at("wrm_version"))?,
        })
    }

    fn scheme(&self) -> Result<&'static Scheme> {
        let name = self.scheme.as_deref().unwrap_or("cenc");
        Scheme::by_name(name).ok_or_else(|| {
            Error::usage(format!("no scheme {name:?}")).hint("schemes are cenc, cens, cbc1, cbcs and piff")
        })
    }

    fn iv_size(&self) -> Result<Option<usize>> {
        match self.iv_size {
            None | Some(8 | 16) => Ok(self.iv_size.map(usize::from)),
            Some(size) => Err(Error::usage(format!("IVs have 8 or 16 bytes, not {size}"))),
        }
    }

    fn header(&self) -> Result<HeaderOptions> {
        let version = self.wrm_version.as_deref().filter(|v| *v != "auto").map(str::parse).transpose()?;
        Ok(HeaderOptions {
            version,
            la_url: self.la_url.clone(),
            lui_url: self.lui_url.clone(),
            ds_id: self.ds_id.clone(),
            custom_attributes: self.custom_attributes.clone(),
            on_demand: self.on_demand.unwrap_or(false),
            license_requested: self.license_requested,
        })
    }

    /// What `pssh` gives.
    fn given_pssh(&self) -> Result<Vec<PsshInput>> {
        let mut all = Vec::new();
        for value in self.pssh.iter().flatten() {
            let about = |e: Error| e.about(format!("--pssh {}", abridged(&value.to_string_lossy())));
            let bytes = match std::fs::read(value) {
                Ok(bytes) => bytes,
                Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => return Err(about(e.into())),
                // Not a file, so it is the value itself.
                Err(_) => value.to_string_lossy().into_owned().into_bytes(),
            };
            all.extend(recognise_pssh_input(&bytes).map_err(about)?);
        }
        Ok(all)
    }

    /// The systems that get a box made for them.
    fn systems(&self, given: &[PsshInput]) -> Result<Vec<SystemId>> {
        let Some(names) = &self.systems else {
            let wanted = [SystemId::PLAYREADY].into_iter();
            return Ok(wanted.filter(|s| !given.iter().any(|g| g.content().system_id == *s)).collect());
        };
        if names.iter().any(|s| s == "none") {
            if names.len() > 1 {
                return Err(Error::usage("none goes with no other system"));
            }
            return Ok(Vec::new());
        }
        let mut systems = Vec::new();
        for name in names {
            let system: SystemId = name.parse()?;
            if !systems.contains(&system) && !given.iter().any(|g| g.content().system_id == system) {
                systems.push(system);
            }
        }
        Ok(systems)
    }
}

fn parse_pattern(text: &str) -> Result<Pattern> {
    let blocks = |part: &str| part.parse::<u8>().ok().filter(|n| *n <= 15);
    let pattern = text
        .split_once(':')
        .and_then(|(c, s)| Some(Pattern { crypt_byte_block: blocks(c)?, skip_byte_block: blocks(s)? }));
    pattern.ok_or_else(|| {
        Error::usage(format!("pattern {text:?} is not C:S with numbers from 0 to 15")).hint("1:9 is usual")
    })
}

fn abridged(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(37).chain("...".chars()).collect()
    }
}
