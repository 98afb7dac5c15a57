//! How much of a connection's data the other side has not confirmed, from `/proc/net/tcp`.
//!
//! Pure. Format: `proc_net_tcp` in the kernel's documentation.

/// Returns how many bytes wait for their confirmation on the open connection between these ports; nothing if
/// it is not listed.
pub fn unconfirmed(table: &str, local: u16, remote: u16) -> Option<u32> {
    const ESTABLISHED: &str = "01";
    table.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace().skip(1);
        let (from, to, state, queues) =
            (words.next()?, words.next()?, words.next()?, words.next()?);
        let port = |place: &str| u16::from_str_radix(place.rsplit_once(':')?.1, 16).ok();
        let is_it = port(from)? == local && port(to)? == remote && state == ESTABLISHED;
        let sending = queues.split_once(':')?.0;
        u32::from_str_radix(sending, 16).ok().filter(|_| is_it)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n   \
        0: 0A01A8C0:B61C 08080808:0035 01 000005A8:00000000 01:00000014 00000000  1000\n   \
        1: 0A01A8C0:B61D 08080808:0035 06 00000000:00000000 03:00000F00 00000000     0\n   \
        2: 0000000000000000FFFF000008080808:B61E 0000:0035 01 00000000:00000000 00:0 0 0\n";

    #[test]
    fn only_the_open_connection_between_the_ports_counts() {
        assert_eq!(unconfirmed(TABLE, 0xB61C, 53), Some(0x5A8));
        assert_eq!(unconfirmed(TABLE, 0xB61E, 53), Some(0));
        assert_eq!(unconfirmed(TABLE, 0xB61D, 53), None);
        assert_eq!(unconfirmed(TABLE, 0xB61C, 443), None);
    }

    proptest! {
        #[test]
        fn any_table_is_fine(text: String, words in proptest::collection::vec("[0-9A-F:]{0,14}", 0..6)) {
            let _ = (unconfirmed(&text, 1, 2), unconfirmed(&words.join(" "), 1, 2));
        }
    }
}
