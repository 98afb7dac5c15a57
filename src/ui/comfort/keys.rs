//! What keys mean outside of a list and of a line.
//!
//! Pure.

/// What Ctrl-C sends.
#[cfg(unix)]
pub(super) const CTRL_C: u8 = 3;

/// What Ctrl-Z sends.
#[cfg(unix)]
const CTRL_Z: u8 = 26;

/// What Escape sends, and what every arrow key begins with.
#[cfg(unix)]
const ESCAPE: u8 = 27;

/// A key that means something during a wait.
#[cfg_attr(
    not(unix),
    expect(dead_code, reason = "a console handles Ctrl-C itself and knows no jobs")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Enter.
    Enter,
    /// Escape, `?` or `/`: what else is there?
    More,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-Z.
    Aside,
}

/// How a list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// The entry with this index, from 0.
    Picked(usize),
    /// Escape.
    Left,
    /// The window has become too small for it, or showed something else meanwhile.
    Outgrown,
}

/// Reads the first key that means something from what came in one go.
///
/// A key that sends several bytes, such as an arrow, means nothing here.
#[cfg(unix)]
pub(super) fn key(bytes: &[u8]) -> Option<Key> {
    if bytes.contains(&CTRL_C) {
        return Some(Key::Interrupt);
    }
    match *bytes {
        [ESCAPE] => Some(Key::More),
        [ESCAPE, ..] => None,
        _ => bytes.iter().find_map(|byte| match *byte {
            b'\r' | b'\n' => Some(Key::Enter),
            b'?' | b'/' => Some(Key::More),
            CTRL_Z => Some(Key::Aside),
            _ => None,
        }),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_a_few_keys_mean_something() {
        for (bytes, expected) in [
            (&b"\r"[..], Some(Key::Enter)),
            (b"\n", Some(Key::Enter)),
            (b"\x1b", Some(Key::More)),
            (b"\x1b[A", None),
            (b"\x1bOA", None),
            (b"abc", None),
            (b"x?", Some(Key::More)),
            (b"\r\x03", Some(Key::Interrupt)),
            (b"\x1a", Some(Key::Aside)),
            (b"\x04", None),
            (b"", None),
        ] {
            assert_eq!(key(bytes), expected, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn ctrl_c_is_never_missed(mut bytes in any::<Vec<u8>>(), at in any::<prop::sample::Index>()) {
            bytes.insert(at.index(bytes.len() + 1), CTRL_C);
            prop_assert_eq!(key(&bytes), Some(Key::Interrupt));
        }
    }
}
