//! A long line: takes frames off two interfaces and puts each on the other one some time later, the same
//! time always, or longer at times as behind a queue that fills and drains.
//!
//! Works without any rights over delays in the kernel, which need modules that are not everywhere.

use std::collections::BTreeMap;
use std::os::fd::AsRawFd as _;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use nix::ifaddrs::getifaddrs;
use nix::sys::socket::{LinkAddr, bind};
use socket2::{Domain, Protocol, Socket, Type};

/// Every kind of frame (`ETH_P_ALL`, `linux/if_ether.h`).
const ALL: u16 = 3;

/// How long a queue takes to fill and to drain again.
const WAVE: Duration = Duration::from_millis(600);

/// How late frames are.
#[derive(Debug, Clone, Copy)]
struct Delay {
    /// All of them.
    always: Duration,
    /// Those behind the whole queue, beside that.
    queue: Duration,
}

impl Delay {
    /// Returns how late a frame is that comes this long after the beginning.
    ///
    /// The queue is empty for a tenth of its wave, then there all at once, and drains at the end of the wave
    /// as fast as time passes, so that no frame overtakes another.
    fn at(self, since: Duration) -> Duration {
        let wave = WAVE.as_micros();
        let place = Duration::from_micros(u64::try_from(since.as_micros() % wave).unwrap_or(0));
        let rest = WAVE.saturating_sub(place);
        let behind = if place < WAVE / 10 { Duration::ZERO } else { self.queue.min(rest) };
        self.always + behind
    }
}

/// Relays between two interfaces until the process ends: each way so much later, and from the second to the
/// first behind a queue too.
pub(super) fn start(interfaces: [&str; 2], always: Duration, queue: Duration) -> Result<()> {
    let links: BTreeMap<String, LinkAddr> = getifaddrs()?
        .filter_map(|one| Some((one.interface_name, *one.address?.as_link_addr()?)))
        .collect();
    // The kernel never gives a socket its own frames, so one socket hears and speaks on each side.
    let open = |name: &str| -> Result<Arc<Socket>> {
        let socket =
            Socket::new(Domain::PACKET, Type::RAW, Some(Protocol::from(i32::from(ALL.to_be()))))?;
        bind(socket.as_raw_fd(), links.get(name).with_context(|| name.to_owned())?)?;
        Ok(Arc::new(socket))
    };
    let (near, far) = (open(interfaces[0])?, open(interfaces[1])?);
    carry(Arc::clone(&near), Arc::clone(&far), Delay { always, queue: Duration::ZERO });
    carry(far, near, Delay { always, queue });
    Ok(())
}

/// Carries frames one way.
fn carry(from: Arc<Socket>, to: Arc<Socket>, delay: Delay) {
    let began = Instant::now();
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut frame = vec![0; 65_536];
        while let Ok(length) = nix::unistd::read(&*from, &mut frame) {
            let due = Instant::now() + delay.at(began.elapsed());
            let mut frame = frame.get(..length).unwrap_or_default().to_vec();
            complete(&mut frame);
            if sender.send((due, frame)).is_err() {
                return;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, frame) in receiver {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            // A frame that cannot leave is lost, as on any line.
            let _ = to.send(&frame);
        }
    });
}

/// Puts in the checksum of TCP and UDP, which virtual cables leave to hardware that is not there.
fn complete(frame: &mut [u8]) -> Option<()> {
    let (kind, packet) = frame.split_at_mut_checked(14)?;
    let (at, protocol, addresses) = match kind.last_chunk()? {
        [0x08, 0x00] => (usize::from(packet.first()? & 0x0f) * 4, *packet.get(9)?, 12..20),
        [0x86, 0xdd] => (40, *packet.get(6)?, 8..40),
        _ => return None,
    };
    let field = match protocol {
        6 => 16,
        17 => 6,
        _ => return None,
    };
    // Short frames are padded: the packet says itself how long it is.
    let whole = match at {
        40 => 40 + usize::from(u16::from_be_bytes([*packet.get(4)?, *packet.get(5)?])),
        _ => usize::from(u16::from_be_bytes([*packet.get(2)?, *packet.get(3)?])),
    };
    let pseudo = sum(packet.get(addresses)?) + u32::from(protocol);
    let segment = packet.get_mut(at..whole)?;
    segment.get_mut(field..field + 2)?.fill(0);
    let mut total = pseudo + u32::try_from(segment.len()).ok()? + sum(segment);
    while total > 0xffff {
        total = (total & 0xffff) + (total >> 16);
    }
    let checksum = match !u16::try_from(total).ok()? {
        0 => 0xffff,
        checksum => checksum,
    };
    segment.get_mut(field..field + 2)?.copy_from_slice(&checksum.to_be_bytes());
    Some(())
}

/// Adds up 16-bit words (RFC 1071).
fn sum(bytes: &[u8]) -> u32 {
    let word = |pair: &[u8]| match pair {
        [high, low] => u32::from(u16::from_be_bytes([*high, *low])),
        [high] => u32::from(*high) << 8,
        _ => 0,
    };
    bytes.chunks(2).map(word).sum()
}
