//! QR codes drawn in letters, for a camera that looks at a screen.
//!
//! Pure. A half block is two modules, one above the other, because letters are twice as high as wide. Where colours
//! may be used both are set, so that it is dark on light in any window; else ink stands for one of them, and which
//! one has to fit the window. Where no blocks can be shown a module is two signs, or two coloured spaces.

use std::fmt::Write as _;

use crate::summary::qr::Code;

/// Ends every colour.
const PLAIN: &str = "\u{1b}[0m";

/// How many columns and rows a module takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// One column, half a row.
    Half,
    /// Two columns, one row; ASCII only.
    Ascii,
}

/// What dark and light are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Black and white, both set, by the fixed colours of 256.
    Fixed,
    /// Black and white, both set, by the names that every terminal knows.
    Named,
    /// Ink is dark: right on paper and where letters are dark on light.
    DarkInk,
    /// Ink is light: right where letters are light on dark.
    LightInk,
}

impl Paint {
    /// Returns the paint whose ink is the other one; colours stay.
    #[must_use]
    pub fn inverted(self) -> Self {
        match self {
            Self::DarkInk => Self::LightInk,
            Self::LightInk => Self::DarkInk,
            Self::Fixed | Self::Named => self,
        }
    }

    /// Tells whether it is right in any window.
    pub fn is_coloured(self) -> bool {
        matches!(self, Self::Fixed | Self::Named)
    }
}

impl Blocks {
    /// Returns the columns and rows that a code of so many modules a side takes.
    pub fn size(self, side: usize) -> (usize, usize) {
        match self {
            Self::Half => (side, side.div_ceil(2)),
            Self::Ascii => (side * 2, side),
        }
    }

    /// Returns how many modules a side so many columns and rows have room for.
    pub fn side(self, (columns, rows): (usize, usize)) -> usize {
        match self {
            Self::Half => columns.min(rows.saturating_mul(2)),
            Self::Ascii => (columns / 2).min(rows),
        }
    }
}

/// A drawn code: the only text with control sequences that results may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing(String);

impl Drawing {
    /// Returns its bytes as text, each row ended by a line break.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Draws a code with its quiet zone.
pub fn draw(code: &Code, blocks: Blocks, paint: Paint) -> Drawing {
    let side = code.side();
    let step = if blocks == Blocks::Half { 2 } else { 1 };
    let mut out = String::new();
    for row in (0..side).step_by(step) {
        match blocks {
            Blocks::Half => half(&mut out, code, row, paint),
            Blocks::Ascii => ascii(&mut out, code, row, paint),
        }
        out.push('\n');
    }
    Drawing(out)
}

/// Draws two rows of modules in one of letters.
fn half(out: &mut String, code: &Code, row: usize, paint: Paint) {
    let colours = match paint {
        Paint::Fixed => "\u{1b}[38;5;16;48;5;231m",
        Paint::Named => "\u{1b}[30;47m",
        Paint::DarkInk | Paint::LightInk => "",
    };
    out.push_str(colours);
    for column in 0..code.side() {
        let ink = |row| code.is_dark(row, column) != (paint == Paint::LightInk);
        // Below the last row of an odd number of them nothing is drawn.
        let below = row + 1 < code.side() || paint != Paint::LightInk;
        out.push(match (ink(row), ink(row + 1) && below) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
    }
    out.push_str(if colours.is_empty() { "" } else { PLAIN });
}

/// Draws one row of modules, two columns each.
fn ascii(out: &mut String, code: &Code, row: usize, paint: Paint) {
    let [dark, light] = match paint {
        Paint::Fixed => ["48;5;16", "48;5;231"],
        Paint::Named => ["40", "47"],
        Paint::DarkInk => ["##", "  "],
        Paint::LightInk => ["  ", "##"],
    };
    let mut last = "";
    for column in 0..code.side() {
        let module = if code.is_dark(row, column) { dark } else { light };
        if !paint.is_coloured() {
            out.push_str(module);
            continue;
        }
        if module != last {
            let _ = write!(out, "\u{1b}[{module}m");
            last = module;
        }
        out.push_str("  ");
    }
    out.push_str(if paint.is_coloured() { PLAIN } else { "" });
}
