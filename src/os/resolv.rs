//! The system's resolvers, from `/etc/resolv.conf`.
//!
//! Pure. See resolv.conf(5) and, for the stub, systemd-resolved.service(8).

use std::net::{IpAddr, Ipv4Addr};

/// The addresses on which systemd's own forwarder answers.
const STUBS: [Ipv4Addr; 2] = [Ipv4Addr::new(127, 0, 0, 53), Ipv4Addr::new(127, 0, 0, 54)];
/// The C library reads no more than these (`MAXNS`).
const MOST: usize = 3;

/// A resolver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolver {
    /// Its address.
    pub address: IpAddr,
    /// The interface of a link-local address.
    pub zone: Option<String>,
}

/// Reads the resolvers in their order, each once, at most three.
pub fn parse(text: &str) -> Vec<Resolver> {
    let mut found: Vec<Resolver> = Vec::new();
    for resolver in text.lines().filter_map(line) {
        if found.len() < MOST && !found.contains(&resolver) {
            found.push(resolver);
        }
    }
    found
}

/// Tells whether these are only systemd's forwarder on this computer, behind which the true ones hide.
pub fn is_stub(resolvers: &[Resolver]) -> bool {
    let stub = |resolver: &Resolver| STUBS.iter().any(|stub| resolver.address == IpAddr::V4(*stub));
    !resolvers.is_empty() && resolvers.iter().all(stub)
}

fn line(line: &str) -> Option<Resolver> {
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    if words.next()? != "nameserver" {
        return None;
    }
    let word = words.next()?.trim_end();
    let (address, zone) = match word.split_once('%') {
        Some((address, zone)) => (address, Some(zone.to_owned())),
        None => (word, None),
    };
    Some(Resolver { address: address.parse().ok()?, zone })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn resolvers_are_read_in_order_and_once() {
        let text = "# nameserver 9.9.9.9\nsearch lan\nnameserver 192.168.1.1\n nameserver\t fe80::1%eth0\r\n\
                    nameserver 192.168.1.1\nnameserver nonsense\nnameserver 10.0.0.1\nnameserver 10.0.0.2\n";
        let found = parse(text);
        let addresses: Vec<_> = found.iter().map(|resolver| resolver.address.to_string()).collect();
        assert_eq!(addresses, ["192.168.1.1", "fe80::1", "10.0.0.1"]);
        assert_eq!(found[1].zone.as_deref(), Some("eth0"));
    }

    #[test]
    fn the_stub_is_known_only_when_it_is_alone() {
        assert!(is_stub(&parse("nameserver 127.0.0.53\n")));
        assert!(!is_stub(&parse("nameserver 127.0.0.53\nnameserver 1.0.0.1\n")));
        assert!(!is_stub(&[]));
    }

    proptest! {
        #[test]
        fn any_text_is_fine(text: String) {
            let _ = parse(&text);
            let line = format!("nameserver {text}");
            prop_assert!(parse(&line).len() <= MOST);
        }
    }
}
