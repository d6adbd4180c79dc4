//! Exit codes of this program.

use super::Explanation;

const fn code(key: &'static str, title: &'static str, text: &'static str, hint: &'static str) -> Explanation {
    Explanation { key, title, text, hint, clause: "boxlock --help, exit codes" }
}

pub(super) const EXIT_CODES: &[Explanation] = &[
    code("0", "done", "The command did what it was asked to do, and the output is whole.", ""),
    code(
        "1",
        "a check failed",
        "`verify` or `header lint` found a broken rule of severity error, or `diff` found a difference.",
        "read the findings; `boxlock explain RULE` says more about each",
    ),
    code(
        "2",
        "usage",
        "An option is unknown, or options contradict each other. Trying again does not help.",
        "see `boxlock help COMMAND`",
    ),
    code(
        "3",
        "malformed input",
        "The input breaks its format. The message says at which byte and inside which box. Trying again does not help.",
        "look at the place with `boxlock inspect`",
    ),
    code(
        "4",
        "unsupported",
        "The input is valid, but this program cannot work with it. Trying again does not help.",
        "the message names what is not supported",
    ),
    code(
        "5",
        "a key is missing or wrong",
        "No key was given for a key ID of the input, or a key does not fit.",
        "give it with --key KID:KEY, --keys FILE or --key-seed; check the byte order of the key ID with `boxlock key convert`",
    ),
    code(
        "6",
        "the output exists",
        "Nothing was written, since a file of that name is there already.",
        "--force overwrites it",
    ),
    code(
        "7",
        "input or output failed",
        "The operating system refused: not found, permission denied, no space, a broken pipe. Trying again may help.",
        "",
    ),
    code(
        "8",
        "a remote service failed",
        "A server refused or did not answer. Trying again may help.",
        "`boxlock explain` knows the status codes of PlayReady faults",
    ),
    code(
        "70",
        "a bug",
        "The program failed in a way that it never should.",
        "please report it with the command line",
    ),
    code("130", "interrupted", "A signal (Ctrl-C) ended the run. Unfinished outputs were removed.", ""),
];
