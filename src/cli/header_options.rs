//! The options that fill a WRM header, shared by every command that writes one.

use crate::Result;
use crate::batch::{FieldError, Settings};
use crate::drm::playready::HeaderOptions;

/// What a WRM header holds beside its keys.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "PlayReady header")]
pub struct HeaderArgs {
    /// Version of the WRM header; auto, the default, takes the lowest that can hold the rest
    #[arg(long, value_name = "VERSION", value_parser = ["auto", "4.0", "4.1", "4.2", "4.3"])]
    wrm_version: Option<String>,
    /// License acquisition URL, absolute
    #[arg(long, value_name = "URL")]
    la_url: Option<String>,
    /// URL for license acquisition with user interface, absolute
    #[arg(long, value_name = "URL")]
    lui_url: Option<String>,
    /// Domain service ID, base64 of a GUID
    #[arg(long, value_name = "BASE64")]
    ds_id: Option<String>,
    /// Content of CUSTOMATTRIBUTES, or that element; it is brought into canonical form
    #[arg(long, value_name = "XML")]
    custom_attributes: Option<String>,
    /// Write DECRYPTORSETUP ONDEMAND: licenses come after the start (live, key rotation)
    #[arg(long)]
    on_demand: bool,
    /// Write LICENSEREQUESTED
    #[arg(long, value_name = "true|false")]
    license_requested: Option<bool>,
}

impl HeaderArgs {
    /// What was given, as job lists have it too.
    pub fn settings(&self) -> Settings {
        Settings {
            wrm_version: self.wrm_version.clone(),
            la_url: self.la_url.clone(),
            lui_url: self.lui_url.clone(),
            ds_id: self.ds_id.clone(),
            custom_attributes: self.custom_attributes.clone(),
            on_demand: self.on_demand.then_some(true),
            license_requested: self.license_requested,
            ..Settings::default()
        }
    }

    /// The options of the library.
    ///
    /// # Errors
    /// When the version is none.
    pub fn options(&self) -> Result<HeaderOptions> {
        self.settings().recipe().map(|recipe| recipe.header).map_err(FieldError::of_option)
    }
}
