//! The table against written cases and against random evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::OnceLock;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Deserialize;

use super::report::{Run, SCHEMA, Telling, item_say, lines, report, seen_sentence};
use super::technician::table;
use super::*;
use crate::evidence::{Facts, Family, Id, Item, Medium, Protocol, Status, WanLink, WanSession};
use crate::lang::Lang;

const PARTS: &str = include_str!("cases/parts.toml");
const CASES: &[&str] = &[
    include_str!("cases/healthy.toml"),
    include_str!("cases/path.toml"),
    include_str!("cases/router.toml"),
    include_str!("cases/line.toml"),
    include_str!("cases/names.toml"),
    include_str!("cases/page.toml"),
    include_str!("cases/word.toml"),
    include_str!("cases/quality.toml"),
    include_str!("cases/nothing.toml"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    parts: Vec<String>,
    verdict: (Verdict, Segment, Confidence),
    #[serde(default)]
    also: Vec<(Verdict, Segment)>,
}

/// Every case with its evidence.
fn cases() -> Vec<(Case, Evidence)> {
    let parts: BTreeMap<String, Vec<Item>> = toml::from_str(PARTS).unwrap();
    let files = CASES.iter().map(|source| toml::from_str::<File>(source).unwrap());
    files
        .flat_map(|file| file.case)
        .map(|case| {
            let part = |key: &String| parts.get(key).unwrap_or_else(|| panic!("no part {key}"));
            let items = case.parts.iter().flat_map(|key| part(key).clone()).collect();
            (case, Evidence { items })
        })
        .collect()
}

fn is_hidden(item: &Item) -> bool {
    matches!(item.status, Status::NotPermitted | Status::Unsupported | Status::NotRun)
}

#[test]
fn every_case_comes_to_its_verdict() {
    let mut wrong = Vec::new();
    for (case, evidence) in cases() {
        let (verdict, segment, confidence) = case.verdict;
        let also = case.also.into_iter().map(|(code, segment)| Finding { code, segment }).collect();
        let expected = Diagnosis { verdict, segment, confidence, also };
        let found = diagnose(&evidence);
        if found != expected {
            wrong.push(format!("{}:\n  expected {expected:?}\n  found    {found:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_and_every_code_is_reached_by_a_case() {
    let mut rows = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for (_, evidence) in cases() {
        let seen = Seen::of(&evidence);
        rows.extend(RULES.iter().find(|rule| (rule.holds)(&seen)).map(|rule| rule.key));
        codes.insert(diagnose(&evidence).verdict);
    }
    assert_eq!(rows, RULES.iter().map(|rule| rule.key).collect());
    assert_eq!(codes, Verdict::ALL.iter().copied().collect());
}

#[test]
fn every_code_has_two_cases_that_differ() {
    let mut parts: BTreeMap<Verdict, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (case, _) in cases() {
        let _ = parts.entry(case.verdict.0).or_default().insert(case.parts);
    }
    for verdict in Verdict::ALL {
        let known = parts.get(verdict).map_or(0, BTreeSet::len);
        assert!(known >= 2, "{}: {known} cases", verdict.code());
    }
}

/// The table of the contract: where each verdict lies, and whether it is a fault.
#[test]
fn codes_have_the_segments_and_faults_of_the_contract() {
    use Segment as S;
    for verdict in Verdict::ALL {
        let (fault, segments): (bool, &[Segment]) = match verdict {
            Verdict::Ok | Verdict::NotMeasured => (false, &[S::None]),
            Verdict::DnsHijack | Verdict::DnsFiltered => (false, &[S::Dns]),
            Verdict::NoLink
            | Verdict::TlsIntercepted
            | Verdict::ClockWrong
            | Verdict::OtherNetwork
            | Verdict::ProxyBroken => (true, &[S::Device]),
            Verdict::NoAddress | Verdict::NoGateway | Verdict::LossyLan | Verdict::WifiWeak => {
                (true, &[S::Lan])
            }
            Verdict::RouterUnreachable => (true, &[S::Router]),
            Verdict::LineDown
            | Verdict::LossyLine
            | Verdict::Bufferbloat
            | Verdict::Slow
            | Verdict::Ipv6Broken
            | Verdict::Ipv4Broken
            | Verdict::MtuBlackhole => (true, &[S::Line]),
            Verdict::HighLatency => (true, &[S::Line, S::Lan]),
            Verdict::NoInternet => (true, &[S::Line, S::Isp, S::Device]),
            Verdict::LoginFailed | Verdict::IspDown | Verdict::Isolated => (true, &[S::Isp]),
            Verdict::DnsDown | Verdict::DnsSlow => (true, &[S::Dns]),
            Verdict::CaptivePortal => (true, &[S::Router, S::Isp]),
            Verdict::HttpsBlocked => (true, &[S::Internet]),
            Verdict::SiteDown => (true, &[S::Site]),
        };
        assert_eq!(verdict.is_fault(), fault, "{}", verdict.code());
        for (case, _) in cases().iter().filter(|(case, _)| case.verdict.0 == *verdict) {
            assert!(segments.contains(&case.verdict.1), "{}", case.name);
        }
    }
}

#[test]
fn every_verdict_says_what_was_seen_without_a_hole_in_both_languages() {
    for (case, evidence) in cases() {
        let found = diagnose(&evidence);
        for lang in Lang::ALL {
            let said = seen_sentence(&evidence, &found, lang).unwrap_or_default();
            let whole = !said.contains('{') && !said.contains("probe.") && !said.ends_with('.');
            // The hour of the look is said in the same sentence of at most twenty words.
            assert!(whole && said.split_whitespace().count() <= 17, "{}: {said}", case.name);
        }
    }
}

#[test]
fn rows_have_unique_keys_and_reasons_and_evidence() {
    let keys: BTreeSet<_> = RULES.iter().map(|rule| rule.key).collect();
    assert_eq!(keys.len(), RULES.len());
    for rule in RULES {
        assert!(rule.reference.len() > 10, "{}", rule.key);
        let rests = !rule.rests_on.is_empty() || rule.verdict == Verdict::NotMeasured;
        assert!(rests, "{}", rule.key);
    }
    let last = RULES.last().unwrap();
    assert!((last.holds)(&Seen::default()) && last.verdict == Verdict::NotMeasured);
}

/// Taking away everything that a row says it rests on takes its verdict away.
#[test]
fn rows_rest_on_the_evidence_that_they_name() {
    for (case, evidence) in cases() {
        let seen = Seen::of(&evidence);
        let rule = RULES.iter().find(|rule| (rule.holds)(&seen)).unwrap();
        let items =
            evidence.items.into_iter().filter(|item| !rule.rests_on.contains(&item.id)).collect();
        let left = Seen::of(&Evidence { items });
        let row = RULES.iter().find(|rule| (rule.holds)(&left)).unwrap();
        assert!(row.key != rule.key || rule.rests_on.is_empty(), "{}: {}", case.name, rule.key);
    }
}

/// Beside what the system states and the router says, one single item never makes health, nor a fault
/// without doubt.
#[test]
fn no_verdict_rests_on_one_item_alone() {
    for (case, evidence) in cases() {
        let path: Vec<Item> = evidence.of(Id::Path).cloned().collect();
        if diagnose(&Evidence { items: path.clone() }).verdict.is_fault() {
            continue;
        }
        let worded = [Id::Path, Id::RouterWord];
        for item in evidence.items.iter().filter(|item| !worded.contains(&item.id)) {
            let mut items = path.clone();
            items.push(item.clone());
            let alone = diagnose(&Evidence { items });
            let doubtful = !alone.verdict.is_fault() || alone.confidence == Confidence::Low;
            assert!(doubtful && alone.verdict != Verdict::Ok, "{}: {item:?}", case.name);
        }
    }
}

fn run() -> Run {
    let started_at = "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap();
    Run { started_at, elapsed_ms: 812 }
}

fn find(name: &str) -> (Evidence, Diagnosis) {
    static KNOWN: OnceLock<BTreeMap<String, Evidence>> = OnceLock::new();
    let known = || cases().into_iter().map(|(case, evidence)| (case.name, evidence)).collect();
    let evidence = KNOWN.get_or_init(known)[name].clone();
    let found = diagnose(&evidence);
    (evidence, found)
}

#[test]
fn the_report_has_exactly_the_promised_names() {
    let (evidence, found) = find("one page replaced from afar, the other missing");
    let json = report(&evidence, &found, Lang::En, &run());
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&json), ["schema", "verdict", "also", "evidence", "started_at", "elapsed_ms"]);
    assert_eq!(
        keys(&json["verdict"]),
        ["code", "segment", "confidence", "fault", "say", "do", "expect", "request", "alternative"]
    );
    assert_eq!(json["schema"], SCHEMA);
    assert_eq!(json["verdict"]["fault"], false);
    assert_eq!(json["also"][0]["code"], "captive-portal");
    assert_eq!(json["started_at"], "2026-11-21T08:20:00+07:00[Asia/Jakarta]");
    assert_eq!(json["elapsed_ms"], 812);
    assert_eq!(keys(&json["evidence"][0]), ["id", "status", "ms", "facts", "say"]);
    assert_eq!(json["evidence"][0]["facts"]["medium"], "wifi");
}

#[test]
fn the_lines_are_those_of_the_transcript() {
    let (evidence, found) = find("the router lives, nothing beyond");
    assert_eq!(
        lines(&evidence, Lang::Id),
        [
            "komputer ke Wi-Fi rumah: tersambung",
            "modem: menjawab",
            "di luar modem: 0 dari 3 alamat menjawab",
            "nama: tidak menjawab",
        ]
    );
    let said = seen_sentence(&evidence, &found, Lang::Id).unwrap();
    assert_eq!(said, "Dari komputer lewat Wi-Fi, modem menjawab tetapi luar tidak");
    let said = seen_sentence(&evidence, &found, Lang::En).unwrap();
    assert_eq!(said, "From a computer on Wi-Fi the modem answers, nothing beyond it");
}

#[test]
fn lines_told_one_by_one_are_the_lines_of_the_whole() {
    for (case, evidence) in cases() {
        let (mut telling, mut so_far, mut told) = (Telling::default(), Evidence::default(), vec![]);
        let (paths, others): (Vec<_>, Vec<_>) =
            evidence.items.iter().cloned().partition(|item| item.id == Id::Path);
        for item in paths.into_iter().chain(others) {
            so_far.items.push(item);
            told.extend(telling.news(&so_far, Lang::Id));
        }
        told.extend(telling.rest(&evidence, Lang::Id));
        let mut whole = lines(&evidence, Lang::Id);
        told.sort();
        whole.sort();
        assert_eq!(told, whole, "{}", case.name);
    }
}

#[test]
fn no_sentence_claims_an_answer_of_a_modem_that_was_not_seen() {
    for (case, evidence) in cases() {
        let found = diagnose(&evidence);
        let said = seen_sentence(&evidence, &found, Lang::Id);
        assert_eq!(said.is_none(), found.verdict == Verdict::NotMeasured, "{}", case.name);
        let claims = said.is_some_and(|said| said.contains("modem menjawab"));
        assert!(!claims || Seen::of(&evidence).gateway.lives(), "{}", case.name);
    }
}

/// Every sentence that any item can have is in the catalogue and has no hole.
#[test]
fn every_item_has_a_whole_sentence() {
    let statuses = [
        Status::Got,
        Status::Timeout,
        Status::Refused,
        Status::Unreachable,
        Status::NotPermitted,
        Status::Unsupported,
        Status::Odd,
        Status::NotRun,
    ];
    for lang in Lang::ALL {
        for id in Id::ALL {
            for status in statuses {
                let said = item_say(&Item::new(*id, status), lang);
                let whole = !said.contains("probe.") && !said.contains('{') && said.ends_with('.');
                assert!(whole, "{said}");
            }
        }
    }
}

const GOLDEN_EN: &str = "\
verdict          wifi-weak  lan  high  + lossy-lan lan
interface        wlan0  wifi  link up  default route
addresses        192.168.1.7, fe80::7
Wi-Fi            got  -79 dBm  2437 MHz  6.5 Mbit/s
gateway          192.168.1.1
gateway answers  gateway-icmp  192.168.1.1  got  1.2 ms
                 gateway-tcp  192.168.1.1  port 80  refused
hops             ttl 1  192.168.1.1  got
samples          gateway-sample  192.168.1.1  icmp  lost 22 of 200 (11.0 %)  min/median/max/jitter 1.1/1.4/6.4/0.3 ms
                 beyond-sample  google  8.8.8.8  icmp  lost 7 of 67 (10.4 %)  min/median/max/jitter 20.0/20.8/29.8/0.6 ms
                 beyond-sample  cloudflare  1.0.0.1  icmp  lost 6 of 67 (9.0 %)  min/median/max/jitter 20.0/20.8/29.8/0.6 ms
                 beyond-sample  quad9  9.9.9.9  icmp  lost 8 of 67 (11.9 %)  min/median/max/jitter 20.0/20.8/29.8/0.6 ms
beyond           beyond-tcp  google  8.8.8.8  port 443  got
                 beyond-tcp  cloudflare  1.0.0.1  port 443  got
                 beyond-tcp  quad9  9.9.9.9  port 443  got
resolvers        resolver-dns  192.168.1.1  got  rcode 0  142.250.4.94
system names     system-name  www.example.com  got  93.184.215.14
canaries         google  got  HTTP 204  exact
                 microsoft  got  HTTP 200  exact";

const GOLDEN_ID: &str = "\
hasil            ok  none  high
antarmuka        wlan0  wifi  link tersambung  rute default
alamat           192.168.1.7, fe80::7
Wi-Fi            got  -52 dBm  5180 MHz  433,3 Mbit/s
gateway          192.168.1.1
jawaban gateway  neighbour  192.168.1.1  got  dipastikan
                 gateway-icmp  192.168.1.1  got  1,2 ms
                 gateway-tcp  192.168.1.1  port 80  refused
hop              ttl 1  192.168.1.1  got
                 ttl 2  *  timeout
                 ttl 3  100.70.0.1  got  9,2 ms
IGD router       got  link up  sesi connected  lama sesi 86400 s  galat ERROR_NONE  alamat luar 100.70.1.9
sampel           gateway-sample  192.168.1.1  icmp  hilang 0 dari 66 (0,0 %)  min/median/maks/jitter 1,1/1,4/6,4/0,3 ms
                 beyond-sample  google  8.8.8.8  icmp  hilang 0 dari 22 (0,0 %)  min/median/maks/jitter 20,0/20,8/29,8/0,6 ms
                 beyond-sample  cloudflare  1.0.0.1  icmp  hilang 0 dari 22 (0,0 %)  min/median/maks/jitter 20,0/20,8/29,8/0,6 ms
                 beyond-sample  quad9  9.9.9.9  icmp  hilang 0 dari 22 (0,0 %)  min/median/maks/jitter 20,0/20,8/29,8/0,6 ms
di luar          beyond-tcp  google  8.8.8.8  port 443  got
                 beyond-tcp  cloudflare  1.0.0.1  port 443  got
                 beyond-tcp  quad9  9.9.9.9  port 443  got
                 beyond-icmp  google  8.8.8.8  got
                 beyond-icmp  cloudflare  1.0.0.1  got
                 beyond-icmp  quad9  9.9.9.9  got
MTU jalur        google  8.8.8.8  600 B  got
                 google  8.8.8.8  1500 B  got
                 cloudflare  1.0.0.1  600 B  got
                 cloudflare  1.0.0.1  1500 B  got
resolver         resolver-dns  192.168.1.1  got  rcode 0  142.250.4.94
                 missing-name  192.168.1.1  got  rcode 3
                 exact-name  192.168.1.1  got  rcode 0  131.107.255.255  persis
nama sistem      system-name  www.example.com  got  93.184.215.14
halaman uji      google  got  HTTP 204  persis
                 microsoft  got  HTTP 200  persis
TLS              google  got  dipercaya  penerbit WR2
                 microsoft  got  dipercaya  penerbit Microsoft TLS
selisih jam      google  +0,4 s
                 microsoft  -0,2 s
proxy            proxy  http_proxy  got";

#[test]
fn the_technician_sees_all_numbers_in_columns() {
    let (evidence, found) = find("a weak signal explains the loss");
    assert_eq!(table(&evidence, &found, Lang::En), GOLDEN_EN);
    let (evidence, found) = find("all kinds of evidence are well");
    assert_eq!(table(&evidence, &found, Lang::Id), GOLDEN_ID);
}

#[test]
fn the_technicians_table_obeys_no_terminal() {
    let mut item = Item::new(Id::WebSecure, Status::Odd);
    item.facts.issuer = Some("Box\u{1b}[31m CA\nforged  line".into());
    let evidence = Evidence { items: vec![item] };
    for lang in Lang::ALL {
        let page = table(&evidence, &diagnose(&evidence), lang);
        assert!(page.lines().count() == 2 && !page.contains('\u{1b}'), "{page}");
    }
}

#[test]
fn words_from_the_network_are_not_repeated() {
    let mut item = Item::new(Id::WebCanary, Status::Odd);
    item.facts.operator = Some("\u{1b}[31mgoogle".into());
    item.facts.remark = Some("EVIL".into());
    item.facts.redirect_host = Some("EVIL".into());
    let said = item_say(&item, Lang::En);
    assert_eq!(said, "the test page of an address: replaced by another page.");
}

fn addresses() -> impl Strategy<Value = IpAddr> {
    let known = select(vec![
        "192.168.1.1",
        "192.168.1.7",
        "169.254.9.9",
        "fe80::1",
        "2001:db8::8",
        "8.8.8.8",
        "10.0.0.1",
        "100.64.0.1",
        "36.86.63.185",
        "2001:4860:4860::8888",
    ]);
    known.prop_map(|address| address.parse().unwrap())
}

fn statuses() -> impl Strategy<Value = Status> {
    select(vec![
        Status::Got,
        Status::Got,
        Status::Timeout,
        Status::Timeout,
        Status::Refused,
        Status::Unreachable,
        Status::NotPermitted,
        Status::Unsupported,
        Status::Odd,
        Status::NotRun,
    ])
}

fn mediums() -> impl Strategy<Value = Medium> {
    select(vec![
        Medium::Wired,
        Medium::Wifi,
        Medium::Mobile,
        Medium::Tunnel,
        Medium::Tethered,
        Medium::PointToPoint,
        Medium::Unknown,
    ])
}

prop_compose! {
    fn place()(
        medium in option::of(mediums()),
        link in option::of(any::<bool>()),
        default_route in option::of(any::<bool>()),
        interface in option::of(Just("if0".to_owned())),
        addresses in vec(addresses(), 0..3),
        gateways in vec(addresses(), 0..2),
    ) -> Facts {
        Facts { interface, medium, link, default_route, addresses, gateways, ..Facts::default() }
    }
}

prop_compose! {
    fn series()(
        protocol in option::of(select(vec![Protocol::Icmp, Protocol::Icmp, Protocol::Tcp, Protocol::Dns])),
        ttl in option::of(1_u8..6),
        sent in option::of(select(vec![0_u32, 22, 66, 200])),
        lost in option::of(select(vec![0_u32, 0, 1, 3, 9, 22, 400])),
        rtt_min_ms in option::of(select(vec![1.0, 20.0, 330.0, 700.0, f64::NAN, -1.0])),
        rtt_median_ms in option::of(select(vec![1.0, 21.0, 200.0, 335.0, 710.0, f64::INFINITY])),
        confirmed in option::of(any::<bool>()),
        clock_offset_s in option::of(select(vec![0.0, 2.0, -7200.0, -7195.0, 1e300, f64::NAN])),
        trusted in option::of(any::<bool>()),
        wan_link in option::of(select(vec![WanLink::Up, WanLink::Down, WanLink::Unavailable])),
        wan_session in option::of(select(vec![
            WanSession::Connected, WanSession::Disconnected, WanSession::Connecting, WanSession::Unknown,
        ])),
        size_bytes in option::of(select(vec![600_u32, 1500])),
    ) -> Facts {
        Facts {
            protocol, ttl, sent, lost, rtt_min_ms, rtt_median_ms, confirmed, clock_offset_s, trusted,
            wan_link, wan_session, size_bytes,
            ..Facts::default()
        }
    }
}

prop_compose! {
    fn answer()(
        more in series(),
        port in option::of(select(vec![53_u16, 80, 443])),
        signal_dbm in option::of(select(vec![-90, -50, 0])),
        download_mbps in option::of(select(vec![0.5, 50.0])),
        loaded_rtt_median_ms in option::of(select(vec![25.0, 900.0])),
        operator in option::of(select(vec!["google", "cloudflare", "quad9", "microsoft"])),
        target in option::of(addresses()),
        answered_by in option::of(addresses()),
        answers in vec(addresses(), 0..2),
        rcode in option::of(select(vec![0_u16, 2, 3])),
        exact in option::of(any::<bool>()),
        from_gateway in option::of(any::<bool>()),
        http_status in option::of(select(vec![200_u16, 204, 302, 503, 511])),
        redirect_host in option::of(select(vec!["192.168.1.1", "login.example", "isolir.example", "internetpositif.id", "[", ""])),
        remark in option::of(any::<String>()),
    ) -> Facts {
        Facts {
            operator: operator.map(Into::into),
            family: target.map(Family::of),
            redirect_host: redirect_host.map(Into::into),
            target, answered_by, answers, rcode, exact, from_gateway, http_status, remark,
            port, signal_dbm, download_mbps, loaded_rtt_median_ms,
            ..more
        }
    }
}

fn items() -> impl Strategy<Value = Item> {
    (select(Id::ALL), statuses(), place(), answer(), 0_u32..3000).prop_map(
        |(id, status, place, answer, ms)| {
            let facts = if id == Id::Path { place } else { answer };
            Item { id, status, ms, facts }
        },
    )
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let random = vec(items(), 0..40).prop_map(|items| Evidence { items });
    let known = cases().into_iter().map(|(_, evidence)| evidence).collect::<Vec<_>>();
    let disturbed = (select(known), vec(items(), 0..4), any::<prop::sample::Index>(), statuses());
    let disturbed = disturbed.prop_map(|(mut evidence, more, which, status)| {
        if !evidence.items.is_empty() {
            let index = which.index(evidence.items.len());
            evidence.items[index].status = status;
        }
        evidence.items.extend(more);
        evidence
    });
    prop_oneof![random, disturbed]
}

fn answer_of(id: Id, status: Status, operator: &str) -> Item {
    let mut item = Item::new(id, status);
    item.facts.operator = Some(operator.into());
    item.facts.exact = (id == Id::WebCanary).then_some(status == Status::Got);
    item
}

/// A series to one more operator that loses nothing and is quick.
fn clean_sample() -> Item {
    let mut item = answer_of(Id::BeyondSample, Status::Got, "tencent");
    item.facts.protocol = Some(Protocol::Icmp);
    (item.facts.sent, item.facts.lost) = (Some(66), Some(0));
    (item.facts.rtt_min_ms, item.facts.rtt_median_ms) = (Some(20.0), Some(20.5));
    item
}

/// Items that speak against a verdict.
fn witnesses_against(verdict: Verdict) -> Vec<Item> {
    let router = Item::new(Id::GatewayTcp, Status::Refused);
    let beyond = answer_of(Id::BeyondTcp, Status::Got, "tencent");
    let page = answer_of(Id::WebCanary, Status::Got, "mozilla");
    let name = Item::new(Id::SystemName, Status::Got);
    let mut secure = answer_of(Id::WebSecure, Status::Got, "mozilla");
    secure.facts.trusted = Some(true);
    let mut timed = page.clone();
    timed.facts.clock_offset_s = Some(0.5);
    let mut proxy = Item::new(Id::Proxy, Status::Got);
    proxy.facts.name = Some("ftp_proxy".into());
    let mut honest = answer_of(Id::MissingName, Status::Got, "honest");
    honest.facts.rcode = Some(3);
    let mut told = answer_of(Id::ExactName, Status::Got, "honest");
    told.facts.exact = Some(true);
    match verdict {
        Verdict::Ok => vec![
            answer_of(Id::BeyondTcp, Status::Timeout, "tencent"),
            answer_of(Id::WebCanary, Status::Odd, "mozilla"),
            answer_of(Id::WebCanary, Status::Timeout, "mozilla"),
            Item::new(Id::SystemName, Status::Timeout),
        ],
        Verdict::NoLink | Verdict::NoAddress | Verdict::NoGateway | Verdict::RouterUnreachable => {
            vec![router, beyond, page]
        }
        Verdict::LineDown | Verdict::LoginFailed | Verdict::IspDown | Verdict::NoInternet => {
            vec![answer_of(Id::BeyondTcp, Status::Refused, "tencent"), beyond, page]
        }
        Verdict::DnsDown => vec![Item::new(Id::ResolverDns, Status::Got), name, page],
        Verdict::LossyLine | Verdict::LossyLan | Verdict::HighLatency => vec![clean_sample()],
        Verdict::MtuBlackhole | Verdict::TlsIntercepted => vec![secure],
        Verdict::HttpsBlocked => {
            let mut on_443 = beyond;
            on_443.facts.port = Some(443);
            vec![secure, on_443]
        }
        Verdict::ClockWrong => vec![timed],
        Verdict::ProxyBroken => vec![proxy],
        Verdict::DnsHijack => vec![honest],
        Verdict::DnsFiltered => vec![told],
        Verdict::OtherNetwork => {
            let mut word = Item::new(Id::RouterWord, Status::Got);
            word.facts.wan_link = Some(WanLink::Up);
            vec![word]
        }
        Verdict::Ipv6Broken | Verdict::Ipv4Broken => {
            let target = if verdict == Verdict::Ipv6Broken { "2001:db8::8" } else { "8.8.8.8" };
            let mut there = beyond;
            there.facts.target = target.parse().ok();
            vec![there]
        }
        Verdict::CaptivePortal
        | Verdict::Isolated
        | Verdict::DnsSlow
        | Verdict::WifiWeak
        | Verdict::Slow
        | Verdict::Bufferbloat
        | Verdict::SiteDown => vec![page],
        Verdict::NotMeasured => vec![],
    }
}

/// Counts organisations with a connection, an echo, a series, a hop or an exact page, without the module
/// under test.
fn proofs(evidence: &Evidence) -> (usize, usize) {
    let who = |item: &Item| {
        let facts = &item.facts;
        facts.operator.clone().or_else(|| facts.target.map(|it| it.to_string())).unwrap_or_default()
    };
    let got = |item: &&Item| item.status == Status::Got;
    let pages =
        evidence.of(Id::WebCanary).filter(got).filter(|item| item.facts.exact == Some(true));
    let pages: BTreeSet<String> = pages.map(who).collect();
    let beyond = evidence.of(Id::BeyondTcp).chain(evidence.of(Id::BeyondIcmp)).filter(got);
    let secure = evidence.of(Id::WebSecure).filter(|item| item.facts.trusted == Some(true));
    let secure = secure.filter(|item| matches!(item.status, Status::Got | Status::Odd));
    let series = evidence.of(Id::BeyondSample).filter(|item| {
        let answered = item.facts.lost.unwrap_or(0) < item.facts.sent.unwrap_or(0);
        answered && matches!(item.facts.protocol, Some(Protocol::Icmp | Protocol::Tcp))
    });
    let far = |item: &&Item| {
        item.facts.ttl > Some(2)
            && item.facts.target.is_some_and(|it| item.facts.answered_by == Some(it))
    };
    let hops = evidence.of(Id::Hop).filter(got).filter(far);
    let all: BTreeSet<String> = beyond
        .chain(secure)
        .chain(series)
        .chain(hops)
        .map(who)
        .chain(pages.iter().cloned())
        .collect();
    (all.len(), pages.len())
}

/// Names what is plainly wrong, told from the items alone and without the module under test: each of these
/// needs more than one target, so health beside it would be a lie.
fn plain_faults(evidence: &Evidence) -> Vec<&'static str> {
    let looked = |id: Id| evidence.of(id).filter(|item| !is_hidden(item));
    let who = |item: &Item| {
        let facts = &item.facts;
        let named = facts.operator.as_deref().map(|name| name.trim().to_lowercase());
        named.or_else(|| facts.target.map(|it| it.to_string())).unwrap_or_default()
    };
    let mut found = Vec::new();
    // Every operator with an answer lost a tenth or more, over one protocol that nobody spoofs.
    let series: Vec<(String, u32, u32, Option<Protocol>)> = looked(Id::BeyondSample)
        .filter_map(|item| {
            let sent = item.facts.sent.filter(|sent| *sent >= 22)?;
            Some((who(item), sent, item.facts.lost.unwrap_or(0), item.facts.protocol))
        })
        .collect();
    let alike = series.iter().all(|(_, sent, lost, protocol)| {
        *protocol == Some(Protocol::Icmp) && lost * 10 >= *sent && lost * 2 < *sent
    });
    let names: BTreeSet<&str> = series.iter().map(|(who, ..)| who.as_str()).collect();
    let small = looked(Id::BeyondSample).count() == series.len();
    if alike && small && names.len() >= 2 && series.iter().map(|one| one.1).sum::<u32>() >= 66 {
        found.push("loss");
    }
    // Two vendors and no third date their own pages two hours away.
    let dates: BTreeMap<String, f64> = looked(Id::WebCanary)
        .chain(looked(Id::WebSecure))
        .filter(|item| item.status == Status::Got && item.facts.exact == Some(true))
        .filter(|item| item.facts.trusted != Some(false))
        .filter_map(|item| Some((who(item), item.facts.clock_offset_s?)))
        .collect();
    let off = dates.values().filter(|offset| (-7300.0..-7100.0).contains(*offset)).count();
    let other = looked(Id::WebCanary).chain(looked(Id::WebSecure)).count() > dates.len();
    if off >= 2 && off == dates.len() && !other {
        found.push("clock");
    }
    // Two vendors' certificates are a stranger's, nobody's is trusted.
    let secure: BTreeSet<_> =
        looked(Id::WebSecure).map(|item| (who(item), item.facts.trusted)).collect();
    if secure.len() >= 2 && secure.iter().all(|(_, trusted)| *trusted == Some(false)) {
        found.push("strangers");
    }
    // The system says that the way out is none of the home's.
    let way = evidence.way_out().filter(|facts| facts.link == Some(true));
    let first = evidence.of(Id::Path).find(|item| item.facts.default_route == Some(true));
    let told = first.is_some_and(|item| !is_hidden(item) && item.status != Status::Timeout);
    let elsewhere = [Some(Medium::Tunnel), Some(Medium::Mobile), Some(Medium::Tethered)];
    if told && way.is_some_and(|facts| elsewhere.contains(&facts.medium)) {
        found.push("another way out");
    }
    found
}

proptest! {
    #[test]
    fn health_is_never_said_beside_a_plain_fault(evidence in evidence()) {
        if diagnose(&evidence).verdict == Verdict::Ok {
            prop_assert_eq!(plain_faults(&evidence), Vec::<&str>::new());
        }
    }

    /// Whatever one remote host, vendor or operator does, it takes more to make a fault without doubt.
    #[test]
    fn nothing_that_one_remote_says_makes_health_ill(more in vec(items(), 1..8), who in 0_usize..3) {
        let (mut evidence, before) = find("all kinds of evidence are well");
        prop_assert_eq!(before.verdict, Verdict::Ok);
        let far = [Id::BeyondTcp, Id::BeyondIcmp, Id::BeyondSample, Id::WebCanary, Id::WebSecure, Id::PathMtu, Id::PublicDns];
        let name = ["google", "quad9", "stranger"][who];
        let words = more.into_iter().filter(|item| far.contains(&item.id)).map(|mut item| {
            item.facts.operator = Some(name.into());
            item.facts.target = None;
            item.facts.answered_by = None;
            item
        });
        evidence.items.extend(words);
        let after = diagnose(&evidence);
        prop_assert!(!after.verdict.is_fault(), "{:?}", after);
    }

    #[test]
    fn some_verdict_always_comes_with_all_its_words(evidence in evidence()) {
        let found = diagnose(&evidence);
        for lang in Lang::ALL {
            let json = report(&evidence, &found, lang, &run());
            prop_assert!(!json["verdict"]["say"].as_str().unwrap().is_empty());
            for line in lines(&evidence, lang) {
                prop_assert!(!line.contains("probe.") && !line.contains('{'), "{}", line);
            }
            let said = seen_sentence(&evidence, &found, lang);
            prop_assert_eq!(said.is_none(), found.verdict == Verdict::NotMeasured);
        }
    }

    #[test]
    fn health_needs_two_independent_witnesses(evidence in evidence()) {
        if diagnose(&evidence).verdict == Verdict::Ok {
            let (organisations, pages) = proofs(&evidence);
            prop_assert!(organisations >= 2 || pages >= 2);
        }
    }

    #[test]
    fn a_witness_against_never_raises_confidence(evidence in evidence()) {
        let before = diagnose(&evidence);
        for witness in witnesses_against(before.verdict) {
            let mut more = evidence.clone();
            more.items.push(witness.clone());
            let after = diagnose(&more);
            let same = after.verdict == before.verdict && after.segment == before.segment;
            prop_assert!(!same || after.confidence <= before.confidence, "{:?}", witness);
        }
    }

    #[test]
    fn what_was_not_looked_at_changes_nothing(evidence in evidence(), more in vec(items(), 0..6)) {
        let found = diagnose(&evidence);
        let mut without = evidence.clone();
        without.items.retain(|item| !is_hidden(item));
        prop_assert_eq!(&diagnose(&without), &found);
        let mut with = evidence;
        let hidden = more.into_iter().map(|item| Item { status: Status::NotPermitted, ..item });
        with.items.extend(hidden);
        prop_assert_eq!(&diagnose(&with), &found);
    }

    #[test]
    fn the_order_of_targets_changes_nothing(mut evidence in evidence()) {
        let found = diagnose(&evidence);
        let paths = evidence.items.iter().filter(|item| item.id == Id::Path).cloned();
        let mut items: Vec<Item> = paths.collect();
        evidence.items.retain(|item| item.id != Id::Path);
        items.extend(evidence.items.into_iter().rev());
        prop_assert_eq!(diagnose(&Evidence { items }), found);
    }

    #[test]
    fn printed_json_holds_nothing_that_a_terminal_obeys(text in any::<String>(), odd in "[\\x00-\\u{a0}\\u{2020}-\\u{2070}]*") {
        let value = serde_json::json!({ "a": text, odd.clone(): [odd] });
        let plain = value.to_string();
        let printed = crate::safe::json(&plain);
        let obeyed = |c: char| c.is_control()
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c);
        prop_assert!(!printed.chars().any(obeyed));
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), value);
    }
}
