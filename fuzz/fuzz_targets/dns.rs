//! Any datagram as the answer to a question: read or refused, and never more than was asked for.
//!
//! `cargo +nightly fuzz run dns`
#![no_main]

use cekdulu::wire::dns::{Kind, Query};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for kind in [Kind::A, Kind::Aaaa] {
        // The identifier is the datagram's own, or hardly any would come past it.
        let id = bytes.first_chunk().map_or(0, |id| u16::from_be_bytes(*id));
        let query = Query { id, name: "www.example.com".to_owned(), kind };
        if let Ok(answer) = query.decode(bytes) {
            assert!(answer.rcode <= 15 && answer.addresses.len() <= 16);
            assert!(answer.addresses.iter().all(|address| address.is_ipv4() == (kind == Kind::A)));
        }
    }
});
