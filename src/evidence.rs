//! What the probes saw: plain values, no opinion.
//!
//! Pure. A broken network is data here, never an error. Every [`Item`] is one witness: one thing asked
//! of one target. What it means is decided by [`crate::diagnosis`] alone.
//!
//! The JSON form (`cekdulu.diagnosis/1`) and the TOML form (`[measured]` in an answers file) are these
//! very types. They only ever grow: a fact's name, type and unit never change.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// How one attempt to see something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It answered, and the facts say what.
    Got,
    /// No answer before the deadline.
    Timeout,
    /// The target itself said no, which proves that it is alive.
    Refused,
    /// The network, or this computer, said that there is no way there.
    Unreachable,
    /// The operating system did not let us look. Never to be read as "dead".
    NotPermitted,
    /// This system cannot tell.
    Unsupported,
    /// It answered something that should not be.
    Odd,
    /// It was not tried, because something before it made it pointless.
    NotRun,
}

impl Status {
    /// Tells whether the target gave a sign of life: an answer, a refusal, or a strange answer.
    pub fn is_alive(self) -> bool {
        matches!(self, Self::Got | Self::Refused | Self::Odd)
    }

    /// Tells whether it was really tried and stayed without any sign of life.
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Timeout | Self::Unreachable)
    }
}

/// An address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

impl Family {
    /// Returns the family of an address.
    pub fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { Self::Ipv4 } else { Self::Ipv6 }
    }
}

/// How one packet asks for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// An ICMP echo.
    Icmp,
    /// A DNS question over UDP.
    Dns,
    /// A TCP connection.
    Tcp,
}

/// What a router says of its own line, over UPnP.
///
/// # References
///
/// UPnP WANCommonInterfaceConfig:1 section 2.2.3 (`PhysicalLinkStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WanLink {
    /// The line has a signal.
    Up,
    /// The line has none.
    Down,
    /// The line is being set up.
    Initializing,
    /// The router cannot tell.
    Unavailable,
}

/// What a router says of its session with the provider, over UPnP.
///
/// # References
///
/// UPnP WANIPConnection:1 section 2.2.2 (`ConnectionStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WanSession {
    /// The session stands.
    Connected,
    /// It is being set up, or waits for the first packet.
    Connecting,
    /// It is being closed.
    Disconnecting,
    /// There is none.
    Disconnected,
    /// The router is not set up, or cannot tell.
    Unknown,
}

/// What an interface is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Medium {
    /// A cable.
    Wired,
    /// Wi-Fi.
    Wifi,
    /// A mobile network's own interface in this computer.
    Mobile,
    /// A tunnel: VPN, `WireGuard`, `tun`.
    Tunnel,
    /// A phone that shares its connection over USB or Bluetooth.
    Tethered,
    /// A point-to-point line, such as PPP.
    PointToPoint,
    /// The system does not tell.
    Unknown,
}

/// One look at one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Which question was asked.
    pub id: Id,
    /// How it ended.
    pub status: Status,
    /// How long the attempt took, in milliseconds.
    #[serde(default)]
    pub ms: u32,
    /// What was seen; absent fields were not seen.
    #[serde(default)]
    pub facts: Facts,
}

impl Item {
    /// Makes an item without facts.
    pub fn new(id: Id, status: Status) -> Self {
        Self { id, status, ms: 0, facts: Facts::default() }
    }
}

/// Which question an [`Item`] answers. The set grows; the names stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Id {
    /// What the operating system states about the way out: one item for each interface that is up or
    /// could be, the one with the default route first.
    Path,
    /// ICMP echo to the default gateway.
    GatewayIcmp,
    /// A TCP connection to the default gateway, one item for each port.
    GatewayTcp,
    /// A DNS question to the default gateway.
    GatewayDns,
    /// A packet with TTL 1 to a public address: whoever answers "time exceeded" is the first hop.
    FirstHop,
    /// A TCP connection to a literal public address, one item for each operator.
    BeyondTcp,
    /// ICMP echo to a literal public address, one item for each operator.
    BeyondIcmp,
    /// A DNS question to one of the system's resolvers, one item for each resolver.
    ResolverDns,
    /// A name looked up as every program on this computer does it.
    SystemName,
    /// A plain-HTTP canary page with a known exact answer, one item for each vendor.
    WebCanary,
    /// The link-layer address of the default gateway (ARP, neighbour discovery), counted only if it was
    /// confirmed after this look began.
    Neighbour,
    /// A packet with a small TTL to a public address, one item for each TTL from 2 on: who says "time
    /// exceeded".
    Hop,
    /// A series of small packets to the default gateway: how many of them stay unanswered, and how late
    /// the answers are.
    GatewaySample,
    /// The same beyond the gateway, one item for each operator.
    BeyondSample,
    /// A name that must not exist, asked of each of the system's resolvers.
    MissingName,
    /// A name with one published answer, asked of each of the system's resolvers.
    ExactName,
    /// A DNS question to a public resolver, one item for each operator.
    PublicDns,
    /// A DNS question to a public address that runs no resolver: an answer shows that somebody on the way
    /// answers for everybody.
    NoResolver,
    /// A page over HTTPS, its certificate checked as this computer does it, one item for each vendor.
    WebSecure,
    /// What the router itself says of its line and its session, over UPnP IGD.
    RouterWord,
    /// A small and then a large packet that must not be fragmented, one item for each size and operator.
    PathMtu,
    /// What the system states of the Wi-Fi in use.
    Wifi,
    /// A connection to a configured proxy, one item for each setting.
    Proxy,
    /// The site that the person named: its name, then a connection, then a page.
    Site,
    /// Much data at once, on the person's word only: how fast, and how late other packets become.
    Load,
}

impl Id {
    /// Every id, in the order in which evidence is listed.
    pub const ALL: &[Self] = &[
        Self::Path,
        Self::GatewayIcmp,
        Self::GatewayTcp,
        Self::GatewayDns,
        Self::FirstHop,
        Self::BeyondTcp,
        Self::BeyondIcmp,
        Self::ResolverDns,
        Self::SystemName,
        Self::WebCanary,
        Self::Neighbour,
        Self::Hop,
        Self::GatewaySample,
        Self::BeyondSample,
        Self::MissingName,
        Self::ExactName,
        Self::PublicDns,
        Self::NoResolver,
        Self::WebSecure,
        Self::RouterWord,
        Self::PathMtu,
        Self::Wifi,
        Self::Proxy,
        Self::Site,
        Self::Load,
    ];

    /// Returns the name in JSON and TOML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::GatewayIcmp => "gateway-icmp",
            Self::GatewayTcp => "gateway-tcp",
            Self::GatewayDns => "gateway-dns",
            Self::FirstHop => "first-hop",
            Self::BeyondTcp => "beyond-tcp",
            Self::BeyondIcmp => "beyond-icmp",
            Self::ResolverDns => "resolver-dns",
            Self::SystemName => "system-name",
            Self::WebCanary => "web-canary",
            Self::Neighbour => "neighbour",
            Self::Hop => "hop",
            Self::GatewaySample => "gateway-sample",
            Self::BeyondSample => "beyond-sample",
            Self::MissingName => "missing-name",
            Self::ExactName => "exact-name",
            Self::PublicDns => "public-dns",
            Self::NoResolver => "no-resolver",
            Self::WebSecure => "web-secure",
            Self::RouterWord => "router-word",
            Self::PathMtu => "path-mtu",
            Self::Wifi => "wifi",
            Self::Proxy => "proxy",
            Self::Site => "site",
            Self::Load => "load",
        }
    }
}

/// What was seen. Every field has one name, one type and one privacy class ([`PRIVACY`]) for good;
/// a unit is part of the name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// The interface's name, such as `wlan0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// What the interface is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// Whether the interface has a link: a cable that is plugged in, a Wi-Fi that is joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<bool>,
    /// Whether this interface carries the default route of either family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_route: Option<bool>,
    /// The interface's own addresses; 169.254/16 and `fe80::/10` are listed too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// The gateways of its default routes. Empty on a point-to-point route, which has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gateways: Vec<IpAddr>,
    /// The system's resolvers, in the system's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resolvers: Vec<IpAddr>,
    /// The names of configured proxy settings, such as `https_proxy`; never their values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<String>,
    /// Whether an IPv4 address of the interface is of a range that phones give to those who share
    /// their connection, over whatever medium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tether_subnet: Option<bool>,
    /// The address that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<IpAddr>,
    /// The port that was asked, 1 to 65535.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The address family of the attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// Who runs the target: one organisation is one witness, however many addresses it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The address that answered, where it need not be the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<IpAddr>,
    /// Round-trip time, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtt_ms: Option<f64>,
    /// The name that was looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The addresses that the name was said to have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<IpAddr>,
    /// The DNS response code, 0 to 4095 (0 no error, 2 server failure, 3 no such name).
    ///
    /// # References
    ///
    /// RFC 1035 section 4.1.1; RFC 6895 section 2.3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rcode: Option<u16>,
    /// The page that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The HTTP status code, 100 to 599.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Whether the answer was exactly what the vendor publishes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<bool>,
    /// The host that a redirect points to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_host: Option<String>,
    /// Whether the answer came from, or points to, the gateway's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_gateway: Option<bool>,
    /// What a strange answer said, cleaned and cut to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// How the packets of a series asked for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The TTL (hop limit) that the packet left with, 1 to 255.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u8>,
    /// How many packets of a series were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<u32>,
    /// How many of them stayed unanswered, or were answered too late to count; at most `sent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<u32>,
    /// The shortest round-trip time of a series, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtt_min_ms: Option<f64>,
    /// The median round-trip time of a series, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtt_median_ms: Option<f64>,
    /// The longest round-trip time of a series, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtt_max_ms: Option<f64>,
    /// The mean difference between neighbouring round-trip times of a series, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter_ms: Option<f64>,
    /// Whether a neighbour's address was confirmed after this look began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<bool>,
    /// This computer's clock minus the one of who answered, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_offset_s: Option<f64>,
    /// Who signed the certificate that was shown, cleaned and cut to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Whether this computer trusts the certificate that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted: Option<bool>,
    /// What the router says of its line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wan_link: Option<WanLink>,
    /// What the router says of its session with the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wan_session: Option<WanSession>,
    /// The last error that the router tells of its session, cleaned and cut to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wan_error: Option<String>,
    /// How long the router says the session has stood, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wan_uptime_s: Option<u64>,
    /// The address that the router says it has outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_address: Option<IpAddr>,
    /// The size of the packet, with its IP header, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u32>,
    /// The largest packet of the interface or of the path, with its IP header, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtu_bytes: Option<u32>,
    /// The strength of the Wi-Fi signal, in dBm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signal_dbm: Option<i32>,
    /// The frequency of the Wi-Fi channel, in MHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_mhz: Option<u32>,
    /// The rate that Wi-Fi or cable has agreed on, in Mbit/s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_mbps: Option<f64>,
    /// How fast data came, in Mbit/s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_mbps: Option<f64>,
    /// How fast data went, in Mbit/s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_mbps: Option<f64>,
    /// The median round-trip time while data was moving, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loaded_rtt_median_ms: Option<f64>,
    /// How much was sent and received for it, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_bytes: Option<u64>,
}

/// Who may see a fact or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    /// May be shown to anybody.
    Open,
    /// Shown to the person and, on their word, to the provider; masked for anybody else.
    Personal,
    /// Has no field in this program: passwords, one-time codes, card codes.
    NeverShared,
}

/// The privacy class of every field of [`Facts`], by its name in JSON.
pub const PRIVACY: &[(&str, Privacy)] = &[
    ("interface", Privacy::Open),
    ("medium", Privacy::Open),
    ("link", Privacy::Open),
    ("default_route", Privacy::Open),
    ("addresses", Privacy::Personal),
    ("gateways", Privacy::Personal),
    ("resolvers", Privacy::Personal),
    ("proxies", Privacy::Open),
    ("tether_subnet", Privacy::Open),
    ("target", Privacy::Open),
    ("port", Privacy::Open),
    ("family", Privacy::Open),
    ("operator", Privacy::Open),
    ("answered_by", Privacy::Personal),
    ("rtt_ms", Privacy::Open),
    ("name", Privacy::Open),
    ("answers", Privacy::Open),
    ("rcode", Privacy::Open),
    ("url", Privacy::Open),
    ("http_status", Privacy::Open),
    ("exact", Privacy::Open),
    ("redirect_host", Privacy::Personal),
    ("from_gateway", Privacy::Open),
    ("remark", Privacy::Personal),
    ("protocol", Privacy::Open),
    ("ttl", Privacy::Open),
    ("sent", Privacy::Open),
    ("lost", Privacy::Open),
    ("rtt_min_ms", Privacy::Open),
    ("rtt_median_ms", Privacy::Open),
    ("rtt_max_ms", Privacy::Open),
    ("jitter_ms", Privacy::Open),
    ("confirmed", Privacy::Open),
    ("clock_offset_s", Privacy::Open),
    ("issuer", Privacy::Open),
    ("trusted", Privacy::Open),
    ("wan_link", Privacy::Open),
    ("wan_session", Privacy::Open),
    ("wan_error", Privacy::Open),
    ("wan_uptime_s", Privacy::Open),
    ("external_address", Privacy::Personal),
    ("size_bytes", Privacy::Open),
    ("mtu_bytes", Privacy::Open),
    ("signal_dbm", Privacy::Open),
    ("frequency_mhz", Privacy::Open),
    ("rate_mbps", Privacy::Open),
    ("download_mbps", Privacy::Open),
    ("upload_mbps", Privacy::Open),
    ("loaded_rtt_median_ms", Privacy::Open),
    ("moved_bytes", Privacy::Open),
];

/// Everything that one look at the network saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The looks, sorted by [`Id`] and then in the order of the targets.
    #[serde(default)]
    pub items: Vec<Item>,
}

impl Evidence {
    /// Iterates over the items that answer one question.
    pub fn of(&self, id: Id) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.id == id)
    }

    /// Returns the interface that carries the default route, if one does.
    pub fn way_out(&self) -> Option<&Facts> {
        self.of(Id::Path).map(|item| &item.facts).find(|facts| facts.default_route == Some(true))
    }

    /// Sorts the items into the order in which evidence is listed; equal ids keep their order.
    pub fn sort(&mut self) {
        self.items.sort_by_key(|item| item.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Facts {
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        Facts {
            interface: Some("eth0".into()),
            medium: Some(Medium::Wired),
            link: Some(true),
            default_route: Some(true),
            addresses: vec![address],
            gateways: vec![address],
            resolvers: vec![address],
            proxies: vec!["http_proxy".into()],
            tether_subnet: Some(false),
            target: Some(address),
            port: Some(443),
            family: Some(Family::Ipv4),
            operator: Some("google".into()),
            answered_by: Some(address),
            rtt_ms: Some(1.5),
            name: Some("example.com".into()),
            answers: vec![address],
            rcode: Some(0),
            url: Some("http://example.com/".into()),
            http_status: Some(204),
            exact: Some(true),
            redirect_host: Some("portal.example".into()),
            from_gateway: Some(false),
            remark: Some("strange".into()),
            protocol: Some(Protocol::Icmp),
            ttl: Some(2),
            sent: Some(66),
            lost: Some(6),
            rtt_min_ms: Some(20.1),
            rtt_median_ms: Some(21.0),
            rtt_max_ms: Some(40.0),
            jitter_ms: Some(1.2),
            confirmed: Some(true),
            clock_offset_s: Some(-3.0),
            issuer: Some("Test CA".into()),
            trusted: Some(false),
            wan_link: Some(WanLink::Up),
            wan_session: Some(WanSession::Connected),
            wan_error: Some("ERROR_NONE".into()),
            wan_uptime_s: Some(3600),
            external_address: Some(address),
            size_bytes: Some(1500),
            mtu_bytes: Some(1500),
            signal_dbm: Some(-61),
            frequency_mhz: Some(5180),
            rate_mbps: Some(433.3),
            download_mbps: Some(48.0),
            upload_mbps: Some(12.0),
            loaded_rtt_median_ms: Some(180.0),
            moved_bytes: Some(25_000_000),
        }
    }

    #[test]
    fn every_fact_has_a_privacy_class_and_no_other_name_has_one() {
        let json = serde_json::to_value(full()).unwrap();
        let names: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        let listed: Vec<_> = PRIVACY.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names, listed);
    }

    #[test]
    fn evidence_survives_json_and_toml() {
        let item = Item { id: Id::BeyondTcp, status: Status::Got, ms: 21, facts: full() };
        let evidence = Evidence { items: vec![item] };
        let json = serde_json::to_string(&evidence).unwrap();
        assert_eq!(serde_json::from_str::<Evidence>(&json).unwrap(), evidence);
        let toml = toml::to_string(&evidence).unwrap();
        assert_eq!(toml::from_str::<Evidence>(&toml).unwrap(), evidence);
    }

    #[test]
    fn names_are_the_serialized_ones() {
        for id in Id::ALL {
            assert_eq!(serde_json::to_value(id).unwrap(), id.name());
        }
    }
}
