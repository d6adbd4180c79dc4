//! The credential files of AWS: `~/.aws/credentials` and `~/.aws/config`, or those that `AWS_SHARED_CREDENTIALS_FILE` and
//! `AWS_CONFIG_FILE` name. Read when the environment holds no credentials; the environment wins in everything.
//!
//! Keys, region and endpoint of a profile are taken. Profiles that sign on by a browser or another program are not:
//! `aws configure export-credentials --format env` turns any of them into an environment.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Settings of the chosen profile that the builder does not have from the environment.
///
/// # Errors
/// When a file is there but cannot be read, or `AWS_PROFILE` names a profile that is not there.
pub(super) fn settings(builder: &AmazonS3Builder) -> Result<Vec<(AmazonS3ConfigKey, String)>> {
    // Roles of containers and clusters need no file, and must not be overruled by one.
    const ROLES: [&str; 3] = [
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];
    let has = |key: &AmazonS3ConfigKey| builder.get_config_value(key).is_some();
    let chosen = env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    if has(&AmazonS3ConfigKey::AccessKeyId)
        || (chosen.is_none() && ROLES.iter().any(|name| env::var_os(name).is_some()))
    {
        return Ok(Vec::new());
    }
    let profile = chosen.as_deref().unwrap_or("default");
    let credentials = read("AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
    let config = read("AWS_CONFIG_FILE", "config")?;
    let mut found = section(&credentials, profile);
    let named = if profile == "default" { profile.to_owned() } else { format!("profile {profile}") };
    found.extend(section(&config, &named));
    if found.is_empty() && chosen.is_some() {
        return Err(Error::usage("no such profile in the credential files of AWS").about(profile));
    }
    let mut settings = Vec::new();
    for (name, key) in [
        ("aws_access_key_id", AmazonS3ConfigKey::AccessKeyId),
        ("aws_secret_access_key", AmazonS3ConfigKey::SecretAccessKey),
        ("aws_session_token", AmazonS3ConfigKey::Token),
        ("region", AmazonS3ConfigKey::Region),
        ("endpoint_url", AmazonS3ConfigKey::Endpoint),
    ] {
        // The region always has a value in the builder; only the environment tells whether it was chosen.
        let in_environment = match key {
            AmazonS3ConfigKey::Region => {
                ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().any(|name| env::var_os(name).is_some())
            }
            _ => has(&key),
        };
        if let Some((_, value)) = found.iter().find(|(n, _)| *n == name)
            && !in_environment
        {
            settings.push((key, (*value).to_owned()));
        }
    }
    Ok(settings)
}

/// A file that a variable names, or one in `~/.aws`; empty when there is none.
fn read(variable: &str, name: &str) -> Result<Zeroizing<String>> {
    let chosen = env::var_os(variable).map(PathBuf::from);
    let path = chosen.or_else(|| env::home_dir().map(|home| home.join(".aws").join(name)));
    let Some(path) = path else { return Ok(Zeroizing::default()) };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Zeroizing::default()),
        Err(e) => Err(Error::io(&path, e)),
    }
}

/// Names and values of a section. Nested settings, which are indented, are left out.
fn section<'a>(text: &'a str, wanted: &str) -> Vec<(&'a str, &'a str)> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            inside = title.trim() == wanted;
        } else if inside
            && !line.starts_with(['#', ';', ' ', '\t'])
            && let Some((name, value)) = line.split_once('=')
        {
            found.push((name.trim(), value.trim()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn sections_are_told_apart() {
        let text = "# c\n[default]\naws_access_key_id = A=\n; x = y\ns3 =\n  region = nested\n[ profile b ]\nregion=eu\n[default]\nk=v";
        assert_eq!(section(text, "default"), [("aws_access_key_id", "A="), ("s3", ""), ("k", "v")]);
        assert_eq!(section(text, "profile b"), [("region", "eu")]);
        assert!(section(text, "b").is_empty());
    }
}
