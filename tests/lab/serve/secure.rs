//! HTTPS, with certificates that were made when the lab began (see `certs.rs`).

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::web::Site;
use crate::certs;

/// Shows a site over TLS; `signer` names who signed the certificate.
pub(super) fn serve(signer: &str, address: SocketAddr, site: Site) -> Result<()> {
    let stem = certs::stem(signer, super::clock::shift());
    let chain = CertificateDer::pem_file_iter(certs::path(&stem, "pem"))
        .and_then(Iterator::collect)
        .with_context(|| format!("the certificate {stem}"))?;
    let key = PrivateKeyDer::from_pem_file(certs::path(&stem, "key"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    let config = Arc::new(config);
    super::listen(address, move |stream| {
        let server = ServerConnection::new(Arc::clone(&config)).map_err(std::io::Error::other)?;
        let mut stream = StreamOwned::new(server, stream);
        site.serve(&mut stream)?;
        stream.conn.send_close_notify();
        stream.flush()
    })
}
