//! A camera before a screen: what a terminal shows as a picture, read by a real reader of QR codes.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::net;

/// The pixels of a letter: twice as high as wide.
const CELL: (usize, usize) = (6, 12);

/// The brightness of a window: its ground and its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    ground: u8,
    letters: u8,
}

/// Light letters on dark.
pub(crate) const DARK: Theme = Theme { ground: 24, letters: 220 };
/// Dark letters on light.
pub(crate) const LIGHT: Theme = Theme { ground: 250, letters: 40 };

/// Tells whether codes can be read here; in CI they must be.
pub(crate) fn has_reader() -> bool {
    let found = Command::new("zbarimg").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "zbarimg is missing; install zbar-tools");
    if !found {
        eprintln!("SKIPPED: no QR code was read, because zbarimg is missing; install zbar-tools");
    }
    found
}

/// Takes a picture of a screen and returns what the reader reads on it.
pub(crate) fn read(screen: &vt100::Screen, theme: Theme) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("screen.pgm");
    let sharp = Picture::of(screen, theme);
    fs::write(&path, sharp.pgm()).unwrap();
    let near = read_file(&path);
    if !near.is_empty() {
        return near;
    }
    // A camera does not see the strokes of a letter, only how much ink there is.
    fs::write(&path, sharp.blurred().pgm()).unwrap();
    read_file(&path)
}

/// Returns what the reader reads on a picture.
fn read_file(path: &Path) -> Vec<String> {
    let mut command = Command::new("zbarimg");
    command.args(["-q", "--xml", "-Sdisable", "-Sqrcode.enable", "--nodbus"]).arg(path);
    let output = command.env("PATH", net::path()).env("LC_ALL", "C.UTF-8").output().unwrap();
    let xml = String::from_utf8(output.stdout).unwrap();
    let document = roxmltree::Document::parse(&xml).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("data"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// What a camera sees.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Takes a picture of a screen, each stroke of each letter sharp.
    fn of(screen: &vt100::Screen, theme: Theme) -> Self {
        let (rows, columns) = screen.size();
        let (width, height) = (usize::from(columns) * CELL.0, usize::from(rows) * CELL.1);
        let mut pixels = vec![theme.ground; width * height];
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)))
        {
            let Some(cell) = screen.cell(row, column) else { continue };
            let letters = shade(cell.fgcolor(), theme.letters);
            let ground = shade(cell.bgcolor(), theme.ground);
            let corner = usize::from(row) * CELL.1 * width + usize::from(column) * CELL.0;
            for y in 0..CELL.1 {
                let line = &mut pixels[corner + y * width..][..CELL.0];
                line.fill(ground);
                for x in (0..CELL.0).filter(|x| is_ink(cell.contents(), *x, y)) {
                    line[x] = letters;
                }
            }
        }
        Self { width, height, pixels }
    }

    /// Makes squares, as wide as a letter, as bright as they are on the whole.
    fn blurred(&self) -> Self {
        let side = CELL.0;
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for rows in self.pixels.chunks(side * self.width) {
            let square = |left: usize| {
                let lines = rows.chunks(self.width).flat_map(|line| &line[left..left + side]);
                let sum: usize = lines.map(|pixel| usize::from(*pixel)).sum();
                u8::try_from(sum / (side * side)).unwrap()
            };
            let lefts = (0..self.width).step_by(side);
            let line: Vec<u8> = lefts.flat_map(|left| vec![square(left); side]).collect();
            pixels.extend(line.repeat(side));
        }
        Self { pixels, ..*self }
    }

    /// Writes it as a PGM file.
    fn pgm(&self) -> Vec<u8> {
        let head = format!("P5 {} {} 255\n", self.width, self.height);
        [head.as_bytes(), &self.pixels].concat()
    }
}

/// How bright a colour is.
fn shade(colour: vt100::Color, default: u8) -> u8 {
    match colour {
        vt100::Color::Default => default,
        vt100::Color::Idx(0 | 16) => 0,
        vt100::Color::Idx(7) => 192,
        vt100::Color::Idx(231) => 255,
        other @ (vt100::Color::Idx(_) | vt100::Color::Rgb(..)) => {
            panic!("nobody has asked for {other:?}")
        }
    }
}

/// Tells whether a letter has ink at a pixel.
fn is_ink(letter: &str, x: usize, y: usize) -> bool {
    match letter {
        "█" => true,
        "▀" => y < CELL.1 / 2,
        "▄" => y >= CELL.1 / 2,
        // Two bars each way, as in most letters; the rest of it is ground.
        "#" => matches!(x, 1 | 4) || matches!(y, 3 | 4 | 7 | 8),
        "" | " " => false,
        // Any other letter is some ink in the middle.
        _ => (2..4).contains(&x) && (4..9).contains(&y),
    }
}
