//! Servers on the loopback that answer well, badly, slowly or not at all.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::thread;
use std::time::Duration;

use simple_dns::rdata::{A, RData};
use simple_dns::{CLASS, Packet, PacketFlag, RCODE, ResourceRecord};

use crate::diagnosis::filters::Filters;
use crate::evidence::{Facts, Family, Id, Item, Status};
use crate::os::{Peer, View};
use crate::probe::Plan;
use crate::probe::endpoints::{Canary, Endpoints, Name, Target};

/// The loopback's address.
pub(super) fn loopback() -> Peer {
    Peer::global(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

/// A TCP port on which nobody listens.
pub(super) fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A UDP port on which nobody listens.
pub(super) fn closed_udp_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// How a fake resolver behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Dns {
    /// Every name is the loopback.
    Good,
    /// One name is the loopback, the others do not exist.
    OnlyKnows(&'static str),
    /// Every answer has this response code.
    Code(u16),
    /// The identifier is wrong.
    WrongId,
    /// First the wrong identifier, then a good answer.
    ForgedThenGood,
    /// The right identifier, then rubbish.
    Rubbish,
    /// Nothing comes.
    Silent,
    /// The first question is lost.
    LosesFirst,
    /// UDP answers are cut, TCP answers are whole.
    Cut,
    /// UDP answers are cut, TCP gives one byte at a time.
    CutAndTrickling,
}

/// A fake resolver that runs until the tests end.
pub(super) struct Resolver {
    /// Where it listens.
    pub(super) address: SocketAddr,
}

/// Starts a fake resolver.
pub(super) fn dns(behaviour: Dns) -> Resolver {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let Ok(socket) = UdpSocket::bind(address) else { return dns(behaviour) };
    thread::spawn(move || answer_datagrams(&socket, behaviour));
    thread::spawn(move || answer_streams(&listener, behaviour));
    Resolver { address }
}

fn answer_datagrams(socket: &UdpSocket, behaviour: Dns) {
    let mut bytes = [0; 4096];
    let mut count = 0;
    while let Ok((length, from)) = socket.recv_from(&mut bytes) {
        count += 1;
        let question = &bytes[..length];
        let mut good = reply(question, behaviour);
        let mut wrong = good.clone();
        wrong[0] ^= 0xff;
        let answers = match behaviour {
            Dns::Silent => vec![],
            Dns::LosesFirst if count == 1 => vec![],
            Dns::WrongId => vec![wrong],
            Dns::ForgedThenGood => vec![wrong, good],
            Dns::Rubbish => {
                good.truncate(3);
                good.extend([0xff; 40]);
                vec![good]
            }
            Dns::Good
            | Dns::OnlyKnows(_)
            | Dns::Code(_)
            | Dns::LosesFirst
            | Dns::Cut
            | Dns::CutAndTrickling => vec![good],
        };
        for answer in answers {
            let _ = socket.send_to(&answer, from);
        }
    }
}

fn answer_streams(listener: &TcpListener, behaviour: Dns) {
    for mut stream in listener.incoming().flatten() {
        let mut length = [0; 2];
        let _ = stream.read_exact(&mut length);
        let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
        let _ = stream.read_exact(&mut question);
        if question.len() < 12 {
            continue;
        }
        let answer = reply(&question, Dns::Good);
        let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
        let bytes = [length.as_slice(), &answer].concat();
        if behaviour == Dns::CutAndTrickling {
            trickle(&mut stream, &bytes);
        } else {
            let _ = stream.write_all(&bytes);
        }
    }
}

fn trickle(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes {
        thread::sleep(Duration::from_secs(1));
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
    }
}

fn reply(question: &[u8], behaviour: Dns) -> Vec<u8> {
    let mut packet = Packet::parse(question).unwrap().into_reply();
    let name = packet.questions[0].qname.clone();
    let is_empty = matches!(behaviour, Dns::Code(_) | Dns::Cut | Dns::CutAndTrickling);
    let is_other = matches!(behaviour, Dns::OnlyKnows(only) if name.to_string() != only);
    let known = !is_empty && !is_other;
    if let Dns::Code(code) = behaviour {
        *packet.rcode_mut() = RCODE::from(code);
    } else if is_empty {
        packet.set_flags(PacketFlag::TRUNCATION);
    } else if is_other {
        *packet.rcode_mut() = RCODE::NameError;
    }
    if known {
        let data = RData::A(A::from(Ipv4Addr::LOCALHOST));
        packet.answers.push(ResourceRecord::new(name, CLASS::IN, 1, data));
    }
    packet.build_bytes_vec().unwrap()
}

/// How a fake web server behaves.
#[derive(Debug, Clone, Copy)]
pub(super) enum Web {
    /// Answers with this status line, these extra header lines and this body.
    Answer(&'static str, &'static str, &'static str),
    /// Promises a gigabyte and sends until nobody listens.
    Endless,
    /// One byte of the header a second.
    TricklingHeaders,
    /// One byte of the body a second.
    TricklingBody,
    /// Takes the connection and says nothing.
    Silent,
    /// Answers with something that is no HTTP.
    Rubbish,
    /// Takes the question and hangs up.
    HangsUp,
}

/// Starts a fake web server and returns its port.
pub(super) fn web(behaviour: Web) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream, behaviour));
        }
    });
    port
}

fn serve(mut stream: TcpStream, behaviour: Web) {
    let mut question = [0; 2048];
    let _ = stream.read(&mut question);
    match behaviour {
        Web::Answer(status, headers, body) => {
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
            let _ = stream.write_all(answer.as_bytes());
        }
        Web::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
            while stream.write_all(&[b'x'; 16384]).is_ok() {}
        }
        Web::TricklingHeaders => trickle(&mut stream, &[b'H'; 100]),
        Web::TricklingBody => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
            trickle(&mut stream, &[b'x'; 100]);
        }
        Web::Silent => thread::sleep(Duration::from_secs(60)),
        Web::Rubbish => {
            let _ = stream.write_all(b"\x1b[2Jnot http at all\r\n\r\n");
        }
        Web::HangsUp => {}
    }
}

/// A canary on the loopback whose exact answer is `200` with the body `exact`.
pub(super) fn canary(port: u16) -> Canary {
    Canary {
        operator: format!("vendor {port}"),
        host: "canary.example".into(),
        port,
        path: "/page".into(),
        status: 200,
        body: "exact".into(),
        source: String::new(),
        checked_on: jiff::civil::Date::default(),
    }
}

/// A target on the loopback.
pub(super) fn target(operator: &str, ports: &[u16]) -> Target {
    Target {
        operator: operator.into(),
        address: loopback().address,
        ports: ports.to_vec(),
        source: String::new(),
        checked_on: jiff::civil::Date::default(),
    }
}

/// A view in which the loopback is the way out, its gateway and its resolver.
pub(super) fn view() -> View {
    let mut item = Item::new(Id::Path, Status::Got);
    item.facts = Facts {
        link: Some(true),
        default_route: Some(true),
        addresses: vec![loopback().address],
        ..Facts::default()
    };
    View {
        items: vec![item],
        families: vec![Family::Ipv4],
        gateways: vec![loopback()],
        resolvers: vec![loopback()],
    }
}

/// A plan that stays on the loopback: two operators on this TCP port, two canaries on these, a resolver.
pub(super) fn plan(open: u16, resolver: &Resolver, canaries: [u16; 2]) -> Plan {
    let name = Name {
        name: "localhost".into(),
        operator: "system".into(),
        source: String::new(),
        checked_on: jiff::civil::Date::default(),
    };
    let endpoints = Endpoints {
        target: vec![target("one", &[open]), target("two", &[open])],
        canary: canaries.map(canary).to_vec(),
        name: vec![name],
        ..Endpoints::default()
    };
    Plan {
        endpoints,
        filters: Filters::default(),
        proxies: Vec::new(),
        settings: Vec::new(),
        site: None,
        ssdp_port: closed_udp_port(),
        deadline: Duration::from_secs(20),
        gateway_ports: vec![open],
        dns_port: resolver.address.port(),
        view: Some(view()),
    }
}
