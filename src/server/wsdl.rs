//! The service description (WSDL 1.1, document/literal): what `?WSDL` answers.

use std::fmt::Write as _;

use super::Operation;
use super::pages::escaped;

/// Namespace of the operations.
const PROTOCOLS: &str = "http://schemas.microsoft.com/DRM/2007/03/protocols";

/// The namespace of an operation's challenge when it is not that of the operations, by its sample.
fn challenge_namespace(request: &str) -> Option<&str> {
    let (_, rest) = request.split_once("<challenge xmlns=\"")?;
    let (namespace, _) = rest.split_once('"')?;
    (namespace != PROTOCOLS).then_some(namespace)
}

/// Describes `operations` at `url`. Challenges and responses are open: their content has schemas of its own.
pub fn wsdl(operations: &[Operation], url: &str) -> String {
    let [mut elements, mut messages, mut ports, mut bindings] = [const { String::new() }; 4];
    // Writing to a string does not fail.
    for Operation { name, soap_action, request, .. } in operations {
        let soap_action = escaped(soap_action);
        let any = "<s:sequence><s:any processContents=\"skip\"/></s:sequence>";
        let challenge = match challenge_namespace(request) {
            Some(own) => {
                format!("<s:any minOccurs=\"0\" namespace=\"{}\" processContents=\"skip\"/>", escaped(own))
            }
            None => format!(
                "<s:element minOccurs=\"0\" name=\"challenge\"><s:complexType mixed=\"true\">{any}</s:complexType></s:element>"
            ),
        };
        let _ = write!(
            elements,
            "   <s:element name=\"{name}\"><s:complexType><s:sequence>{challenge}</s:sequence></s:complexType></s:element>\n   \
             <s:element name=\"{name}Response\"><s:complexType><s:sequence>\
             <s:element minOccurs=\"0\" name=\"{name}Result\"><s:complexType mixed=\"true\">{any}</s:complexType></s:element>\
             </s:sequence></s:complexType></s:element>\n"
        );
        for (kind, element) in [("In", name.to_string()), ("Out", format!("{name}Response"))] {
            let _ = writeln!(
                messages,
                " <wsdl:message name=\"{name}Soap{kind}\"><wsdl:part name=\"parameters\" element=\"tns:{element}\"/></wsdl:message>"
            );
        }
        let _ = writeln!(
            ports,
            "  <wsdl:operation name=\"{name}\"><wsdl:input message=\"tns:{name}SoapIn\"/><wsdl:output message=\"tns:{name}SoapOut\"/></wsdl:operation>"
        );
        let _ = writeln!(
            bindings,
            "  <wsdl:operation name=\"{name}\"><soap:operation soapAction=\"{soap_action}\" style=\"document\"/>\
             <wsdl:input><soap:body use=\"literal\"/></wsdl:input><wsdl:output><soap:body use=\"literal\"/></wsdl:output></wsdl:operation>"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <wsdl:definitions xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" \
         xmlns:s=\"http://www.w3.org/2001/XMLSchema\" xmlns:tns=\"{PROTOCOLS}\" targetNamespace=\"{PROTOCOLS}\">\n\
         \x20<wsdl:types>\n  <s:schema elementFormDefault=\"qualified\" targetNamespace=\"{PROTOCOLS}\">\n{elements}  </s:schema>\n </wsdl:types>\n\
         {messages} <wsdl:portType name=\"RightsManagerSoap\">\n{ports} </wsdl:portType>\n\
         \x20<wsdl:binding name=\"RightsManagerSoap\" type=\"tns:RightsManagerSoap\">\n  \
         <soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>\n{bindings} </wsdl:binding>\n\
         \x20<wsdl:service name=\"RightsManager\"><wsdl:port name=\"RightsManagerSoap\" binding=\"tns:RightsManagerSoap\">\
         <soap:address location=\"{}\"/></wsdl:port></wsdl:service>\n</wsdl:definitions>\n",
        escaped(url)
    )
}
