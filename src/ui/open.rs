//! Which face talks: by what the terminal is, never by a guess.
//!
//! Edge.

use super::Face;
use super::comfort::{ComfortFace, SMALLEST};
use super::look::Look;
use super::output;
use super::plain::PlainFace;
use crate::cli::{Colour, Common};
use crate::env::Env;
use crate::error::Result;
use crate::lang::Lang;

/// Opens the comfortable face where a person sits at a terminal that can show it, else the plain one.
///
/// Plain is for `--plain`, for `ACCESSIBLE` (anything but empty or `0`), for what is no terminal, for
/// `TERM=dumb` or none, and for a window under 40 columns or 8 rows, or one that does not say its size.
///
/// # Errors
///
/// Fails where standard input is not open.
pub fn open<'a>(env: &'a Env, common: &Common, lang: Lang) -> Result<Box<dyn Face + 'a>> {
    if is_comfortable(env, common.plain, output::room()) {
        let look = Look {
            colour: is_set_off(env, common.color),
            ascii: !env.is_utf8(),
            ..Look::default()
        };
        Ok(Box::new(ComfortFace::open(env, lang, look)?))
    } else {
        Ok(Box::new(PlainFace::open(env, lang)?))
    }
}

/// Tells whether the comfortable face can be shown in a window of these columns and rows.
fn is_comfortable(env: &Env, plain: bool, (columns, rows): (usize, usize)) -> bool {
    let terminals = env.stdin_tty && env.stderr_tty;
    let accessible = env.var("ACCESSIBLE").is_some_and(|value| value != "0");
    // A Windows console sets no TERM.
    let term = env.var("TERM").map_or(cfg!(windows), |term| term != "dumb");
    let large = columns >= SMALLEST.0 && rows >= SMALLEST.1;
    terminals && !plain && !accessible && term && large
}

/// Tells whether a terminal's own ways of setting off are used: bold, reverse, and black on white for a code.
pub fn is_set_off(env: &Env, asked: Colour) -> bool {
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        // As <https://no-color.org> says: set and not empty.
        Colour::Auto => env.var("NO_COLOR").is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::SystemClock;

    fn env(vars: &[(&str, &str)]) -> Env {
        Env {
            args: Vec::new(),
            vars: vars.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            clock: Box::new(SystemClock::start()),
            stdin_tty: true,
            stdout_tty: true,
            stderr_tty: true,
        }
    }

    #[test]
    fn only_a_terminal_that_can_show_it_gets_the_comfortable_face() {
        let usual = [("TERM", "xterm")];
        assert!(is_comfortable(&env(&usual), false, (80, 24)));
        assert!(is_comfortable(&env(&usual), false, (40, 8)));
        for room in [(39, 24), (80, 7), (0, 0)] {
            assert!(!is_comfortable(&env(&usual), false, room), "{room:?}");
        }
        assert!(!is_comfortable(&env(&usual), true, (80, 24)));
        assert!(!is_comfortable(&env(&[("TERM", "dumb")]), false, (80, 24)));
        assert_eq!(is_comfortable(&env(&[]), false, (80, 24)), cfg!(windows));
        for (value, comfortable) in [("1", false), ("yes", false), ("0", true), ("", true)] {
            let env = env(&[usual[0], ("ACCESSIBLE", value)]);
            assert_eq!(is_comfortable(&env, false, (80, 24)), comfortable, "{value}");
        }
        let piped =
            [Env { stdin_tty: false, ..env(&usual) }, Env { stderr_tty: false, ..env(&usual) }];
        assert!(piped.iter().all(|env| !is_comfortable(env, false, (80, 24))));
        let to_a_file = Env { stdout_tty: false, ..env(&usual) };
        assert!(is_comfortable(&to_a_file, false, (80, 24)));
    }

    #[test]
    fn the_person_decides_before_the_environment_whether_anything_is_bold() {
        let (usual, without) = (env(&[]), env(&[("NO_COLOR", "1")]));
        let asked = [Colour::Auto, Colour::Always, Colour::Never];
        assert_eq!(asked.map(|asked| is_set_off(&usual, asked)), [true, true, false]);
        assert_eq!(asked.map(|asked| is_set_off(&without, asked)), [false, true, false]);
        assert!(is_set_off(&env(&[("NO_COLOR", "")]), Colour::Auto));
    }
}
