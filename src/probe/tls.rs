//! TLS that remembers who showed which certificate, and what this computer thinks of it.
//!
//! The handshake goes on even where the certificate is not trusted: only public test pages are asked for, and
//! what a stranger says in their place is evidence. Nothing private is ever sent over such a connection. The
//! judgement is the system's own; on Linux its store honours `SSL_CERT_FILE` and `SSL_CERT_DIR`.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    SignatureScheme, StreamOwned,
};
use rustls_platform_verifier::Verifier;

use crate::probe::gather;
use crate::probe::stream::Timed;
use crate::wire::der::{self, Names};

/// Who judges certificates; nobody where the system's store cannot be read or is empty.
pub(super) type Trust = Option<Arc<dyn ServerCertVerifier>>;

/// Why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Its time is over, or this computer's clock is ahead.
    Expired,
    /// Its time has not come, or this computer's clock is behind.
    Early,
    /// Nobody whom this computer knows has signed it.
    Stranger,
    /// It is for another name.
    WrongName,
    /// Anything else.
    Other,
}

impl Why {
    /// Returns the word in evidence.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Expired => "certificate-expired",
            Self::Early => "certificate-not-yet-valid",
            Self::Stranger => "certificate-unknown-issuer",
            Self::WrongName => "certificate-wrong-name",
            Self::Other => "certificate-invalid",
        }
    }
}

/// The certificate that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Its names, where it could be read.
    pub(super) names: Option<Names>,
    /// What the system thinks of it; nothing without a store.
    pub(super) judgement: Option<Result<(), Why>>,
}

/// An encrypted connection and the certificate that was shown for it.
pub(super) type Secured = (StreamOwned<ClientConnection, Timed>, Shown);

/// Returns the system's judge. The store is read once, by the first who asks; the others wait.
pub(super) fn system() -> &'static Trust {
    static TRUST: OnceLock<Trust> = OnceLock::new();
    TRUST.get_or_init(|| {
        let verifier = Verifier::new(Arc::new(ring::default_provider())).ok()?;
        Some(Arc::new(verifier))
    })
}

/// Begins to read the system's store, beside everything else.
pub(super) fn warm() {
    gather::spawn(|| {
        let _ = system();
    });
}

/// A handshake that came to nothing.
#[derive(Debug)]
pub(super) struct Broken {
    /// How it ended.
    pub(super) error: io::Error,
    /// The certificate, where it came so far.
    pub(super) shown: Option<Shown>,
    /// Whether anything came from the other side.
    pub(super) heard: bool,
}

/// Shakes hands for this host.
pub(super) fn secure(mut tcp: Timed, host: &str, trust: &Trust) -> Result<Secured, Broken> {
    let witness = Arc::new(Witness::new(trust.clone()));
    let broken = |error, heard| Broken { error, shown: witness.shown(), heard };
    let mut connection = connection(host, &witness).map_err(|error| broken(error, false))?;
    let mut heard = false;
    while connection.is_handshaking() {
        // Writing and reading go by turns, so that what was heard before a failure is known.
        let step = if connection.wants_write() {
            connection.write_tls(&mut tcp).map(|_| ())
        } else {
            take(&mut connection, &mut tcp, &mut heard)
        };
        if let Err(error) = step {
            // What is wrong is told to the other side too, if it still listens.
            let _ = connection.write_tls(&mut tcp);
            return Err(broken(error, heard));
        }
    }
    match witness.shown() {
        Some(shown) => Ok((StreamOwned::new(connection, tcp), shown)),
        None => Err(broken(io::ErrorKind::InvalidData.into(), heard)),
    }
}

fn take(connection: &mut ClientConnection, tcp: &mut Timed, heard: &mut bool) -> io::Result<()> {
    if connection.read_tls(tcp)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    *heard = true;
    let wrong = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    connection.process_new_packets().map(|_| ()).map_err(wrong)
}

fn connection(host: &str, witness: &Arc<Witness>) -> io::Result<ClientConnection> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&witness.provider))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)
}

/// Lets every certificate pass and remembers it, with the judge's word.
#[derive(Debug)]
struct Witness {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    shown: Mutex<Option<Shown>>,
}

impl Witness {
    fn new(trust: Trust) -> Self {
        Self { trust, provider: Arc::new(ring::default_provider()), shown: Mutex::new(None) }
    }

    fn shown(&self) -> Option<Shown> {
        self.shown.lock().ok()?.clone()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge = |trust: &Arc<dyn ServerCertVerifier>| {
            trust
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .map(|_| ())
                .map_err(|error| why(&error))
        };
        let judgement = self.trust.as_ref().map(judge);
        if let Ok(mut shown) = self.shown.lock() {
            *shown = Some(Shown { names: der::names(end_entity), judgement });
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the crate's own list of errors only grows")]
fn why(error: &Error) -> Why {
    let Error::InvalidCertificate(error) = error else { return Why::Other };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Why::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Why::Early,
        // A signer with the right name and the wrong key is a stranger too: boxes make such.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => Why::Stranger,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Why::WrongName
        }
        _ => Why::Other,
    }
}
