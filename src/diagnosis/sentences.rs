//! What was seen, in calm sentences without a technical word.
//!
//! Pure. Every word comes from `lang/probe.toml`. No text that came over the network is repeated here:
//! of an answer only its kind, its count and the operator's plain name are said.

use super::seen::{Path, Seen, is_name_found};
use super::{Diagnosis, Segment, Verdict};
use crate::evidence::{Evidence, Facts, Id, Item, Medium, Status};
use crate::lang::{Catalogue, Lang};

/// Returns one line for each kind of evidence that was looked at: this computer, the modem, the outside,
/// names, pages.
///
/// ```text
/// komputer ke Wi-Fi rumah: tersambung
/// modem: menjawab
/// di luar modem: 0 dari 4 alamat menjawab
/// nama: tidak menjawab
/// ```
pub fn lines(evidence: &Evidence, lang: Lang) -> Vec<String> {
    let (seen, say) = (Seen::of(evidence), Catalogue::of(lang));
    let computer = seen.path.told.then(|| {
        let subject = say.fill("probe.item.path", &[("place", place(evidence, say))]);
        format!("{subject}: {}", say.get(path_state(&seen.path)))
    });
    let modem = modem_line(evidence, &seen).map(|key| say.get(key).to_owned());
    let names = names_line(&seen).map(|key| say.get(key).to_owned());
    [computer, modem, beyond_line(&seen, say), names, pages_line(&seen, say)]
        .into_iter()
        .flatten()
        .collect()
}

/// Tells the lines of [`lines`] one after the other while a look goes on, each as soon as no later item can
/// change it.
#[derive(Debug, Default)]
pub struct Telling {
    told: usize,
}

impl Telling {
    /// Returns the lines that have become certain.
    pub fn news(&mut self, so_far: &Evidence, lang: Lang) -> Vec<String> {
        let seen = Seen::of(so_far);
        // The system's statements all come first; each may be about another interface.
        let told = so_far.items.last().is_some_and(|item| item.id != Id::Path) && seen.path.told;
        let certain = usize::from(told) + usize::from(told && seen.gateway.lives());
        self.from(lines(so_far, lang).into_iter().take(certain).collect())
    }

    /// Returns the lines that are still to be told, once everything has been seen.
    pub fn rest(&mut self, all: &Evidence, lang: Lang) -> Vec<String> {
        self.from(lines(all, lang))
    }

    fn from(&mut self, mut lines: Vec<String>) -> Vec<String> {
        let news = lines.split_off(self.told.min(lines.len()));
        self.told += news.len();
        news
    }
}

/// Returns one sentence about one look, such as `halaman uji google: datang utuh.`
pub fn item_say(item: &Item, lang: Lang) -> String {
    let say = Catalogue::of(lang);
    let who = item.facts.operator.as_deref().and_then(plain_name);
    let who = who.unwrap_or_else(|| say.get("probe.who.unknown").to_owned());
    let place = say.get(place_key(item.facts.medium));
    let subject = format!("probe.item.{}", item.id.name());
    let subject = say.fill(&subject, &[("who", &who), ("place", place)]);
    format!("{subject}: {}.", say.get(item_state(item)))
}

/// Returns what the program saw, to be said to the agent, without a full stop; nothing where it did not
/// look.
pub fn seen_sentence(evidence: &Evidence, diagnosis: &Diagnosis, lang: Lang) -> Option<String> {
    let (seen, say) = (Seen::of(evidence), Catalogue::of(lang));
    let key = seen_key(&seen, diagnosis)?;
    let medium = best_path(evidence).and_then(|facts| facts.medium);
    let via = via_key(medium).map_or("", |key| say.get(key));
    Some(say.fill(key, &[("via", via)]))
}

/// A sentence claims no more than was seen: the modem answers only where it did.
fn seen_key(seen: &Seen, diagnosis: &Diagnosis) -> Option<&'static str> {
    Some(match diagnosis.verdict {
        Verdict::Ok if seen.other_way_out() => "probe.seen.ok-other-way",
        Verdict::Ok => "probe.seen.ok",
        Verdict::NoLink => "probe.seen.no-link",
        Verdict::NoAddress => "probe.seen.no-address",
        Verdict::NoGateway => "probe.seen.no-gateway",
        Verdict::RouterUnreachable => "probe.seen.router-unreachable",
        Verdict::NoInternet if !seen.organisations().is_empty() => "probe.seen.partly",
        Verdict::NoInternet if diagnosis.segment == Segment::Device || !is_modem_seen(seen) => {
            "probe.seen.nothing-outside"
        }
        Verdict::NoInternet => "probe.seen.no-internet",
        Verdict::DnsDown => "probe.seen.dns-down",
        Verdict::CaptivePortal => "probe.seen.captive-portal",
        Verdict::NotMeasured => return None,
    })
}

/// The first device of a point-to-point line is the provider's, not the modem.
fn is_modem_seen(seen: &Seen) -> bool {
    let medium = seen.path.way_out.as_ref().map(|way| way.medium);
    seen.gateway.lives() && medium != Some(Medium::PointToPoint)
}

fn path_state(path: &Path) -> &'static str {
    if !path.link {
        "probe.state.no-link"
    } else if !path.address {
        "probe.state.no-address"
    } else if path.way_out.is_none() {
        "probe.state.no-way-out"
    } else {
        "probe.state.connected"
    }
}

fn modem_line(evidence: &Evidence, seen: &Seen) -> Option<&'static str> {
    let hidden = evidence.items.iter().any(|item| {
        matches!(item.id, Id::GatewayIcmp | Id::GatewayTcp | Id::GatewayDns)
            && item.status == Status::NotPermitted
    });
    if seen.gateway.lives() {
        Some("probe.line.modem-answers")
    } else if seen.gateway.silent.is_empty() {
        hidden.then_some("probe.line.modem-hidden")
    } else if seen.nothing_beyond() {
        Some("probe.line.modem-silent")
    } else {
        Some("probe.line.modem-silent-but-through")
    }
}

fn beyond_line(seen: &Seen, say: &Catalogue) -> Option<String> {
    let (n, m) = (seen.beyond.answered().len(), seen.beyond.asked.len());
    (m > 0).then(|| say.fill("probe.line.beyond", &[("n", &n.to_string()), ("m", &m.to_string())]))
}

fn names_line(seen: &Seen) -> Option<&'static str> {
    let names = &seen.names;
    let missed = names.system_failed + names.resolvers_failed;
    match (names.found(), missed > 0) {
        (true, false) => Some("probe.line.names-found"),
        (true, true) => Some("probe.line.names-partly"),
        (false, true) => Some("probe.line.names-silent"),
        (false, false) => None,
    }
}

fn pages_line(seen: &Seen, say: &Catalogue) -> Option<String> {
    let web = &seen.web;
    let (exact, replaced) = (web.exact.len(), web.replaced());
    let m = (exact + replaced + web.absent.len()).to_string();
    let (key, n) = match replaced {
        0 => ("probe.line.pages-exact", exact),
        _ => ("probe.line.pages-replaced", replaced),
    };
    web.was_asked().then(|| say.fill(key, &[("n", &n.to_string()), ("m", &m)]))
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
        Status::Odd => "probe.state.odd",
        Status::Got => got_state(item),
    }
}

/// Nobody beyond the modem refuses these questions by himself.
fn is_far(id: Id) -> bool {
    matches!(id, Id::BeyondTcp | Id::BeyondIcmp | Id::WebCanary)
}

fn got_state(item: &Item) -> &'static str {
    match item.id {
        Id::Path => path_state(&Path::of_one(item)),
        Id::SystemName | Id::ResolverDns | Id::GatewayDns if !is_name_found(item) => {
            "probe.state.not-found"
        }
        Id::SystemName => "probe.state.found",
        Id::WebCanary if item.facts.exact == Some(true) => "probe.state.exact",
        Id::WebCanary if item.facts.exact == Some(false) => "probe.state.replaced",
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
        | Id::MissingName
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::RouterWord
        | Id::PathMtu
        | Id::Wifi
        | Id::Proxy
        | Id::Site
        | Id::Load => "probe.state.got",
    }
}

fn place<'a>(evidence: &Evidence, say: &'a Catalogue) -> &'a str {
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
