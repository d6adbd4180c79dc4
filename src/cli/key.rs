//! `boxlock key`: key IDs, content keys, seeds.

use std::fmt::Write as _;

use serde_json::json;
use zeroize::Zeroizing;

use super::Console;
use crate::drm::playready::checksum;
use crate::keys::text::to_base64;
use crate::keys::{ContentKey, KeyEntry, KeyId, KeySeed, KeySpec, Selector, key_file};
use crate::{Error, Result};

/// Make, derive, check and convert keys and key IDs.
#[derive(clap::Args)]
pub struct KeyArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    New(New),
    Derive(Derive),
    Checksum(Checksum),
    Convert(Convert),
}

/// Make random key IDs with keys. Both are printed, since they are what was asked for; --json prints them as a
/// file for --keys.
#[derive(clap::Args)]
struct New {
    /// How many
    #[arg(short, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    n: u32,
}

/// Derive keys from key IDs with a PlayReady key seed. Prints the checksum of each key, and the key itself only with
/// --show-keys.
#[derive(clap::Args)]
struct Derive {
    /// The key seed; "test" is the public test key seed
    #[arg(long, value_name = "BASE64|test")]
    key_seed: String,
    /// Print the keys too
    #[arg(long)]
    show_keys: bool,
    /// Key IDs: UUID, 32 hex digits or guid:BASE64
    #[arg(value_name = "KID", required = true)]
    kids: Vec<String>,
}

/// Print the PlayReady AESCTR checksum of keys, one per line.
#[derive(clap::Args)]
struct Checksum {
    /// Derive keys that are not given
    #[arg(long, value_name = "BASE64|test")]
    key_seed: Option<String>,
    /// Key IDs with their keys
    #[arg(value_name = "KID:KEY", required = true)]
    keys: Vec<String>,
}

/// Print key IDs in every form.
#[derive(clap::Args)]
struct Convert {
    /// Key IDs: UUID, 32 hex digits or guid:BASE64
    #[arg(value_name = "KID", required = true)]
    kids: Vec<String>,
}

impl KeyArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// When an argument is malformed or output fails.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let output = match self.command {
            Command::New(new) => new.output(console.json)?,
            Command::Derive(derive) => derive.output(console.json)?,
            Command::Checksum(checksum) => checksum.output(console.json)?,
            Command::Convert(convert) => convert.output(console.json)?,
        };
        console.out(&output)
    }
}

impl New {
    fn output(&self, json: bool) -> Result<Zeroizing<String>> {
        let mut keys = Vec::new();
        for _ in 0..self.n {
            let (kid, key) = (KeyId::random()?, ContentKey::random()?);
            keys.push(KeyEntry { selector: Selector::All, kid, key, iv: None });
        }
        if json {
            return key_file::write(&keys);
        }
        let blocks = keys.iter().map(|KeyEntry { kid, key, .. }| {
            let (guid, key) = (kid.guid_base64(), key.expose_hex());
            format!("key ID       {kid}\nkey ID GUID  guid:{guid}\nkey          {}\n", *key)
        });
        Ok(Zeroizing::new(blocks.collect::<Vec<_>>().join("\n")))
    }
}

impl Derive {
    fn output(&self, json: bool) -> Result<Zeroizing<String>> {
        let seed = seed(&self.key_seed)?;
        let keys = self.kids.iter().map(|kid| key_id(kid)).map(|kid| kid.map(|kid| (kid, seed.derive(&kid))));
        let keys = keys.collect::<Result<Vec<_>>>()?;
        if json {
            let keys = keys.iter().map(|(kid, key)| {
                let mut entry = checksum_json(kid, key);
                if self.show_keys {
                    entry["key"] = json!(*key.expose_hex());
                }
                entry
            });
            return document(&json!({ "keys": keys.collect::<Vec<_>>() }));
        }
        let mut text = Zeroizing::new(String::new());
        for (kid, key) in &keys {
            let checksum = to_base64(&checksum::aes_ctr(kid, key));
            // Writing to a string does not fail.
            let _ = write!(text, "key ID {kid}  guid:{}  checksum {checksum}", kid.guid_base64());
            if self.show_keys {
                let _ = write!(text, "  key {}", *key.expose_hex());
            }
            text.push('\n');
        }
        Ok(text)
    }
}

impl Checksum {
    fn output(&self, json: bool) -> Result<Zeroizing<String>> {
        let seed = self.key_seed.as_deref().map(seed).transpose()?;
        let mut keys = Vec::new();
        for text in &self.keys {
            let spec: KeySpec = text.parse().map_err(|error| Error::from(error).about("KID:KEY"))?;
            let key = spec.key.or_else(|| seed.as_ref().map(|seed| seed.derive(&spec.kid)));
            let missing = || Error::usage(format!("key ID {} has no key", spec.kid));
            keys.push((spec.kid, key.ok_or_else(|| missing().hint("write KID:KEY, or give --key-seed"))?));
        }
        if json {
            let keys = keys.iter().map(|(kid, key)| checksum_json(kid, key));
            return document(&json!({ "keys": keys.collect::<Vec<_>>() }));
        }
        let lines = keys.iter().map(|(kid, key)| to_base64(&checksum::aes_ctr(kid, key)) + "\n");
        Ok(Zeroizing::new(lines.collect()))
    }
}

impl Convert {
    fn output(&self, json: bool) -> Result<Zeroizing<String>> {
        let kids = self.kids.iter().map(|kid| key_id(kid)).collect::<Result<Vec<_>>>()?;
        if json {
            let kids = kids.iter().map(|kid| {
                json!({ "kid": kid, "hex": kid.hex(), "guid_base64": kid.guid_base64(), "base64": kid.base64() })
            });
            return document(&json!({ "key_ids": kids.collect::<Vec<_>>() }));
        }
        let blocks = kids.iter().map(|kid| {
            format!(
                "UUID               {kid}\nhex                {}\nGUID base64        {}\nbig-endian base64  {}\n",
                kid.hex(),
                kid.guid_base64(),
                kid.base64()
            )
        });
        Ok(Zeroizing::new(blocks.collect::<Vec<_>>().join("\n")))
    }
}

fn checksum_json(kid: &KeyId, key: &ContentKey) -> serde_json::Value {
    json!({
        "kid": kid,
        "guid_base64": kid.guid_base64(),
        "checksum": to_base64(&checksum::aes_ctr(kid, key)),
    })
}

fn document(json: &serde_json::Value) -> Result<Zeroizing<String>> {
    Ok(Zeroizing::new(format!("{json:#}\n")))
}

fn key_id(text: &str) -> Result<KeyId> {
    text.parse().map_err(|error| Error::from(error).about("KID"))
}

fn seed(text: &str) -> Result<KeySeed> {
    text.parse().map_err(|error| Error::from(error).about("--key-seed"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        key: KeyArgs,
    }

    const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
    const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

    fn output(json: bool, args: &[&str]) -> Result<String> {
        let cli = Cli::try_parse_from([&["key"], args].concat()).unwrap();
        let output = match cli.key.command {
            Command::New(new) => new.output(json),
            Command::Derive(derive) => derive.output(json),
            Command::Checksum(checksum) => checksum.output(json),
            Command::Convert(convert) => convert.output(json),
        };
        output.map(|text| text.to_string())
    }

    #[test]
    fn derive_shows_keys_only_when_asked() {
        let shown = output(false, &["derive", "--key-seed", "test", KID, "--show-keys"]).unwrap();
        assert_eq!(
            shown,
            format!("key ID {KID}  guid:q5HgCTj40kGeNVhTH9Gexw==  checksum w+OZVr8vzrQ=  key {KEY}\n")
        );
        for json in [false, true] {
            assert!(!output(json, &["derive", "--key-seed", "test", KID]).unwrap().contains(KEY));
        }
        let json = output(true, &["derive", "--key-seed", "test", KID, "--show-keys"]).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((&json["keys"][0]["key"], &json["keys"][0]["kid"]), (&json!(KEY), &json!(KID)));
    }

    #[test]
    fn new_in_json_is_a_key_file() {
        let specs = key_file::read(&output(true, &["new", "-n", "3"]).unwrap()).unwrap();
        assert_eq!(specs.len(), 3);
        assert!(specs.iter().all(|spec| spec.key.is_some()) && specs[0].kid != specs[1].kid);
        let text = output(false, &["new", "-n", "2"]).unwrap();
        assert_eq!(text.lines().filter(|line| line.starts_with("key  ")).count(), 2);
    }

    #[test]
    fn checksum_of_given_and_derived_keys() {
        let given = format!("{KID}:{KEY}");
        assert_eq!(output(false, &["checksum", &given]).unwrap(), "w+OZVr8vzrQ=\n");
        assert_eq!(output(false, &["checksum", "--key-seed", "test", KID]).unwrap(), "w+OZVr8vzrQ=\n");
        assert!(output(false, &["checksum", KID]).is_err());
        let error = output(false, &["checksum", &format!("{KID}:{KEY}0")]).unwrap_err().to_string();
        assert!(!error.contains(KEY), "{error}");
    }

    #[test]
    fn convert_prints_every_form() {
        let text = output(false, &["convert", "guid:rk8d+Ox90BGnZQCgyR5r9g=="]).unwrap();
        for form in [
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae7dec11d0a76500a0c91e6bf6",
            "rk8d+Ox90BGnZQCgyR5r9g==",
            "+B1Prn3sEdCnZQCgyR5r9g==",
        ] {
            assert!(text.lines().any(|line| line.ends_with(&format!(" {form}"))), "{text}");
        }
        let json: serde_json::Value =
            serde_json::from_str(&output(true, &["convert", KID]).unwrap()).unwrap();
        assert_eq!(json["key_ids"][0]["guid_base64"], "q5HgCTj40kGeNVhTH9Gexw==");
    }
}
