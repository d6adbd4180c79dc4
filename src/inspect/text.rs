//! A report as a tree of lines, for a terminal of some width or for a pipe.

use super::node::{NOT_SET, Node, Shape, Value, printable};

/// How the text is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of the terminal; `None` in a pipe, where nothing is cut.
    pub width: Option<usize>,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether long lists are shown whole.
    pub all: bool,
}

/// Groups of plain values that need more characters take a line for each.
const LONGEST_ROW: usize = 96;
/// Longer lists of objects or boxes are cut in the middle.
const LONG_LIST: usize = 16;
/// What stays of them.
const KEEP_FIRST: usize = 10;
const KEEP_LAST: usize = 2;
/// A value takes no more lines on a terminal.
const MAX_LINES: usize = 6;
/// A terminal narrower than this is written as if it had this many columns.
const MIN_WIDTH: usize = 40;
/// A list of plain values longer than this is cut.
const LONG_VALUES: usize = 64;

const BOX: &str = "1;34";
const NAME: &str = "36";
const FAINT: &str = "2";
const PROBLEM: &str = "1;31";
const HEAD: &str = "1";

/// The report as text, each line ending with a line feed.
pub fn render(root: &Node, look: &Look) -> String {
    let mut page = Page { look: *look, out: String::new() };
    page.line("", "", root, 0);
    page.children(root, "");
    page.out
}

struct Page {
    look: Look,
    out: String,
}

impl Page {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.look.color && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn children(&mut self, parent: &Node, indent: &str) {
        let shown: Vec<&Node> =
            parent.children.iter().filter(|child| self.look.all || is_telling(parent, child)).collect();
        let width = name_width(&parent.children);
        let skipped = if self.look.all || shown.len() <= LONG_LIST || !is_list(parent) {
            0..0
        } else {
            KEEP_FIRST..shown.len() - KEEP_LAST
        };
        for (i, child) in shown.iter().enumerate() {
            if skipped.contains(&i) {
                if i == skipped.start {
                    let hidden = shown.get(skipped.clone()).unwrap_or_default();
                    let line = format!("{indent}├─ … {}\n", summary(hidden));
                    let line = self.paint(FAINT, &line);
                    self.out.push_str(&line);
                }
                continue;
            }
            let last = i + 1 == shown.len();
            let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.line(&format!("{indent}{branch}"), &format!("{indent}{below}"), child, width);
            if !is_inline(child) && !(is_list(parent) && (is_row(child) || is_sentence(child))) {
                self.children(child, &format!("{indent}{below}"));
            }
        }
    }

    fn line(&mut self, first: &str, below: &str, node: &Node, width: usize) {
        let name = printable(&node.name);
        let name_len = name.chars().count();
        // Boxes are headings of their fields, so their own lines need no columns.
        let column = if node.shape == Shape::Box { 0 } else { width.saturating_sub(name_len) };
        let pad = " ".repeat(column + 2);
        let value = match node.shape {
            Shape::List if is_inline(node) => inline(node, self.look.all),
            Shape::Object if is_row(node) && !is_sentence(node) && !first.is_empty() => row(node),
            _ => node.value.text(),
        };
        let name = match node.shape {
            Shape::Box => self.paint(BOX, &name),
            _ if first.is_empty() => self.paint(HEAD, &name),
            _ => self.paint(NAME, &name),
        };
        let (tree, mut line) = (self.paint(FAINT, first), name);
        let mut used = first.chars().count() + name_len;
        let place = match (node.shape, node.place) {
            (Shape::Box, Some(place)) => format!("@{} +{}", place.offset, place.size),
            _ => String::new(),
        };
        let note = node.note.as_deref().map(printable).unwrap_or_default();
        let plain: Vec<(&str, &str)> =
            [("", value.as_str()), (FAINT, place.as_str()), (FAINT, note.as_str())]
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .collect();
        let column = first.chars().count() + name_len + pad.len();
        for (i, (code, text)) in plain.into_iter().enumerate() {
            let gap = if i == 0 { pad.as_str() } else { "  " };
            let len = text.chars().count();
            let fits = self.look.width.is_none_or(|w| used + gap.len() + len <= w.max(MIN_WIDTH));
            if fits {
                line.push_str(gap);
                line.push_str(&self.paint(code, text));
                used += gap.len() + len;
                continue;
            }
            // What does not fit goes on below, under the value.
            let hang = column.min(self.room() / 2);
            let start = if i == 0 {
                line.push_str(gap);
                column
            } else {
                self.break_line(&mut line, below, hang);
                hang
            };
            used = self.wrap(&mut line, code, text, start, below, hang);
        }
        if let Some(problem) = &node.problem {
            line.push_str("  ");
            line.push_str(&self.paint(PROBLEM, &format!("✗ {}", printable(problem))));
        }
        self.out.push_str(&tree);
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn room(&self) -> usize {
        self.look.width.unwrap_or(usize::MAX).max(MIN_WIDTH)
    }

    fn break_line(&self, line: &mut String, below: &str, hang: usize) {
        line.push('\n');
        line.push_str(&self.paint(FAINT, below));
        line.extend(std::iter::repeat_n(' ', hang.saturating_sub(below.chars().count())));
    }

    /// Writes text from column `start`, then on lines that start at `hang`. Returns the column after it.
    fn wrap(
        &self,
        line: &mut String,
        code: &str,
        text: &str,
        start: usize,
        below: &str,
        hang: usize,
    ) -> usize {
        let room = self.room();
        let mut rest: &str = text;
        let mut column = start;
        for number in 0..MAX_LINES {
            let space = room.saturating_sub(column).max(8);
            let total = rest.chars().count();
            let mut end = cut(rest, space);
            if number + 1 == MAX_LINES && total > space {
                let tail = format!(" … {} more", total - space.saturating_sub(16));
                end = cut_hard(rest, space.saturating_sub(16));
                let (head, _) = rest.split_at(end);
                line.push_str(&self.paint(code, head));
                line.push_str(&self.paint(FAINT, &tail));
                return room;
            }
            let (head, tail) = rest.split_at(end);
            line.push_str(&self.paint(code, head.trim_end()));
            column += head.chars().count();
            rest = tail.trim_start();
            if rest.is_empty() {
                break;
            }
            self.break_line(line, below, hang);
            column = hang;
        }
        column
    }
}

/// Where to break text so that at most `space` characters come before: at a space in the second half, if there is one.
fn cut(text: &str, space: usize) -> usize {
    let hard = cut_hard(text, space);
    if hard == text.len() {
        return hard;
    }
    let head = text.get(..hard).unwrap_or_default();
    head.rfind(' ').filter(|at| *at > hard / 2).map_or(hard, |at| at + 1)
}

fn cut_hard(text: &str, space: usize) -> usize {
    text.char_indices().nth(space).map_or(text.len(), |(at, _)| at)
}

/// Whether a node says more than that nothing is set.
fn is_telling(parent: &Node, node: &Node) -> bool {
    let idle = parent.shape == Shape::Box
        && (node.value == Value::Number(0) && matches!(node.name.as_str(), "version" | "flags")
            || node.note.as_deref() == Some(NOT_SET));
    is_shown(node) && !idle && node.shape != Shape::Script
}

fn is_shown(node: &Node) -> bool {
    node.value != Value::Null || node.problem.is_some()
}

/// Lists of boxes, objects or lists: those that are cut when they are long.
fn is_list(node: &Node) -> bool {
    node.shape == Shape::List
}

/// Lists of plain values stand on one line.
fn is_inline(node: &Node) -> bool {
    node.shape == Shape::List
        && node.children.iter().all(|child| child.shape == Shape::Field && child.children.is_empty())
}

/// Groups whose value says for people what their fields say for scripts.
fn is_sentence(node: &Node) -> bool {
    node.shape == Shape::Object && node.value != Value::None
}

/// Small groups of plain values stand on one line.
fn is_row(node: &Node) -> bool {
    let plain = |child: &Node| child.shape == Shape::Field && child.problem.is_none();
    node.shape == Shape::Object
        && (2..=5).contains(&node.children.len())
        && node.children.iter().all(plain)
        && row(node).chars().count() <= LONGEST_ROW
}

fn row(node: &Node) -> String {
    let parts = node.children.iter().filter(|child| is_shown(child)).map(|child| {
        let note = child.note.as_ref().map(|note| format!(" ({})", printable(note))).unwrap_or_default();
        format!("{} {}{note}", printable(&child.name), child.value.text())
    });
    parts.collect::<Vec<_>>().join("  ")
}

fn inline(node: &Node, all: bool) -> String {
    if node.children.is_empty() {
        return "none".to_owned();
    }
    let limit = if all { usize::MAX } else { LONG_VALUES };
    let mut parts: Vec<String> = node.children.iter().take(limit).map(|child| child.value.text()).collect();
    if node.children.len() > limit {
        parts.push(format!("… {} more", node.children.len() - limit));
    }
    parts.join(", ")
}

/// Width of the name column: names of groups and boxes may pass it.
fn name_width(nodes: &[Node]) -> usize {
    let leaves = nodes.iter().filter(|node| {
        is_shown(node) && node.shape != Shape::Box && (node.children.is_empty() || is_inline(node))
    });
    leaves.map(|node| node.name.chars().count()).max().unwrap_or(0).min(28)
}

/// What was left out of a list: names with counts, and bytes.
fn summary(nodes: &[&Node]) -> String {
    let mut names: Vec<(&str, usize)> = Vec::new();
    for node in nodes {
        match names.iter_mut().find(|(name, _)| *name == node.name) {
            Some((_, count)) => *count += 1,
            None => names.push((&node.name, 1)),
        }
    }
    let bytes: u64 =
        nodes.iter().filter(|n| n.shape == Shape::Box).filter_map(|n| n.place).map(|p| p.size).sum();
    let mut text = format!("{} more", nodes.len());
    if names.len() <= 6 && names.iter().any(|(_, count)| *count > 1) {
        let names: Vec<String> =
            names.iter().map(|(name, count)| format!("{count} {}", printable(name))).collect();
        text.push_str(&format!(" ({})", names.join(", ")));
    }
    if bytes > 0 {
        text.push_str(&format!(", {bytes} bytes"));
    }
    text + "; --all shows them"
}
