//! Restarts: the real binary leads through one in a terminal, while the router really goes away and comes back.
//!
//! What it saw is compared, from its log and from its summary, with what was done and when.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use jiff::{Timestamp, Zoned};
use serde::Deserialize;
use serde_json::Value;

use crate::axes::{Axes, Case};
use crate::net::{Network, good};
use crate::options::Options;
use crate::probe;
use crate::rows::Row;
use crate::terminal::Terminal;
use crate::topology::{self, Place, Plan};

/// The list that is walked through.
const LIST: &str = include_str!("restart.toml");

/// How far what was seen may be from what was done, in seconds: two looks, and a busy machine.
const TOLERANCE_S: f64 = 3.0;

/// How far apart the boxes come back.
const APART: Duration = Duration::from_secs(3);

/// Numbers of the networks, after those of the rows.
const FIRST_NETWORK: usize = 1000;

/// One restart.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// The name on the command line.
    key: String,
    /// What happens, in one sentence.
    about: String,
    /// What is so before anything is unplugged.
    #[serde(default)]
    before: Vec<Act>,
    /// What unplugging does, and what has to be seen of it.
    #[serde(default)]
    off: Vec<Act>,
    /// What plugging in does, one after the other, and what has to be seen of it.
    #[serde(default)]
    on: Vec<Act>,
    /// What has to be shown while the power is off.
    shows: String,
    /// Whether the wait ends by itself, because all is back.
    ends: bool,
    /// What has to be said in the summary of link, gateway and internet.
    came: [String; 3],
    /// The outcome.
    outcome: String,
}

/// A change of the network.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    place: Place,
    run: String,
    /// What has to be seen of it, such as `gateway down`.
    #[serde(default)]
    seen: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    restart: Vec<Scenario>,
}

/// Reads the restarts that are asked for.
fn load(options: &Options) -> Result<Vec<Scenario>> {
    let file: File = toml::from_str(include_str!("restarts.toml")).context("restarts.toml")?;
    Ok(file.restart.into_iter().filter(|one| options.wants(&one.key)).collect())
}

/// Lists the restarts that are asked for.
pub(crate) fn keys(options: &Options) -> Result<Vec<String>> {
    Ok(load(options)?.into_iter().map(|one| one.key).collect())
}

/// Runs the restarts that are asked for, all at once, and tells how many went wrong.
pub(crate) fn all(options: &Options) -> Result<usize> {
    let (scenarios, plans) = (load(options)?, topology::load()?);
    let began = Instant::now();
    let ended: Vec<_> = thread::scope(|scope| {
        let plans = &plans;
        let running: Vec<_> = scenarios
            .iter()
            .enumerate()
            .map(|(nth, one)| scope.spawn(move || run(plans, one, nth)))
            .collect();
        running.into_iter().map(|thread| thread.join().expect("no restart panics")).collect()
    });
    let mut wrong = 0;
    for (one, ended) in scenarios.iter().zip(ended) {
        match ended {
            Ok(cost) => println!("{:<26} {cost:<52} right", one.key),
            Err(error) => {
                wrong += 1;
                println!("{:<26} {}: {error:#} WRONG", one.key, one.about);
            }
        }
    }
    let (right, took) = (scenarios.len() - wrong, began.elapsed().as_secs());
    if !scenarios.is_empty() {
        println!("restarts: {right} passed, {wrong} failed, {took} s");
    }
    Ok(wrong)
}

/// Plays one restart and compares; returns what the whole walk cost.
fn run(plans: &[Plan], scenario: &Scenario, nth: usize) -> Result<String> {
    let row = format!(
        "key = \"{}\"\nabout = \"\"\nexpect = {{ code = \"ok\", segment = \"none\" }}\nproof = []",
        scenario.key
    );
    let row: Row = toml::from_str(&row)?;
    // Neighbours differ in who runs it and in whether ICMP sockets may be had.
    let axes = Axes { root: nth % 2 == 1, icmp: nth % 4 < 2, far: false, dual: false };
    let network = Network::build(plans, Case { row: &row, axes }, FIRST_NETWORK + nth)?;
    for act in &scenario.before {
        perform(&network, act)?;
    }
    let list = network.home_folder().join("restart.toml");
    fs::write(&list, LIST)?;
    let before = probe::traffic(&network)?;
    let began = Instant::now();
    let done = Play { network: &network, scenario, axes }.play()?;
    let took = began.elapsed().as_secs();
    let [bytes, packets] = probe::traffic(&network)?;
    let (bytes, packets) = (bytes - before[0], packets - before[1]);
    Ok(format!("{took} s, {packets} packets, {bytes} bytes, {done} seen"))
}

/// Changes the network, and returns when.
fn perform(network: &Network, act: &Act) -> Result<Timestamp> {
    let at = Timestamp::now();
    good(&network.shell(act.place, &act.run)?).with_context(|| act.run.clone())?;
    Ok(at)
}

/// One walk through the list.
struct Play<'a> {
    network: &'a Network,
    scenario: &'a Scenario,
    axes: Axes,
}

/// What was done, by what has to be seen of it.
type Done = BTreeMap<String, Timestamp>;

impl Play<'_> {
    /// Walks through the list while the network changes; returns how much was seen.
    fn play(&self) -> Result<usize> {
        let list = self.network.home_folder().join("restart.toml");
        let list = list.to_str().context("path")?;
        let mut terminal = Terminal::start(&mut self.command(true, &["run", list])?)?;
        let mut done = Done::new();
        terminal.answer("Modem sudah dinyalakan ulang?", "1")?;
        terminal.expect("Semua lampu modem harus padam.")?;
        terminal.expect(" > ")?;
        self.acts(&self.scenario.off, Duration::ZERO, &mut done)?;
        let unplugged = Timestamp::now();
        terminal.press("1\n")?;
        terminal.expect("Tekan Enter bila sudah satu menit.")?;
        terminal.expect(&self.scenario.shows)?;
        terminal.press("\n")?;
        terminal.expect("Tancapkan lagi listrik modem.")?;
        terminal.expect(" > ")?;
        let plugged = Timestamp::now();
        terminal.press("1\n")?;
        terminal.expect("Tekan Enter bila lampunya sudah tidak berubah lagi.")?;
        self.acts(&self.scenario.on, APART, &mut done)?;
        if self.scenario.ends {
            terminal.expect("Semuanya sudah kembali.")?;
        } else {
            thread::sleep(APART);
            terminal.press("\n")?;
        }
        terminal.answer("Lampunya sekarang?", "1")?;
        terminal.end()?;
        self.log(&done).with_context(|| terminal.shown.clone())?;
        self.summary([unplugged, plugged]).with_context(|| terminal.shown.clone())?;
        Ok(done.len())
    }

    /// Begins a run of the binary in a terminal of its own, or without one.
    fn command(&self, ctty: bool, words: &[&str]) -> Result<Command> {
        let mut command = self.network.command(Place::Home)?;
        let home = self.network.home_folder();
        command.args(["setsid", if ctty { "--ctty" } else { "--wait" }]);
        probe::become_user(&mut command, self.axes.root);
        command.env("HOME", &home).env("TZ", "Asia/Jakarta").env("TERM", "xterm");
        command.arg("cekdulu").args(words).args(["--lang", "id", "--plain", "--state-dir"]);
        command.arg(home.join("state"));
        Ok(command)
    }

    fn acts(&self, acts: &[Act], apart: Duration, done: &mut Done) -> Result<()> {
        for act in acts {
            thread::sleep(apart);
            let at = perform(self.network, act)?;
            done.extend(act.seen.iter().map(|seen| (seen.clone(), at)));
        }
        Ok(())
    }

    /// Compares the log with what was done: the same changes, at the same times, and no others.
    fn log(&self, done: &Done) -> Result<()> {
        let sessions = self.network.home_folder().join("state/sessions");
        let session = fs::read_dir(&sessions)?.next().context("no session")??.path();
        let log = fs::read_to_string(session.join("log.jsonl"))?;
        let mut seen = Done::new();
        for line in log.lines().skip(1) {
            let event = serde_json::from_str::<Value>(line)?["event"].take();
            let sighting = &event["sighting"];
            if event["kind"] != "sighted" || sighting["found"] == true {
                continue;
            }
            let way = if sighting["up"] == true { "up" } else { "down" };
            let what = format!("{} {way}", sighting["what"].as_str().context("what")?);
            let at: Zoned = sighting["at"].as_str().context("at")?.parse()?;
            ensure!(seen.insert(what.clone(), at.timestamp()).is_none(), "{what} twice:\n{log}");
        }
        let names = |all: &Done| all.keys().cloned().collect::<Vec<_>>();
        ensure!(names(&seen) == names(done), "seen {seen:?}, done {done:?}\n{log}");
        for (what, at) in done {
            near(what, seen[what], *at)?;
        }
        Ok(())
    }

    /// Compares the summary: what was said with its times, what was seen in words, and the outcome.
    fn summary(&self, [unplugged, plugged]: [Timestamp; 2]) -> Result<()> {
        let output = self.command(false, &["show", "--as", "json", "--for", "me"])?.output()?;
        good(&output)?;
        let summary = serde_json::from_slice::<Value>(&output.stdout)?["summary"].take();
        let steps = summary["parts"][0]["steps"].as_array().context("no steps")?;
        let step = steps.iter().find(|step| step["key"] == "ulang").context("no restart")?;
        let restart = &step["restart"];
        for (name, at) in [("unplugged", unplugged), ("plugged", plugged)] {
            let said: Zoned = restart[name].as_str().context(name)?.parse()?;
            near(name, said.timestamp(), at)?;
        }
        for (name, came) in ["link", "gateway", "internet"].into_iter().zip(&self.scenario.came) {
            ensure!(restart[name] == came.as_str(), "{name} is {}, not {came}", restart[name]);
        }
        let outcome = &summary["finding"]["outcome"];
        ensure!(*outcome == self.scenario.outcome.as_str(), "outcome {outcome}");
        let said = restart["seen"].to_string();
        let word = match self.scenario.came[1].as_str() {
            "came-back" => "menjawab lagi",
            "stayed-away" => "tidak menjawab lagi",
            _ => "tetap ada yang menjawab",
        };
        ensure!(said.contains(word), "no “{word}” in {said}");
        Ok(())
    }
}

fn near(what: &str, seen: Timestamp, done: Timestamp) -> Result<()> {
    let apart = seen.duration_since(done).as_secs_f64();
    if apart.abs() > TOLERANCE_S {
        bail!("{what}: {apart:+.1} s apart");
    }
    Ok(())
}
