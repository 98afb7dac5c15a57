//! From a byte to the line and column that an editor shows.
//!
//! Pure. Looking up costs the same for a file of one huge line as for one of many short lines.

/// Characters are counted ahead in blocks of this many bytes.
const BLOCK: usize = 512;

/// Where lines begin and how many characters lie before each block of bytes.
#[derive(Debug)]
pub struct Places<'a> {
    source: &'a str,
    lines: Vec<usize>,
    chars: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Reads a source once.
    pub fn new(source: &'a str) -> Self {
        let breaks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        let mut chars = vec![0];
        let mut total = 0;
        for block in source.as_bytes().chunks(BLOCK) {
            total += count(block);
            chars.push(total);
        }
        Self { source, lines, chars }
    }

    /// Returns line and column of a byte, both from 1, the column in characters.
    ///
    /// A byte beyond the end counts as the end.
    pub fn at(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.len());
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line, self.chars_before(offset) - self.chars_before(start) + 1)
    }

    /// Returns where the line of a byte begins and ends, the line break left out, in bytes.
    pub fn line_of(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let end = self.lines.get(line).map_or(self.source.len(), |next| next - 1);
        (start, end.max(start))
    }

    fn chars_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.source.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.chars.get(block).copied().unwrap_or(0) + count(rest)
    }
}

/// Counts the bytes that begin a character.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_characters_from_one() {
        let places = Places::new("a\néé=1\n\nx");
        assert_eq!(places.at(0), (1, 1));
        assert_eq!(places.at(2), (2, 1));
        assert_eq!(places.at(6), (2, 3));
        assert_eq!(places.at(9), (3, 1));
        assert_eq!(places.at(10), (4, 1));
        assert_eq!(places.at(99), (4, 2));
        assert_eq!(places.line_of(4), (2, 8));
    }

    proptest! {
        #[test]
        fn agrees_with_the_plain_way(source in "[a-zé\u{1f600}\n]{0,1500}", at in 0usize..3000) {
            let places = Places::new(&source);
            let before = &source[..super::super::floor(&source, at)];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            prop_assert_eq!(places.at(before.len()), (line, column));
        }
    }
}
