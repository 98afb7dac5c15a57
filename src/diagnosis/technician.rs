//! The numbers behind a verdict, for a technician on site: all of them, nothing masked.
//!
//! Pure. One aligned table of plain text; the labels come from `lang/probe.toml`. What came over the
//! network is cleaned and kept to one line.

use serde::Serialize;

use super::Diagnosis;
use crate::evidence::{Evidence, Facts, Id, Item};
use crate::lang::{Catalogue, Lang};
use crate::safe;

/// What one look shows, in columns; absent ones are left out.
type Cells = Vec<Option<String>>;

/// What belongs under one label.
struct Section {
    label: &'static str,
    ids: &'static [Id],
    cells: fn(&Item, Lang) -> Cells,
}

/// The parts of the table, from this computer outwards.
const SECTIONS: &[Section] = &[
    Section { label: "probe.tech.interface", ids: &[Id::Path], cells: interface },
    Section { label: "probe.tech.addresses", ids: &[Id::Path], cells: addresses },
    Section { label: "probe.tech.wifi", ids: &[Id::Wifi], cells: wifi },
    Section { label: "probe.tech.gateway", ids: &[Id::Path], cells: gateways },
    Section {
        label: "probe.tech.gateway-signs",
        ids: &[Id::Neighbour, Id::GatewayIcmp, Id::GatewayTcp, Id::GatewayDns],
        cells: answer,
    },
    Section { label: "probe.tech.hops", ids: &[Id::FirstHop, Id::Hop], cells: hop },
    Section { label: "probe.tech.igd", ids: &[Id::RouterWord], cells: router_word },
    Section {
        label: "probe.tech.samples",
        ids: &[Id::GatewaySample, Id::BeyondSample],
        cells: series,
    },
    Section { label: "probe.tech.beyond", ids: &[Id::BeyondTcp, Id::BeyondIcmp], cells: answer },
    Section { label: "probe.tech.mtu", ids: &[Id::PathMtu], cells: size },
    Section {
        label: "probe.tech.resolvers",
        ids: &[Id::ResolverDns, Id::PublicDns, Id::MissingName, Id::ExactName, Id::NoResolver],
        cells: name,
    },
    Section { label: "probe.tech.names", ids: &[Id::SystemName], cells: name },
    Section { label: "probe.tech.pages", ids: &[Id::WebCanary], cells: page },
    Section { label: "probe.tech.tls", ids: &[Id::WebSecure], cells: page },
    Section { label: "probe.tech.clock", ids: &[Id::WebCanary, Id::WebSecure], cells: clock },
    Section { label: "probe.tech.proxy", ids: &[Id::Proxy], cells: name },
    Section { label: "probe.tech.site", ids: &[Id::Site], cells: page },
    Section { label: "probe.tech.load", ids: &[Id::Load], cells: load },
];

/// Writes the table: a label, two blanks, the values; one line for each look.
///
/// ```text
/// sampel      gateway-sample  192.168.1.1  icmp  6 dari 66 (9,1 %)  min/median/maks/jitter 1,1/1,4/9,0/0,3 ms
/// ```
pub fn table(evidence: &Evidence, diagnosis: &Diagnosis, lang: Lang) -> String {
    let say = Catalogue::of(lang);
    let mut rows: Vec<(&str, String)> = vec![(say.get("probe.tech.verdict"), verdict(diagnosis))];
    for section in SECTIONS {
        let items = section.ids.iter().flat_map(|id| evidence.of(*id));
        let lines = items.map(|item| joined((section.cells)(item, lang)));
        let mut label = say.get(section.label);
        for line in lines.filter(|line| !line.is_empty()) {
            rows.push((label, line));
            label = "";
        }
    }
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let lines = rows.iter().map(|(label, line)| format!("{label:width$}  {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

fn verdict(diagnosis: &Diagnosis) -> String {
    let first = [diagnosis.verdict.code(), diagnosis.segment.name(), diagnosis.confidence.name()];
    let also = diagnosis.also.iter();
    let also = also.map(|finding| format!("+ {} {}", finding.code.code(), finding.segment.name()));
    first.into_iter().map(str::to_owned).chain(also).collect::<Vec<_>>().join("  ")
}

fn joined(cells: Cells) -> String {
    let cells: Vec<String> = cells.into_iter().flatten().collect();
    safe::line(&cells.join("  ")).trim().to_owned()
}

/// Writes a value as JSON does, without its quotes.
fn word(value: &impl Serialize) -> Option<String> {
    let json = serde_json::to_value(value).ok()?;
    json.as_str().map(str::to_owned)
}

fn shown<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn list<T: ToString>(values: &[T]) -> Option<String> {
    let all: Vec<String> = values.iter().map(ToString::to_string).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Writes a number with one digit after the sign that the language has for it.
fn number(value: f64, lang: Lang) -> String {
    let plain = format!("{value:.1}");
    if lang == Lang::Id { plain.replace('.', ",") } else { plain }
}

fn with_unit(value: Option<f64>, unit: &str, lang: Lang) -> Option<String> {
    value.map(|value| format!("{} {unit}", number(value, lang)))
}

fn ms(value: Option<f64>, lang: Lang) -> Option<String> {
    with_unit(value, "ms", lang)
}

fn filled(key: &str, value: Option<String>, lang: Lang) -> Option<String> {
    value.map(|value| Catalogue::of(lang).fill(key, &[("value", &value)]))
}

fn interface(item: &Item, lang: Lang) -> Cells {
    let (facts, say) = (&item.facts, Catalogue::of(lang));
    let state =
        |yes: Option<bool>, key: &str| yes.filter(|yes| *yes).map(|_| say.get(key).to_owned());
    let link = match facts.link {
        Some(true) => Some(say.get("probe.tech.link-up").to_owned()),
        Some(false) => Some(say.get("probe.tech.link-down").to_owned()),
        None => None,
    };
    vec![
        facts.interface.clone().or_else(|| word(&item.status)),
        facts.medium.as_ref().and_then(word),
        link,
        state(facts.default_route, "probe.tech.default-route"),
        state(facts.tether_subnet, "probe.tech.tether"),
        shown(facts.mtu_bytes).map(|mtu| format!("MTU {mtu}")),
        with_unit(facts.rate_mbps, "Mbit/s", lang),
    ]
}

fn addresses(item: &Item, _: Lang) -> Cells {
    vec![list(&item.facts.addresses)]
}

fn gateways(item: &Item, _: Lang) -> Cells {
    vec![list(&item.facts.gateways)]
}

fn wifi(item: &Item, lang: Lang) -> Cells {
    let facts = &item.facts;
    vec![
        word(&item.status),
        shown(facts.signal_dbm).map(|dbm| format!("{dbm} dBm")),
        shown(facts.frequency_mhz).map(|mhz| format!("{mhz} MHz")),
        with_unit(facts.rate_mbps, "Mbit/s", lang),
    ]
}

/// Who was asked: the operator, the address, the port.
fn who(facts: &Facts) -> Cells {
    let port = facts.port.map(|port| format!("port {port}"));
    vec![facts.operator.clone(), shown(facts.target), port]
}

fn asked(item: &Item) -> Cells {
    let mut cells = vec![Some(item.id.name().to_owned())];
    cells.extend(who(&item.facts));
    cells
}

fn answer(item: &Item, lang: Lang) -> Cells {
    let say = Catalogue::of(lang);
    let confirmed = item.facts.confirmed.map(|confirmed| {
        let key = if confirmed { "probe.tech.confirmed" } else { "probe.tech.remembered" };
        say.get(key).to_owned()
    });
    let mut cells = asked(item);
    cells.extend([word(&item.status), ms(item.facts.rtt_ms, lang), confirmed]);
    cells
}

fn hop(item: &Item, lang: Lang) -> Cells {
    let facts = &item.facts;
    let first = (item.id == Id::FirstHop).then_some(1);
    vec![
        shown(facts.ttl.or(first)).map(|ttl| format!("ttl {ttl}")),
        shown(facts.answered_by).or_else(|| Some("*".to_owned())),
        word(&item.status),
        ms(facts.rtt_ms, lang),
    ]
}

fn router_word(item: &Item, lang: Lang) -> Cells {
    let facts = &item.facts;
    let link = facts.wan_link.as_ref().and_then(word);
    let session = facts.wan_session.as_ref().and_then(word);
    let uptime = facts.wan_uptime_s.map(|seconds| format!("{seconds} s"));
    vec![
        word(&item.status),
        filled("probe.tech.wan-link", link, lang),
        filled("probe.tech.wan-session", session, lang),
        filled("probe.tech.wan-uptime", uptime, lang),
        filled("probe.tech.wan-error", facts.wan_error.clone(), lang),
        filled("probe.tech.wan-address", shown(facts.external_address), lang),
    ]
}

fn series(item: &Item, lang: Lang) -> Cells {
    let facts = &item.facts;
    let mut cells = asked(item);
    cells.push(facts.protocol.as_ref().and_then(word));
    cells.push(share(facts, lang).or_else(|| word(&item.status)));
    let times = [facts.rtt_min_ms, facts.rtt_median_ms, facts.rtt_max_ms, facts.jitter_ms];
    if times.iter().any(Option::is_some) {
        let all = times.map(|time| time.map_or_else(|| "-".to_owned(), |time| number(time, lang)));
        cells.push(filled("probe.tech.times", Some(all.join("/")), lang));
    }
    cells
}

fn share(facts: &Facts, lang: Lang) -> Option<String> {
    let (sent, lost) = (facts.sent.filter(|sent| *sent > 0)?, facts.lost?);
    let percent = number(f64::from(lost) * 100.0 / f64::from(sent), lang);
    let (lost, sent) = (lost.to_string(), sent.to_string());
    let values = [("n", &*lost), ("m", &*sent), ("percent", &*percent)];
    Some(Catalogue::of(lang).fill("probe.tech.lost", &values))
}

fn size(item: &Item, lang: Lang) -> Cells {
    let mut cells = who(&item.facts);
    cells.push(shown(item.facts.size_bytes).map(|size| format!("{size} B")));
    cells.extend([word(&item.status), ms(item.facts.rtt_ms, lang)]);
    cells.push(shown(item.facts.mtu_bytes).map(|mtu| format!("MTU {mtu}")));
    cells
}

fn name(item: &Item, lang: Lang) -> Cells {
    let facts = &item.facts;
    let mut cells = asked(item);
    cells.extend([
        facts.name.clone(),
        list(&facts.proxies),
        word(&item.status),
        facts.rcode.map(|rcode| format!("rcode {rcode}")),
        list(&facts.answers),
        exact(facts, lang),
        ms(facts.rtt_ms, lang),
    ]);
    cells
}

fn exact(facts: &Facts, lang: Lang) -> Option<String> {
    let key = if facts.exact? { "probe.tech.exact" } else { "probe.tech.not-exact" };
    Some(Catalogue::of(lang).get(key).to_owned())
}

fn page(item: &Item, lang: Lang) -> Cells {
    let (facts, say) = (&item.facts, Catalogue::of(lang));
    let trusted = facts.trusted.map(|trusted| {
        let key = if trusted { "probe.tech.trusted" } else { "probe.tech.not-trusted" };
        say.get(key).to_owned()
    });
    let mut cells = who(facts);
    cells.extend([
        facts.url.clone().or_else(|| facts.name.clone()),
        word(&item.status),
        facts.rcode.map(|rcode| format!("rcode {rcode}")),
        list(&facts.answers),
        facts.http_status.map(|status| format!("HTTP {status}")),
        exact(facts, lang),
        trusted,
        filled("probe.tech.issuer", facts.issuer.clone(), lang),
        facts.redirect_host.clone().map(|host| format!("-> {host}")),
        ms(facts.rtt_ms, lang),
    ]);
    cells
}

fn clock(item: &Item, lang: Lang) -> Cells {
    let Some(offset) = item.facts.clock_offset_s else { return Vec::new() };
    let sign = if offset > 0.0 { "+" } else { "" };
    vec![item.facts.operator.clone(), Some(format!("{sign}{} s", number(offset, lang)))]
}

fn load(item: &Item, lang: Lang) -> Cells {
    let facts = &item.facts;
    let mut cells = who(facts);
    let mbps = |key, rate| filled(key, with_unit(rate, "Mbit/s", lang), lang);
    cells.extend([
        word(&item.status),
        mbps("probe.tech.download", facts.download_mbps),
        mbps("probe.tech.upload", facts.upload_mbps),
        filled("probe.tech.idle", ms(facts.rtt_median_ms, lang), lang),
        filled("probe.tech.loaded", ms(facts.loaded_rtt_median_ms, lang), lang),
        shown(facts.moved_bytes).map(|bytes| format!("{bytes} B")),
    ]);
    cells
}
