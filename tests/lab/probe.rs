//! Running the binary under test on the home side, as a person would.

use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use serde_json::Value;

use crate::axes::Case;
use crate::budget;
use crate::net::{Network, good};
use crate::rows::{Expected, Row};
use crate::sandbox;
use crate::topology::Place;

/// So long after its budget the binary is killed: no limit, only the end of patience.
const PATIENCE: Duration = Duration::from_secs(6);

/// The format that the binary promises.
const SCHEMA: &str = "cekdulu.diagnosis/1";

/// What one run of the binary gave.
#[derive(Debug)]
pub(crate) struct Seen {
    /// `code segment`, or what came in its place.
    pub(crate) got: String,
    /// From start to end.
    pub(crate) took: Duration,
    /// Whether it took longer than it may.
    pub(crate) is_late: bool,
    /// How long the whole machine stood still meanwhile.
    stood: Duration,
    /// What it cost.
    pub(crate) cost: Cost,
    /// The exit code; none if it was killed.
    exit: Option<i32>,
    /// What must not be in what it printed.
    fault: Option<String>,
    /// Standard output, as JSON if it is.
    json: Option<Value>,
    /// Standard output and standard error, if the JSON cannot be had.
    raw: String,
}

/// What one run of the binary cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// Bytes over the home's cable, both ways, with their Ethernet heads.
    pub(crate) bytes: u64,
    /// Packets over the home's cable, both ways.
    pub(crate) packets: u64,
    /// Peak resident memory, in KiB (`ru_maxrss`).
    pub(crate) peak_kib: u64,
}

/// Runs `cekdulu probe --json` with its default settings and what the row adds, and, where a word has to be
/// printed, once more as a person does.
pub(crate) fn run(network: &Network, case: Case<'_>) -> Result<Seen> {
    let mut seen = once(network, case, &["--json"])?;
    let ran = seen.took.saturating_sub(seen.stood);
    seen.is_late = ran > budget::time(case) + budget::START;
    seen.fault = steers(&seen.raw).or_else(|| budget::passed(case, ran, seen.cost));
    let Some(word) = &case.row.prints else { return Ok(seen) };
    let person = once(network, case, &[])?;
    let missing = |raw: &str| (!raw.contains(word)).then(|| format!("{word} is not printed"));
    let fault = seen.fault.take().or_else(|| missing(&seen.raw));
    let other = || (person.exit != seen.exit).then(|| format!("to a person: {}", person.raw));
    seen.fault = fault.or_else(|| steers(&person.raw)).or_else(other);
    Ok(seen)
}

/// Names the first character that a terminal could obey or that turns the direction of writing.
fn steers(printed: &str) -> Option<String> {
    let obeyed = |c: &char| {
        let direction = matches!(*c,
            '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_control() && *c != '\n' || direction
    };
    printed.chars().find(obeyed).map(|c| format!("U+{:04X} is printed", u32::from(c)))
}

/// Runs `cekdulu probe` once, while what the row lets happen happens.
fn once(network: &Network, case: Case<'_>, flags: &[&str]) -> Result<Seen> {
    let mut command = network.command(Place::Home)?;
    become_user(&mut command, case.axes.root);
    let (home, measured) = (network.home_folder(), network.measured_file());
    command.current_dir("/").env("HOME", &home).env("USER", "ani").envs(&case.row.env);
    command.args(["lab", "measure"]).arg(&measured).args(["cekdulu", "probe"]);
    command.args(flags).args(&case.row.flags).process_group(0);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let before = traffic(network)?;
    let began = Instant::now();
    let mut child = command.spawn()?;
    let stdout = collect(child.stdout.take().context("a pipe")?);
    let stderr = collect(child.stderr.take().context("a pipe")?);
    let (status, stood) = std::thread::scope(|scope| {
        let happens = scope.spawn(|| happen(network, case, began));
        let status = wait(&mut child, began, budget::time(case) + PATIENCE);
        happens.join().expect("what happens does not panic")?;
        status
    })?;
    let [bytes, packets] = traffic(network)?;
    let (took, peak_kib) = measured_of(&measured).unwrap_or((began.elapsed(), 0));
    let cost = Cost {
        bytes: bytes.saturating_sub(before[0]),
        packets: packets.saturating_sub(before[1]),
        peak_kib,
    };
    let raw = [stdout.join(), stderr.join()].map(Result::unwrap_or_default);
    Ok(Seen { stood, cost, ..read(status, took, &raw) })
}

/// Lets happen what the row says, each at its time.
pub(crate) fn happen(network: &Network, case: Case<'_>, began: Instant) -> Result<()> {
    for (ms, place, command) in &case.row.during {
        let due = Duration::from_millis(*ms);
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        good(&network.shell(*place, command)?).with_context(|| format!("during: {command}"))?;
    }
    Ok(())
}

/// Reads what `lab measure` wrote: time and peak memory.
fn measured_of(file: &Path) -> Option<(Duration, u64)> {
    let text = std::fs::read_to_string(file).ok()?;
    let (micros, kib) = text.trim().split_once(' ')?;
    Some((Duration::from_micros(micros.parse().ok()?), kib.parse().ok()?))
}

/// Adds what makes the rest of the command run without any right over the namespace, or nothing for root.
pub(crate) fn become_user(command: &mut Command, root: bool) {
    if root {
        return;
    }
    if sandbox::has_real_root() {
        command.args(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
    } else {
        // Only one user exists here: a user namespace further in makes him an ordinary one out here.
        command.args(["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]);
    }
}

/// Reads a pipe to its end in the background.
fn collect(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

/// Reads the home's counters: bytes and packets, both ways. Without a cable there are none.
pub(crate) fn traffic(network: &Network) -> Result<[u64; 2]> {
    let output = network.shell(Place::Home, "cat /proc/net/dev")?;
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = table.lines().find_map(|line| line.trim_start().strip_prefix("eth0:"));
    let numbers: Vec<u64> = line
        .unwrap_or_default()
        .split_ascii_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    // Eight columns for what came, eight for what went (proc_pid_net(5)).
    let both = |at: usize| numbers.get(at).unwrap_or(&0) + numbers.get(at + 8).unwrap_or(&0);
    Ok([both(0), both(1)])
}

/// Waits for the end, at most as long as there is patience; none is a kill. Tells too how long the machine
/// stood still meanwhile: a virtual one is sometimes stopped for seconds, which no limit is about.
fn wait(
    child: &mut Child,
    began: Instant,
    patience: Duration,
) -> Result<(Option<ExitStatus>, Duration)> {
    const NAP: Duration = Duration::from_millis(5);
    const USUAL: Duration = Duration::from_millis(200);
    let mut stood = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((Some(status), stood));
        }
        if began.elapsed() > patience {
            // The whole group: the binary is a grandchild.
            killpg(Pid::from_raw(i32::try_from(child.id())?), Signal::SIGKILL)?;
            child.wait()?;
            return Ok((None, stood));
        }
        let napped = Instant::now();
        std::thread::sleep(NAP);
        let over = napped.elapsed().saturating_sub(NAP);
        if over > USUAL {
            stood += over;
        }
    }
}

/// Makes sense of an ended run.
fn read(status: Option<ExitStatus>, took: Duration, [stdout, stderr]: &[Vec<u8>; 2]) -> Seen {
    let exit = status.and_then(|status| status.code());
    let json: Option<Value> = serde_json::from_slice(stdout).ok();
    let text = |part: &str| json.as_ref()?.get("verdict")?.get(part)?.as_str().map(str::to_owned);
    let schema = json.as_ref().and_then(|json| json.get("schema")?.as_str());
    let got = match (text("code"), text("segment"), exit) {
        _ if status.is_none() => "killed".to_owned(),
        _ if json.is_some() && schema != Some(SCHEMA) => "unknown schema".to_owned(),
        (Some(code), Some(segment), _) => format!("{code} {segment}"),
        (_, _, Some(exit)) => format!("no verdict, exit {exit}"),
        (_, _, None) => "no verdict, killed by a signal".to_owned(),
    };
    let raw =
        [stdout, stderr].map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned()).join("\n");
    let (stood, cost) = (Duration::ZERO, Cost::default());
    Seen { got, took, is_late: false, stood, cost, exit, fault: None, json, raw }
}

impl Seen {
    /// Tells whether this is right, and within the limits.
    pub(crate) fn is_right(&self, row: &Row) -> bool {
        row.right().any(|expected| self.is(expected))
    }

    /// Tells whether this is the verdict, and the exit code and the word on faults belong to it.
    fn is(&self, expected: &Expected) -> bool {
        let fault = expected.is_fault();
        let says = self.json.as_ref().and_then(|json| json.get("verdict")?.get("fault")?.as_bool());
        let verdict = format!("{} {}", expected.code, expected.segment);
        self.fault.is_none()
            && self.got == verdict
            && self.exit == Some(i32::from(fault))
            && says == Some(fault)
    }

    /// Returns what to read when it is wrong: the exit code, and the evidence one look a line.
    pub(crate) fn describe(&self) -> String {
        let exit = self.exit.map_or_else(|| "none".to_owned(), |code| code.to_string());
        let exit = self.fault.iter().fold(exit, |exit, fault| format!("{exit}, {fault}"));
        let evidence = self.json.as_ref().and_then(|json| json.get("evidence")?.as_array());
        let Some(items) = evidence else { return format!("exit {exit}\n{}", self.raw) };
        let field =
            |item: &Value, name: &str| item.get(name).map(ToString::to_string).unwrap_or_default();
        let lines = items.iter().map(|item| {
            let [id, status, ms, facts] =
                ["id", "status", "ms", "facts"].map(|name| field(item, name));
            format!("  {id} {status} {ms} ms {facts}")
        });
        let verdict = self.json.as_ref().map(|json| field(json, "verdict")).unwrap_or_default();
        format!("exit {exit}, {verdict}\n{}", lines.collect::<Vec<_>>().join("\n"))
    }
}
