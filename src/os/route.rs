//! Default routes, from `/proc/net/route` and `/proc/net/ipv6_route`.
//!
//! Pure. Lines that cannot be read are passed over. Formats: proc(5) and the kernel's `fib_trie.c` and `ip6_fib.c`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::evidence::Family;

/// The route is usable (`RTF_UP`, `linux/route.h`).
const UP: u32 = 0x1;
/// The route says no (`RTF_REJECT`).
const REJECT: u32 = 0x200;

/// A default route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its family.
    pub family: Family,
    /// The interface that it leaves by.
    pub interface: String,
    /// The router; none on a point-to-point route.
    pub gateway: Option<IpAddr>,
    /// The kernel's preference: less is better.
    pub metric: u32,
}

/// Reads the IPv4 table; the default routes, best first.
pub fn ipv4(table: &str) -> Vec<Route> {
    sorted(table.lines().filter_map(ipv4_line).collect())
}

/// Reads the IPv6 table; the default routes, best first.
pub fn ipv6(table: &str) -> Vec<Route> {
    sorted(table.lines().filter_map(ipv6_line).collect())
}

fn sorted(mut routes: Vec<Route>) -> Vec<Route> {
    routes.sort_by_key(|route| route.metric);
    routes
}

fn ipv4_line(line: &str) -> Option<Route> {
    let mut words = line.split_ascii_whitespace();
    let interface = words.next()?;
    let (destination, gateway, flags) =
        (hex(words.next()?)?, hex(words.next()?)?, hex(words.next()?)?);
    let metric = words.nth(2)?.parse().ok()?;
    let mask = hex(words.next()?)?;
    if destination != 0 || mask != 0 || !is_way_out(flags, interface) {
        return None;
    }
    // The kernel prints the address as a number in the computer's own byte order.
    let gateway = Ipv4Addr::from(gateway.to_ne_bytes());
    let gateway = (!gateway.is_unspecified()).then_some(IpAddr::V4(gateway));
    Some(Route { family: Family::Ipv4, interface: interface.to_owned(), gateway, metric })
}

fn ipv6_line(line: &str) -> Option<Route> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let [destination, length, _, source_length, gateway, metric, _, _, flags, interface] =
        *words.as_slice()
    else {
        return None;
    };
    let is_default = u128::from_str_radix(destination, 16).ok()? == 0 && hex(length)? == 0;
    // A route for one source only is no way out for the others.
    if !is_default || hex(source_length)? != 0 || !is_way_out(hex(flags)?, interface) {
        return None;
    }
    let gateway = Ipv6Addr::from(u128::from_str_radix(gateway, 16).ok()?);
    let gateway = (!gateway.is_unspecified()).then_some(IpAddr::V6(gateway));
    let (interface, metric) = (interface.to_owned(), hex(metric)?);
    Some(Route { family: Family::Ipv6, interface, gateway, metric })
}

/// Tells whether a default route leads out: the kernel keeps a rejecting one on the loopback.
fn is_way_out(flags: u32, interface: &str) -> bool {
    flags & UP != 0 && flags & REJECT == 0 && interface != "lo" && interface != "*"
}

fn hex(word: &str) -> Option<u32> {
    u32::from_str_radix(word, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(address: [u8; 4]) -> String {
        format!("{:08X}", u32::from_ne_bytes(address))
    }

    #[test]
    fn ipv4_routes_come_best_first_with_and_without_gateway() {
        let gateway = number([192, 168, 1, 1]);
        let lan = number([192, 168, 1, 0]);
        let mask = number([255, 255, 255, 0]);
        let table = format!(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
             wlan0\t00000000\t{gateway}\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
             ppp0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n\
             wlan0\t{lan}\t00000000\t0001\t0\t0\t600\t{mask}\t0\t0\t0\n\
             *\t00000000\t00000000\t0200\t0\t0\t4294967295\t00000000\t0\t0\t0\n"
        );
        let found = ipv4(&table);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].interface.as_str(), found[0].gateway), ("ppp0", None));
        assert_eq!(found[1].gateway, Some("192.168.1.1".parse().unwrap()));
        assert_eq!(found[1].metric, 600);
    }

    #[test]
    fn ipv6_routes_leave_out_the_rejecting_one() {
        let zero = "0".repeat(32);
        let router = "fe800000000000000000000000000001";
        let table = format!(
            "{zero} 00 {zero} 00 {router} 00000064 00000001 00000000 00000003 eth0\n\
             {zero} 00 {zero} 00 {zero} ffffffff 00000001 00000000 00200200 lo\n\
             20010db8000000000000000000000000 40 {zero} 00 {zero} 00000100 00000001 00000000 00000001 eth0\n"
        );
        let found = ipv6(&table);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].gateway, Some("fe80::1".parse().unwrap()));
        assert_eq!((found[0].metric, found[0].interface.as_str()), (100, "eth0"));
    }

    proptest! {
        #[test]
        fn any_text_is_fine(text: String, words in proptest::collection::vec("[0-9a-f*é]{0,34}", 0..12)) {
            let _ = (ipv4(&text), ipv6(&text));
            let line = words.join(" ");
            let _ = (ipv4(&line), ipv6(&line));
        }
    }
}
