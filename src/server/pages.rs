//! The pages that a browser shows at the entry point, as an ASP.NET service would: the operations, and samples of each.

use std::fmt::Write as _;

use super::Operation;

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}pre{background:#f4f4f4;padding:1em;overflow:auto}";

/// What every page says.
const TEST_SYSTEM: &str =
    "This is a test system with its own root. Devices that do not trust that root refuse what it issues.";

/// The page at `/`.
pub fn front() -> String {
    page("boxlock", "<p>The service is at <a href=\"/rightsmanager.asmx\">/rightsmanager.asmx</a>.</p>")
}

/// The list of operations.
pub fn list(operations: &[Operation], path: &str) -> String {
    let path = escaped(path);
    let mut body = String::from("<ul>\n");
    for Operation { name, summary, .. } in operations {
        // Writing to a string does not fail.
        let _ = writeln!(body, "<li><a href=\"{path}?op={name}\">{name}</a>: {}</li>", escaped(summary));
    }
    let _ = write!(body, "</ul>\n<p><a href=\"{path}?WSDL\">Service description (WSDL)</a></p>");
    page("RightsManager", &body)
}

/// An operation with samples.
pub fn operation(operation: &Operation, path: &str) -> String {
    let Operation { name, summary, soap_action, request, response } = operation;
    let path = escaped(path);
    let [request, response] = [request, response].map(|sample| escaped(sample));
    let body = format!(
        "<p>{}</p>\n<h2>Request</h2>\n<pre>POST {path} HTTP/1.1\nContent-Type: text/xml; charset=utf-8\nSOAPAction: \"{}\"\n\n{request}</pre>\n\
         <h2>Response</h2>\n<pre>HTTP/1.1 200 OK\nContent-Type: text/xml; charset=utf-8\n\n{response}</pre>\n\
         <p><a href=\"{path}\">All operations</a></p>",
        escaped(summary),
        escaped(soap_action),
    );
    page(name, &body)
}

/// The page of an operation that does not exist.
pub fn unknown(name: &str, path: &str) -> String {
    let body = format!(
        "<p>There is no operation {}.</p>\n<p><a href=\"{}\">All operations</a></p>",
        escaped(name),
        escaped(path)
    );
    page("No such operation", &body)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n{body}\n<p>{TEST_SYSTEM}</p></body></html>\n"
    )
}

/// Text as HTML or XML, also within quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
