//! `show --as qr`: a text as codes on the screen, one after the other.
//!
//! Edge.

use super::Printer;
use super::world::World;
use crate::error::{Error, Result};
use crate::summary::qr::{self, Code, TooSmall};
use crate::ui::output;
use crate::ui::qr::{Blocks, Paint, draw};
use crate::ui::{self, Choice, Face, Input, Prompt, Reply};

/// The rows that a shell wants under a code.
const UNDER: usize = 2;

/// The rows that a question takes under a code: an empty one, the question, how to answer, the answer.
const QUESTION: usize = 4;

/// The choices of a question, a row each.
const CHOICES: usize = 2;

/// From so many codes on, a larger window is worth a word.
const MANY: usize = 6;

/// So many are few.
const FEW: usize = 3;

/// The columns of paper.
const PAPER: usize = 80;

/// What codes are drawn on.
#[derive(Debug, Clone, Copy)]
struct Canvas {
    /// The columns and rows.
    room: (usize, usize),
    blocks: Blocks,
    paint: Paint,
    /// Whether a person pages through them.
    paged: bool,
}

/// Draws a text as codes; where somebody sits there, one after the other at the person's own pace.
pub(super) fn run<'f>(
    world: World<'_>,
    text: &str,
    results: &mut Printer,
    face: Option<&mut (dyn Face + 'f)>,
) -> Result<()> {
    let mut face = face.filter(|_| world.env.stdout_tty);
    let mut canvas = Canvas::of(world, face.is_some());
    let codes = canvas.codes(text).map_err(|small| canvas.too_small(world, small))?;
    let count = codes.len();
    let larger = canvas.larger(world, text, count);
    if let (Some(face), Some(larger)) = (face.as_deref_mut(), &larger) {
        let counted = world.texts().fill("qr.draw-all", &[("n", &count.to_string())]);
        let reply = ask(world, face, &Prompt::new(format!("{larger} {counted}"), Input::YesNo))?;
        if reply != Reply::YesNo(true) {
            return Ok(());
        }
    } else if let Some(larger) = larger {
        output::remark(&larger);
    }
    canvas.introduce(world, count);
    for (at, code) in (1..).zip(&codes) {
        if face.is_none() && count > 1 {
            results.text(&format!("{at}/{count}"))?;
        }
        loop {
            results.drawing(&draw(code, canvas.blocks, canvas.paint))?;
            let Some(face) = face.as_deref_mut().filter(|_| canvas.asks(at == count)) else {
                break;
            };
            if ask(world, face, &canvas.prompt(world, at, count))? != Reply::One(1) {
                break;
            }
            canvas.paint = canvas.paint.inverted();
        }
    }
    Ok(())
}

fn ask(world: World<'_>, face: &mut dyn Face, prompt: &Prompt) -> Result<Reply> {
    let stopped = |stop| Error { hint: None, ..super::stopped(stop, false, world.lang) };
    face.ask(prompt).map_err(stopped)
}

impl Canvas {
    fn of(world: World<'_>, paged: bool) -> Self {
        let env = world.env;
        let terminal = env.stdout_tty;
        let (columns, rows) = output::screen();
        let unknown = |size: usize, usual| if size == 0 { usual } else { size };
        let room = if terminal {
            (unknown(columns, PAPER), unknown(rows, usize::MAX))
        } else {
            (PAPER, usize::MAX)
        };
        let blocks = if terminal && !env.is_utf8() { Blocks::Ascii } else { Blocks::Half };
        Self { room, blocks, paint: paint(world), paged }
    }

    /// Tells whether a question stands under a code.
    fn asks(&self, last: bool) -> bool {
        !last || !self.paint.is_coloured()
    }

    /// Returns the modules a side that there is room for, with so many rows under the code.
    fn side(&self, under: usize) -> usize {
        let (columns, rows) = self.room;
        self.blocks.side((columns, rows.saturating_sub(under)))
    }

    /// Returns the rows under a code that is not the only one.
    fn under(&self) -> usize {
        match (self.paged, self.paint.is_coloured()) {
            (true, true) => QUESTION,
            (true, false) => QUESTION + CHOICES,
            (false, _) => UNDER,
        }
    }

    /// Makes the codes: one where it has room, with nothing under it but the shell.
    fn codes(&self, text: &str) -> Result<Vec<Code>, TooSmall> {
        if self.paint.is_coloured()
            && let Ok(codes) = qr::codes(text, self.side(UNDER))
            && codes.len() == 1
        {
            return Ok(codes);
        }
        qr::codes(text, self.side(self.under()))
    }

    /// Says, before the first code, how the codes are to be read.
    fn introduce(&self, world: World<'_>, count: usize) {
        let texts = world.texts();
        match self.paint {
            Paint::LightInk => output::remark(texts.get("qr.light-ink")),
            Paint::DarkInk => output::remark(texts.get("qr.dark-ink")),
            Paint::Fixed | Paint::Named => {}
        }
        if count > 1 {
            output::remark(&texts.fill("qr.order", &[("n", &count.to_string())]));
        } else {
            output::remark(texts.get("qr.one"));
        }
    }

    /// Says how large a window would need far fewer codes, where there are many.
    fn larger(&self, world: World<'_>, text: &str, count: usize) -> Option<String> {
        let side = qr::sides().find(|side| qr::count(text, *side).is_some_and(|n| n <= FEW));
        let side = side.filter(|_| count >= MANY)?;
        let n = qr::count(text, side)?.to_string();
        let (columns, rows) = self.blocks.size(side);
        let (columns, rows) = (columns.to_string(), (rows + self.under()).to_string());
        let values = [("columns", &*columns), ("rows", &rows), ("n", &n)];
        Some(world.texts().fill("qr.larger", &values))
    }

    fn prompt(&self, world: World<'_>, at: usize, count: usize) -> Prompt {
        let texts = world.texts();
        let values = [("at", &*at.to_string()), ("n", &*count.to_string())];
        let one = count == 1;
        let ask = if one { texts.get("qr.one").to_owned() } else { texts.fill("qr.many", &values) };
        if self.paint.is_coloured() {
            return Prompt::new(ask, Input::Enter);
        }
        let choices = [("next", "qr.next"), ("invert", "qr.invert")];
        let choices = choices.map(|(key, text)| Choice::new(key, texts.get(text)));
        Prompt::new(ask, Input::One(choices.into()))
    }

    fn too_small(&self, world: World<'_>, small: TooSmall) -> Error {
        let texts = world.texts();
        let Some(side) = small.side else {
            return Error::failed(texts.get("qr.long")).hint(texts.get("qr.instead-long"));
        };
        let (columns, rows) = self.blocks.size(side);
        let (columns, rows) = (columns.to_string(), (rows + self.under()).to_string());
        let said = texts.fill("qr.small", &[("columns", &columns), ("rows", &rows)]);
        Error::failed(said).hint(texts.get("qr.instead"))
    }
}

/// Chooses what dark and light are made of.
fn paint(world: World<'_>) -> Paint {
    let env = world.env;
    let term = env.var("TERM").unwrap_or_default();
    let always = world.common.color == crate::cli::Colour::Always;
    let shows = env.stdout_tty && (cfg!(windows) || !matches!(term, "" | "dumb"));
    if ui::is_set_off(env, world.common.color) && (shows || always) {
        let many = cfg!(windows) || term.contains("256color") || env.var("COLORTERM").is_some();
        return if many { Paint::Fixed } else { Paint::Named };
    }
    // Some terminals tell their colours: "15;0" is white on black.
    let ground = env.var("COLORFGBG").and_then(|colours| colours.rsplit(';').next()?.parse().ok());
    match ground {
        Some(7 | 9..=15) => Paint::DarkInk,
        Some(0_u8..) => Paint::LightInk,
        // A file is printed or pasted, dark on light; most windows are the other way round.
        None if env.stdout_tty => Paint::LightInk,
        None => Paint::DarkInk,
    }
}
