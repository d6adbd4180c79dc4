//! Canonical XML 1.0 (without comments) of an element that is to stand inside another document.

use super::{Element, Node, XmlWriter};
use crate::bytes::ParseResult;

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// Namespace bindings in effect: prefix (empty for the default) and URI, innermost last.
type Scope<'a> = Vec<(&'a str, &'a str)>;

/// Serialises `element` as Canonical XML 1.0 does inside a document where the bindings of `scope` (prefix, URI; the
/// empty prefix is the default namespace) are in effect: declarations first, by prefix, and only where they change
/// something; then attributes by namespace and local name; explicit end tags.
///
/// # Errors
/// When a prefix is not declared, or two attributes have the same expanded name.
pub fn canonical(element: &Element, scope: &[(&str, &str)]) -> ParseResult<String> {
    let mut writer = XmlWriter::new();
    write(element, &mut scope.to_vec(), &mut writer)?;
    Ok(writer.finish())
}

fn write<'a>(element: &'a Element, scope: &mut Scope<'a>, writer: &mut XmlWriter) -> ParseResult<()> {
    let outer = scope.len();
    let mut declarations: Vec<(&str, &str, &str)> = Vec::new();
    for attribute in &element.attributes {
        let Some(prefix) = declared_prefix(&attribute.name) else { continue };
        if !prefix.is_empty() && attribute.value.is_empty() {
            return Err(element.error(format!("xmlns:{prefix} is empty; a prefix cannot be undeclared")));
        }
        if matches!(prefix, "xml" | "xmlns") {
            return Err(element.error(format!("the prefix {prefix} cannot be declared")));
        }
        if lookup(scope, prefix).unwrap_or_default() != attribute.value {
            declarations.push((prefix, &attribute.name, &attribute.value));
        }
    }
    scope.extend(declarations.iter().map(|(prefix, _, uri)| (*prefix, *uri)));
    declarations.sort_unstable();
    resolve(element, scope, &element.name, true)?;

    let mut attributes: Vec<(&str, &str, &str, &str)> = Vec::new();
    for attribute in element.attributes.iter().filter(|a| declared_prefix(&a.name).is_none()) {
        let uri = resolve(element, scope, &attribute.name, false)?;
        let local = attribute.name.split_once(':').map_or(attribute.name.as_str(), |(_, local)| local);
        attributes.push((uri, local, &attribute.name, &attribute.value));
    }
    attributes.sort_unstable();
    let twins = attributes.windows(2).find(|pair| matches!(pair, [a, b] if (a.0, a.1) == (b.0, b.1)));
    if let Some([(_, _, name, _), ..]) = twins {
        return Err(element.error(format!("the attribute {name} is given twice, under two prefixes")));
    }

    let declarations = declarations.iter().map(|(_, name, uri)| (*name, *uri));
    writer.start(
        &element.name,
        declarations.chain(attributes.iter().map(|(_, _, name, value)| (*name, *value))),
    );
    for child in &element.children {
        match child {
            // No deeper than the reader allows.
            Node::Element(child) => write(child, scope, writer)?,
            Node::Text(text) => writer.text(text),
        }
    }
    writer.end();
    scope.truncate(outer);
    Ok(())
}

/// The prefix that an `xmlns` attribute declares, empty for the default namespace.
fn declared_prefix(attribute: &str) -> Option<&str> {
    if attribute == "xmlns" { Some("") } else { attribute.strip_prefix("xmlns:") }
}

fn lookup<'a>(scope: &Scope<'a>, prefix: &str) -> Option<&'a str> {
    if prefix == "xml" {
        return Some(XML_NAMESPACE);
    }
    scope.iter().rev().find(|(bound, _)| *bound == prefix).map(|(_, uri)| *uri)
}

/// The namespace of a name; attributes without a prefix have none.
fn resolve<'a>(element: &Element, scope: &Scope<'a>, name: &str, is_element: bool) -> ParseResult<&'a str> {
    match name.split_once(':') {
        Some((prefix, _)) => lookup(scope, prefix)
            .ok_or_else(|| element.error(format!("the namespace prefix of {name} is not declared"))),
        None if is_element => Ok(lookup(scope, "").unwrap_or_default()),
        None => Ok(""),
    }
}
