//! From evidence to a verdict: **where** the fault is, and how sure that is.
//!
//! Pure. The verdict claims only what the evidence proves.

pub mod conditions;
pub mod filters;
pub mod fingerprints;
pub mod lines;
pub mod own;
pub mod report;
pub mod seen;
pub mod sentences;
pub mod table;
pub mod technician;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod thresholds;

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use seen::Seen;
use table::{RULES, Rule};

pub use texts::VerdictTexts;

/// What is wrong. The names are a contract: more may come, none changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing is wrong now.
    Ok,
    /// No interface is up.
    NoLink,
    /// There is a link, but no usable address.
    NoAddress,
    /// There is an address, but no default route in either family.
    NoGateway,
    /// No witness of the gateway at all, or its link-layer address and nothing else.
    RouterUnreachable,
    /// The router itself says that its physical link is down.
    LineDown,
    /// The router says that its link is up and its session down.
    LoginFailed,
    /// The router lives, nothing beyond it answers.
    NoInternet,
    /// A device that is certainly the provider's answers, nothing beyond it.
    IspDown,
    /// Addresses work, names do not.
    DnsDown,
    /// Names work, but a resolver is dead or very slow.
    DnsSlow,
    /// Names that do not exist are given an address.
    DnsHijack,
    /// Names lead to where a filter sends people.
    DnsFiltered,
    /// A sign-in page answers for the web.
    CaptivePortal,
    /// A page of the provider about the bill answers for the web.
    Isolated,
    /// Packets are lost before the router.
    LossyLan,
    /// Packets are lost beyond the router.
    LossyLine,
    /// Answers come late, or from very far.
    HighLatency,
    /// Other packets are held up while the line is busy.
    Bufferbloat,
    /// Data comes slowly.
    Slow,
    /// IPv6 has an address and goes nowhere.
    Ipv6Broken,
    /// IPv4 has an address and goes nowhere.
    Ipv4Broken,
    /// Small packets pass, large ones vanish.
    MtuBlackhole,
    /// Only port 443 fails.
    HttpsBlocked,
    /// Certificates are signed by a stranger.
    TlsIntercepted,
    /// This computer's clock is off.
    ClockWrong,
    /// The Wi-Fi signal explains what is seen.
    WifiWeak,
    /// The way out is a phone, a mobile network or a VPN.
    OtherNetwork,
    /// A configured proxy is what fails.
    ProxyBroken,
    /// One site fails, the rest works.
    SiteDown,
    /// The program did not look: skipped, or this computer is not on the faulty network.
    NotMeasured,
}

impl Verdict {
    /// Every verdict, in the order of the table in the documentation.
    pub const ALL: &[Self] = &[
        Self::Ok,
        Self::NoLink,
        Self::NoAddress,
        Self::NoGateway,
        Self::RouterUnreachable,
        Self::LineDown,
        Self::LoginFailed,
        Self::NoInternet,
        Self::IspDown,
        Self::DnsDown,
        Self::DnsSlow,
        Self::DnsHijack,
        Self::DnsFiltered,
        Self::CaptivePortal,
        Self::Isolated,
        Self::LossyLan,
        Self::LossyLine,
        Self::HighLatency,
        Self::Bufferbloat,
        Self::Slow,
        Self::Ipv6Broken,
        Self::Ipv4Broken,
        Self::MtuBlackhole,
        Self::HttpsBlocked,
        Self::TlsIntercepted,
        Self::ClockWrong,
        Self::WifiWeak,
        Self::OtherNetwork,
        Self::ProxyBroken,
        Self::SiteDown,
        Self::NotMeasured,
    ];

    /// Returns the stable code, as in JSON and in conditions.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NoLink => "no-link",
            Self::NoAddress => "no-address",
            Self::NoGateway => "no-gateway",
            Self::RouterUnreachable => "router-unreachable",
            Self::LineDown => "line-down",
            Self::LoginFailed => "login-failed",
            Self::NoInternet => "no-internet",
            Self::IspDown => "isp-down",
            Self::DnsDown => "dns-down",
            Self::DnsSlow => "dns-slow",
            Self::DnsHijack => "dns-hijack",
            Self::DnsFiltered => "dns-filtered",
            Self::CaptivePortal => "captive-portal",
            Self::Isolated => "isolated",
            Self::LossyLan => "lossy-lan",
            Self::LossyLine => "lossy-line",
            Self::HighLatency => "high-latency",
            Self::Bufferbloat => "bufferbloat",
            Self::Slow => "slow",
            Self::Ipv6Broken => "ipv6-broken",
            Self::Ipv4Broken => "ipv4-broken",
            Self::MtuBlackhole => "mtu-blackhole",
            Self::HttpsBlocked => "https-blocked",
            Self::TlsIntercepted => "tls-intercepted",
            Self::ClockWrong => "clock-wrong",
            Self::WifiWeak => "wifi-weak",
            Self::OtherNetwork => "other-network",
            Self::ProxyBroken => "proxy-broken",
            Self::SiteDown => "site-down",
            Self::NotMeasured => "not-measured",
        }
    }

    /// Returns the verdict with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verdict| verdict.code() == code)
    }

    /// Tells whether the verdict is a fault: `probe` then exits with 1. Forged answers to questions for
    /// names are policy or advertising, and the internet works beside them.
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Ok | Self::NotMeasured | Self::DnsHijack | Self::DnsFiltered)
    }
}

/// The part of the way from this computer to a site in which the fault lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Segment {
    /// Nowhere: no fault.
    None,
    /// This computer.
    Device,
    /// Wi-Fi or cable between this computer and the router.
    Lan,
    /// The router itself.
    Router,
    /// From the router's outside to the provider's first device.
    Line,
    /// The provider's network.
    Isp,
    /// The names of the internet.
    Dns,
    /// Beyond the provider.
    Internet,
    /// One site.
    Site,
}

impl Segment {
    /// Every segment, from the nearest to the farthest.
    pub const ALL: &[Self] = &[
        Self::None,
        Self::Device,
        Self::Lan,
        Self::Router,
        Self::Line,
        Self::Isp,
        Self::Dns,
        Self::Internet,
        Self::Site,
    ];

    /// Returns the stable name, as in JSON and in conditions.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Device => "device",
            Self::Lan => "lan",
            Self::Router => "router",
            Self::Line => "line",
            Self::Isp => "isp",
            Self::Dns => "dns",
            Self::Internet => "internet",
            Self::Site => "site",
        }
    }

    /// Returns the segment with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|segment| segment.name() == name)
    }
}

/// How sure a verdict is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// There are witnesses against it.
    Low,
    /// One witness, and nothing against it.
    Medium,
    /// Two independent witnesses.
    High,
}

impl Confidence {
    /// Every degree, from the lowest.
    pub const ALL: &[Self] = &[Self::Low, Self::Medium, Self::High];

    /// Returns the stable name, as in JSON and in conditions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A verdict or a lesser finding, with the part of the way that it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What is wrong.
    pub code: Verdict,
    /// Where.
    pub segment: Segment,
}

/// What the evidence proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// What is wrong.
    pub verdict: Verdict,
    /// Where.
    pub segment: Segment,
    /// How sure that is.
    pub confidence: Confidence,
    /// Lesser findings that hold at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Finding>,
}

impl Diagnosis {
    /// Returns what stands in for a diagnosis where the program did not look.
    pub fn not_measured() -> Self {
        Self {
            verdict: Verdict::NotMeasured,
            segment: Segment::None,
            confidence: Confidence::Low,
            also: Vec::new(),
        }
    }
}

/// Decides what the evidence proves.
///
/// Some verdict always comes; without any evidence it is [`Verdict::NotMeasured`].
pub fn diagnose(evidence: &Evidence) -> Diagnosis {
    let seen = Seen::of(evidence);
    let mut rules = RULES.iter();
    let Some(rule) = rules.find(|rule| (rule.holds)(&seen)) else {
        return Diagnosis::not_measured();
    };
    Diagnosis {
        verdict: rule.verdict,
        segment: (rule.segment)(&seen),
        confidence: confidence(rule, &seen),
        also: beside(rule, &seen),
    }
}

fn confidence(rule: &Rule, seen: &Seen) -> Confidence {
    match ((rule.witnesses_for)(seen), (rule.witnesses_against)(seen)) {
        (0, _) | (_, 1..) => Confidence::Low,
        (1, 0) => Confidence::Medium,
        (2.., 0) => Confidence::High,
    }
}

/// Returns what else is worth telling; a verdict is not repeated.
fn beside(first: &Rule, seen: &Seen) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.verdict != first.verdict && (rule.beside)(seen)) {
        if found.iter().all(|known| known.code != rule.verdict) {
            found.push(Finding { code: rule.verdict, segment: (rule.segment)(seen) });
        }
    }
    found
}
