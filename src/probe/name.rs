//! A name looked up as every program on this computer does it.
//!
//! The system's function cannot be interrupted, so this runs on a thread that nobody joins.

use std::io;
use std::net::{IpAddr, ToSocketAddrs as _};
use std::time::Instant;

use crate::evidence::{Item, Status};
use crate::probe::millis;
use crate::wire::{clean, page};

/// Looks a name up.
pub(super) fn look_up(mut item: Item, name: &str) -> Item {
    let began = Instant::now();
    match addresses(name) {
        Ok(found) => {
            item.status = if found.is_empty() { Status::Odd } else { Status::Got };
            item.facts.rtt_ms = Some(millis(began.elapsed()));
            item.facts.answers = found;
        }
        Err(error) => {
            item.status = Status::Unreachable;
            item.facts.remark = Some(clean::line(&error.to_string(), page::REMARK));
        }
    }
    item
}

/// Asks the system for the addresses of a name, each once.
pub(super) fn addresses(name: &str) -> io::Result<Vec<IpAddr>> {
    let mut found: Vec<IpAddr> = Vec::new();
    for address in (name, 0).to_socket_addrs()?.map(|address| address.ip()) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;

    #[test]
    fn a_literal_needs_no_resolver_and_nonsense_has_no_address() {
        let blank = || Item::new(Id::SystemName, Status::NotRun);
        let got = look_up(blank(), "127.0.0.1");
        assert_eq!((got.status, got.facts.answers.len()), (Status::Got, 1));
        let bad = look_up(blank(), "\0");
        assert_eq!(bad.status, Status::Unreachable);
        assert!(bad.facts.remark.is_some());
    }
}
