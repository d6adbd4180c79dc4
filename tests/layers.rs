//! The layers of the crate: who may use whom, who may speak, and who may not panic on input.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module and the modules it may use. `error` stands for the error types at the root.
const LAYERS: &[(&str, &[&str])] = &[
    ("bytes", &[]),
    ("error", &["bytes", "keys"]),
    ("crypto", &["error"]),
    ("clock", &[]),
    ("xml", &["bytes", "error"]),
    ("keys", &["bytes", "crypto", "error"]),
    ("boxes", &["bytes", "keys", "error"]),
    ("codec", &["bytes", "error"]),
    ("movie", &["bytes", "boxes", "codec", "error"]),
    ("cenc", &["bytes", "boxes", "codec", "movie", "keys", "crypto", "error"]),
    ("drm", &["bytes", "xml", "keys", "crypto", "error"]),
    ("xmr", &["bytes", "crypto", "keys", "error"]),
    ("pki", &["bytes", "crypto", "clock", "keys", "error"]),
    ("license", &["bytes", "xmr", "pki", "drm", "keys", "crypto", "clock", "error"]),
    (
        "rights_manager",
        &["bytes", "xml", "license", "xmr", "pki", "drm", "store", "keys", "crypto", "clock", "error"],
    ),
    ("store", &["keys", "crypto", "clock", "error"]),
    (
        "server",
        &[
            "store",
            "rights_manager",
            "license",
            "xmr",
            "pki",
            "drm",
            "keys",
            "crypto",
            "clock",
            "bytes",
            "error",
        ],
    ),
    (
        "client",
        &[
            "rights_manager",
            "license",
            "xmr",
            "pki",
            "drm",
            "keys",
            "crypto",
            "clock",
            "xml",
            "bytes",
            "error",
        ],
    ),
    (
        "inspect",
        &[
            "bytes",
            "boxes",
            "codec",
            "movie",
            "cenc",
            "drm",
            "xml",
            "xmr",
            "pki",
            "license",
            "rights_manager",
            "keys",
            "crypto",
            "clock",
            "error",
        ],
    ),
    ("verify", &["bytes", "keys", "boxes", "codec", "movie", "cenc", "drm", "error"]),
    ("edit", &["bytes", "boxes", "movie", "cenc", "error"]),
    (
        "diff",
        &[
            "bytes", "boxes", "movie", "cenc", "keys", "drm", "edit", "error", "xmr", "pki", "inspect",
            "clock",
        ],
    ),
    ("explain", &["drm", "verify", "rights_manager", "error"]),
    ("batch", &["bytes", "boxes", "movie", "cenc", "drm", "keys", "crypto", "clock", "error"]),
    (
        "cli",
        &[
            "bytes",
            "xml",
            "keys",
            "crypto",
            "clock",
            "boxes",
            "codec",
            "movie",
            "cenc",
            "drm",
            "xmr",
            "pki",
            "license",
            "rights_manager",
            "store",
            "server",
            "client",
            "inspect",
            "verify",
            "edit",
            "diff",
            "explain",
            "batch",
            "error",
        ],
    ),
];

/// Layers that read untrusted bytes.
const NO_PANIC: &[&str] = &[
    "bytes",
    "boxes",
    "codec",
    "movie",
    "xml",
    "drm",
    "xmr",
    "pki",
    "license",
    "rights_manager",
    "client",
    "inspect",
    "verify",
];

/// The console belongs to these.
const SPEAKERS: &[&str] = &["cli", "main"];

/// Types that `lib.rs` re-exports from `error`.
const ROOT_TYPES: &[&str] = &["Error", "ErrorKind", "ExitCode", "Result"];

#[test]
fn modules_use_only_the_layers_below_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(module) = file.path.first() else { continue };
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| name == module) else {
            wrong.push(format!("{}: {module} is no layer of the table in tests/layers.rs", file.name));
            continue;
        };
        for used in modules_used(&file.code, &file.path) {
            if used != *module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {module} may not use {used}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_speaks() {
    let mut wrong = Vec::new();
    for file in sources() {
        if !SPEAKERS.contains(&file.path[0].as_str()) && speaks(&file.code) {
            wrong.push(format!("{}: prints", file.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn readers_of_untrusted_bytes_do_not_panic() {
    let mut wrong = Vec::new();
    for file in sources() {
        if NO_PANIC.contains(&file.path[0].as_str()) {
            wrong.extend(panics(&file.code).map(|line| format!("{}:{line}: may panic", file.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_crate_is_scanned() {
    let found: BTreeSet<String> = sources().into_iter().map(|file| file.path[0].clone()).collect();
    for module in ["bytes", "boxes", "codec", "movie", "cenc", "keys", "error", "lib", "main"] {
        assert!(found.contains(module), "{module} was not found under src");
    }
}

/// A source file without comments, literals and tests.
struct Source {
    name: String,
    /// `["boxes", "trun"]` for `src/boxes/trun.rs`, `["boxes"]` for `src/boxes/mod.rs`.
    path: Vec<String>,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        let relative = entry.strip_prefix(root).unwrap();
        let stem = relative.file_stem().unwrap().to_str().unwrap();
        if entry.is_dir() {
            if stem != "tests" {
                collect(root, &entry, found);
            }
        } else if relative.extension().is_some_and(|e| e == "rs") && stem != "tests" {
            let mut path: Vec<String> =
                relative.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            if path.last().is_some_and(|last| last == "mod") {
                path.pop();
            }
            let code = without_tests(&plain_code(&fs::read_to_string(&entry).unwrap()));
            found.push(Source { name: format!("src/{}", relative.display()), path, code });
        }
    }
}

/// Blanks comments and the inside of literals; line breaks stay, so that line numbers do.
fn plain_code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = match (chars[at], chars.get(at + 1)) {
            ('/', Some('/')) => line_end(&chars, at),
            ('/', Some('*')) => comment_end(&chars, at),
            ('"', _) => string_end(&chars, at),
            ('r', Some('"' | '#')) if raw_string_end(&chars, at).is_some() && !word_before(&chars, at) => {
                raw_string_end(&chars, at).unwrap()
            }
            ('\'', _) => char_end(&chars, at),
            _ => at,
        };
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

fn word_before(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() && chars[at - 1] != 'b' || chars[at - 1] == '_')
}

fn line_end(chars: &[char], at: usize) -> usize {
    chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| at + n)
}

fn comment_end(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut end = at;
    while end + 1 < chars.len() {
        match (chars[end], chars[end + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                end += 1;
                continue;
            }
        }
        end += 2;
        if depth == 0 {
            return end;
        }
    }
    chars.len()
}

fn string_end(chars: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != '"' {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(chars.len())
}

fn raw_string_end(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + 1 + hashes) != Some(&'"') {
        return None;
    }
    let body = at + 2 + hashes;
    let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let length = chars[body..].windows(close.len()).position(|window| window == close.as_slice())?;
    Some(body + length + close.len())
}

/// A character literal; a lifetime is left alone.
fn char_end(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => chars[at + 3..].iter().position(|c| *c == '\'').map_or(at, |n| at + 4 + n),
        (Some(_), Some('\'')) => at + 3,
        _ => at,
    }
}

/// Blanks every item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        out.push_str(&rest[..start]);
        let end = start + item_end(&rest[start..]);
        out.extend(rest[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    out + rest
}

/// Where an item ends: at a semicolon, or where its first braces close.
fn item_end(item: &str) -> usize {
    let mut depth = 0;
    for (at, c) in item.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    item.len()
}

/// The modules at the crate's root that this code names by `crate::` or by enough `super::`.
fn modules_used(code: &str, path: &[String]) -> BTreeSet<String> {
    let up = "super::".repeat(path.len());
    let mut used = BTreeSet::new();
    for prefix in ["crate::", up.as_str()] {
        for (at, _) in code.match_indices(prefix) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            // A name that ends in "crate" is not the crate; one more `super::` in front starts elsewhere.
            if before.is_alphanumeric() || matches!(before, '_' | ':') {
                continue;
            }
            used.extend(names_after(&code[at + prefix.len()..]));
        }
    }
    used
}

/// `boxes` of `boxes::trun`, `bytes` and `error` of `{bytes::Reader, Error}`.
fn names_after(text: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let name: String =
            text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if ROOT_TYPES.contains(&name.as_str()) { "error".to_owned() } else { name }
    };
    let Some(group) = text.strip_prefix('{') else { return vec![name(text)] };
    let mut depth = 1;
    let mut names = vec![name(group)];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn speaks(code: &str) -> bool {
    // `print!(` ends `eprint!(` too.
    ["print!(", "println!(", "dbg!("].iter().any(|call| code.contains(call))
}

/// Lines that call `unwrap` or `expect`, or a macro that panics.
fn panics(code: &str) -> impl Iterator<Item = usize> {
    const CALLS: [&str; 5] = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("];
    code.lines()
        .enumerate()
        .filter(|(_, line)| CALLS.iter().any(|call| line.contains(call)))
        .map(|(n, _)| n + 1)
}

fn used(code: &str, path: &[&str]) -> Vec<String> {
    let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
    modules_used(&without_tests(&plain_code(code)), &path).into_iter().collect()
}

#[test]
fn the_scanner_sees_every_way_to_name_a_module() {
    assert_eq!(used("use crate::cli::Args;", &["boxes"]), ["cli"]);
    assert_eq!(
        used("use crate::{bytes::{Reader, Writer}, drm, Error};", &["boxes"]),
        ["bytes", "drm", "error"]
    );
    assert_eq!(used("fn f() { crate::cenc::plan() }", &["drm", "pssh"]), ["cenc"]);
    assert_eq!(used("use super::super::cenc;", &["drm", "pssh"]), ["cenc"]);
    assert_eq!(used("use super::object;", &["drm", "pssh"]), Vec::<String>::new());
    assert_eq!(used("pub(crate) fn f() { othercrate::x() }", &["boxes"]), Vec::<String>::new());
}

#[test]
fn the_scanner_leaves_out_comments_literals_and_tests() {
    assert!(used("//! [`crate::cli`]\n/* crate::cli /* crate::drm */ crate::cli */", &["boxes"]).is_empty());
    assert!(
        used(r##"const A: &str = "\"crate::cli"; const B: &str = r#"crate::"drm"#;"##, &["boxes"]).is_empty()
    );
    assert!(used("#[cfg(test)]\nmod tests { use crate::cli; fn f() { {} } }", &["boxes"]).is_empty());
    assert_eq!(used("#[cfg(test)]\nmod tests;\nuse crate::drm;", &["boxes"]), ["drm"]);
    assert_eq!(
        used(
            "fn f<'a>(c: char) -> &'a str { match c { '\"' => crate::drm::g(), '\\'' => crate::xml::h() } }",
            &["boxes"]
        ),
        ["drm", "xml"]
    );
}

#[test]
fn the_scanner_finds_planted_panics_and_prints() {
    let code = without_tests(&plain_code(
        "fn f() {\n x.unwrap();\n y.expect(\"z\");\n a.unwrap_or(1)\n}\n#[cfg(test)]\nmod tests { fn g() { x.unwrap() } }",
    ));
    assert_eq!(panics(&code).collect::<Vec<_>>(), [2, 3]);
    assert!(speaks("eprintln!(\"x\")") && speaks("print!(\"x\")"));
    assert!(!speaks(&plain_code("// println!(\"x\")\nlet a = \"println!(\";")));
}
