//! `boxlock license presets`.

use serde_json::{Value, json};

use super::super::Console;
use crate::license::presets::{self, PRESETS, Preset};
use crate::{Error, Result};

/// List the policies of common scenarios, with what each sets.
#[derive(clap::Args)]
pub(super) struct PresetsArgs {
    /// Show this one only, as a policy file too
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

impl PresetsArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let chosen: Vec<&Preset> = match &self.name {
            Some(name) => vec![presets::find(name)?],
            None => PRESETS.iter().collect(),
        };
        if console.json {
            let list = chosen.iter().map(|preset| document(preset)).collect::<Result<Vec<_>>>()?;
            return console.out_json(&json!({ "schema": "boxlock.presets/1", "presets": list }));
        }
        let mut text = String::new();
        for preset in &chosen {
            let words = preset.policy().words().join("; ");
            text += &format!("{}\n  {}\n  {words}\n", preset.name, preset.scenario);
        }
        if let (Some(_), [preset]) = (&self.name, chosen.as_slice()) {
            let file =
                toml::to_string(&preset.policy()).map_err(|error| Error::internal(error.to_string()))?;
            text += &format!("\n{file}");
        }
        console.out(&text)
    }
}

fn document(preset: &Preset) -> Result<Value> {
    let policy = preset.policy();
    Ok(json!({
        "name": preset.name,
        "scenario": preset.scenario,
        "words": policy.words(),
        "policy": serde_json::to_value(&policy).map_err(|error| Error::internal(error.to_string()))?,
    }))
}
