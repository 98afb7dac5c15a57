//! The lines of a log: values to bytes and back.
//!
//! Pure. Whatever [`encode`] gives out, [`decode`] reads again; and of a log that was cut at any byte it
//! reads every line that was complete.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Entry, FORMAT, Header};

/// What ends a line.
const BREAK: u8 = b'\n';

/// Hashes a list's text for [`Header::hash`]: FNV-1a, 64 bits, as 16 hex digits.
///
/// It notices an accident, not an attack: whoever can change the snapshot can change the log too.
///
/// # References
///
/// IETF draft-eastlake-fnv-21, section 2.
pub fn fnv1a(bytes: &[u8]) -> String {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    format!("{:016x}", bytes.iter().fold(BASIS, mix))
}

/// Writes an entry as one line, its line break included.
///
/// # Errors
///
/// An entry that could not be read back, such as one with a number that is not finite.
pub fn encode(entry: &Entry) -> Result<String, serde_json::Error> {
    line(entry)
}

/// Writes the header as one line, its line break included.
///
/// # Errors
///
/// A header that could not be read back.
pub fn encode_header(header: &Header) -> Result<String, serde_json::Error> {
    line(header)
}

fn line<T: Serialize + DeserializeOwned>(value: &T) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(value)?;
    // One line that cannot be read would make the whole log damaged, so it is found out before it is
    // on the disk.
    serde_json::from_str::<T>(&text)?;
    text.push('\n');
    Ok(text)
}

/// What a log says.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The first line.
    pub header: Header,
    /// The other lines.
    pub entries: Vec<Entry>,
    /// How many bytes the complete lines take, from the beginning.
    pub good: usize,
    /// Whether something that is no complete line follows them.
    pub torn: bool,
}

/// Why a log cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not even the first line is complete: the program was killed while it began the session.
    #[error("the log has no header")]
    NoHeader,
    /// A line before the last is no entry, or the last is whole and is none.
    #[error("line {line} of the log is damaged")]
    Damaged {
        /// Counted from 1.
        line: usize,
    },
    /// The log has a format from the future.
    #[error("the log has format {format}, and this program reads up to {FORMAT}")]
    Newer {
        /// Its format.
        format: u64,
    },
    /// A line is whole but says something that this program has no word for.
    #[error("line {line} of the log says something unknown")]
    Unknown {
        /// Counted from 1.
        line: usize,
    },
}

/// Reads a log.
///
/// Each line is on the disk before the next one is begun, so only the last can be torn: it then lacks
/// its line break, or, where the power failed, holds zeros or what was in those blocks before.
///
/// # Errors
///
/// See [`Fault`].
pub fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let lines = Lines::of(bytes);
    let first =
        lines.complete.split_inclusive(|byte| *byte == BREAK).next().ok_or(Fault::NoHeader)?;
    let header = lines.header(first)?;
    let mut decoded = Decoded { header, entries: Vec::new(), good: first.len(), torn: lines.torn };
    for (index, text) in lines.complete.split_inclusive(|byte| *byte == BREAK).enumerate().skip(1) {
        match serde_json::from_slice(text) {
            Ok(entry) => decoded.entries.push(entry),
            Err(error) if lines.may_be_torn(decoded.good + text.len(), &error) => {
                decoded.torn = true;
                return Ok(decoded);
            }
            Err(error) if is_unknown(&error) => return Err(Fault::Unknown { line: index + 1 }),
            Err(_) => return Err(Fault::Damaged { line: index + 1 }),
        }
        decoded.good += text.len();
    }
    Ok(decoded)
}

/// Reads the first line alone.
///
/// # Errors
///
/// See [`Fault`].
pub fn decode_header(bytes: &[u8]) -> Result<Header, Fault> {
    let lines = Lines::of(bytes);
    let first =
        lines.complete.split_inclusive(|byte| *byte == BREAK).next().ok_or(Fault::NoHeader)?;
    lines.header(first)
}

/// A log, parted into the lines that end in a line break and what follows them.
struct Lines<'a> {
    complete: &'a [u8],
    torn: bool,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let end = bytes.iter().rposition(|byte| *byte == BREAK).map_or(0, |at| at + 1);
        let complete = bytes.get(..end).unwrap_or_default();
        Self { complete, torn: end < bytes.len() }
    }

    /// Tells whether a line that ends at byte `end` is the very last thing, and broken as a torn line is.
    fn may_be_torn(&self, end: usize, error: &serde_json::Error) -> bool {
        !self.torn && end == self.complete.len() && (error.is_syntax() || error.is_eof())
    }

    fn header(&self, first: &[u8]) -> Result<Header, Fault> {
        /// The format alone, for everything else may be different in another one.
        #[derive(Deserialize)]
        struct Format {
            format: u64,
        }
        if let Ok(header) = serde_json::from_slice::<Header>(first)
            && (1..=FORMAT).contains(&header.format)
        {
            return Ok(header);
        }
        let fault = |error: &serde_json::Error| {
            if self.may_be_torn(first.len(), error) {
                Fault::NoHeader
            } else {
                Fault::Damaged { line: 1 }
            }
        };
        let Format { format } = serde_json::from_slice(first).map_err(|error| fault(&error))?;
        if format > u64::from(FORMAT) {
            return Err(Fault::Newer { format });
        }
        Err(Fault::Damaged { line: 1 })
    }
}

/// Tells whether well-formed JSON failed on a name that does not exist here: a kind of event, a verdict,
/// a fact. Within a format such names are only ever added, so a later version of the program wrote it.
///
/// serde has no other way to tell; a test holds it to these words.
pub(crate) fn is_unknown(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    error.is_data() && (text.starts_with("unknown variant") || text.starts_with("unknown field"))
}

#[cfg(test)]
#[path = "codec/tests.rs"]
pub(crate) mod tests;
