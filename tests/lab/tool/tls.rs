//! The check of certificates.

use std::io::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use anyhow::Result;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, Error, RootCertStore};

/// Tells whether a handshake with port 443, as the home does it, ends as the word says.
pub(super) fn ends(address: IpAddr, host: &str, word: &str) -> Result<bool> {
    let mut roots = RootCertStore::empty();
    let trusted = CertificateDer::pem_file_iter(std::env::var("SSL_CERT_FILE")?)?;
    for certificate in trusted {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned())?;
    let mut client = ClientConnection::new(Arc::new(config), name)?;
    let ended = shake(address, &mut client);
    println!("{ended}");
    Ok(ended == word)
}

/// Goes through a handshake; says how it ended.
fn shake(address: IpAddr, client: &mut ClientConnection) -> &'static str {
    let Ok(mut stream) = super::connect((address, 443).into()) else { return "failed" };
    while client.is_handshaking() {
        if let Err(error) = client.complete_io(&mut stream) {
            let _ = stream.flush();
            let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
            return match cause {
                Some(Error::InvalidCertificate(fault)) => name(fault),
                _ => "failed",
            };
        }
    }
    "trusted"
}

/// Names what is wrong with a certificate.
fn name(fault: &CertificateError) -> &'static str {
    let is_expired =
        matches!(fault, CertificateError::Expired | CertificateError::ExpiredContext { .. });
    let is_early = matches!(
        fault,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }
    );
    let is_stranger = *fault == CertificateError::UnknownIssuer;
    let names = [(is_stranger, "stranger"), (is_expired, "expired"), (is_early, "early")];
    names.iter().find(|(holds, _)| *holds).map_or("failed", |(_, name)| name)
}
