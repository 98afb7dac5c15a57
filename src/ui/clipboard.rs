//! The clipboard of whatever terminal a person sits at, also beyond an SSH connection, by OSC 52.
//!
//! Edge. The terminal gives no answer, so nobody can say that it worked.
//!
//! # References
//!
//! xterm's control sequences, "Manipulate Selection Data"; the tmux manual on `allow-passthrough` and
//! `set-clipboard`; hterm's `osc52.sh` for the longest text and for the pieces that GNU Screen takes.

use std::io::Write as _;

use super::output;
use crate::env::Env;
use crate::safe;

/// The longest text that terminals take, in bytes of base 64.
const LONGEST: usize = 74_994;

/// So much of a string GNU Screen passes on at once, in bytes.
const PIECE: usize = 76;

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// Why nothing was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCopied {
    /// There is no terminal to ask.
    NoTerminal,
    /// It is longer than terminals take.
    TooLong,
    /// It could not be written.
    Failed,
}

/// Asks the terminal to put a text on its clipboard.
///
/// # Errors
///
/// Says why it was not even asked.
pub fn copy(env: &Env, text: &str) -> Result<(), NotCopied> {
    let sequence = sequence(text, between(env)).ok_or(NotCopied::TooLong)?;
    let written = if env.stderr_tty {
        output::talk().write_all(sequence.as_bytes())
    } else if env.stdout_tty {
        let mut out = std::io::stdout();
        out.write_all(sequence.as_bytes()).and_then(|()| out.flush())
    } else {
        return Err(NotCopied::NoTerminal);
    };
    written.map_err(|_| NotCopied::Failed)
}

fn between(env: &Env) -> Between {
    // Inside both, the one that was started last sets TERM.
    let screen = env.var("TERM").is_some_and(|term| term.starts_with("screen"));
    match (env.var("TMUX"), env.var("STY")) {
        (Some(_), Some(_)) if screen => Between::Screen,
        (Some(_), _) => Between::Tmux,
        (None, Some(_)) => Between::Screen,
        (None, None) => Between::Nothing,
    }
}

/// Returns what is written; none where the text is too long.
fn sequence(text: &str, between: Between) -> Option<String> {
    let data = base64(safe::clean(text).as_bytes());
    if data.len() > LONGEST {
        return None;
    }
    let plain = format!("\u{1b}]52;c;{data}\u{7}");
    Some(match between {
        Between::Nothing => plain,
        // By its settings tmux takes the one, passes on the other, or does neither.
        Between::Tmux => format!("{plain}\u{1b}Ptmux;\u{1b}{plain}\u{1b}\\"),
        Between::Screen => {
            let pieces = plain.as_bytes().chunks(PIECE).map(String::from_utf8_lossy);
            let wrapped = pieces.map(|piece| format!("\u{1b}P{piece}\u{1b}\\"));
            wrapped.collect::<Vec<_>>().concat()
        }
    })
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            let digit = DIGITS.get(digit).filter(|_| place <= three.len());
            out.push(digit.map_or('=', |digit| char::from(*digit)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("\u{ff}\u{3fe}~", "w7/Pvn4="),
        ] {
            assert_eq!(base64(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn each_multiplexer_gets_what_it_passes_on() {
        assert_eq!(sequence("foo", Between::Nothing).unwrap(), "\u{1b}]52;c;Zm9v\u{7}");
        let tmux = sequence("foo", Between::Tmux).unwrap();
        assert!(tmux.ends_with("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;Zm9v\u{7}\u{1b}\\"), "{tmux:?}");
        let screen = sequence(&"x".repeat(300), Between::Screen).unwrap();
        let pieces: Vec<_> = screen.split("\u{1b}\\").filter(|piece| !piece.is_empty()).collect();
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() <= PIECE + 2));
        let joined: String =
            pieces.iter().filter_map(|piece| piece.strip_prefix("\u{1b}P")).collect();
        assert_eq!(Some(joined), sequence(&"x".repeat(300), Between::Nothing));
        assert_eq!(sequence(&"x".repeat(60_000), Between::Nothing), None);
    }

    proptest! {
        #[test]
        fn no_text_ends_the_sequence_early(text in any::<String>()) {
            let whole = sequence(&text, Between::Nothing).unwrap();
            let inner = whole.strip_prefix("\u{1b}]52;c;").and_then(|rest| rest.strip_suffix('\u{7}')).unwrap();
            prop_assert!(inner.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)));
            prop_assert_eq!(inner.len(), safe::clean(&text).len().div_ceil(3) * 4);
        }
    }
}
