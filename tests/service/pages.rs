//! What a browser and a SOAP toolkit find at the entry points: the nine operations, samples that really were sent, a service description.

use boxlock::rights_manager::Operation;
use boxlock::xml::{self, Element};

use super::*;

impl World {
    /// The body of the answer to a GET.
    fn get(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{target}: {head}");
        body.to_owned()
    }
}

fn unescaped(page: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(page.to_owned(), |page, (from, to)| page.replace(from, to))
}

#[test]
fn every_entry_point_lists_nine_operations_with_their_samples() {
    let world = World::new();
    for path in [PATH, "/service/rightsmanager.asmx", "/core/rightsmanager.asmx", "/RightsManager.asmx"] {
        let page = world.get(path);
        assert_eq!(page.matches("?op=").count(), 9, "{page}");
        for operation in Operation::ALL {
            assert!(page.contains(&format!("{path}?op={}\"", operation.name())), "{page}");
        }
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/soap");
    for operation in Operation::ALL {
        let page = unescaped(&world.get(&format!("{PATH}?op={}", operation.name())));
        for sample in ["request.xml", "response.xml"] {
            let text = std::fs::read_to_string(samples.join(operation.name()).join(sample)).unwrap();
            assert!(page.contains(&text), "{}: {sample}", operation.name());
        }
    }
}

/// All elements below one, itself included.
fn all<'a>(element: &'a Element, found: &mut Vec<&'a Element>) {
    found.push(element);
    element.elements().for_each(|child| all(child, found));
}

#[test]
fn the_service_description_is_xml_about_nine_operations() {
    let world = World::new();
    let text = world.get(&format!("{PATH}?WSDL"));
    let root = xml::read(&text).unwrap();
    let mut elements = Vec::new();
    all(&root, &mut elements);
    let of = |name: &str| elements.iter().filter(|element| element.name == name).collect::<Vec<_>>();
    assert_eq!((of("wsdl:operation").len(), of("wsdl:message").len()), (18, 18));
    for operation in Operation::ALL {
        let name = operation.name();
        for element in [name.to_owned(), format!("{name}Response")] {
            assert!(text.contains(&format!("<s:element name=\"{element}\">")), "{element}");
        }
        let action = format!("http://schemas.microsoft.com/DRM/2007/03/protocols/{name}");
        assert!(text.contains(&format!("soapAction=\"{action}\"")), "{action}");
    }
    // The challenge of packagers has a namespace of its own.
    let own = "namespace=\"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquirePackagingData/v1.0\"";
    assert_eq!((text.matches(own).count(), text.matches("name=\"challenge\"").count()), (1, 8));
    assert!(text.contains(&format!("location=\"http://{}{PATH}\"", world.address)));
}
