//! What is remembered from session to session, by the place that it is about.
//!
//! Edge. No place is ever chosen silently; this only keeps them. A file that cannot be understood, or that
//! a newer version wrote, is never replaced.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file;
use super::lock::Lock;
use super::{PlacesError, SaveError};
use crate::checklist::Slot;
use crate::session::Answer;
use crate::session::codec::is_unknown;

/// The newest format of the file that this program writes and reads.
const FORMAT: u32 = 1;
const FILE: &str = "places.json";
const LOCK: &str = "places.lock";
/// How long a place's name may be, in characters.
const LONGEST_NAME: usize = 80;

/// What is remembered about one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The day on which it was last confirmed.
    pub date: Date,
    /// What was answered there.
    pub slots: BTreeMap<Slot, Answer>,
}

/// The file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    format: u32,
    places: BTreeMap<String, Place>,
}

/// The format alone, for everything else may be different in another one.
#[derive(Deserialize)]
struct Format {
    format: u64,
}

/// The remembered places. Each call reads the file anew, so that two copies of the program agree.
#[derive(Debug, Clone)]
pub struct Places {
    folder: PathBuf,
}

impl Places {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Returns the names of the places, in alphabetical order.
    ///
    /// # Errors
    ///
    /// The file is damaged, of a newer version, or cannot be read.
    pub fn names(&self) -> Result<Vec<String>, PlacesError> {
        Ok(self.read()?.into_keys().collect())
    }

    /// Returns what is remembered about a place.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn get(&self, name: &str) -> Result<Option<Place>, PlacesError> {
        Ok(self.read()?.remove(name.trim()))
    }

    /// Remembers a place, in the stead of what was remembered under its name.
    ///
    /// # Errors
    ///
    /// A name that is empty, too long or not plain text; a file that cannot be read stays as it is.
    pub fn put(&self, name: &str, place: Place) -> Result<(), PlacesError> {
        let plain = name.trim();
        let fits = !plain.is_empty() && plain.chars().count() <= LONGEST_NAME;
        if !fits || plain.chars().any(char::is_control) {
            return Err(PlacesError::BadName(name.to_owned()));
        }
        file::private_dir(&self.folder)
            .map_err(|source| SaveError::io("create", &self.folder, source))?;
        let _lock = self.lock()?;
        let mut places = self.read()?;
        places.insert(plain.to_owned(), place);
        self.write(places)
    }

    /// Forgets a place, and tells whether it was known.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub fn remove(&self, name: &str) -> Result<bool, PlacesError> {
        if !self.read()?.contains_key(name.trim()) {
            return Ok(false);
        }
        let _lock = self.lock()?;
        let mut places = self.read()?;
        let known = places.remove(name.trim()).is_some();
        self.write(places)?;
        Ok(known)
    }

    /// Deletes the file, damaged or not, and what an interrupted write left of it; tells whether there was
    /// anything.
    pub(super) fn delete(&self) -> Result<bool, SaveError> {
        let remove = || -> io::Result<bool> {
            let entries = match fs::read_dir(&self.folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                entries => entries?,
            };
            let mut found = false;
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name();
                let is_places = name == FILE;
                let is_left_over =
                    name.to_str().is_some_and(|name| name.starts_with(file::TEMPORARY));
                if is_places || is_left_over || name == LOCK {
                    fs::remove_file(entry.path())?;
                    found |= is_places;
                }
            }
            file::sync_dir(&self.folder)?;
            Ok(found)
        };
        remove().map_err(|source| SaveError::io("delete", &self.folder, source))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    fn lock(&self) -> Result<Lock, SaveError> {
        let path = self.folder.join(LOCK);
        Lock::take(&path).map_err(|source| SaveError::io("lock", &path, source))
    }

    fn read(&self) -> Result<BTreeMap<String, Place>, PlacesError> {
        let path = self.path();
        let bytes = match file::read_bounded(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return Err(PlacesError::Damaged { path });
            }
            read => read.map_err(|source| PlacesError::Io { path: path.clone(), source })?,
        };
        decode(&bytes, &path)
    }

    fn write(&self, places: BTreeMap<String, Place>) -> Result<(), PlacesError> {
        let path = self.path();
        let unwritable = |source| SaveError::Unwritable { source };
        let contents = Contents { format: FORMAT, places };
        let mut text = serde_json::to_string_pretty(&contents).map_err(unwritable)?;
        // What could not be read back must not replace what can.
        serde_json::from_str::<Contents>(&text).map_err(unwritable)?;
        if text.len() as u64 > file::LIMIT {
            return Err(SaveError::TooLarge { path }.into());
        }
        text.push('\n');
        file::write_atomic(&path, text.as_bytes())
            .map_err(|source| SaveError::io("write", &path, source).into())
    }
}

fn decode(bytes: &[u8], path: &Path) -> Result<BTreeMap<String, Place>, PlacesError> {
    let damaged = || PlacesError::Damaged { path: path.to_owned() };
    let newer = || PlacesError::Newer { path: path.to_owned() };
    let Format { format } = serde_json::from_slice(bytes).map_err(|_| damaged())?;
    if format > u64::from(FORMAT) {
        return Err(newer());
    }
    let contents: Contents = serde_json::from_slice(bytes)
        .map_err(|error| if is_unknown(&error) { newer() } else { damaged() })?;
    if contents.format == 0 { Err(damaged()) } else { Ok(contents.places) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(number: &str) -> Place {
        let answer = Answer::Text { text: number.into() };
        let date = jiff::civil::date(2026, 11, 21);
        Place { date, slots: BTreeMap::from([(Slot::CustomerNumber, answer)]) }
    }

    fn places() -> (tempfile::TempDir, Places) {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::in_folder(&dir.path().join("state"));
        (dir, places)
    }

    #[test]
    fn remembers_by_name() {
        let (_dir, places) = places();
        assert_eq!(places.names().unwrap(), Vec::<String>::new());
        assert!(!places.remove("rumah saya").unwrap());
        assert!(!places.folder.exists());
        places.put("rumah saya", place("1")).unwrap();
        places.put(" rumah ibu ", place("2")).unwrap();
        places.put("rumah saya", place("3")).unwrap();
        assert_eq!(places.names().unwrap(), ["rumah ibu", "rumah saya"]);
        assert_eq!(places.get("rumah saya").unwrap(), Some(place("3")));
        assert!(places.remove("rumah saya").unwrap());
        assert_eq!(places.get("rumah saya").unwrap(), None);
        assert_eq!(places.get("rumah ibu").unwrap(), Some(place("2")));
    }

    #[test]
    fn a_name_is_one_readable_line() {
        let (_dir, places) = places();
        for name in ["", "  ", "a\nb", "\u{1b}[2J", &"x".repeat(81)] {
            let refused = places.put(name, place("1"));
            assert!(matches!(refused, Err(PlacesError::BadName(_))), "{name:?}");
        }
        assert!(!places.folder.exists());
    }

    #[test]
    fn what_cannot_be_understood_stays_as_it_is() {
        let (_dir, places) = places();
        places.put("rumah saya", place("1")).unwrap();
        let text = fs::read_to_string(places.path()).unwrap();
        for (old, new, newer) in [
            ("\"format\": 1", "\"format\": 2", true),
            ("customer-number", "satellite-number", true),
            ("\"format\": 1", "\"format\": 0", false),
            ("2026-11-21", "2026-11-31", false),
            ("{", "", false),
        ] {
            let changed = text.replacen(old, new, 1);
            assert_ne!(changed, text);
            fs::write(places.path(), &changed).unwrap();
            let is_newer = |error| match error {
                PlacesError::Newer { .. } => Some(true),
                PlacesError::Damaged { .. } => Some(false),
                PlacesError::Io { .. } | PlacesError::BadName(_) | PlacesError::Save(_) => None,
            };
            assert_eq!(is_newer(places.names().unwrap_err()), Some(newer), "{new}");
            assert_eq!(is_newer(places.put("x", place("2")).unwrap_err()), Some(newer), "{new}");
            assert_eq!(is_newer(places.remove("x").unwrap_err()), Some(newer), "{new}");
            assert_eq!(fs::read_to_string(places.path()).unwrap(), changed);
        }
    }

    #[test]
    fn deleting_takes_left_overs_along() {
        let (_dir, places) = places();
        assert!(!places.delete().unwrap());
        places.put("rumah saya", place("1")).unwrap();
        fs::write(places.folder.join(".cekdulu-abc"), "half").unwrap();
        fs::write(places.folder.join("mine.txt"), "x").unwrap();
        assert!(places.delete().unwrap());
        let left: Vec<_> =
            fs::read_dir(&places.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["mine.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_dir, places) = places();
        places.put("rumah saya", place("1")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&places.folder), mode(&places.path())), (0o700, 0o600));
    }

    #[test]
    fn two_copies_lose_nothing() {
        let (_dir, places) = places();
        std::thread::scope(|scope| {
            for copy in 0..4 {
                let places = places.clone();
                scope.spawn(move || {
                    for n in 0..5 {
                        places.put(&format!("{copy}-{n}"), place("1")).unwrap();
                    }
                });
            }
        });
        assert_eq!(places.names().unwrap().len(), 20);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>) {
            let _ = decode(&bytes, Path::new("x"));
        }
    }
}
