//! Being sent elsewhere: a fault 0x8004C60D names another URL, for any operation, and the same message goes there.
//!
//! Nothing in a message names the server that it is for, and a server that sends its clients away has not taken note of it, so what is
//! sent on is the same bytes: what is to count once counts once, wherever it ends.

use super::CallError;
use crate::error::Error;
use crate::rights_manager::fault::FaultCode;
use crate::rights_manager::{Fault, Operation, soap::Envelope};
use crate::xml::Limits;

/// Most times that a message is sent on.
pub const MAX_REDIRECTS: usize = 5;

/// An answer, and who gave it.
#[derive(Debug)]
pub struct Answered {
    /// The server that answered: another one than was asked first, when that one sent the message on.
    pub url: String,
    /// What it said.
    pub envelope: Envelope,
}

impl super::Http {
    /// Sends the message of an operation, follows redirects, and reads the answer.
    ///
    /// # Errors
    /// When a server is not reached, answers with something else, or refuses; when redirects go in a circle, are more than
    /// [`MAX_REDIRECTS`], lead from TLS to plain HTTP, or to what is no URL.
    pub fn call(
        &self,
        url: &str,
        operation: Operation,
        message: &str,
        limits: &Limits,
    ) -> Result<Answered, CallError> {
        let mut trail = vec![url.to_owned()];
        loop {
            let at = trail.last().map_or(url, String::as_str);
            match self.send(at, operation, message, limits) {
                Ok(envelope) => return Ok(Answered { url: at.to_owned(), envelope }),
                Err(CallError::Refused { fault, url: from }) => match target(&fault) {
                    Some(next) => {
                        let next = next.to_owned();
                        check(&trail, &next)?;
                        trail.push(next);
                    }
                    None => return Err(CallError::Refused { url: from, fault }),
                },
                Err(error) => return Err(error),
            }
        }
    }
}

fn target(fault: &Fault) -> Option<&str> {
    let url = fault.redirect_url.as_deref().map(str::trim).filter(|url| !url.is_empty())?;
    (fault.known() == Some(FaultCode::Redirect)).then_some(url)
}

/// Refuses to follow where it leads nowhere, or to what the user would not want to be asked.
fn check(trail: &[String], next: &str) -> Result<(), CallError> {
    let at = trail.last().map_or("", String::as_str);
    let scheme = |url: &str, scheme: &str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let refused = |text: String| Err(Error::remote(text).about(at).into());
    if !scheme(next, "http://") && !scheme(next, "https://") {
        return refused(format!("sends the client on to {next:?}, which is no HTTP URL"));
    }
    if scheme(at, "https://") && !scheme(next, "https://") {
        return refused(format!("sends the client from TLS to plain HTTP: {next}"));
    }
    let way = || trail.iter().map(String::as_str).chain([next]).collect::<Vec<_>>().join(", then ");
    if trail.iter().any(|known| known == next) {
        return refused(format!("servers send the client in a circle: {}", way()));
    }
    if trail.len() > MAX_REDIRECTS {
        return refused(format!("servers sent the client on {MAX_REDIRECTS} times already: {}", way()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_does_not_follow() {
        let trail = |urls: &[&str]| urls.iter().map(|url| (*url).to_owned()).collect::<Vec<_>>();
        let said = |trail: &[String], next: &str| match check(trail, next) {
            Ok(()) => String::new(),
            Err(error) => Error::from(error).to_string(),
        };
        assert_eq!(said(&trail(&["http://a/"]), "https://a/"), "");
        assert_eq!(said(&trail(&["HTTPS://a/"]), "Https://b/"), "");
        assert!(said(&trail(&["https://a/"]), "http://a/").contains("from TLS to plain HTTP"));
        assert!(said(&trail(&["http://a/"]), "file:///etc/passwd").contains("no HTTP URL"));
        assert!(said(&trail(&["http://a/"]), "http://a/").contains("circle: http://a/, then http://a/"));
        let five = trail(&["http://0/", "http://1/", "http://2/", "http://3/", "http://4/"]);
        assert_eq!(said(&five, "http://5/"), "");
        let six = [five, trail(&["http://5/"])].concat();
        assert!(said(&six, "http://6/").contains("5 times already"));
    }

    #[test]
    fn only_the_fault_with_this_code_and_a_url_sends_on() {
        let mut fault = Fault::new(FaultCode::Redirect, "ask another one");
        assert_eq!(target(&fault), None);
        fault.redirect_url = Some(" http://b/ ".to_owned());
        assert_eq!(target(&fault), Some("http://b/"));
        fault.code = FaultCode::ServiceSpecific.number();
        assert_eq!(target(&fault), None);
    }
}
