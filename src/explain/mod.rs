//! What codes, rules and fields mean and what to do about them: the texts of `boxlock explain`.

mod chain_rules;
mod exit_codes;
mod fields;
mod hresults;

use crate::drm::lint;
use crate::verify::{RULES, Severity};

/// The text for one code, rule or field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The word it is looked up by.
    pub key: &'static str,
    /// Its name, or the rule in one sentence.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
    /// What to do; empty when there is nothing to do.
    pub hint: &'static str,
    /// Where it is written.
    pub clause: &'static str,
}

/// A kind of keys.
#[derive(Debug)]
pub struct Source {
    /// The heading of its list.
    pub title: &'static str,
    /// Its texts.
    pub explanations: fn() -> Vec<Explanation>,
}

/// Every kind. A new one is a new row.
pub const SOURCES: &[Source] = &[
    Source { title: "Rules of `boxlock header lint`", explanations: lint_rules },
    Source { title: "Rules of `boxlock verify`", explanations: verify_rules },
    Source { title: "Rules of certificate chains", explanations: || chain_rules::CHAIN_RULES.to_vec() },
    Source { title: "Exit codes", explanations: || exit_codes::EXIT_CODES.to_vec() },
    Source { title: "PlayReady status codes (HRESULT)", explanations: hresults::all },
    Source { title: "Pages", explanations: || vec![WIRE] },
    Source { title: "Boxes, fields and elements", explanations: || fields::FIELDS.to_vec() },
];

/// The page of wire bodies, which operations and samples are held to.
const WIRE: Explanation = Explanation {
    key: "wire",
    title: "Bodies of the nine operations on the wire",
    text: include_str!("../rights_manager/wire.md").trim_ascii_end(),
    hint: "`boxlock inspect FILE` shows a message of these in fields",
    clause: "samples/soap, and the operations in src/rights_manager",
};

fn lint_rules() -> Vec<Explanation> {
    let rules = lint::rules().map(|rule| Explanation {
        key: rule.id,
        title: rule.summary,
        text: rule.reason,
        hint: rule.hint,
        clause: rule.clause,
    });
    rules.collect()
}

fn verify_rules() -> Vec<Explanation> {
    let rules = RULES.iter().map(|rule| Explanation {
        key: rule.id,
        title: rule.summary,
        text: match rule.severity {
            Severity::Error => {
                "A file that breaks this rule is wrong: some players or decrypters fail on it."
            }
            Severity::Warning => {
                "A file that breaks this rule is legal, but some players or tools stumble over it."
            }
        },
        hint: rule.hint,
        clause: rule.clause,
    });
    rules.collect()
}

/// All texts.
pub fn all() -> Vec<Explanation> {
    SOURCES.iter().flat_map(|source| (source.explanations)()).collect()
}

/// The texts for a key or name, in either case. Status codes are also found as decimal numbers and without `0x`.
pub fn find(word: &str) -> Vec<Explanation> {
    let word = normal(word);
    let mut found = all();
    found.retain(|one| normal(one.key) == word || normal(one.title) == word);
    found
}

/// The keys that are closest to a word, best first, at most three.
pub fn suggestions(word: &str) -> Vec<&'static str> {
    let word: Vec<char> = normal(word).chars().take(40).collect();
    let limit = (word.len() / 3).max(2);
    let mut close: Vec<(usize, &'static str)> = Vec::new();
    for one in all() {
        let key: Vec<char> = normal(one.key).chars().collect();
        let distance = if word.len() > 2 && contains(&key, &word) { 1 } else { distance(&word, &key) };
        if distance <= limit {
            close.push((distance, one.key));
        }
    }
    close.sort_unstable();
    close.dedup();
    close.into_iter().take(3).map(|(_, key)| key).collect()
}

fn contains(key: &[char], word: &[char]) -> bool {
    key.windows(word.len()).any(|window| window == word)
}

/// Lower case, without white space around it; numbers of status codes as `0x` and eight digits.
fn normal(word: &str) -> String {
    let word = word.trim().to_lowercase();
    let word = word.strip_prefix("exit ").unwrap_or(&word).to_owned();
    let digits = word.strip_prefix("0x").unwrap_or(&word);
    if digits.len() == 8 && digits.starts_with('8') && u32::from_str_radix(digits, 16).is_ok() {
        return format!("0x{digits}");
    }
    match word.parse::<i64>() {
        // Programs print an HRESULT as a signed or an unsigned number.
        Ok(number @ -0x8000_0000..0) => format!("0x{:08x}", number + 0x1_0000_0000),
        Ok(number @ 0x8000_0000..=0xffff_ffff) => format!("0x{number:08x}"),
        _ => word,
    }
}

/// Single-character edits between two words.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        let mut left = i + 1;
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let [diagonal, above] = pair else { continue };
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_is_found_and_said_once() {
        for source in SOURCES {
            let mut keys = HashSet::new();
            for one in (source.explanations)() {
                assert!(keys.insert(one.key), "{} twice", one.key);
                assert!(find(one.key).contains(&one), "{}", one.key);
                assert!(
                    one.text.ends_with('.') && !one.title.is_empty() && !one.clause.is_empty(),
                    "{}",
                    one.key
                );
                assert!(!one.hint.ends_with('.'), "{}", one.key);
            }
        }
    }

    #[test]
    fn status_codes_in_every_form() {
        for word in ["0x8004C604", "8004c604", "-2147170812", "2147796484", "drm_e_server_service_specific"] {
            assert_eq!(find(word)[0].title, "DRM_E_SERVER_SERVICE_SPECIFIC", "{word}");
        }
        assert_eq!(find("exit 5"), find("5"));
    }

    #[test]
    fn close_words_are_suggested() {
        assert_eq!(suggestions("atribute-order")[0], "attribute-order");
        assert!(suggestions("cheksum").contains(&"CHECKSUM"));
        assert!(suggestions("default").contains(&"default_KID"));
        assert_eq!(suggestions("wholly unknown words"), [""; 0]);
        assert_eq!(distance(&['a', 'b'], &['b']), 1);
        assert_eq!(distance(&[], &['b', 'c']), 2);
    }

    #[test]
    fn fields_and_rules_share_words() {
        let found = find("algid");
        assert!(found.iter().any(|one| one.key == "ALGID") && found.iter().any(|one| one.key == "algid"));
    }
}
