//! What is written about titles, for machines: never keys.

use serde_json::{Value, json};

use super::ledger::Product;
use super::plan::{Plan, State, Title};
use super::run::{Ended, Outcome, Summary};

/// A line of a report.
pub fn title_line(ended: &Ended<'_>) -> Value {
    let title = ended.title;
    let status = match &ended.outcome {
        Outcome::Made { .. } => "made",
        Outcome::Skipped { .. } => "skipped",
        Outcome::Failed(_) => "failed",
        Outcome::Left => "left",
    };
    let mut line = json!({
        "schema": "boxlock.batch-title/1",
        "status": status,
        "row": title.number,
        "title": title.name.to_string_lossy(),
        "input": title.input.to_string(),
        "output": title.output.to_string(),
        "scheme": title.recipe.scheme.name,
        "seconds": seconds(ended.time),
        "attempts": ended.attempts,
    });
    match &ended.outcome {
        Outcome::Made { product, tracks } => {
            put_product(&mut line, product);
            let tracks = tracks.iter().map(|t| {
                json!({
                    "id": t.id,
                    "handler": t.handler.to_string(),
                    "codec": t.format.to_string(),
                    "kid": t.kid.map(|kid| kid.to_string()),
                    "samples": t.samples,
                    "bytes": t.bytes,
                })
            });
            line["tracks"] = tracks.collect();
        }
        Outcome::Skipped { product } => put_product(&mut line, product),
        Outcome::Failed(error) => line["error"] = error.json(),
        Outcome::Left => {}
    }
    line
}

fn put_product(line: &mut Value, product: &Product) {
    line["kids"] = json!(product.kids);
    line["input_bytes"] = product.input_len.into();
    line["output_bytes"] = product.len.into();
    line["hash"] = product.hash.to_string().into();
    line["parameters"] = product.parameters.clone().into();
}

/// A title that is planned.
pub fn planned_title(title: &Title) -> Value {
    let (state, replaces) = match &title.state {
        State::Todo { replace } => ("todo", *replace),
        State::Done { .. } => ("done", false),
        State::Impossible => ("impossible", false),
    };
    let kids: Vec<String> = match &title.state {
        State::Done { product, .. } => product.kids.clone(),
        _ => title.keys.kids().iter().map(ToString::to_string).collect(),
    };
    json!({
        "row": title.number,
        "title": title.name.to_string_lossy(),
        "input": title.input.to_string(),
        "output": title.output.to_string(),
        "state": state,
        "replaces": replaces,
        "scheme": title.recipe.scheme.name,
        "kids": kids,
        "bytes": title.input_len(),
        "parameters": title.parameters,
    })
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Titles to be made.
    pub todo: usize,
    /// Bytes of their inputs.
    pub todo_bytes: u64,
    /// Titles that are done.
    pub done: usize,
    /// Bytes of their inputs.
    pub done_bytes: u64,
    /// Titles whose key has yet to be drawn.
    pub random_keys: usize,
    /// Titles that share a key ID with one before.
    pub shared_kids: usize,
}

impl Totals {
    /// The totals of a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut totals = Self::default();
        let mut kids = std::collections::HashSet::new();
        for title in &plan.titles {
            let own = title.keys.kids();
            let shares = own.iter().filter(|kid| !kids.insert(**kid)).count() > 0;
            totals.shared_kids += usize::from(shares);
            match &title.state {
                State::Done { .. } => {
                    totals.done += 1;
                    totals.done_bytes += title.input_len();
                }
                State::Todo { .. } | State::Impossible => {
                    totals.todo += 1;
                    totals.todo_bytes += title.input_len();
                    totals.random_keys += usize::from(own.is_empty());
                }
            }
        }
        totals
    }

    /// As JSON.
    pub fn object(&self) -> Value {
        json!({
            "todo": self.todo,
            "todo_bytes": self.todo_bytes,
            "done": self.done,
            "done_bytes": self.done_bytes,
            "random_keys": self.random_keys,
            "shared_kids": self.shared_kids,
        })
    }
}

/// What a run came to.
pub fn summary_object(summary: &Summary) -> Value {
    let codes: Vec<Value> =
        summary.codes.iter().map(|(code, count)| json!({ "code": *code as u8, "titles": count })).collect();
    json!({
        "schema": "boxlock.batch/1",
        "made": summary.made,
        "skipped": summary.skipped,
        "failed": summary.failed,
        "left": summary.left,
        "input_bytes": summary.bytes_in,
        "output_bytes": summary.bytes_out,
        "seconds": seconds(summary.time),
        "failures": codes,
        "interrupted": summary.interrupted,
    })
}

/// Seconds to the millisecond.
pub fn seconds(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
