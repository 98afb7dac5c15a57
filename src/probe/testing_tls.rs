//! HTTPS servers on the loopback with certificates of every kind.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::probe::tls::Trust;

/// The certificate that a server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certificate {
    /// For `secure.example`, signed by the test root.
    Good,
    /// The same, and its time is over.
    Expired,
    /// The same, and its time has not come.
    Early,
    /// The good one, and after the answer bytes without end.
    Endless,
}

fn certificate(pem: &[u8]) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem).unwrap()
}

/// Starts a server that gives this answer to everything, and returns its port.
pub(super) fn serve(shown: Certificate, answer: &'static str) -> u16 {
    let leaf = certificate(match shown {
        Certificate::Good | Certificate::Endless => include_bytes!("testdata/good.pem").as_slice(),
        Certificate::Expired => include_bytes!("testdata/expired.pem"),
        Certificate::Early => include_bytes!("testdata/early.pem"),
    });
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("testdata/leaf.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for tcp in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, tcp);
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 2048]);
                let _ = stream.write_all(answer.as_bytes());
                while shown == Certificate::Endless && stream.write_all(&[b'x'; 4096]).is_ok() {}
                stream.conn.send_close_notify();
                let _ = stream.flush();
            });
        }
    });
    port
}

/// Whom a judge trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// The root that signed the servers' certificates.
    Test,
    /// Another one.
    Other,
    /// Nobody: there is no judge.
    None,
}

/// Returns a judge.
pub(super) fn trust(root: Root) -> Trust {
    match root {
        Root::Test => Some(judge(include_bytes!("testdata/root.pem"))),
        Root::Other => Some(judge(include_bytes!("testdata/other.pem"))),
        Root::None => None,
    }
}

fn judge(pem: &[u8]) -> Arc<dyn ServerCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate(pem)).unwrap();
    let provider = Arc::new(ring::default_provider());
    let judge = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    judge.build().unwrap()
}
