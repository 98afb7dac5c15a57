//! Questions whose answer is known beforehand, so that whoever forges answers shows: a name that does not
//! exist, a name with published addresses, and an address where nobody answers.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use crate::evidence::{Item, Status};
use crate::probe::dns::{DATAGRAM, FIRST, receive_from, transaction};
use crate::probe::endpoints::Exact;
use crate::probe::limit::Limit;
use crate::probe::{hop, millis, random, socket};
use crate::wire::dns::{Answer, Bad, Kind, Query};

/// The response code "no such name": RFC 1035 section 4.1.1.
const NO_SUCH_NAME: u16 = 3;

/// How long an answer from nobody is waited for: silence is the rule there and must not hold a look.
const NOBODY: Duration = Duration::from_secs(2);

/// An answer, and where and when it came.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// What was asked.
    pub(super) query: Query,
    /// What was answered.
    pub(super) answer: Answer,
    /// How long it took, in milliseconds, from the very packet that it answers.
    pub(super) rtt_ms: f64,
    /// Who answered.
    pub(super) from: SocketAddr,
}

/// From whom an answer is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// Only from whom the question went to.
    Asked,
    /// From anybody who knows the question.
    Anybody,
}

/// How asking failed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    status: Status,
    /// Who said so, where somebody on the way did.
    by: Option<IpAddr>,
}

impl Failure {
    fn tell(self, item: &mut Item) {
        item.status = self.status;
        item.facts.answered_by = self.by.filter(|_| self.status == Status::Unreachable);
    }
}

/// Asks one place several questions at once, each twice at most. The error is the last one, where there was.
pub(super) fn ask(
    to: SocketAddr,
    from: From,
    questions: &[(String, Kind)],
    limit: &Limit,
) -> (Vec<Heard>, Option<Failure>) {
    let mut heard = Vec::new();
    match open(to, from) {
        Ok(socket) => {
            let mut asking =
                Asking { socket, to, from, open: Vec::new(), failure: None, turned_by: None };
            for part in [&limit.at_most(FIRST), limit] {
                let is_new = |name: &str, kind: Kind, heard: &[Heard]| {
                    !heard.iter().any(|one| one.query.name == name && one.query.kind == kind)
                };
                let missing = questions.iter().filter(|(name, kind)| is_new(name, *kind, &heard));
                let missing: Vec<_> = missing.cloned().collect();
                asking.send(&missing);
                asking.hear(missing.len(), part, &mut heard);
                if heard.len() == questions.len() || asking.failure == Some(Status::Refused) {
                    break;
                }
            }
            let by = asking.turned_by;
            (heard, asking.failure.map(|status| Failure { status, by }))
        }
        Err(error) => (heard, Some(Failure { status: socket::status_of(&error), by: None })),
    }
}

fn open(to: SocketAddr, from: From) -> io::Result<UdpSocket> {
    match from {
        From::Asked => socket::datagram(to),
        From::Anybody => {
            let socket = UdpSocket::bind((socket::unspecified(to), 0))?;
            socket::hear_errors(&socket, to);
            Ok(socket)
        }
    }
}

/// A place that is being asked.
struct Asking {
    socket: UdpSocket,
    to: SocketAddr,
    from: From,
    open: Vec<(Query, Instant)>,
    failure: Option<Status>,
    /// Who said that there is no way.
    turned_by: Option<IpAddr>,
}

impl Asking {
    fn send(&mut self, questions: &[(String, Kind)]) {
        for (name, kind) in questions {
            let query = Query { id: transaction(), name: name.clone(), kind: *kind };
            let Some(bytes) = query.encode() else { continue };
            let send = || match self.from {
                From::Asked => self.socket.send(&bytes),
                From::Anybody => self.socket.send_to(&bytes, self.to),
            };
            // An error that waits from the round before is reported by the first send, and then gone.
            match send().or_else(|_| send()) {
                Ok(_) => self.open.push((query, Instant::now())),
                Err(error) => self.failure = Some(socket::status_of(&error)),
            }
        }
    }

    fn hear(&mut self, mut awaited: usize, limit: &Limit, heard: &mut Vec<Heard>) {
        let mut bytes = [0; DATAGRAM];
        while awaited > 0 {
            let (length, from) = match receive_from(&self.socket, &mut bytes, limit) {
                Ok(received) => received,
                Err(error) => {
                    let status = socket::status_of(&error);
                    self.turned_by = self.turned_by.or_else(|| hop::turned_by(&self.socket));
                    self.failure =
                        if status == Status::Timeout { self.failure } else { Some(status) };
                    return;
                }
            };
            if let Some(one) = self.matching(bytes.get(..length).unwrap_or_default(), from) {
                heard.push(one);
                awaited -= 1;
            }
        }
    }

    fn matching(&mut self, bytes: &[u8], from: SocketAddr) -> Option<Heard> {
        for (query, sent) in &self.open {
            match query.decode(bytes) {
                Ok(answer) => {
                    let (query, rtt_ms) = (query.clone(), millis(sent.elapsed()));
                    // The same question may have been asked twice; both are answered now.
                    self.open
                        .retain(|(other, _)| other.name != query.name || other.kind != query.kind);
                    return Some(Heard { query, answer, rtt_ms, from });
                }
                Err(Bad::Malformed) => self.failure = Some(Status::Odd),
                Err(Bad::Foreign) => {}
            }
        }
        None
    }
}

/// Makes a name below each of these that nobody has registered: random letters.
pub(super) fn missing_names(parents: &[String]) -> Vec<String> {
    let label = || format!("{:016x}", random()).chars().map(letter).collect::<String>();
    parents.iter().map(|parent| format!("{}.{parent}", label())).collect()
}

/// Spells a hexadecimal digit as a letter: a name of digits could be taken for an address.
fn letter(digit: char) -> char {
    let value = u8::try_from(digit.to_digit(16).unwrap_or(0)).unwrap_or(0);
    char::from(b'a' + value)
}

/// Asks for names that do not exist. "No such name" is got; an address is odd, and not exact.
pub(super) fn missing(mut item: Item, to: SocketAddr, names: &[String], limit: &Limit) -> Item {
    let questions: Vec<_> = names.iter().map(|name| (name.clone(), Kind::A)).collect();
    let (heard, failure) = ask(to, From::Asked, &questions, limit);
    let is_forged = |one: &&Heard| !one.answer.addresses.is_empty();
    // A name that was not looked up at all says less than one that was found missing.
    let best = heard
        .iter()
        .find(is_forged)
        .or_else(|| heard.iter().find(|one| one.answer.rcode != NO_SUCH_NAME))
        .or(heard.first());
    let Some(best) = best else {
        item.status = Status::Timeout;
        if let Some(failure) = failure {
            failure.tell(&mut item);
        }
        return item;
    };
    tell(&mut item, best);
    let forged = is_forged(&best);
    item.status = if forged { Status::Odd } else { Status::Got };
    item.facts.exact = (forged || best.answer.rcode == NO_SUCH_NAME).then_some(!forged);
    item
}

/// Asks for a name whose addresses are published, in both families.
pub(super) fn exact(mut item: Item, to: SocketAddr, row: &Exact, limit: &Limit) -> Item {
    let kinds = [Kind::A, Kind::Aaaa].into_iter().filter(|kind| !published(row, *kind).is_empty());
    let questions: Vec<_> = kinds.map(|kind| (row.name.clone(), kind)).collect();
    let (heard, failure) = ask(to, From::Asked, &questions, limit);
    weigh(&mut item, row, &heard, failure);
    item
}

/// Asks an address that runs no resolver; silence is what should be, and a timeout.
pub(super) fn nobody(mut item: Item, to: SocketAddr, row: Option<&Exact>, limit: &Limit) -> Item {
    let Some(row) = row else { return item };
    let questions = [(row.name.clone(), Kind::A)];
    let (heard, failure) = ask(to, From::Anybody, &questions, &limit.at_most(NOBODY));
    weigh(&mut item, row, &heard, failure);
    if let Some(first) = heard.first() {
        item.status = Status::Odd;
        item.facts.answered_by = Some(first.from.ip());
    }
    item
}

/// Compares what was answered with what is published. A family without an answer is not held against anybody:
/// some resolvers drop the one or the other on purpose.
fn weigh(item: &mut Item, row: &Exact, heard: &[Heard], failure: Option<Failure>) {
    let with_addresses = || heard.iter().filter(|one| !one.answer.addresses.is_empty());
    let is_true = |one: &Heard| {
        let known = published(row, one.query.kind);
        one.answer.addresses.iter().all(|address| known.contains(address))
    };
    let wrong = with_addresses().find(|one| !is_true(one));
    let Some(best) = wrong.or(with_addresses().next()).or(heard.first()) else {
        item.status = Status::Timeout;
        if let Some(failure) = failure {
            failure.tell(item);
        }
        return;
    };
    tell(item, best);
    let exact = with_addresses().next().map(|_| wrong.is_none());
    item.facts.exact = exact;
    item.status = if exact == Some(true) { Status::Got } else { Status::Odd };
}

fn published(row: &Exact, kind: Kind) -> Vec<IpAddr> {
    let fits = |address: &&IpAddr| address.is_ipv4() == (kind == Kind::A);
    row.addresses.iter().filter(fits).copied().collect()
}

fn tell(item: &mut Item, heard: &Heard) {
    item.facts.name = Some(heard.query.name.clone());
    item.facts.rcode = Some(heard.answer.rcode);
    item.facts.answers.clone_from(&heard.answer.addresses);
    item.facts.rtt_ms = Some(heard.rtt_ms);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing::{self, Dns};

    fn blank() -> Item {
        Item::new(Id::MissingName, Status::NotRun)
    }

    fn limit() -> Limit {
        Limit::after(Duration::from_secs(5))
    }

    fn short() -> Limit {
        Limit::after(Duration::from_millis(80))
    }

    fn row(addresses: &[&str]) -> Exact {
        Exact {
            name: "exact.example".into(),
            operator: "one".into(),
            addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
            source: String::new(),
            checked_on: jiff::civil::Date::default(),
        }
    }

    fn names() -> Vec<String> {
        missing_names(&["invalid".into(), "com".into()])
    }

    #[test]
    fn an_honest_resolver_knows_nothing_of_random_names() {
        let item = missing(blank(), testing::dns(Dns::Code(3)).address, &names(), &limit());
        assert_eq!((item.status, item.facts.rcode), (Status::Got, Some(3)));
        assert_eq!(item.facts.exact, Some(true));
        assert!(item.facts.rtt_ms.is_some());
    }

    #[test]
    fn an_address_for_a_random_name_is_forged() {
        let item = missing(blank(), testing::dns(Dns::Good).address, &names(), &limit());
        assert_eq!((item.status, item.facts.exact), (Status::Odd, Some(false)));
        assert_eq!(item.facts.answers, [testing::loopback().address]);
    }

    #[test]
    fn a_failing_resolver_neither_forges_nor_denies() {
        let item = missing(blank(), testing::dns(Dns::Code(2)).address, &names(), &limit());
        assert_eq!((item.status, item.facts.exact), (Status::Got, None));
        assert_eq!(item.facts.rcode, Some(2));
        let silent = missing(blank(), testing::dns(Dns::Silent).address, &names(), &short());
        assert_eq!((silent.status, silent.facts.rcode), (Status::Timeout, None));
        let odd = missing(blank(), testing::dns(Dns::Rubbish).address, &names(), &short());
        assert_eq!(odd.status, Status::Odd);
        let closed = testing::loopback().at(testing::closed_udp_port());
        assert_eq!(missing(blank(), closed, &names(), &limit()).status, Status::Refused);
    }

    #[test]
    fn random_names_differ_and_are_letters() {
        let [one, two] = [names(), names()];
        assert_ne!(one, two);
        let label = one[1].strip_suffix(".com").unwrap();
        assert!(label.len() == 16 && label.chars().all(|c| c.is_ascii_lowercase()));
    }

    #[test]
    fn published_addresses_are_compared() {
        let good = testing::dns(Dns::Good);
        let item = exact(blank(), good.address, &row(&["127.0.0.1"]), &limit());
        assert_eq!((item.status, item.facts.exact), (Status::Got, Some(true)));
        let forged = exact(blank(), good.address, &row(&["131.107.255.255"]), &limit());
        assert_eq!((forged.status, forged.facts.exact), (Status::Odd, Some(false)));
        assert_eq!(forged.facts.answers, [testing::loopback().address]);
        let none = exact(blank(), testing::dns(Dns::Code(5)).address, &row(&["::1"]), &limit());
        assert_eq!((none.status, none.facts.exact, none.facts.rcode), (Status::Odd, None, Some(5)));
    }

    #[test]
    fn who_answers_for_nobody_is_told() {
        let row = row(&["127.0.0.1"]);
        let good = testing::dns(Dns::Good).address;
        let item = nobody(blank(), good, Some(&row), &limit());
        assert_eq!((item.status, item.facts.exact), (Status::Odd, Some(true)));
        assert_eq!(item.facts.answered_by, Some(testing::loopback().address));
        let silent = nobody(blank(), testing::dns(Dns::Silent).address, Some(&row), &short());
        assert_eq!((silent.status, silent.facts.answered_by), (Status::Timeout, None));
    }

    #[test]
    fn a_lost_question_is_asked_again_and_timed_from_its_own_packet() {
        let server = testing::dns(Dns::LosesFirst);
        let item = exact(blank(), server.address, &row(&["127.0.0.1"]), &limit());
        assert_eq!(item.status, Status::Got);
        assert!(item.facts.rtt_ms.is_some_and(|rtt| rtt < 700.0));
    }
}
