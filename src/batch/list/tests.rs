//! What lists say, and what is refused with which row and field.

use super::*;
use crate::keys::{Selector, TrackKind};

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

fn list(text: &str, format: Format) -> List {
    let list = read(text.as_bytes(), format).unwrap();
    assert!(list.problems.is_empty(), "{:?}", list.problems);
    list
}

#[test]
fn three_forms_say_the_same() {
    let jsonl = format!(
        r#"{{"defaults":{{"scheme":"cbcs","key_seed":"test"}}}}
{{"input":"a.mp4","output":"b.mp4","systems":["playready","common"],"clear_tracks":[3],"iv_size":16,"on_demand":true}}

{{"input":"c.mp4","output":"d.mp4","keys":["video={KID}:{KEY}",{{"selector":"audio","kid":"{KID}"}}]}}"#
    );
    let toml = format!(
        r#"[defaults]
scheme = "cbcs"
key_seed = "test"
[[titles]]
input = "a.mp4"
output = "b.mp4"
systems = ["playready", "common"]
clear_tracks = [3]
iv_size = 16
on_demand = true
[[titles]]
input = "c.mp4"
output = "d.mp4"
keys = ["video={KID}:{KEY}", {{ selector = "audio", kid = "{KID}" }}]"#
    );
    let csv = format!(
        "input,output,systems,clear_tracks,iv_size,on_demand,keys,scheme,key_seed\n\
         a.mp4,b.mp4,playready;common,3,16,true,,cbcs,test\n\
         c.mp4,d.mp4,,,,,video={KID}:{KEY};audio={KID},cbcs,test\n"
    );
    let (jsonl, toml, csv) =
        (list(&jsonl, Format::Jsonl), list(&toml, Format::Toml), list(&csv, Format::Csv));
    assert_eq!(jsonl.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(jsonl.defaults.settings.scheme.as_deref(), Some("cbcs"));
    assert_eq!(jsonl.defaults.keys.key_seed, Some(KeySeed::test()));
    assert_eq!(toml.defaults.settings, jsonl.defaults.settings);
    for (j, t) in jsonl.rows.iter().zip(&toml.rows) {
        assert_eq!(*j, Row { number: j.number, ..t.clone() });
    }
    for (j, c) in jsonl.rows.iter().zip(&csv.rows) {
        let completed = Row {
            settings: j.settings.clone().or(&jsonl.defaults.settings),
            keys: RowKeys { key_seed: Some(KeySeed::test()), ..j.keys.clone() },
            ..j.clone()
        };
        assert_eq!(completed, Row { number: j.number, ..c.clone() });
    }
    let keys = jsonl.rows[1].keys.keys.as_ref().unwrap();
    assert_eq!(keys[0].selector, Selector::Kind(TrackKind::Video));
    assert_eq!((keys[1].selector, &keys[1].key), (Selector::Kind(TrackKind::Audio), &None));
    assert_eq!(jsonl.rows[0].settings.clear_tracks, Some(vec![3]));
}

#[test]
fn what_is_wrong_is_named_by_row_and_field() {
    let ok = r#""input":"a","output":"b""#;
    for (format, text, row, field, what) in [
        (Format::Jsonl, format!("{{{ok}}}\n{{{ok},\"shceme\":\"cenc\"}}"), 2, Some("shceme"), "unknown"),
        (Format::Jsonl, format!("{{{ok},\"scheme\":\"cenx\"}}"), 1, Some("scheme"), "none of"),
        (Format::Jsonl, format!("{{{ok},\"scheme\":3}}"), 1, Some("scheme"), "a number, not text"),
        (Format::Jsonl, format!("{{{ok},\"iv_size\":12}}"), 1, Some("iv_size"), "8 or 16"),
        (Format::Jsonl, format!("{{{ok},\"kid\":\"{KID}\",\"key\":\"{KEY}0\"}}"), 1, Some("key"), "key is"),
        (Format::Jsonl, format!("{{{ok},\"key\":\"{KEY}\"}}"), 1, Some("key"), "without a key ID"),
        (Format::Jsonl, format!("{{{ok},\"keys\":[\"{KID}:{KEY}x\"]}}"), 1, Some("keys"), "key is"),
        (
            Format::Jsonl,
            format!("{{{ok},\"keys\":[{{\"kid\":\"{KID}\",\"k\":\"{KEY}\"}}]}}"),
            1,
            Some("keys"),
            "unknown field",
        ),
        (Format::Jsonl, format!("{{{ok},\"key_seed\":\"secret\"}}"), 1, Some("key_seed"), "seed"),
        (Format::Jsonl, format!("{{{ok},\"input\":\"c\"}}"), 1, Some("input"), "twice"),
        (Format::Jsonl, "{\"input\":\"a\"}".into(), 1, Some("output"), "missing"),
        (Format::Jsonl, "{\"input\":\"\",\"output\":\"b\"}".into(), 1, Some("input"), "empty"),
        (Format::Jsonl, format!("{{{ok}}}\n\n{{{ok}"), 3, None, "not JSON"),
        (Format::Jsonl, format!("{{{ok}}}\n[1]"), 2, None, "not an object"),
        (
            Format::Jsonl,
            format!("{{\"defaults\":{{\"kid\":\"{KID}\"}}}}\n{{{ok}}}"),
            1,
            Some("kid"),
            "default",
        ),
        (Format::Jsonl, format!("{{{ok}}}\n{{\"defaults\":{{}}}}"), 2, Some("defaults"), "first line"),
        (Format::Csv, "input,output,pattren\na,b,1:9\n".into(), 1, Some("pattren"), "unknown"),
        (Format::Csv, "input,output,input\na,b,c\n".into(), 1, Some("input"), "twice"),
        (Format::Csv, "input,output\na,b\nc,d,e\n".into(), 3, None, "3 cells"),
        (Format::Csv, "input,output,on_demand\na,b,yes\n".into(), 2, Some("on_demand"), "true or false"),
        (Format::Csv, "input,output,clear_tracks\na,b,1;x\n".into(), 2, Some("clear_tracks"), "number"),
        (
            Format::Toml,
            "[[titles]]\ninput='a'\noutput='b'\n[[titles]]\ninput='a'\n".into(),
            2,
            Some("output"),
            "missing",
        ),
        (
            Format::Toml,
            "[[titles]]\ninput='a'\noutput='b'\nla-url='x'\n".into(),
            1,
            Some("la-url"),
            "unknown",
        ),
    ] {
        let problems = read(text.as_bytes(), format).unwrap().problems;
        let [problem] = problems.as_slice() else { panic!("{text}: {problems:?}") };
        assert_eq!((problem.row, problem.field.as_deref()), (Some(row), field), "{text}");
        let message = problem.error.to_string();
        assert!(message.contains(what), "{text}: {message}");
        for secret in [KEY, "secret"] {
            assert!(!message.contains(secret), "{message}");
        }
        assert_eq!(problem.error.exit_code(), crate::ExitCode::Malformed, "{text}");
    }
    for (format, text, what) in [
        (Format::Jsonl, "", "no titles"),
        (Format::Csv, "input,output\n", "no titles"),
        (Format::Toml, "[defaults]\nscheme='cenc'\n", "no titles"),
        (Format::Toml, "[[titles]]\ninput='a'\nkey='9cb0'x\n", "line 3"),
        (Format::Toml, "title='x'\n", "title"),
    ] {
        let error = read(text.as_bytes(), format).unwrap_err().to_string();
        assert!(error.contains(what) && !error.contains("9cb0"), "{text}: {error}");
    }
    assert!(read(b"\xff\xfe", Format::Csv).is_err());
}

#[test]
fn problems_are_told_with_the_name_of_the_list() {
    let problem = read(b"{\"input\":\"a\"}", Format::Jsonl).unwrap().problems.remove(0);
    assert_eq!(
        problem.into_error("jobs.jsonl").to_string(),
        "jobs.jsonl row 1, field \"output\": is missing"
    );
}

#[test]
fn forms_are_recognised() {
    for (name, bytes, format) in [
        ("x.JSONL", "", Some(Format::Jsonl)),
        ("x.csv", "", Some(Format::Csv)),
        ("x.toml", "", Some(Format::Toml)),
        ("-", "\u{feff}{\"input\":1}", Some(Format::Jsonl)),
        ("-", "# list\n[[titles]]", Some(Format::Toml)),
        ("jobs", "output,input\n", Some(Format::Csv)),
        ("jobs", "hello", None),
    ] {
        assert_eq!(Format::recognise(name, bytes.as_bytes()).ok(), format, "{name} {bytes}");
    }
}

#[test]
fn every_field_is_in_the_schema() {
    let schema = schema();
    for field in &fields::FIELDS {
        let title = &schema["$defs"]["title"]["properties"][field.name];
        assert!(title["description"].is_string(), "{}", field.name);
        assert_eq!(schema["$defs"]["defaults"]["properties"].get(field.name).is_some(), field.default);
    }
}
