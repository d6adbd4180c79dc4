//! `boxlock header`: PlayReady Objects and WRM headers.

mod convert;
mod lint;
mod output;

use super::{Console, HeaderArgs, KeyOptions};
use crate::drm::playready::{PlayReadyObject, RECORD_ELS, Record, WrmHeader};
use crate::drm::{PsshData, SystemId};
use crate::{Error, Result};
pub(super) use output::describe;
use output::{Encoding, Form};

/// Make, check and convert PlayReady Objects and WRM headers.
#[derive(clap::Args)]
pub struct HeaderCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    New(New),
    Lint(lint::Lint),
    Convert(convert::Convert),
}

/// Make a WRM header, in a PlayReady Object, in a pssh box. The version follows from the content: one AESCTR key 4.0,
/// several 4.2, AESCBC 4.3, no key 4.1. Keys that are known get a checksum; they do not stand in the header.
#[derive(clap::Args)]
struct New {
    /// Cipher of the keys: AESCTR for cenc and cens, AESCBC for cbcs and cbc1
    #[arg(long, value_name = "ALGID", default_value = "AESCTR", value_parser = ["AESCTR", "AESCBC"])]
    algid: String,
    /// What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)
    #[arg(long, value_enum, default_value_t)]
    form: Form,
    /// How to print it; text is for the WRM header alone (UTF-8)
    #[arg(long, value_enum, default_value_t)]
    encoding: Encoding,
    /// Add an empty embedded license store of this many bytes (10240 is usual), for files that clients may write licenses into
    #[arg(long, value_name = "BYTES")]
    empty_els: Option<u16>,
    // Last, since their help headings go on.
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    header: HeaderArgs,
}

impl HeaderCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When arguments are malformed or contradict each other, or output fails.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::New(new) => console.out_bytes(&new.output(console.json)?),
            Command::Lint(lint) => lint.run(console),
            Command::Convert(convert) => console.out_bytes(&convert.output(console.json)?),
        }
    }
}

impl New {
    fn output(&self, json: bool) -> Result<Vec<u8>> {
        self.encoding.check(self.form)?;
        if self.empty_els.is_some() && self.form == Form::Wrm {
            return Err(Error::usage("a WRM header alone has no embedded license store")
                .hint("use --form pssh or --form pro"));
        }
        let keys = self.keys.header_keys()?;
        let options = self.header.options()?;
        if keys.is_empty() && !options.on_demand {
            return Err(Error::usage("no key ID is given")
                .hint("give --key KID or --keys FILE; a live header without keys takes --on-demand"));
        }
        let header = WrmHeader::build(&keys, self.algid.parse()?, &options)?;
        let xml = header.write()?;
        let bytes = self.bytes(&xml)?;
        if json {
            return Ok(output::document(&header, self.form, &bytes));
        }
        Ok(self.encoding.print(bytes, &xml))
    }

    fn bytes(&self, xml: &str) -> Result<Vec<u8>> {
        let mut object = PlayReadyObject::with_header(xml);
        if let Some(len) = self.empty_els {
            object.records.push(Record { record_type: RECORD_ELS, value: vec![0; usize::from(len)] });
        }
        match self.form {
            Form::Wrm => Ok(object.records.into_iter().flat_map(|record| record.value).collect()),
            Form::Pro => object.write(),
            Form::Pssh => {
                PsshData { system_id: SystemId::PLAYREADY, kids: Vec::new(), data: object.write()? }.to_box()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::{Value, json};

    use super::*;
    use crate::drm::recognise_pssh_input;
    use crate::keys::text::to_hex;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        header: HeaderCommand,
    }

    const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
    const OTHER_KID: &str = "6f651ae1-dbe4-4434-bcb4-690d1564c41c";
    const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

    fn output(json: bool, args: &[&str]) -> Result<Vec<u8>> {
        match Cli::try_parse_from([&["header", "new"], args].concat()).unwrap().header.command {
            Command::New(new) => new.output(json),
            _ => unreachable!("only `new` is given"),
        }
    }

    fn text(args: &[&str]) -> String {
        let wrm = ["--form", "wrm", "--encoding", "text"];
        String::from_utf8(output(false, &[args, &wrm].concat()).unwrap()).unwrap()
    }

    #[test]
    fn the_default_is_base64_of_a_pssh_box() {
        let base64 = output(false, &["--key", KID, "--key-seed", "test"]).unwrap();
        assert!(base64.starts_with(b"AAAC") && base64.ends_with(b"\n"));
        let pssh = recognise_pssh_input(&base64).unwrap();
        assert_eq!(pssh[0].content().system_id, SystemId::PLAYREADY);
    }

    #[test]
    fn forms_hold_each_other() {
        let raw = |form| output(false, &["--key", KID, "--form", form, "--encoding", "raw"]).unwrap();
        let (pssh, pro, wrm) = (raw("pssh"), raw("pro"), raw("wrm"));
        assert_eq!((&pssh[32..], &pro[10..]), (pro.as_slice(), wrm.as_slice()));
        let hex = output(false, &["--key", KID, "--encoding", "hex"]).unwrap();
        assert_eq!(hex, (to_hex(&pssh) + "\n").into_bytes());
    }

    #[test]
    fn known_keys_have_checksums() {
        let given = format!("{KID}:{KEY}");
        assert!(text(&["--key", &given]).contains("<CHECKSUM>w+OZVr8vzrQ=</CHECKSUM>"));
        assert!(!text(&["--key", KID]).contains("CHECKSUM"));
        assert!(!text(&["--key", &given, "--algid", "AESCBC"]).contains("CHECKSUM"));
        let both = text(&["--key", KID, "--key", OTHER_KID, "--key", &given]);
        assert!(both.contains("version=\"4.2.0.0\"") && both.matches("CHECKSUM").count() == 1, "{both}");
    }

    #[test]
    fn json_describes_the_header() {
        let json =
            output(true, &["--key", KID, "--key-seed", "test", "--la-url", "https://a/?b=1&c=2"]).unwrap();
        let json: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!((&json["version"], &json["form"]), (&json!("4.0.0.0"), &json!("pssh")));
        assert_eq!(json["kids"][0]["checksum"], "w+OZVr8vzrQ=");
        assert_eq!(json["la_url"], "https://a/?b=1&c=2");
        assert!(!json.to_string().contains(KEY));
    }

    #[test]
    fn an_empty_license_store_follows_the_header() {
        let pro = ["--key", KID, "--form", "pro", "--encoding", "raw", "--empty-els", "32"];
        let object = PlayReadyObject::read(&output(false, &pro).unwrap(), 0).unwrap();
        assert_eq!(object.records[1], Record { record_type: RECORD_ELS, value: vec![0; 32] });
        assert_eq!(object.records.len(), 2);
    }

    #[test]
    fn impossible_combinations() {
        let other_key = format!("{KID}:{}", "0".repeat(32));
        for (args, part) in [
            (&[][..], "no key ID"),
            (&["--key-seed", "test"], "no key ID"),
            (&["--key", KID, "--encoding", "text"], "WRM header only"),
            (&["--key", KID, "--form", "wrm", "--empty-els", "9"], "no embedded license store"),
            (&["--key", KID, "--wrm-version", "4.2", "--algid", "AESCBC"], "4.3"),
            (&["--key", KID, "--key", OTHER_KID, "--wrm-version", "4.1"], "several key IDs"),
            (&["--key", KID, "--la-url", "rightsmanager.asmx"], "absolute"),
            (&["--key", &other_key, "--key", KID, "--key-seed", "test"], "two different keys"),
        ] {
            let error = output(false, args).unwrap_err();
            assert_eq!(error.exit_code(), crate::ExitCode::Usage);
            assert!(error.to_string().contains(part), "{args:?}: {error}");
        }
        assert!(text(&["--on-demand"]).contains("version=\"4.1.0.0\""));
    }
}
