//! The older queries: `Name=value&Name=value`, one license, lists inside values with `;`, US dates, persistent unless said otherwise.
//! The names are mapped to those of `cfg`.

use super::grammar::{Item, Node};
use super::{CfgError, LicenseRequestGroup, names, percent_decoded};
use crate::license::policy::{Chain, Persistence, Rules};
use crate::license::policy::{parse_kid, us_date};

/// What a value becomes.
enum Form {
    /// The same value under a name of `cfg`.
    Plain(&'static str),
    /// A US date under a name of `cfg`.
    Date(&'static str),
    /// `{GUID};base64` under a name of `cfg`.
    Protection(&'static str),
    /// `GUID;GUID` under a name of `cfg`.
    List(&'static str),
    UseSimpleNonPersistentLicense,
    UseChainLicense,
    UplinkKey,
    UseDomains,
}

const NAMES: &[(&str, Form)] = &[
    ("PlayRight", Form::Plain("playright")),
    ("UseSimpleNonPersistentLicense", Form::UseSimpleNonPersistentLicense),
    ("SecurityLevel", Form::Plain("sl")),
    ("BeginDate", Form::Date("begindate")),
    ("Expiration", Form::Date("enddate")),
    ("FirstPlayExpiration", Form::Plain("firstplayexpiration")),
    ("RealTimeExpiration", Form::Plain("realtime")),
    ("UncompressedDigitalVideoOPL", Form::Plain("ucvopl")),
    ("CompressedDigitalVideoOPL", Form::Plain("cvopl")),
    ("AnalogVideoOPL", Form::Plain("avopl")),
    ("UncompressedDigitalAudioOPL", Form::Plain("ucaopl")),
    ("CompressedDigitalAudioOPL", Form::Plain("caopl")),
    ("DigitalVideoOutputProtection", Form::Protection("dvop")),
    ("DigitalAudioOutputProtection", Form::Protection("daop")),
    ("AnalogVideoOutputProtection", Form::Protection("avop")),
    ("PlayEnablers", Form::List("playenablers")),
    ("ContentKey", Form::Plain("contentkey")),
    ("KeySeed", Form::Plain("keyseed")),
    ("SecureStop", Form::Plain("securestop")),
    ("UseChainLicense", Form::UseChainLicense),
    ("UplinkKey", Form::UplinkKey),
    ("UseRootLicense", Form::Plain("isroot")),
    ("UseDomains", Form::UseDomains),
    ("AccountID", Form::Plain("accountid")),
    ("ErrorCode", Form::Plain("errorcode")),
];

/// Reads a legacy query, without the question mark.
///
/// # Errors
/// At the first unknown name or wrong value, and when a chained license names no root.
pub fn read(query: &str) -> Result<Vec<LicenseRequestGroup>, CfgError> {
    let mut group = LicenseRequestGroup { rules: Rules::TestServer, ..LicenseRequestGroup::default() };
    group.policy.persistence = Persistence::Persistent;
    let (mut chained, mut uplink) = (false, None);
    let mut seen: Vec<&str> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let Some((name, form)) = known else { return Err(unknown(name)) };
        if seen.contains(name) && !matches!(form, Form::Protection(_)) {
            return Err(CfgError::new(*name, "is given twice"));
        }
        seen.push(name);
        let value = percent_decoded(value);
        let wrong = |message: String| CfgError::new(*name, message);
        let mut set = |parameter: &str, node: &Node| match names::find(parameter) {
            Some(parameter) => (parameter.set)(&mut group, node).map_err(wrong),
            None => Err(unknown(parameter)),
        };
        match form {
            Form::Plain(parameter) => set(parameter, &Node::Text(value))?,
            Form::Date(parameter) => {
                let date = us_date(&value).map_err(|error| wrong(error.to_string()))?;
                set(parameter, &Node::Text(date.to_string()))?;
            }
            Form::Protection(parameter) => set(parameter, &protection(&value))?,
            Form::List(parameter) => {
                let item = |guid: &str| Item { name: None, value: Node::Text(guid.trim().to_owned()) };
                let guids = value.split(';').filter(|guid| !guid.is_empty()).map(item);
                set(parameter, &Node::List(guids.collect()))?;
            }
            Form::UseSimpleNonPersistentLicense => {
                if flag(&value).map_err(wrong)? {
                    group.policy.persistence = Persistence::SimpleNonPersistent;
                }
            }
            Form::UseChainLicense => chained = flag(&value).map_err(wrong)?,
            Form::UplinkKey => {
                uplink = Some(parse_kid(&value).map_err(|error| wrong(error.to_string()))?);
            }
            Form::UseDomains => {
                if flag(&value).map_err(wrong)? {
                    group.policy.domain.get_or_insert_default();
                }
            }
        }
    }
    match (chained, uplink) {
        (true, Some(_)) if group.policy.chain == Chain::Root => {
            return Err(CfgError::new("UseRootLicense", "a license is either a root or a leaf"));
        }
        (true, Some(root)) => group.policy.chain = Chain::Leaf(root),
        (true, None) => return Err(CfgError::new("UplinkKey", "is missing, so the leaf has no root")),
        (false, Some(_)) => return Err(CfgError::new("UplinkKey", "is given without UseChainLicense=1")),
        (false, None) => {}
    }
    Ok(vec![group])
}

fn unknown(name: &str) -> CfgError {
    CfgError::new(crate::license::policy::quoted(name), "is no parameter")
}

fn flag(value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err("is neither 0 nor 1".to_owned()),
    }
}

/// `{GUID};base64` as a group of `cfg`.
fn protection(value: &str) -> Node {
    let (guid, data) = value.split_once(';').unwrap_or((value, ""));
    let item = |name: &str, text: &str| Item {
        name: Some(name.to_owned()),
        value: Node::Text(text.trim().to_owned()),
    };
    let mut items = vec![item("guid", guid)];
    if !data.is_empty() {
        items.push(item("data", data));
    }
    Node::List(items)
}
