use proptest::prelude::*;

use super::*;
use crate::bytes::ParseErrorKind;

fn canonical_of(text: &str) -> String {
    canonical(&read(text).unwrap_or_else(|error| panic!("{text}: {error}")), &[]).unwrap()
}

fn refused(text: &str, part: &str) {
    let error = read(text).unwrap_err();
    assert!(error.to_string().contains(part), "{error}");
    assert!(error.offset.unwrap() <= text.len() as u64);
}

#[test]
fn elements_text_and_spans() {
    let text = "<?xml version=\"1.0\"?>\n<a x='1'><b>t&amp;&#x41;<![CDATA[<c>]]></b ><e/><!-- no --></a>\n";
    let root = read(text).unwrap();
    assert_eq!((root.name.as_str(), root.attribute("x")), ("a", Some("1")));
    let b = root.child("b").unwrap().unwrap();
    assert_eq!(b.text().unwrap(), "t&A<c>");
    assert_eq!(b.source(text), "<b>t&amp;&#x41;<![CDATA[<c>]]></b >");
    assert_eq!(root.elements().nth(1).unwrap().source(text), "<e/>");
    assert_eq!(root.source(text), text.trim_start_matches("<?xml version=\"1.0\"?>\n").trim_end());
    let marked = format!("\u{feff}{text}");
    assert_eq!(read(&marked).unwrap().child("e").unwrap().unwrap().source(&marked), "<e/>");
}

#[test]
fn comments_do_not_split_text() {
    let root = read("<a>1<!-- x -->2</a>").unwrap();
    assert_eq!(root.text().unwrap(), "12");
}

#[test]
fn line_ends_and_white_space_are_normalized() {
    let root = read("<a x='1\r\n2\t3&#xA;4'>5\r\n6\r7&#xD;8</a>").unwrap();
    assert_eq!(root.attribute("x"), Some("1 2 3\n4"));
    assert_eq!(root.text().unwrap(), "5\n6\n7\r8");
}

#[test]
fn what_is_not_well_formed() {
    for text in [
        "",
        "text",
        "<a>",
        "<a></b>",
        "</a>",
        "<a></a><b></b>",
        "<a/>text",
        "<a/><![CDATA[x]]>",
        "<a x='1' x='2'/>",
        "<a x=1/>",
        "<a x='<'/>",
        "<a x='&'/>",
        "<1a/>",
        "<a:b:c/>",
        "<:a/>",
        "<a 1x='2'/>",
        "<a>&unknown;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#+65;</a>",
        "<a>& b</a>",
        "<a>\u{1}</a>",
        "<a>\u{ffff}</a>",
        "<a><!-- -- --></a>",
        "<a/><?xml version='1.0'?>",
        "<a",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn document_types_and_instructions_are_refused() {
    refused("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "DTD");
    refused("<a><?php x?></a>", "processing instruction");
}

#[test]
fn limits() {
    let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
    assert!(read(&deep(Limits::DOCUMENT.depth)).is_ok());
    assert_eq!(read(&deep(Limits::DOCUMENT.depth + 1)).unwrap_err().kind, ParseErrorKind::Unsupported);
    let wide = |n: usize| format!("<a {}/>", (0..n).map(|i| format!("a{i}='' ")).collect::<String>());
    assert!(read(&wide(Limits::DOCUMENT.attributes)).is_ok());
    assert_eq!(read(&wide(Limits::DOCUMENT.attributes + 1)).unwrap_err().kind, ParseErrorKind::Unsupported);
    assert_eq!(read(&" ".repeat(Limits::DOCUMENT.bytes + 1)).unwrap_err().kind, ParseErrorKind::Unsupported);
}

#[test]
fn limits_are_the_caller_s() {
    let tight = Limits { bytes: 40, depth: 2, attributes: 1, elements: 3 };
    assert!(read_within("<a x='1'><b></b><b></b></a>", &tight).is_ok());
    for (text, part) in [
        ("<a><b></b><b></b><b></b></a>", "more than 3 elements"),
        ("<a><b><c></c></b></a>", "more than 2 deep"),
        ("<a x='1' y='2'></a>", "more than 1 attributes"),
        ("<a>                                      </a>", "the limit is 40"),
    ] {
        let error = read_within(text, &tight).unwrap_err();
        assert_eq!(error.kind, ParseErrorKind::Unsupported);
        assert!(error.to_string().contains(part), "{error}");
    }
}

/// The rules of Canonical XML 1.0, sections 2.3 and 3.3 to 3.5, each in one line.
#[test]
fn canonical_form() {
    for (text, expected) in [
        ("<a/>", "<a></a>"),
        ("<a  b = 'x' ></a >", "<a b=\"x\"></a>"),
        (
            "<a c='1' b='2' xmlns='urn:d' xmlns:q='urn:q' q:a='3' xmlns:p='urn:p'/>",
            "<a xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" b=\"2\" c=\"1\" q:a=\"3\"></a>",
        ),
        (
            "<p:a xmlns:p='urn:z' xmlns:q='urn:b' p:x='1' q:y='2'/>",
            "<p:a xmlns:p=\"urn:z\" xmlns:q=\"urn:b\" q:y=\"2\" p:x=\"1\"></p:a>",
        ),
        (
            "<a xmlns='urn:d'><b xmlns='urn:d'/><c xmlns=''><d xmlns=''/></c></a>",
            "<a xmlns=\"urn:d\"><b></b><c xmlns=\"\"><d></d></c></a>",
        ),
        (
            "<a x='&quot;&apos;&#9;&#xA;&#13;&lt;>&amp;'>\"'&#13;&gt;&lt;\t\n&amp;</a>",
            "<a x=\"&quot;'&#x9;&#xA;&#xD;&lt;>&amp;\">\"'&#xD;&gt;&lt;\t\n&amp;</a>",
        ),
        ("<a><![CDATA[<&]]><!-- gone --></a>", "<a>&lt;&amp;</a>"),
        ("<a xml:lang='en'/>", "<a xml:lang=\"en\"></a>"),
    ] {
        assert_eq!(canonical_of(text), expected);
    }
}

#[test]
fn canonical_form_inside_a_scope() {
    let inner = read("<a xmlns='' b='1'/>").unwrap();
    assert_eq!(canonical(&inner, &[("", "urn:d")]).unwrap(), "<a xmlns=\"\" b=\"1\"></a>");
    let same = read("<a xmlns='urn:d'/>").unwrap();
    assert_eq!(canonical(&same, &[("", "urn:d")]).unwrap(), "<a></a>");
}

#[test]
fn namespace_errors() {
    for text in [
        "<p:a/>",
        "<a p:b='1'/>",
        "<a xmlns:p=''/>",
        "<a xmlns:xml='urn:x'/>",
        "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>",
        "<a><b xmlns:p='urn:x'/><p:c/></a>",
    ] {
        assert!(canonical(&read(text).unwrap(), &[]).is_err(), "{text}");
    }
}

fn trees() -> impl Strategy<Value = String> {
    let leaf = "[ -~é\n]{0,12}".prop_map(|text| {
        let mut writer = XmlWriter::new();
        writer.text(&text);
        writer.finish()
    });
    leaf.prop_recursive(5, 40, 4, |inner| {
        ("[a-zA-Z_][a-z0-9.-]{0,4}", "[ -~\t\n\r]{0,8}", prop::collection::vec(inner, 0..4)).prop_map(
            |(name, value, children)| {
                let mut writer = XmlWriter::new();
                writer.start(&name, [("x", value.as_str())]);
                writer.raw(&children.concat());
                writer.finish()
            },
        )
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn anything_like_xml_is_read_or_refused(text in "[<>/&;#x1a!\\[\\]\"'= ?-]{0,60}") {
        if let Ok(root) = read(&text) {
            prop_assert_eq!(text.get(root.span.start..=root.span.start), Some("<"));
            let _ = canonical(&root, &[]);
        }
    }

    #[test]
    fn canonical_text_is_its_own_canonical_form(inner in trees()) {
        let text = format!("<r>{inner}</r>");
        let once = canonical(&read(&text).unwrap(), &[]).unwrap();
        prop_assert_eq!(&once, &text);
    }
}
