//! The parts of a URL.

use object_store::path::Path;

use crate::error::{Error, Result};

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `s3://bucket/key`.
    S3,
    /// `gs://bucket/key`.
    Google,
    /// `az://container/key`.
    Azure,
    /// `https://host/path`, `http://host/path`.
    Http,
}

/// A URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) scheme: Scheme,
    /// The bucket or container; for HTTP the host with its port.
    pub(super) bucket: String,
    /// What comes before the key: `s3://bucket/`. For HTTP with the query, since only requests with equal queries share it.
    pub(super) base: String,
    /// The key as it is written; for HTTP percent-encoded.
    pub(super) key: String,
}

impl Url {
    /// Takes a URL apart.
    ///
    /// # Errors
    /// When the scheme is unknown or the bucket is missing.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let broken = |what: &str| Error::usage(what).about(without_query(text));
        let (scheme_name, rest) = text.split_once("://").ok_or_else(|| broken("is no URL"))?;
        let scheme = match scheme_name {
            "s3" => Scheme::S3,
            "gs" => Scheme::Google,
            "az" => Scheme::Azure,
            "http" | "https" => Scheme::Http,
            _ => return Err(broken("is no s3://, gs://, az://, https:// or http:// URL")),
        };
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(broken("the URL names no bucket or host").hint("write SCHEME://BUCKET/KEY"));
        }
        let mut base = format!("{scheme_name}://{bucket}/");
        let mut key = key;
        if scheme == Scheme::Http {
            key = key.split_once('#').map_or(key, |(key, _)| key);
            if let Some((path, text)) = key.split_once('?') {
                base = format!("{base}?{text}");
                key = path;
            }
        }
        Ok(Self { scheme, bucket: bucket.to_owned(), base, key: key.to_owned() })
    }

    /// The key as a path.
    ///
    /// # Errors
    /// When it has empty parts, `.` or `..`.
    pub(super) fn path(&self) -> Result<Path> {
        let parsed = match self.scheme {
            Scheme::Http => Path::from_url_path(&self.key),
            _ => Path::parse(&self.key),
        };
        parsed.map_err(|e| Error::usage(format!("is no name of an object: {e}")).about(self.name()))
    }

    /// The folders of a pattern in front of the first that holds a wildcard.
    pub(super) fn fixed_folder(&self) -> &str {
        let fixed = self.key.find(['*', '?', '[']).unwrap_or(self.key.len());
        let fixed = self.key.get(..fixed).unwrap_or_default();
        fixed.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    fn name(&self) -> String {
        format!("{}{}", without_query(&self.base), self.key)
    }
}

/// A URL as it may be shown: queries hold signatures.
fn without_query(url: &str) -> &str {
    url.split_once('?').map_or(url, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let url = Url::parse("s3://bucket/a/b c?.mp4").unwrap();
        assert_eq!((url.scheme, url.bucket.as_str(), url.key.as_str()), (Scheme::S3, "bucket", "a/b c?.mp4"));
        assert_eq!(url.base, "s3://bucket/");
        assert_eq!(url.path().unwrap().as_ref(), "a/b c?.mp4");
        let url = Url::parse("https://h:8443/a/b%20c.mp4?sig=1#top").unwrap();
        assert_eq!((url.bucket.as_str(), url.key.as_str()), ("h:8443", "a/b%20c.mp4"));
        assert_eq!(url.path().unwrap().as_ref(), "a/b c.mp4");
        assert_eq!(url.base, "https://h:8443/?sig=1");
    }

    #[test]
    fn folders_in_front_of_wildcards() {
        for (key, folder) in
            [("a/b/*.mp4", "a/b"), ("a*/b", ""), ("*", ""), ("a/b/", "a/b"), ("a/[bc]/d?", "a"), ("", "")]
        {
            assert_eq!(Url::parse(&format!("s3://x/{key}")).unwrap().fixed_folder(), folder, "{key}");
        }
    }

    #[test]
    fn no_urls() {
        for text in ["s3:///key", "ftp://h/x", "s3://", "x"] {
            assert_eq!(Url::parse(text).unwrap_err().exit_code(), crate::ExitCode::Usage, "{text}");
        }
        assert!(Url::parse("s3://b/a//b").unwrap().path().is_err());
        assert!(Url::parse("s3://b/a/../b").unwrap().path().is_err());
    }
}
