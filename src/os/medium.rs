//! What an interface is made of, from the traces that the system leaves.
//!
//! Pure. A phone is called a phone only where that is certain; a Wi-Fi hotspot stays Wi-Fi, and only
//! its address range tells.

use std::net::{IpAddr, Ipv4Addr};

use crate::evidence::Medium;

/// What the system says about an interface; what it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The interface's name.
    pub name: String,
    /// The hardware type (`ARPHRD_*`, `linux/if_arp.h`).
    pub hardware: Option<u16>,
    /// `DEVTYPE` of the device: `wlan`, `wwan`, `bluetooth`, `bridge`, `wireguard`.
    pub kind: Option<String>,
    /// The driver of the device.
    pub driver: Option<String>,
    /// Whether the system lists it among the wireless ones.
    pub wireless: bool,
    /// Whether a program is the other end of it (`tun_flags`).
    pub tun: bool,
    /// Whether an address is of a range that phones hand out.
    pub tether_subnet: bool,
}

/// Decides what an interface is made of.
pub fn medium(hints: &Hints) -> Medium {
    let kind = hints.kind.as_deref().unwrap_or_default();
    let driver = hints.driver.as_deref().unwrap_or_default();
    let named = |starts: &[&str]| starts.iter().any(|start| hints.name.starts_with(start));
    if hints.tun || kind == "wireguard" || is_tunnel(hints.hardware) {
        return Medium::Tunnel;
    }
    if hints.wireless || kind == "wlan" {
        return Medium::Wifi;
    }
    if kind == "bluetooth" || driver == "ipheth" || is_usb_net(driver) && hints.tether_subnet {
        return Medium::Tethered;
    }
    if kind == "wwan" || hints.hardware == Some(RAW_IP) || named(&["wwan", "rmnet", "ccmni"]) {
        return Medium::Mobile;
    }
    match hints.hardware {
        Some(PPP) => Medium::PointToPoint,
        // Without /sys the name is the only trace: systemd and the kernel call Wi-Fi so.
        Some(ETHERNET) | None if named(&["wl"]) => Medium::Wifi,
        None if named(&["tun", "wg"]) => Medium::Tunnel,
        None if named(&["ppp"]) => Medium::PointToPoint,
        Some(ETHERNET) => Medium::Wired,
        None if named(&["eth", "en"]) => Medium::Wired,
        Some(_) | None => Medium::Unknown,
    }
}

/// `ARPHRD_ETHER`.
const ETHERNET: u16 = 1;
/// `ARPHRD_PPP`.
const PPP: u16 = 512;
/// `ARPHRD_RAWIP`, which mobile modems use.
const RAW_IP: u16 = 519;

/// Tells whether the hardware type is that of a tunnel: IP in IP, SIT, GRE, and none at all (tun, `WireGuard`).
fn is_tunnel(hardware: Option<u16>) -> bool {
    matches!(hardware, Some(768 | 769 | 776 | 778 | 823 | 65534))
}

/// Tells whether phones use this driver when they share over USB; so do docks and modem sticks.
fn is_usb_net(driver: &str) -> bool {
    matches!(driver, "rndis_host" | "cdc_ether" | "cdc_ncm" | "cdc_eem")
}

/// Tells whether phones hand out this address when they share their connection.
///
/// # References
///
/// Android before 11, `Tethering.java`: 192.168.42.0/24 to 192.168.44.0/24 (USB, Wi-Fi, Bluetooth), 192.168.49.0/24
/// (Wi-Fi Direct). iOS: 172.20.10.0/28. Newer Androids choose at random, so a "no" means nothing.
pub fn is_tether_subnet(address: IpAddr) -> bool {
    let IpAddr::V4(address) = address else { return false };
    match address.octets() {
        [192, 168, third, _] => matches!(third, 42 | 43 | 44 | 49),
        [172, 20, 10, _] => {
            Ipv4Addr::from_bits(address.to_bits() & !0xf) == Ipv4Addr::new(172, 20, 10, 0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(name: &str, hardware: u16) -> Hints {
        Hints { name: name.into(), hardware: Some(hardware), ..Hints::default() }
    }

    #[test]
    fn each_trace_leads_to_its_medium() {
        let kind = |kind: &str| Hints { kind: Some(kind.into()), ..hints("x0", ETHERNET) };
        let driver = |driver: &str, tether_subnet| Hints {
            driver: Some(driver.into()),
            tether_subnet,
            ..hints("usb0", ETHERNET)
        };
        let cases = [
            (hints("eth0", ETHERNET), Medium::Wired),
            (hints("wlan0", ETHERNET), Medium::Wifi),
            (Hints { name: "wlp2s0".into(), ..Hints::default() }, Medium::Wifi),
            (Hints { wireless: true, ..hints("mlan0", ETHERNET) }, Medium::Wifi),
            (kind("wlan"), Medium::Wifi),
            (kind("wwan"), Medium::Mobile),
            (kind("bluetooth"), Medium::Tethered),
            (kind("wireguard"), Medium::Tunnel),
            (Hints { tun: true, ..hints("tap0", ETHERNET) }, Medium::Tunnel),
            (hints("tun0", 65534), Medium::Tunnel),
            (hints("ppp0", PPP), Medium::PointToPoint),
            (hints("rmnet0", RAW_IP), Medium::Mobile),
            (driver("ipheth", false), Medium::Tethered),
            (driver("rndis_host", true), Medium::Tethered),
            (driver("cdc_ether", false), Medium::Wired),
            (hints("x0", 24), Medium::Unknown),
        ];
        for (hints, expected) in cases {
            assert_eq!(medium(&hints), expected, "{hints:?}");
        }
    }

    #[test]
    fn a_hotspot_over_wifi_stays_wifi() {
        let joined = Hints { wireless: true, tether_subnet: true, ..hints("wlan0", ETHERNET) };
        assert_eq!(medium(&joined), Medium::Wifi);
    }

    #[test]
    fn only_the_known_ranges_are_tethering() {
        let is = |address: &str| is_tether_subnet(address.parse().unwrap());
        assert!(is("192.168.43.120") && is("192.168.49.2") && is("172.20.10.14"));
        assert!(!is("192.168.45.1") && !is("172.20.10.16") && !is("10.0.0.1") && !is("::1"));
    }
}
