//! How the demo speaks: numbered steps in lines of one width, or one JSON object per line.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::Console;
use crate::Result;
use crate::error::ErrorKind;

/// Characters of a line.
const WIDTH: usize = 96;

/// Tells the story.
pub(super) struct Story<'a> {
    pub(super) console: &'a mut Console,
    interrupted: &'a AtomicBool,
    number: usize,
}

impl<'a> Story<'a> {
    /// A story that ends at the next step once it is `interrupted`.
    pub(super) fn new(console: &'a mut Console, interrupted: &'a AtomicBool) -> Self {
        Self { console, interrupted, number: 0 }
    }

    /// Begins a step.
    pub(super) fn step(&mut self, title: &str, text: &str) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(ErrorKind::Interrupted.into());
        }
        self.number = self.number.saturating_add(1);
        if self.console.json {
            let event = serde_json::json!({ "step": self.number, "title": title, "text": text });
            return self.console.out(&format!("{event}\n"));
        }
        self.console.out(&format!("\n{:>2}. {title}\n", self.number))?;
        self.paragraph(text)
    }

    /// Says more, below the step.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        if self.console.json {
            let event = serde_json::json!({ "step": self.number, "text": text });
            return self.console.out(&format!("{event}\n"));
        }
        self.paragraph(text)
    }

    /// How to do the step by hand: commands, in the folder of the demo.
    pub(super) fn by_hand(&mut self, commands: &[&str]) -> Result<()> {
        for command in commands {
            if self.console.json {
                let event = serde_json::json!({ "step": self.number, "command": command });
                self.console.out(&format!("{event}\n"))?;
                continue;
            }
            let mut lines = vec![String::from("    $")];
            for part in parts(command) {
                let line = lines.last().map_or(0, String::len);
                if line + part.len() + 3 > WIDTH {
                    lines.push(String::from("       "));
                }
                if let Some(line) = lines.last_mut() {
                    line.push(' ');
                    line.push_str(&part);
                }
            }
            self.console.out(&format!("{}\n", lines.join(" \\\n")))?;
        }
        Ok(())
    }

    /// Fills lines. The entries of a list hang, so that it is seen where each begins.
    pub(super) fn paragraph(&mut self, text: &str) -> Result<()> {
        let indent = if self.number == 0 { "" } else { "    " };
        let hang = if text.contains('\n') { "           " } else { "" };
        let mut lines = String::new();
        for line in text.lines() {
            let mut filled = String::from(indent);
            let mut is_empty = true;
            for word in line.split(' ') {
                if !is_empty && filled.len() + word.len() >= WIDTH {
                    lines += &format!("{}\n", filled.trim_end());
                    filled = format!("{indent}{hang}");
                }
                filled += word;
                filled.push(' ');
                is_empty = false;
            }
            lines += &format!("{}\n", filled.trim_end());
        }
        self.console.out(&lines)
    }
}

/// The words of a command, an option together with its value.
fn parts(command: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in command.split(' ') {
        match parts.last_mut() {
            Some(option) if option.starts_with("--") && !option.contains(' ') && !word.starts_with('-') => {
                option.push(' ');
                option.push_str(word);
            }
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}
