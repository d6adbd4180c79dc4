//! A report as one page for browsers, with nothing to load: the tree, the bytes of the headers, and maps of the samples.

use serde_json::{Value as Json, json};

use super::Report;
use super::node::{Node, Shape, Value};
use crate::keys::text::to_base64;

/// The page around the data.
const PAGE: &str = include_str!("page.html");

/// The page for a report on `subject`.
pub fn render(report: &Report, subject: &str) -> String {
    let blobs = report.blobs.iter().map(|blob| json!({ "o": blob.offset, "b": to_base64(&blob.bytes) }));
    let data = json!({ "tree": view(&report.tree(subject)), "blobs": blobs.collect::<Vec<_>>() });
    // In a script element nothing may look like its end.
    let data = data.to_string().replace('<', "\\u003c");
    PAGE.replace("{{title}}", &escaped(subject)).replace("{{data}}", &data)
}

/// A node as the page's script takes it.
fn view(node: &Node) -> Json {
    let mut object = serde_json::Map::new();
    let mut put = |key: &str, value: Json| _ = object.insert(key.into(), value);
    put("n", json!(node.name));
    if node.shape == Shape::Box {
        put("x", json!(1));
    }
    let text = node.value.text();
    if !text.is_empty() {
        put("v", json!(text));
    }
    if let Some(note) = &node.note {
        put("t", json!(note));
    }
    if let Some(problem) = &node.problem {
        put("p", json!(problem));
    }
    if let Some(place) = node.place {
        put("o", json!(place.offset));
        put("s", json!(place.size));
    }
    if !node.children.is_empty() {
        let shown =
            node.children.iter().filter(|child| child.value != Value::Null || child.problem.is_some());
        put("c", shown.map(view).collect::<Vec<_>>().into());
    }
    object.into()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_the_input_cannot_leave_its_place() {
        let fields = vec![Node::field("la_url", "</script><img src=x>")];
        let report = Report { kind: "wrm-header", fields, blobs: Vec::new(), error: None };
        let page = render(&report, "<b>\"name\"");
        assert!(!page.contains("</script><img") && !page.contains("<b>"));
        assert!(page.contains("&lt;b&gt;&quot;name&quot;"));
    }
}
