//! The table of parameters.

use super::grammar::{Item, Node};
use super::{CfgError, KeySource, KidSelector, LicenseRequestGroup as Group};
use crate::license::policy::{
    Chain, ExtendedRestriction, ExtendedRight, Guid, KeyType, Moment, Persistence, Protection, Publisher,
    enablers,
};
use crate::license::policy::{parse_agc, parse_kid, parse_resolution, quoted};

/// Those that may be given more than once, since their values add up.
const REPEATING: &[&str] = &["dvop", "daop", "avop", "extendedright"];

/// Why a value is wrong.
type Wrong = String;

/// One parameter.
pub(super) struct Parameter {
    /// Its name, lower-case.
    pub name: &'static str,
    /// Other names for it.
    aliases: &'static [&'static str],
    /// Writes its value into the request.
    pub set: fn(&mut Group, &Node) -> Result<(), Wrong>,
}

macro_rules! parameters {
    ($($name:literal $(| $alias:literal)* => |$group:ident, $value:ident| $set:expr;)*) => {
        const PARAMETERS: &[Parameter] = &[$(Parameter {
            name: $name,
            aliases: &[$($alias),*],
            set: |$group, $value| { $set; Ok(()) },
        }),*];
    };
}

parameters! {
    "sl" => |group, value| group.policy.security_level = number(value)?;
    "kid" => |group, value| group.kid = kid_selector(value)?;
    "contentkey" | "ck" => |group, value| group.key = KeySource::Key(text(value)?.parse().map_err(shown)?);
    "keyseed" => |group, value| group.key = seed(group, value)?;
    "ckt" => |group, value| group.policy.key_type = key_type(value)?;
    "tid" => |group, value| group.transaction_id = Some(guid(value)?);
    "playright" => |group, value| group.policy.rights.play = boolean(value)?;
    "readright" => |group, value| group.policy.rights.read = boolean(value)?;
    "executeright" => |group, value| group.policy.rights.execute = boolean(value)?;
    "copyright" => |group, value| group.policy.rights.copy = boolean(value)?;
    "extendedright" => |group, value| group.policy.extended_rights.push(extended_right(value)?);
    "persist" => |group, value| persist(group, boolean(value)?);
    "simple" => |group, value| simple(group, boolean(value)?);
    "begindate" => |group, value| group.policy.begin = Some(moment(value)?);
    "enddate" | "expiration" => |group, value| group.policy.end = Some(moment(value)?);
    "firstplayexpiration" | "firstexp" => |group, value| group.policy.first_play = Some(number(value)?);
    "graceperiod" => |group, value| group.policy.grace = Some(number(value)?);
    "realtime" => |group, value| group.policy.real_time = boolean(value)?;
    "removaldate" => |group, value| group.policy.removal = Some(moment(value)?);
    "playcount" => |group, value| group.policy.play_count = Some(number(value)?);
    "copycount" => |group, value| group.policy.copy_count = Some(number(value)?);
    "isroot" => |group, value| is_root(group, boolean(value)?)?;
    "rootid" => |group, value| root_id(group, value)?;
    "sourceid" => |group, value| group.policy.source_id = Some(number(value)?);
    "restrictedsourceid" => |group, value| group.policy.restricted_source_id = boolean(value)?;
    "caopl" => |group, value| group.policy.outputs.compressed_digital_audio = number(value)?;
    "ucaopl" => |group, value| group.policy.outputs.uncompressed_digital_audio = number(value)?;
    "cvopl" => |group, value| group.policy.outputs.compressed_digital_video = number(value)?;
    "ucvopl" => |group, value| group.policy.outputs.uncompressed_digital_video = number(value)?;
    "avopl" => |group, value| group.policy.outputs.analog_video = number(value)?;
    "dvop" => |group, value| group.policy.digital_video.extend(protections(value, true)?);
    "daop" => |group, value| group.policy.digital_audio.extend(protections(value, true)?);
    "avop" => |group, value| group.policy.analog_video.extend(protections(value, false)?);
    "explicitacp" => |group, value| group.policy.analog_video.push(parse_agc(text(value)?).map_err(shown)?);
    "maxres" => |group, value| group.policy.digital_video.push(parse_resolution(text(value)?).map_err(shown)?);
    "extendedrestrictions" | "extendedrestriction" =>
        |group, value| group.policy.extended_restrictions.extend(extended_restrictions(value)?);
    "playenablers" | "playenabler" => |group, value| group.policy.play_enablers.extend(guids(value)?);
    "copyenablers" => |group, value| group.policy.copy_enablers.extend(guids(value)?);
    "allowunknownsd" => |group, value| enabler(group, boolean(value)?, enablers::UNKNOWN_OUTPUT_CONSTRAINED);
    "allowunknownhd" => |group, value| enabler(group, boolean(value)?, enablers::UNKNOWN_OUTPUT);
    "clientinfo" => |group, value| group.client_info = boolean(value)?;
    "msg" => |group, value| group.client_info = message(value)?;
    "revoked" => |group, value| group.revoked = boolean(value)?;
    "errorcode" => |group, value| group.error_code = Some(error_code(value)?);
    "accountid" => |group, value| group.policy.domain.get_or_insert_default().account_id = Some(guid(value)?);
    "domainrevision" => |group, value| group.policy.domain.get_or_insert_default().revision = Some(number(value)?);
    "meteringid" => |group, value| group.policy.metering = Some(publisher(value)?);
    "securestop" => |group, value| group.policy.secure_stop = publisher_or_bool(value)?;
    "securestop2" => |group, value| group.policy.secure_stop2 = boolean(value)?;
    "embed" => |group, value| group.policy.embed = boolean(value)?;
}

impl Parameter {
    /// Whether it may be given more than once.
    pub(super) fn repeats(&self) -> bool {
        REPEATING.contains(&self.name)
    }
}

/// The parameter of a name or alias, in any case.
pub(super) fn find(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| {
        let mut names = std::iter::once(&parameter.name).chain(parameter.aliases);
        names.any(|known| known.eq_ignore_ascii_case(name))
    })
}

/// The error for a name that is not in the table.
pub(super) fn unknown(name: &str) -> CfgError {
    let close = PARAMETERS.iter().find(|parameter| {
        let name = name.to_ascii_lowercase();
        !name.is_empty() && (parameter.name.starts_with(&name) || name.starts_with(parameter.name))
    });
    let guess = close.map_or_else(String::new, |parameter| format!(" (is it {}?)", parameter.name));
    CfgError::new(quoted(name), format!("is no parameter{guess}"))
}

fn shown(error: impl ToString) -> Wrong {
    error.to_string()
}

fn text(value: &Node) -> Result<&str, Wrong> {
    match value {
        Node::Text(text) => Ok(text),
        Node::List(_) => Err("is a list, where one value is needed".to_owned()),
    }
}

fn items(value: &Node) -> Result<&[Item], Wrong> {
    match value {
        Node::List(items) => Ok(items),
        Node::Text(text) => Err(format!("is {}, where values in parentheses are needed", quoted(text))),
    }
}

fn boolean(value: &Node) -> Result<bool, Wrong> {
    let text = text(value)?;
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(format!("is {}, where true or false is needed", quoted(text))),
    }
}

fn number<T: std::str::FromStr>(value: &Node) -> Result<T, Wrong> {
    let text = text(value)?;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = if digits { text.parse().ok() } else { None };
    let bits = 8 * std::mem::size_of::<T>();
    parsed.ok_or_else(|| format!("is {}, where a number of at most {bits} bits is needed", quoted(text)))
}

fn moment(value: &Node) -> Result<Moment, Wrong> {
    text(value)?.parse().map_err(shown)
}

fn guid(value: &Node) -> Result<Guid, Wrong> {
    text(value)?.parse().map_err(shown)
}

fn guids(value: &Node) -> Result<Vec<Guid>, Wrong> {
    match value {
        Node::Text(text) => Ok(vec![text.parse().map_err(shown)?]),
        Node::List(items) => items.iter().map(|item| guid(&item.value)).collect(),
    }
}

fn kid_selector(value: &Node) -> Result<KidSelector, Wrong> {
    let text = text(value)?;
    if text.eq_ignore_ascii_case("header") {
        return Ok(KidSelector::Header);
    }
    parse_kid(text).map(KidSelector::Id).map_err(shown)
}

fn seed(group: &Group, value: &Node) -> Result<KeySource, Wrong> {
    let seed = text(value)?.parse().map_err(shown)?;
    // An explicit key is what the license holds, whatever it may be derived from.
    Ok(if matches!(group.key, KeySource::Key(_)) { group.key.clone() } else { KeySource::Seed(seed) })
}

fn key_type(value: &Node) -> Result<KeyType, Wrong> {
    let text = text(value)?;
    match text.to_ascii_lowercase().as_str() {
        "aes128bitctr" | "aesctr" => Ok(KeyType::Ctr),
        "aes128bitcbc" | "aescbc" => Ok(KeyType::Cbc),
        "keyexchange" => Ok(KeyType::KeyExchange),
        _ => Err(format!("is {}, which is none of aes128bitctr, aes128bitcbc and keyexchange", quoted(text))),
    }
}

fn persist(group: &mut Group, persist: bool) {
    if persist {
        group.policy.persistence = Persistence::Persistent;
    } else if group.policy.is_persistent() {
        group.policy.persistence = Persistence::NonPersistent;
    }
}

fn simple(group: &mut Group, simple: bool) {
    if simple {
        group.policy.persistence = Persistence::SimpleNonPersistent;
    }
}

fn is_root(group: &mut Group, root: bool) -> Result<(), Wrong> {
    match (root, group.policy.chain) {
        (true, Chain::Leaf(_)) => Err("a group is either a root or a leaf (rootid)".to_owned()),
        (true, _) => {
            group.policy.chain = Chain::Root;
            Ok(())
        }
        (false, _) => Ok(()),
    }
}

fn root_id(group: &mut Group, value: &Node) -> Result<(), Wrong> {
    if group.policy.chain == Chain::Root {
        return Err("a group is either a root (isroot) or a leaf".to_owned());
    }
    group.policy.chain = Chain::Leaf(parse_kid(text(value)?).map_err(shown)?);
    Ok(())
}

fn enabler(group: &mut Group, wanted: bool, id: Guid) {
    if wanted && !group.policy.play_enablers.contains(&id) {
        group.policy.play_enablers.push(id);
    }
}

fn message(value: &Node) -> Result<bool, Wrong> {
    let text = text(value)?;
    if text.eq_ignore_ascii_case("clientinfo") {
        return Ok(true);
    }
    Err(format!("is {}, where only clientinfo is known", quoted(text)))
}

fn error_code(value: &Node) -> Result<u32, Wrong> {
    let text = text(value)?;
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = if hex { u32::from_str_radix(digits, 16).ok() } else { None };
    code.ok_or_else(|| format!("is {}, where a code such as 0x8004c065 is needed", quoted(text)))
}

fn publisher(value: &Node) -> Result<Publisher, Wrong> {
    text(value)?.parse().map_err(shown)
}

fn publisher_or_bool(value: &Node) -> Result<Option<Publisher>, Wrong> {
    match boolean(value) {
        Ok(wanted) => Ok(wanted.then_some(Publisher::Service)),
        Err(_) => publisher(value).map(Some),
    }
}

/// The fields of a group in parentheses, each at most once; `known` are all that there are.
fn fields<'a, const N: usize>(value: &'a Node, known: [&str; N]) -> Result<[Option<&'a Node>; N], Wrong> {
    let mut found = [None; N];
    for item in items(value)? {
        let name = item.name.as_deref().unwrap_or_default();
        let slot = known.iter().zip(&mut found).find(|(known, _)| known.eq_ignore_ascii_case(name));
        match slot {
            Some((_, slot @ None)) => *slot = Some(&item.value),
            Some((name, Some(_))) => return Err(format!("{name} is given twice")),
            None => return Err(format!("{} is none of {}", quoted(name), known.join(", "))),
        }
    }
    Ok(found)
}

/// Whether a value is a list of groups rather than one group.
fn is_list_of_groups(value: &Node) -> bool {
    let nested = |item: &Item| item.name.is_none() && matches!(item.value, Node::List(_));
    matches!(value, Node::List(items) if !items.is_empty() && items.iter().all(nested))
}

fn each<T>(value: &Node, read: impl Fn(&Node) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
    if is_list_of_groups(value) {
        return items(value)?.iter().map(|item| read(&item.value)).collect();
    }
    Ok(vec![read(value)?])
}

fn protections(value: &Node, data_optional: bool) -> Result<Vec<Protection>, Wrong> {
    each(value, |value| {
        let [id, data] = fields(value, ["guid", "data"])?;
        let id = guid(id.ok_or("guid is missing")?)?;
        let data = match data {
            Some(data) => bytes(data)?,
            None if data_optional => Vec::new(),
            None => return Err("data is missing".to_owned()),
        };
        Ok(Protection { id, data })
    })
}

fn bytes(value: &Node) -> Result<Vec<u8>, Wrong> {
    let data: crate::license::policy::Data = text(value)?.parse().map_err(shown)?;
    Ok(data.0)
}

fn extended_restrictions(value: &Node) -> Result<Vec<ExtendedRestriction>, Wrong> {
    each(value, |value| {
        let [number_of, must, best, data] = fields(value, ["type", "mustunderstand", "besteffort", "data"])?;
        Ok(ExtendedRestriction {
            restriction_type: number(number_of.ok_or("type is missing")?)?,
            must_understand: must.map_or(Ok(false), boolean)?,
            best_effort: best.map_or(Ok(false), boolean)?,
            data: crate::license::policy::Data(data.map_or(Ok(Vec::new()), bytes)?),
        })
    })
}

fn extended_right(value: &Node) -> Result<ExtendedRight, Wrong> {
    let [number_of, extended] = fields(value, ["type", "extended"])?;
    Ok(ExtendedRight {
        right_type: number(number_of.ok_or("type is missing")?)?,
        restrictions: extended.map_or(Ok(Vec::new()), extended_restrictions)?,
    })
}
