//! The options that say what licenses allow.

use std::path::PathBuf;

use crate::license::{LicenseRequestGroup, cfg, presets, source};
use crate::{Error, Result};

/// Longest policy file that is read.
const MAX_POLICY_LEN: u64 = 1 << 20;

/// What licenses allow; without any of these: Play, not stored, security level 150.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Policy")]
#[group(id = "policy_source", multiple = false)]
pub struct PolicyOptions {
    /// Read the policy from a TOML or JSON file, - for stdin
    #[arg(long, value_name = "FILE|-")]
    policy: Option<PathBuf>,
    /// Take the policy of a scenario; "boxlock license presets" lists them
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Read the policy as test servers do: '(sl:2000,persist:true),(…)', or cfg=…, cfg64=…, json=[…], or Name=value&Name=value
    #[arg(long, value_name = "TEXT")]
    cfg: Option<String>,
}

impl PolicyOptions {
    /// What is asked for, one group per license.
    ///
    /// # Errors
    /// When the file cannot be read, or the policy has unknown names or wrong values.
    pub fn groups(&self) -> Result<Vec<LicenseRequestGroup>> {
        if let Some(path) = &self.policy {
            let text = super::read_text(path, MAX_POLICY_LEN)?;
            let name = super::super::target::display(path, "stdin");
            return source::read(&text).map_err(|error| error.about(name));
        }
        if let Some(name) = &self.preset {
            let policy = presets::find(name).map_err(|error| error.about("--preset"))?.policy();
            return Ok(vec![LicenseRequestGroup::of(policy)]);
        }
        let Some(text) = &self.cfg else { return Ok(vec![LicenseRequestGroup::default()]) };
        let groups = match cfg::from_custom_data(text) {
            Some(groups) => groups,
            None if text.trim_start().starts_with('(') => cfg::from_cfg(text),
            None => cfg::from_query(text),
        };
        groups.map_err(|error| Error::from(error).about("--cfg"))
    }

    /// Whether no option was given.
    pub fn is_empty(&self) -> bool {
        let Self { policy, preset, cfg } = self;
        policy.is_none() && preset.is_none() && cfg.is_none()
    }
}
