//! Any bytes as a session's log: read or refused, and what was read is written and read again unchanged.
//!
//! `cargo +nightly fuzz run log`
#![no_main]

use cekdulu::session::codec::{decode, encode, encode_header};
use cekdulu::session::glance::{glance, has_finished};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = glance(bytes);
    let _ = has_finished(bytes);
    let Ok(log) = decode(bytes) else { return };
    assert!(log.good <= bytes.len());
    let mut again = encode_header(&log.header).expect("a header that was read can be written");
    for entry in &log.entries {
        again += &encode(entry).expect("an entry that was read can be written");
    }
    let read = decode(again.as_bytes()).expect("what was written can be read");
    assert_eq!((&read.header, &read.entries), (&log.header, &log.entries));
});
