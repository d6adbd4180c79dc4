//! Every lint rule has a minimal input that breaks it and nothing else, and a clean one: `tests/data/headers/lint`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use boxlock::drm::HeaderKey;
use boxlock::drm::lint::{Finding, LintKeys, Severity, lint, rules};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/headers/lint")
}

/// The keys beside a sample: one `KID:KEY` in each line.
fn keys(rule: &str) -> LintKeys {
    let text = fs::read_to_string(folder().join(format!("{rule}.keys"))).unwrap_or_default();
    let keys = text.lines().map(|line| {
        let (kid, key) = line.split_once(':').unwrap();
        HeaderKey { kid: kid.parse().unwrap(), key: Some(key.parse().unwrap()) }
    });
    LintKeys { keys: keys.collect(), seed: None }
}

fn findings(rule: &str, extension: &str) -> Vec<Finding> {
    let path = folder().join(format!("{rule}.{extension}"));
    let input = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    lint(&input, &keys(rule)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn each_rule_is_broken_alone_and_kept() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let bad: BTreeSet<&str> = findings(rule.id, "bad").iter().map(|finding| finding.rule.id).collect();
        if bad != BTreeSet::from([rule.id]) {
            wrong.push(format!("{}.bad breaks {bad:?}", rule.id));
        }
        let ok = findings(rule.id, "ok");
        if !ok.is_empty() {
            wrong.push(format!("{}.ok breaks {ok:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn samples_belong_to_rules() {
    let ids: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(ids.contains(stem), "{} is of no rule", path.display());
    }
}

#[test]
fn the_table_is_well_kept() {
    let mut ids = BTreeSet::new();
    for rule in rules() {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        assert!(rule.summary.ends_with('.') && rule.reason.ends_with('.'), "{}", rule.id);
        assert!(!rule.clause.is_empty() && !rule.hint.ends_with('.'), "{}", rule.id);
    }
    assert!(ids.len() >= 24);
    assert!(rules().any(|rule| rule.severity == Severity::Info));
}

#[test]
fn offsets_are_bytes_of_the_item() {
    let finding = &findings("ampersand", "bad")[0];
    let text = fs::read(folder().join("ampersand.bad")).unwrap();
    assert_eq!(text[usize::try_from(finding.offset.unwrap()).unwrap()], b'&');
    // In a pssh box the header starts at byte 42.
    let finding = &findings("byte-order-mark", "bad")[0];
    assert_eq!((finding.offset, finding.path.as_str()), (Some(10), "PlayReady Object/WRMHEADER"));
}
