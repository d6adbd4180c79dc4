//! Failures of object storage, in plain words.

use std::io;

use crate::error::{Error, ErrorKind};

/// Longest text of a service that is passed on, in characters.
const MAX_REASON: usize = 200;

/// Says what went wrong with the object of this name: not there or not allowed is a matter of input and output, everything else one
/// of the service, which may be tried again.
pub(super) fn explain(error: object_store::Error, name: &str) -> Error {
    use object_store::Error as E;
    let io = |kind, text: &str| Error::from(io::Error::new(kind, text));
    let explained = match &error {
        E::NotFound { .. } | E::Generic { .. } if names_bucket(&error) => {
            io(io::ErrorKind::NotFound, "there is no such bucket")
        }
        E::NotFound { .. } => io(io::ErrorKind::NotFound, "there is no such object"),
        E::PermissionDenied { .. } => io(io::ErrorKind::PermissionDenied, "the service denies access")
            .hint("check the permissions of these credentials, and for a public bucket that requests need no signature"),
        E::Unauthenticated { .. } => {
            io(io::ErrorKind::PermissionDenied, "the service does not accept the credentials")
                .hint("check the credentials in the environment")
        }
        E::AlreadyExists { .. } => {
            Error::from(ErrorKind::OutputExists).hint("pass --force to overwrite it")
        }
        E::Precondition { .. } => Error::remote("the object was changed while it was read"),
        E::NotSupported { .. } | E::NotImplemented { .. } => {
            Error::unsupported(format!("the service cannot do this: {}", reason(&error)))
        }
        E::InvalidPath { .. } => Error::usage(format!("is no name of an object: {}", reason(&error))),
        _ => {
            let reason = reason(&error);
            let hint = hint(&reason);
            let explained = Error::remote(format!("the service failed: {reason}"));
            match hint {
                Some(hint) => explained.hint(hint),
                None => explained,
            }
        }
    };
    explained.about(name)
}

/// Whether it is the bucket that is missing: the words of S3, Azure and Google Cloud Storage.
pub(super) fn names_bucket(error: &object_store::Error) -> bool {
    let reason = reason(error);
    ["NoSuchBucket", "ContainerNotFound", "bucket does not exist"].iter().any(|word| reason.contains(word))
}

/// The innermost cause on one line: the layers above it repeat the request, which may hold a signature.
fn reason(error: &object_store::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_REASON) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// What helps against failures that newcomers meet.
fn hint(reason: &str) -> Option<&'static str> {
    if reason.contains("scheme is not allowed") {
        return Some(
            "an endpoint without TLS needs AWS_ALLOW_HTTP=true (AZURE_ALLOW_HTTP, GOOGLE_ALLOW_HTTP)",
        );
    }
    if reason.contains("169.254.169.254") {
        return Some(
            "no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExitCode;
    use object_store::Error as E;

    fn exit_code(error: E) -> ExitCode {
        explain(error, "s3://bucket/key").exit_code()
    }

    #[test]
    fn exit_codes_by_what_can_be_done() {
        let path = || "key".to_owned();
        let source = || Box::<dyn std::error::Error + Send + Sync>::from("cause");
        assert_eq!(exit_code(E::NotFound { path: path(), source: source() }), ExitCode::Io);
        assert_eq!(exit_code(E::PermissionDenied { path: path(), source: source() }), ExitCode::Io);
        assert_eq!(exit_code(E::Unauthenticated { path: path(), source: source() }), ExitCode::Io);
        assert_eq!(exit_code(E::AlreadyExists { path: path(), source: source() }), ExitCode::OutputExists);
        assert_eq!(exit_code(E::Precondition { path: path(), source: source() }), ExitCode::Remote);
        assert_eq!(exit_code(E::Generic { store: "S3", source: source() }), ExitCode::Remote);
        assert_eq!(exit_code(E::NotSupported { source: source() }), ExitCode::Unsupported);
    }

    #[test]
    fn messages_are_one_short_line() {
        let source = format!("<Error>\n  <Code>SlowDown</Code>\n{}</Error>", "x".repeat(500)).into();
        let error = explain(E::Generic { store: "S3", source }, "s3://bucket/key");
        let text = error.to_string();
        assert!(text.starts_with("s3://bucket/key: the service failed: <Error> <Code>SlowDown</Code> xx"));
        assert!(text.ends_with("x…") && text.chars().count() < 260 && !text.contains('\n'));
    }
}
