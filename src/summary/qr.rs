//! A text as QR codes: as few as a window has room for, each readable alone.
//!
//! Pure. Several codes begin with "1/3 " and so on, for the cameras of phones do not join codes by themselves;
//! what follows the beginnings, put together, is the text to the last character.
//!
//! # References
//!
//! ISO/IEC 18004: a code of version v has 17 + 4 v modules a side, and wants four light ones around it. A screen
//! has no folds and no stains, so the lowest error correction will do; and cameras find a code with two light
//! modules around it as well, which is made use of only where that saves codes.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// How many light modules stand around a code.
pub const QUIET: usize = 4;

/// How many do in a small window, where that takes fewer codes.
const TIGHT: usize = 2;

/// Up to so many codes the usual room is kept around each.
const FEW: usize = 2;

/// The largest version that a phone still reads well from a screen.
const LARGEST: u8 = 20;

/// The most codes that anybody would scan.
const MOST: usize = 20;

/// How many bytes a code of the versions 1 to [`LARGEST`] holds at error correction level L.
///
/// # References
///
/// ISO/IEC 18004, table 7, byte mode.
const BYTES: [usize; LARGEST as usize] = [
    17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858,
];

/// The extra bytes that a code takes to say that its text is UTF-8.
const ECI: usize = 2;

/// The number of the character set UTF-8 in a code.
const UTF8: u32 = 26;

/// One code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The rows of modules, dark ones true, without the quiet zone.
    rows: Vec<Vec<bool>>,
    /// How many light modules stand around them.
    quiet: usize,
    /// What a camera reads.
    pub text: String,
}

impl Code {
    /// Returns how many modules it has a side, the quiet zone included.
    pub fn side(&self) -> usize {
        self.rows.len() + 2 * self.quiet
    }

    /// Tells whether a module is dark, counted from the corner of the quiet zone; beyond it all are light.
    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        let at = |place: usize| place.checked_sub(self.quiet);
        let cell = |row: usize, column: usize| self.rows.get(row)?.get(column).copied();
        at(row).zip(at(column)).and_then(|(row, column)| cell(row, column)).unwrap_or_default()
    }
}

/// Why there are no codes: the modules a side, quiet zone included, that the smallest sensible ones take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooSmall {
    /// So many modules; none where no window is large enough.
    pub side: Option<usize>,
}

/// Writes a text as codes of at most `side` modules, the quiet zone included.
///
/// # Errors
///
/// Says what room it would take, where `side` is too small for a sensible number of codes.
pub fn codes(text: &str, side: usize) -> Result<Vec<Code>, TooSmall> {
    let usual = made(text, side, QUIET);
    if usual.as_ref().is_ok_and(|codes| codes.len() <= FEW) {
        return usual;
    }
    let tight = made(text, side, TIGHT)?;
    Ok(usual.ok().filter(|usual| usual.len() <= tight.len()).unwrap_or(tight))
}

/// Writes a text as codes with so many light modules around each.
fn made(text: &str, side: usize, quiet: usize) -> Result<Vec<Code>, TooSmall> {
    let side_of = |version| modules(version) + 2 * quiet;
    let fits = |version: &u8| side_of(*version) <= side;
    let sensible = |version: &u8| split(text, *version).is_some();
    let needed = (1..=LARGEST).find(sensible);
    let too_small = TooSmall { side: needed.map(side_of) };
    let largest = (1..=LARGEST).rev().find(fits).filter(sensible).ok_or(too_small)?;
    let count = split(text, largest).map_or(0, |all| all.len());
    // The smallest that needs no more of them is read from farthest away.
    let least =
        (1..=largest).find(|version| split(text, *version).is_some_and(|all| all.len() <= count));
    let version = least.unwrap_or(largest);
    let parts = split(text, version).ok_or(too_small)?;
    parts.into_iter().map(|part| encode(part, version, quiet).ok_or(too_small)).collect()
}

/// Returns how many codes a text takes where they may have `side` modules; none where that is not sensible.
pub fn count(text: &str, side: usize) -> Option<usize> {
    let largest = (1..=LARGEST).rev().find(|version| side_of(*version) <= side)?;
    split(text, largest).map(|all| all.len())
}

/// Iterates over the sides that codes can have, the quiet zone included, the smallest first.
pub fn sides() -> impl Iterator<Item = usize> {
    (1..=LARGEST).map(side_of)
}

/// Returns how many modules a version has a side, quiet zone included.
fn side_of(version: u8) -> usize {
    modules(version) + 2 * QUIET
}

/// Returns how many modules a version has a side.
fn modules(version: u8) -> usize {
    17 + 4 * usize::from(version)
}

/// Divides a text into what one code each holds, its beginning included; none where that would be too many.
fn split(text: &str, version: u8) -> Option<Vec<String>> {
    let room = *BYTES.get(usize::from(version).checked_sub(1)?)?;
    let room = room.checked_sub(if text.is_ascii() { 0 } else { ECI })?;
    if text.len() <= room {
        return Some(vec![text.to_owned()]);
    }
    // The beginnings take room as well, so there may be more than would hold the text alone.
    let least = text.len().div_ceil(room).max(2);
    let found = |count| pieces(text, room, count).map(|pieces| (count, pieces));
    let (count, pieces) = (least..=MOST).find_map(found)?;
    Some((1..).zip(pieces).map(|(at, piece)| format!("{at}/{count} {piece}")).collect())
}

/// Divides a text into exactly so many pieces of about the same length, after spaces where that can be.
fn pieces(text: &str, room: usize, count: usize) -> Option<Vec<&str>> {
    let digits = count.to_string().len();
    let room = room.checked_sub(2 * digits + 2).filter(|room| *room >= 4)?;
    let mut rest = text;
    let mut pieces = Vec::with_capacity(count);
    for left in (1..=count).rev() {
        let even = rest.len().div_ceil(left);
        let end = if left == 1 { rest.len() } else { cut(rest, even.min(room), room) };
        let (piece, after) = rest.split_at_checked(end)?;
        if piece.is_empty() || piece.len() > room {
            return None;
        }
        pieces.push(piece);
        rest = after;
    }
    Some(pieces)
}

/// Finds where to cut: after the first space behind `even`, else after the last before, else between letters.
fn cut(text: &str, even: usize, room: usize) -> usize {
    let after = |(at, c): (usize, char)| c.is_whitespace().then_some(at + c.len_utf8());
    let ends = || text.char_indices().filter_map(after).take_while(|end| *end <= room);
    let behind = ends().find(|end| *end >= even);
    let before = || ends().last().filter(|end| *end * 2 > even);
    let anywhere = || text.char_indices().map(|(at, _)| at).take_while(|at| *at <= even).last();
    behind.or_else(before).or_else(anywhere).unwrap_or(text.len())
}

fn encode(text: String, version: u8, quiet: usize) -> Option<Code> {
    let mut segments = vec![QrSegment::make_bytes(text.as_bytes())];
    if !text.is_ascii() {
        segments.insert(0, QrSegment::make_eci(UTF8));
    }
    let (version, level) = (Version::new(version), QrCodeEcc::Low);
    // What room is left goes into error correction.
    let code =
        QrCode::encode_segments_advanced(&segments, level, version, version, None, true).ok()?;
    let row = |y| (0..code.size()).map(|x| code.get_module(x, y)).collect();
    Some(Code { rows: (0..code.size()).map(row).collect(), quiet, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Puts together what several codes say.
    fn joined(codes: &[Code]) -> String {
        let piece = |(at, code): (usize, &Code)| {
            let beginning = format!("{}/{} ", at + 1, codes.len());
            code.text.strip_prefix(&beginning).unwrap_or_else(|| panic!("{}", code.text)).to_owned()
        };
        if codes.len() == 1 {
            codes[0].text.clone()
        } else {
            codes.iter().enumerate().map(piece).collect()
        }
    }

    #[test]
    fn the_table_says_exactly_what_fits() {
        for (version, bytes) in (1..).zip(BYTES).step_by(3) {
            assert!(encode("a".repeat(bytes), version, QUIET).is_some(), "{version}");
            assert!(encode("a".repeat(bytes + 1), version, QUIET).is_none(), "{version}");
        }
        // The sign that it is UTF-8 takes the same of each.
        for (version, bytes) in [(1, 17), (10, 271)] {
            let two = "é".repeat((bytes - ECI) / 2);
            assert_eq!(encode(two, version, QUIET).unwrap().side(), side_of(version));
        }
    }

    #[test]
    fn a_larger_window_needs_fewer_codes_and_a_small_one_says_what_it_needs() {
        let text = "Internet mati sejak Jumat 20 November. ".repeat(12);
        let counts: Vec<_> = [33 + 8, 45 + 8, 69 + 8, 97 + 8]
            .iter()
            .map(|side| codes(&text, *side).unwrap().len())
            .collect();
        assert_eq!(counts, [5, 3, 2, 1]);
        assert_eq!(codes(&text, 20), Err(TooSmall { side: Some(25 + 2 * TIGHT) }));
        assert_eq!(codes(&"x".repeat(20_000), 1000), Err(TooSmall { side: None }));
        assert_eq!(codes("hi", 1000).unwrap()[0].side(), side_of(1));
        assert_eq!(codes("", 29).unwrap().len(), 1);
    }

    #[test]
    fn the_quiet_zone_is_light_all_around() {
        let code = &codes("test", 1000).unwrap()[0];
        let side = code.side();
        for at in 0..side {
            for edge in (0..QUIET).chain(side - QUIET..side + 9) {
                assert!(!code.is_dark(edge, at) && !code.is_dark(at, edge));
            }
        }
        assert!(code.is_dark(QUIET, QUIET) && code.is_dark(side - QUIET - 1, QUIET));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn the_codes_put_together_are_the_text(text in "[a-z .,\n]{0,400}|\\PC{0,150}", side in 25usize..110) {
            if let Ok(codes) = codes(&text, side) {
                prop_assert_eq!(joined(&codes), text);
                prop_assert!(codes.len() <= MOST && codes.iter().all(|code| code.side() <= side));
            }
        }
    }
}
