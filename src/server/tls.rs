//! TLS: the operator's certificate, or one made on the spot.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::crypto::sha256;
use crate::error::{Error, Result};

/// A certificate chain with its private key.
pub struct TlsIdentity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    subject: String,
}

impl TlsIdentity {
    /// Reads a chain (leaf first) and its key from PEM files.
    ///
    /// # Errors
    /// When one cannot be read or holds none.
    pub fn from_files(certificate: &Path, key: &Path) -> Result<Self> {
        let pem = |path: &Path, error: rustls::pki_types::pem::Error| match error {
            rustls::pki_types::pem::Error::Io(error) => Error::io(path, error),
            error => Error::malformed(format!("is no PEM file: {error}")).about_path(path),
        };
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(|chain| chain.collect::<std::result::Result<Vec<_>, _>>())
            .map_err(|error| pem(certificate, error))?;
        if chain.is_empty() {
            return Err(Error::malformed("has no certificate").about_path(certificate));
        }
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| pem(key, error))?;
        Ok(Self { chain, key: private, subject: format!("{} and {}", certificate.display(), key.display()) })
    }

    /// The certificate of `folder`, made for this machine's own names when it is not there yet: `cert.pem`, which clients may trust,
    /// and `key.pem`, which only the owner may read.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn of_folder(folder: &Path) -> Result<(Self, PathBuf)> {
        let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        if !certificate.exists() {
            let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
            let made = rcgen::generate_simple_self_signed(names)
                .map_err(|error| Error::internal(format!("no certificate can be made: {error}")))?;
            fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
            write_private(&key, made.signing_key.serialize_pem().as_bytes())
                .map_err(|error| Error::io(&key, error))?;
            // The certificate comes last: it is what says that both are there.
            fs::write(&certificate, made.cert.pem()).map_err(|error| Error::io(&certificate, error))?;
        }
        Ok((Self::from_files(&certificate, &key)?, certificate))
    }

    /// SHA-256 of the leaf certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        sha256(&[self.chain.first().map_or(&[][..], AsRef::as_ref)])
    }

    pub(super) fn acceptor(&self) -> Result<tokio_rustls::TlsAcceptor> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_no_client_auth().with_single_cert(self.chain.clone(), self.key.clone_key())
            });
        let mut config = config.map_err(|error| {
            Error::malformed(format!("the TLS certificate cannot be used: {error}")).about(&self.subject)
        })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config).into())
    }
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(bytes)
}
