//! The older list of wireless interfaces, `/proc/net/wireless`.
//!
//! Pure. Format: `wireless_seq_printf_stats` in the kernel's `wext-proc.c`; lines that cannot be read are
//! passed over.

use crate::wire::nl80211::is_plausible;

/// Returns the strength of an interface's signal, in dBm; nothing if it is not listed, or not in dBm.
pub fn signal_dbm(list: &str, interface: &str) -> Option<i32> {
    let line = list.lines().find_map(|line| {
        line.trim_start().strip_prefix(interface).and_then(|rest| rest.strip_prefix(':'))
    })?;
    // Status, quality, level: the level has a dot behind it where it is fresh.
    let level = line.split_ascii_whitespace().nth(2)?;
    level.trim_end_matches('.').parse().ok().filter(|dbm| is_plausible(*dbm))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: &str = "Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n \
        face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n\
        wlp2s0: 0000   54.  -56.  -256        0      0      0      0    137        0\n \
         old0: 0000   54   200   0        0      0      0      0    137        0\n";

    #[test]
    fn the_level_is_the_third_word_and_must_be_in_dbm() {
        assert_eq!(signal_dbm(LIST, "wlp2s0"), Some(-56));
        assert_eq!(signal_dbm(LIST, "old0"), None);
        assert_eq!(signal_dbm(LIST, "wlp2s"), None);
        assert_eq!(signal_dbm("", "wlp2s0"), None);
    }

    proptest! {
        #[test]
        fn any_list_is_fine(text: String, name: String) {
            let _ = signal_dbm(&text, &name);
            let line = format!("w0:{text}");
            prop_assert!(signal_dbm(&line, "w0").is_none_or(is_plausible));
        }
    }
}
