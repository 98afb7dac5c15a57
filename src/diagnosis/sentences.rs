//! What was seen, in calm sentences without a technical word.
//!
//! Pure. Every word comes from `lang/probe.toml`. No text that came over the network is repeated here:
//! of an answer only its kind, its count and the operator's plain name are said.

use super::lines::path_state;
use super::seen::{Path, Seen, is_name_found};
use super::{Diagnosis, Segment, Verdict};
use crate::evidence::{Evidence, Facts, Id, Item, Medium, Status};
use crate::lang::{Catalogue, Lang};

/// Returns one sentence about one look, such as `halaman uji google: datang utuh.`
pub fn item_say(item: &Item, lang: Lang) -> String {
    let say = Catalogue::of(lang);
    let who = item.facts.operator.as_deref().and_then(plain_name);
    let who = who.unwrap_or_else(|| say.get("probe.who.unknown").to_owned());
    let place = say.get(place_key(item.facts.medium));
    let subject = format!("probe.item.{}", item.id.name());
    let subject = say.fill(&subject, &[("who", &who), ("place", place)]);
    let (n, m) = (item.facts.lost.unwrap_or(0), item.facts.sent.unwrap_or(0));
    let state = say.fill(item_state(item), &[("n", &n.to_string()), ("m", &m.to_string())]);
    format!("{subject}: {state}.")
}

/// Returns what the program saw, to be said to the agent, without a full stop; nothing where it did not
/// look.
pub fn seen_sentence(evidence: &Evidence, diagnosis: &Diagnosis, lang: Lang) -> Option<String> {
    let (seen, say) = (Seen::of(evidence), Catalogue::of(lang));
    let key = seen_key(&seen, diagnosis)?;
    let medium = best_path(evidence).and_then(|facts| facts.medium);
    let via = via_key(medium).map_or("", |key| say.get(key));
    let near = diagnosis.verdict == Verdict::LossyLan;
    let share = if near { seen.samples.to_gateway() } else { seen.samples.to_beyond() };
    let (n, m) = (share.lost.to_string(), share.sent.to_string());
    let span = span(seen.clock.offset_s().unwrap_or(0.0), say);
    let down = rate(seen.load.download_mbps.unwrap_or(0.0), lang);
    let values = [("via", via), ("n", &n), ("m", &m), ("span", &span), ("down", &down)];
    Some(say.fill(key, &values))
}

/// A sentence claims no more than was seen: the modem answers only where it did.
fn seen_key(seen: &Seen, diagnosis: &Diagnosis) -> Option<&'static str> {
    Some(match diagnosis.verdict {
        Verdict::Ok => "probe.seen.ok",
        Verdict::NoLink => "probe.seen.no-link",
        Verdict::NoAddress => "probe.seen.no-address",
        Verdict::NoGateway => "probe.seen.no-gateway",
        Verdict::RouterUnreachable if seen.gateway.is_neighbour => "probe.seen.router-hangs",
        Verdict::RouterUnreachable => "probe.seen.router-unreachable",
        Verdict::LineDown => "probe.seen.line-down",
        Verdict::LoginFailed => "probe.seen.login-failed",
        Verdict::NoInternet if !seen.organisations().is_empty() => "probe.seen.partly",
        Verdict::NoInternet if diagnosis.segment == Segment::Device || !is_modem_seen(seen) => {
            "probe.seen.nothing-outside"
        }
        Verdict::NoInternet => "probe.seen.no-internet",
        Verdict::IspDown => "probe.seen.isp-down",
        Verdict::DnsDown => "probe.seen.dns-down",
        Verdict::DnsSlow => "probe.seen.dns-slow",
        Verdict::DnsHijack => "probe.seen.dns-hijack",
        Verdict::DnsFiltered => "probe.seen.dns-filtered",
        Verdict::CaptivePortal => "probe.seen.captive-portal",
        Verdict::Isolated => "probe.seen.isolated",
        Verdict::LossyLan => "probe.seen.lossy-lan",
        Verdict::LossyLine => "probe.seen.lossy-line",
        Verdict::HighLatency if diagnosis.segment == Segment::Lan => "probe.seen.high-latency-lan",
        Verdict::HighLatency => "probe.seen.high-latency",
        Verdict::Bufferbloat => "probe.seen.bufferbloat",
        Verdict::Slow => "probe.seen.slow",
        Verdict::Ipv6Broken => "probe.seen.ipv6-broken",
        Verdict::Ipv4Broken => "probe.seen.ipv4-broken",
        Verdict::MtuBlackhole => "probe.seen.mtu-blackhole",
        Verdict::HttpsBlocked => "probe.seen.https-blocked",
        Verdict::TlsIntercepted => "probe.seen.tls-intercepted",
        Verdict::ClockWrong => "probe.seen.clock-wrong",
        Verdict::WifiWeak => "probe.seen.wifi-weak",
        Verdict::OtherNetwork => "probe.seen.other-network",
        Verdict::ProxyBroken => "probe.seen.proxy-broken",
        Verdict::SiteDown => "probe.seen.site-down",
        Verdict::NotMeasured => return None,
    })
}

/// The first device of a point-to-point line is the provider's, not the modem.
fn is_modem_seen(seen: &Seen) -> bool {
    let medium = seen.path.way_out.as_ref().map(|way| way.medium);
    seen.gateway.lives() && medium != Some(Medium::PointToPoint)
}

/// Returns the words for how an item ended, which depend on what it asked.
fn item_state(item: &Item) -> &'static str {
    match item.status {
        Status::NotPermitted => "probe.state.not-permitted",
        Status::Unsupported => "probe.state.unsupported",
        Status::NotRun => "probe.state.not-run",
        Status::Timeout => "probe.state.timeout",
        Status::Unreachable if item.id == Id::Path => "probe.state.no-link",
        Status::Unreachable => "probe.state.unreachable",
        Status::Refused if is_far(item.id) => "probe.state.turned-away",
        Status::Refused => "probe.state.refused",
        Status::Odd if item.id == Id::WebCanary => "probe.state.replaced",
        Status::Odd if item.id == Id::WebSecure && item.facts.trusted == Some(false) => {
            "probe.state.stranger"
        }
        Status::Odd if item.id == Id::MissingName && !item.facts.answers.is_empty() => {
            "probe.state.invented"
        }
        Status::Odd => "probe.state.odd",
        Status::Got => got_state(item),
    }
}

/// Nobody beyond the modem refuses these questions by himself.
fn is_far(id: Id) -> bool {
    matches!(id, Id::BeyondTcp | Id::BeyondIcmp | Id::WebCanary | Id::WebSecure)
}

fn got_state(item: &Item) -> &'static str {
    let facts = &item.facts;
    match item.id {
        Id::Path => path_state(&Path::of_one(item)),
        Id::SystemName | Id::ResolverDns | Id::GatewayDns | Id::PublicDns
            if !is_name_found(item) =>
        {
            "probe.state.not-found"
        }
        Id::SystemName => "probe.state.found",
        Id::WebCanary | Id::ExactName if facts.exact == Some(true) => "probe.state.exact",
        Id::WebCanary if facts.exact == Some(false) => "probe.state.replaced",
        Id::ExactName if facts.exact == Some(false) => "probe.state.odd",
        Id::GatewaySample | Id::BeyondSample if facts.lost == Some(0) => "probe.state.none-lost",
        Id::GatewaySample | Id::BeyondSample if facts.lost.is_some() => "probe.state.lost",
        Id::WebSecure if facts.trusted == Some(false) => "probe.state.stranger",
        Id::MissingName if !facts.answers.is_empty() => "probe.state.invented",
        Id::MissingName => "probe.state.denied",
        Id::Neighbour if facts.confirmed != Some(true) => "probe.state.stale",
        Id::RouterWord => word_state(item),
        Id::Wifi if facts.signal_dbm.is_some() => signal_state(item),
        Id::Wifi | Id::Load => "probe.state.told",
        Id::GatewayIcmp
        | Id::GatewayTcp
        | Id::GatewayDns
        | Id::FirstHop
        | Id::BeyondTcp
        | Id::BeyondIcmp
        | Id::ResolverDns
        | Id::WebCanary
        | Id::Neighbour
        | Id::Hop
        | Id::GatewaySample
        | Id::BeyondSample
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::PathMtu
        | Id::Proxy
        | Id::Site => "probe.state.got",
    }
}

fn word_state(item: &Item) -> &'static str {
    let word = Seen::of(&Evidence { items: vec![item.clone()] }).router;
    if word.is_line_down() {
        "probe.state.line-down"
    } else if word.is_session_down() {
        "probe.state.session-down"
    } else if word.was_heard() {
        "probe.state.line-up"
    } else {
        "probe.state.got"
    }
}

fn signal_state(item: &Item) -> &'static str {
    let wifi = Seen::of(&Evidence { items: vec![item.clone()] }).wifi;
    if wifi.is_weak() { "probe.state.signal-weak" } else { "probe.state.signal-strong" }
}

/// Says how long a time is, in the largest unit of which it has two.
pub(super) fn span(seconds: f64, say: &Catalogue) -> String {
    let units = [("probe.span.days", 86_400.0), ("probe.span.hours", 3600.0)];
    let size = seconds.abs();
    let fits = |(_, unit): &(&str, f64)| size >= 2.0 * unit;
    let (key, unit) = units.into_iter().find(fits).unwrap_or(("probe.span.minutes", 60.0));
    say.fill(key, &[("n", &format!("{:.0}", size / unit))])
}

/// Writes a rate with one digit after the sign that the language has for it.
pub(super) fn rate(mbps: f64, lang: Lang) -> String {
    let plain = format!("{mbps:.1}");
    if lang == Lang::Id { plain.replace('.', ",") } else { plain }
}

pub(super) fn place<'a>(evidence: &Evidence, say: &'a Catalogue) -> &'a str {
    say.get(place_key(best_path(evidence).and_then(|facts| facts.medium)))
}

/// Returns the way out, else an interface with a link, else any.
fn best_path(evidence: &Evidence) -> Option<&Facts> {
    let told = || evidence.of(Id::Path).map(|item| &item.facts);
    evidence
        .way_out()
        .or_else(|| told().find(|facts| facts.link == Some(true)))
        .or_else(|| told().find(|facts| facts.medium.is_some()))
}

fn place_key(medium: Option<Medium>) -> &'static str {
    match medium {
        Some(Medium::Wired) => "probe.place.wired",
        Some(Medium::Wifi) => "probe.place.wifi",
        Some(Medium::Mobile) => "probe.place.mobile",
        Some(Medium::Tunnel) => "probe.place.tunnel",
        Some(Medium::Tethered) => "probe.place.tethered",
        Some(Medium::PointToPoint) => "probe.place.point-to-point",
        Some(Medium::Unknown) | None => "probe.place.unknown",
    }
}

fn via_key(medium: Option<Medium>) -> Option<&'static str> {
    match medium? {
        Medium::Wired => Some("probe.via.wired"),
        Medium::Wifi => Some("probe.via.wifi"),
        Medium::Mobile => Some("probe.via.mobile"),
        Medium::Tunnel => Some("probe.via.tunnel"),
        Medium::Tethered => Some("probe.via.tethered"),
        Medium::PointToPoint | Medium::Unknown => None,
    }
}

/// Returns an operator's name where it is one: letters, digits and a little punctuation, at most 40.
fn plain_name(name: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || " .-_&".contains(c);
    let named = !name.trim().is_empty() && name.len() <= 40 && name.chars().all(fits);
    named.then(|| name.trim().to_owned())
}
