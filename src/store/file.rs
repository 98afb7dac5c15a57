//! Files that are private, bounded, and whole or absent.
//!
//! Edge.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// The largest file that is read, in bytes: 64 MiB. A long session has some hundred kilobytes.
pub(super) const LIMIT: u64 = 64 << 20;

/// Makes a folder and those above it, each private to the user; folders that are there stay as they are.
pub(super) fn private_dir(path: &Path) -> io::Result<()> {
    builder().recursive(true).create(path)
}

/// Makes one folder that must not be there yet.
pub(super) fn new_private_dir(path: &Path) -> io::Result<()> {
    builder().create(path)
}

fn builder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Returns options for a file that is private to the user if it is made, and that is not reached over a
/// symbolic link.
pub(super) fn options() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use nix::fcntl::OFlag;
        // Without the second flag a named pipe in the place of a file would wait for ever.
        let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits());
    }
    options
}

/// Opens an ordinary file for reading and returns its length too, in bytes.
pub(super) fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = options().read(true).open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        Ok((file, metadata.len()))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not an ordinary file"))
    }
}

/// Reads an ordinary file of at most [`LIMIT`] bytes.
pub(super) fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let (file, length) = open(path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(LIMIT)).unwrap_or_default() + 1);
    // It may grow while it is read.
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Writes a file whole or not at all, and waits until the disk has it.
pub(super) fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    persist(file, path)?;
    sync_dir(folder)
}

/// How the names of files begin that were not written whole.
pub(super) const TEMPORARY: &str = ".cekdulu-";

#[cfg(not(windows))]
fn persist(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Replaces a file; scanners and indexers hold new files open for a moment, so it is tried again.
#[cfg(windows)]
fn persist(mut file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    let mut wait = std::time::Duration::from_millis(10);
    for _ in 0..5 {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(error) => match error.error.raw_os_error() {
                Some(ACCESS_DENIED | SHARING_VIOLATION) => file = error.file,
                _ => return Err(error.error),
            },
        }
        std::thread::sleep(wait);
        wait *= 2;
    }
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Waits until the disk has the names in a folder.
#[cfg(unix)]
pub(super) fn sync_dir(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems cannot do this for a folder, and say so in one of these ways.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// Windows keeps a folder's names in order by itself.
#[cfg(not(unix))]
pub(super) fn sync_dir(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Tells whether there is a real folder at a path, not a link to one.
pub(super) fn is_real_dir(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Removes what is in a folder, one name excepted; a link is removed, never followed.
pub(super) fn empty_dir(folder: &Path, except: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == except {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Tells whether there is nothing at a path, as opposed to something that cannot be used.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
