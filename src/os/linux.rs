//! Linux and Android: the kernel's lists, `/proc` and `/sys`.
//!
//! Edge. `/proc` may be missing and `/sys` may belong to another network namespace, so an interface's
//! entry in `/sys` counts only if number and hardware address agree with the kernel's own list.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use nix::ifaddrs::{InterfaceAddress, getifaddrs};
use nix::net::if_::{InterfaceFlags, if_nametoindex};

use crate::evidence::Family;
use crate::os::assemble::{self, Interface, Source, Stated};
use crate::os::medium::{self, Hints};
use crate::os::resolv::{self, Resolver};
use crate::os::{Peer, View, netlink, route, tcp, wireless};
use crate::wire::nl80211::Link;

pub(super) use crate::os::netlink::neighbours;

/// Where systemd-resolved writes the resolvers behind its stub.
const BEHIND_STUB: &str = "/run/systemd/resolve/resolv.conf";

/// Returns the way out.
pub(super) fn view(proxies: &[String], sources: &[(Family, Source)]) -> View {
    let mut routes = route::ipv4(&read("/proc/net/route"));
    routes.extend(route::ipv6(&read("/proc/net/ipv6_route")));
    assemble::view(Stated {
        interfaces: interfaces(),
        routes,
        sources: sources.to_vec(),
        resolvers: resolvers().into_iter().filter_map(peer).collect(),
        proxies: proxies.to_vec(),
    })
}

/// Returns what the kernel knows of the Wi-Fi on an interface, by its newer interface or by the older one.
pub(super) fn wifi(interface: &str) -> io::Result<Link> {
    let asked = netlink::wifi(interface);
    let listed = wireless::signal_dbm(&read("/proc/net/wireless"), interface);
    let mut link = asked.or_else(|error| listed.map(|_| Link::default()).ok_or(error))?;
    link.signal_dbm = link.signal_dbm.or(listed);
    let is_empty = link == Link::default();
    if is_empty { Err(ErrorKind::Unsupported.into()) } else { Ok(link) }
}

/// Returns how many bytes of a connection wait for their confirmation.
pub(super) fn unconfirmed(local: SocketAddr, remote: SocketAddr) -> Option<u32> {
    let table = if local.is_ipv4() { "/proc/net/tcp" } else { "/proc/net/tcp6" };
    tcp::unconfirmed(&read(table), local.port(), remote.port())
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// Returns the true resolvers: those behind systemd's stub, if the stub is all that is configured.
fn resolvers() -> Vec<Resolver> {
    let configured = resolv::parse(&read("/etc/resolv.conf"));
    if !resolv::is_stub(&configured) {
        return configured;
    }
    let behind = resolv::parse(&read(BEHIND_STUB));
    if behind.is_empty() { configured } else { behind }
}

fn peer(resolver: Resolver) -> Option<Peer> {
    let scope = match resolver.zone {
        Some(zone) => zone.parse().ok().or_else(|| if_nametoindex(zone.as_str()).ok())?,
        None => 0,
    };
    Some(Peer { address: resolver.address, scope })
}

/// Returns the kernel's list of interfaces, without the loopback. A refusal is an empty list.
fn interfaces() -> Vec<Interface> {
    let entries: Vec<InterfaceAddress> = getifaddrs().map(Iterator::collect).unwrap_or_default();
    let mut names: Vec<&str> = Vec::new();
    for entry in entries.iter().filter(|e| !e.flags.contains(InterfaceFlags::IFF_LOOPBACK)) {
        if !names.contains(&entry.interface_name.as_str()) {
            names.push(&entry.interface_name);
        }
    }
    let wireless = read("/proc/net/wireless");
    names.into_iter().filter_map(|name| interface(name, &entries, &wireless)).collect()
}

fn interface(name: &str, entries: &[InterfaceAddress], wireless: &str) -> Option<Interface> {
    let own: Vec<_> = entries.iter().filter(|entry| entry.interface_name == name).collect();
    let flags = own.first()?.flags;
    let addresses: Vec<_> = own.iter().filter_map(|entry| address(entry)).collect();
    let up = flags.contains(InterfaceFlags::IFF_UP);
    let card = own.iter().find_map(|entry| entry.address.as_ref()?.as_link_addr().copied());
    let index = if_nametoindex(name).unwrap_or_default();
    let sys = entry_in_sys(name, index, card.and_then(|card| card.addr()));
    let hints = Hints {
        name: name.to_owned(),
        hardware: card.map(|card| card.hatype()),
        wireless: is_listed(wireless, name),
        tether_subnet: addresses.iter().any(|address| medium::is_tether_subnet(*address)),
        ..sys.as_deref().map(traces).unwrap_or_default()
    };
    let inner = sys.as_deref().map_or_else(|| is_container_name(name), is_inner);
    // Fallback devices of tunnel modules and dummies lie about in every namespace, switched off.
    let idle = !up && flags.contains(InterfaceFlags::IFF_NOARP);
    (!idle).then(|| Interface {
        name: name.to_owned(),
        index,
        up,
        link: up && flags.contains(linked()),
        addresses,
        medium: medium::medium(&hints),
        inner,
    })
}

/// Returns the flags of an interface with a link: joined where it must be joined, and a carrier right now.
///
/// The first follows the second up to a second later: `linkwatch_fire_event` in the kernel's `link_watch.c`.
fn linked() -> InterfaceFlags {
    #[cfg(target_os = "linux")]
    let carrier = InterfaceFlags::IFF_LOWER_UP;
    #[cfg(not(target_os = "linux"))]
    let carrier = InterfaceFlags::empty();
    InterfaceFlags::IFF_RUNNING | carrier
}

fn address(entry: &InterfaceAddress) -> Option<std::net::IpAddr> {
    let address = entry.address.as_ref()?;
    let four = address.as_sockaddr_in().map(|a| a.ip().into());
    four.or_else(|| address.as_sockaddr_in6().map(|a| a.ip().into()))
}

/// Returns the interface's folder in `/sys`, if it is of this network namespace.
fn entry_in_sys(name: &str, index: u32, card: Option<[u8; 6]>) -> Option<PathBuf> {
    let folder = Path::new("/sys/class/net").join(name);
    let number: u32 = read(folder.join("ifindex")).trim().parse().ok()?;
    let written = read(folder.join("address"));
    let bytes = card.unwrap_or_default().map(|byte| format!("{byte:02x}")).join(":");
    // Only Ethernet addresses have six bytes; the others cannot be compared.
    let same = written.trim().len() != bytes.len() || written.trim() == bytes;
    (number == index && same).then_some(folder)
}

/// Reads the traces that tell what the interface is made of.
fn traces(folder: &Path) -> Hints {
    let uevent = read(folder.join("uevent"));
    let driver = fs::read_link(folder.join("device/driver")).ok();
    let name_of = |path: PathBuf| path.file_name()?.to_str().map(str::to_owned);
    Hints {
        kind: uevent.lines().find_map(|line| line.strip_prefix("DEVTYPE=")).map(str::to_owned),
        driver: driver.and_then(name_of),
        wireless: folder.join("wireless").exists() || folder.join("phy80211").exists(),
        tun: folder.join("tun_flags").exists(),
        ..Hints::default()
    }
}

/// Tells whether `/proc/net/wireless` lists the interface.
fn is_listed(wireless: &str, name: &str) -> bool {
    wireless
        .lines()
        .any(|line| line.trim_start().strip_prefix(name).is_some_and(|r| r.starts_with(':')))
}

/// Tells whether the interface is a port of a bridge, or a bridge without any hardware among its ports.
fn is_inner(folder: &Path) -> bool {
    if folder.join("brport").exists() {
        return true;
    }
    let Ok(ports) = fs::read_dir(folder.join("brif")) else { return false };
    let is_hardware = |port: &fs::DirEntry| {
        let port = Path::new("/sys/class/net").join(port.file_name());
        port.join("device").exists()
    };
    !ports.flatten().any(|port| is_hardware(&port))
}

/// Tells, where `/sys` does not, whether a container system is known to give this name.
fn is_container_name(name: &str) -> bool {
    ["docker0", "virbr", "lxcbr", "lxdbr", "podman"].iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIRELESS: &str = "Inter-| sta-|   Quality        |   Discarded packets\n \
                            face | tus | link level noise |  nwid  crypt\n wlp2s0: 0000   54.  -56.  -256  0\n";

    #[test]
    fn the_wireless_list_is_matched_by_whole_names() {
        assert!(is_listed(WIRELESS, "wlp2s0"));
        assert!(!is_listed(WIRELESS, "wlp2s") && !is_listed(WIRELESS, "eth0"));
    }

    #[test]
    fn a_stranger_in_sys_is_not_believed() {
        assert_eq!(entry_in_sys("no-such-interface", 1, None), None);
        assert_eq!(entry_in_sys("lo", u32::MAX, None), None);
    }

    #[test]
    fn a_resolver_without_its_interface_cannot_be_asked() {
        let address = "fe80::1".parse().unwrap();
        let resolver = |zone: &str| Resolver { address, zone: Some(zone.into()) };
        assert_eq!(peer(resolver("no-such-interface")), None);
        assert_eq!(peer(resolver("4")), Some(Peer { address, scope: 4 }));
    }

    proptest! {
        #[test]
        fn any_list_is_fine(text: String, name: String) {
            let _ = is_listed(&text, &name);
        }
    }
}
