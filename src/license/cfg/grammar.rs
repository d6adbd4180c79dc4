//! The grammar of `cfg`: `(name:value,name:(name:value,…),name:(value,value)),(…)`. Names end at the first colon; white space
//! around names and values does not count.

use super::CfgError;

/// How deep parentheses may nest; the published parameters need four.
const MAX_DEPTH: usize = 8;
/// Longest text that is read, in bytes.
const MAX_LEN: usize = 64 << 10;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Plain text.
    Text(String),
    /// What stands in parentheses.
    List(Vec<Item>),
}

/// A value with its name, when it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What stands before the first colon.
    pub name: Option<String>,
    /// The value.
    pub value: Node,
}

/// Reads the groups of `cfg`.
///
/// # Errors
/// When parentheses do not match, something stands beside them, or they nest too deep.
pub fn read(text: &str) -> Result<Vec<Node>, CfgError> {
    if text.len() > MAX_LEN {
        return Err(CfgError::new("cfg", format!("{} bytes, where {MAX_LEN} are read at most", text.len())));
    }
    let mut cursor = Cursor { text, at: 0 };
    let mut groups = Vec::new();
    cursor.skip_space();
    while !cursor.rest().is_empty() {
        if !cursor.take('(') {
            return Err(cursor.error("a group starts with a parenthesis: (name:value,…)"));
        }
        groups.push(Node::List(cursor.items(1)?));
        cursor.skip_space();
        if !cursor.rest().is_empty() && !cursor.take(',') {
            return Err(cursor.error("groups are separated by commas"));
        }
        cursor.skip_space();
    }
    Ok(groups)
}

/// Reads a value that may be a group in parentheses, as in JSON strings.
///
/// # Errors
/// As [`read`].
pub(super) fn read_value(text: &str) -> Result<Node, CfgError> {
    let text = text.trim();
    let mut cursor = Cursor { text, at: 0 };
    if !cursor.take('(') {
        return Ok(Node::Text(text.to_owned()));
    }
    let items = cursor.items(1)?;
    cursor.skip_space();
    if cursor.rest().is_empty() {
        Ok(Node::List(items))
    } else {
        Err(cursor.error("text after the last parenthesis"))
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn error(&self, message: &str) -> CfgError {
        CfgError::new(format!("cfg, character {}", self.at + 1), message)
    }

    /// The items up to the closing parenthesis, which is passed.
    fn items(&mut self, depth: usize) -> Result<Vec<Item>, CfgError> {
        if depth > MAX_DEPTH {
            return Err(self.error(&format!("parentheses nest more than {MAX_DEPTH} deep")));
        }
        let mut items = Vec::new();
        if self.take(')') {
            return Ok(items);
        }
        loop {
            items.push(self.item(depth)?);
            if self.take(')') {
                return Ok(items);
            }
            if !self.take(',') {
                return Err(self.error("a comma or a closing parenthesis is missing"));
            }
        }
    }

    fn item(&mut self, depth: usize) -> Result<Item, CfgError> {
        if self.take('(') {
            return Ok(Item { name: None, value: Node::List(self.items(depth + 1)?) });
        }
        let first = self.word([':', ',', '(', ')'].as_slice());
        if !self.take(':') {
            if first.is_empty() {
                return Err(self.error("a name is missing"));
            }
            return Ok(Item { name: None, value: Node::Text(first.to_owned()) });
        }
        if first.is_empty() {
            return Err(self.error("a name is missing before the colon"));
        }
        let value = if self.take('(') {
            Node::List(self.items(depth + 1)?)
        } else {
            Node::Text(self.word([',', '(', ')'].as_slice()).to_owned())
        };
        Ok(Item { name: Some(first.to_owned()), value })
    }

    fn word(&mut self, ends: &[char]) -> &'a str {
        self.skip_space();
        let rest = self.rest();
        let len = rest.find(ends).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default().trim_end()
    }
}
