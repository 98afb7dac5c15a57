//! The certificates of the lab's internet: made by openssl when the lab begins, gone when it ends.
//!
//! One signer is in the home's trust store (`SSL_CERT_FILE`), the other is a stranger to it. A certificate is
//! good from ten days ago for forty, by the clock of the servers that show it, which a row may shift.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp};

use crate::net::good;
use crate::rows::Row;
use crate::sandbox;
use crate::serve::names::Names;

/// The signer that the home trusts.
pub(crate) const OWN: &str = "own";
/// The signer that nobody knows.
pub(crate) const STRANGER: &str = "stranger";

/// Returns where a file of the certificates is.
pub(crate) fn path(stem: &str, kind: &str) -> PathBuf {
    Path::new(sandbox::RUN).join("certs").join(format!("{stem}.{kind}"))
}

/// Returns the name of the files of a signer's certificate for servers whose clock is shifted, in seconds.
pub(crate) fn stem(signer: &str, shift: i64) -> String {
    format!("{signer}-{shift}")
}

/// Returns the file of those whom the home trusts.
pub(crate) fn trusted() -> PathBuf {
    path(OWN, "pem")
}

/// Makes all certificates that the rows need.
pub(crate) fn make<'r>(rows: impl Iterator<Item = &'r Row>) -> Result<()> {
    let folder = path("x", "x").with_file_name("");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("config"), config()?)?;
    let mut shifts: BTreeSet<i64> = rows.map(Row::clock_s).collect();
    shifts.insert(0);
    for signer in [OWN, STRANGER] {
        let name = if signer == OWN { "/O=Lab Trust/CN=Lab Root" } else { "/O=Warnet/CN=Proxy CA" };
        let new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 40";
        let files =
            format!("-keyout {signer}.key -out {signer}.pem -config config -extensions root");
        openssl(&folder, &format!("{new} {files}"), name)?;
        for shift in &shifts {
            leaf(&folder, signer, *shift).with_context(|| stem(signer, *shift))?;
        }
    }
    Ok(())
}

/// Makes and signs a certificate for all names.
fn leaf(folder: &Path, signer: &str, shift: i64) -> Result<()> {
    let stem = stem(signer, shift);
    let new = "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config config";
    openssl(folder, &format!("{new} -keyout {stem}.key -out {stem}.csr"), "/CN=lab.example")?;
    let day = |days: i64| {
        let at = Timestamp::now() + SignedDuration::from_secs(shift + days * 86_400);
        at.strftime("%Y%m%d%H%M%SZ").to_string()
    };
    fs::write(folder.join("index"), "")?;
    let sign = format!(
        "ca -batch -notext -rand_serial -config config -cert {signer}.pem -keyfile {signer}.key"
    );
    let when = format!("-startdate {} -enddate {}", day(-10), day(30));
    openssl(folder, &format!("{sign} {when} -in {stem}.csr -out {stem}.pem"), "/CN=lab.example")
}

/// Runs openssl in the folder.
fn openssl(folder: &Path, args: &str, subject: &str) -> Result<()> {
    let mut command = Command::new("openssl");
    command.current_dir(folder).env("PATH", sandbox::PATH).env("OPENSSL_CONF", "config");
    command.args(args.split_ascii_whitespace()).args(["-subj", subject]);
    good(&command.output()?).with_context(|| format!("openssl {args}"))
}

/// Writes the configuration of openssl.
fn config() -> Result<String> {
    let mut text = String::from(
        "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = lab\n\
         [ca]\ndefault_ca = signer\n[signer]\ndatabase = index\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\n\
         policy = any\nx509_extensions = leaf\nunique_subject = no\n[any]\ncommonName = supplied\n\
         [root]\nbasicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign\n\
         subjectKeyIdentifier = hash\n\
         [leaf]\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\nsubjectAltName = @names\n[names]\n",
    );
    for (nth, name) in Names::load()?.certified().iter().enumerate() {
        writeln!(text, "DNS.{nth} = {name}")?;
    }
    Ok(text)
}
