//! Building the network of one row, and running commands in its places.
//!
//! A place is a process that holds an unnamed network namespace and ends when its standard input closes;
//! the home's also holds its own mounts. Dropping a [`Network`] ends them all, and the namespaces with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::axes::Case;
use crate::serve::names::Names;
use crate::serve::{clock, record};
use crate::topology::{Place, Plan};
use crate::{certs, sandbox, wires};

/// A process that lives as long as its network.
#[derive(Debug)]
struct Held(Child);

impl Held {
    /// Starts a process and waits until it says, with a line, that it is ready.
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("a pipe")?;
        let held = Self(child);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        ensure!(!line.is_empty(), "ended at once");
        Ok(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The network of one row.
#[derive(Debug)]
pub(crate) struct Network {
    /// The row's own files.
    folder: PathBuf,
    /// The holders of the namespaces.
    places: BTreeMap<Place, Held>,
    /// The servers; listed after the places, for they end in any order.
    servers: Vec<Held>,
}

impl Network {
    /// Builds the healthy network of a row; nothing is broken yet.
    pub(crate) fn build(plans: &[Plan], case: Case<'_>, nth: usize) -> Result<Self> {
        let folder = Path::new(sandbox::RUN).join(format!("row-{nth}"));
        let mut network = Self { folder, places: BTreeMap::new(), servers: Vec::new() };
        network.write_files(case)?;
        let is_there = |plan: &&Plan| match plan.key {
            Place::Modem => case.row.two_boxes,
            Place::Line => case.is_long(),
            Place::Home | Place::Router | Place::Provider | Place::Internet => true,
        };
        let plans: Vec<&Plan> = plans.iter().filter(is_there).collect();
        for plan in &plans {
            let held = hold(plan.key).with_context(|| format!("{:?}", plan.key))?;
            network.places.insert(plan.key, held);
        }
        for plan in &plans {
            wires::lay(&network, plan, case)?;
        }
        for plan in &plans {
            network.furnish(plan, case)?;
        }
        network.home_mounts()?;
        network.ping_group(case.axes.icmp)?;
        for plan in &plans {
            network.serve(plan, case)?;
        }
        if case.is_long() {
            network.warm_up()?;
        }
        Ok(network)
    }

    /// Returns the home folder of the person who runs the binary.
    pub(crate) fn home_folder(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// Returns the file in which the time and the memory of a run are written.
    pub(crate) fn measured_file(&self) -> PathBuf {
        self.folder.join("measured")
    }

    /// Writes what the home's C library reads, and makes the person's folder.
    fn write_files(&self, case: Case<'_>) -> Result<()> {
        let home = self.home_folder();
        fs::create_dir_all(&home)?;
        fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o777))?;
        let measured = self.measured_file();
        fs::write(&measured, "")?;
        fs::set_permissions(&measured, std::os::unix::fs::PermissionsExt::from_mode(0o666))?;
        let router = vec![[192, 168, 1, 1].into()];
        let mut resolv = String::new();
        for resolver in case.row.resolvers.as_ref().unwrap_or(&router) {
            writeln!(resolv, "nameserver {resolver}")?;
        }
        fs::write(self.folder.join("resolv.conf"), resolv)?;
        fs::write(self.folder.join("hosts"), "127.0.0.1 localhost\n::1 localhost\n")?;
        let switch = "passwd: files\ngroup: files\nhosts: files dns\n";
        fs::write(self.folder.join("nsswitch.conf"), switch)?;
        Ok(())
    }

    /// Gives a place its addresses, routes and rules.
    fn furnish(&self, plan: &Plan, case: Case<'_>) -> Result<()> {
        let mut script = String::from("set -e\n");
        for (file, value) in &plan.sysctl {
            writeln!(script, "echo {value} > /proc/sys/{file}")?;
        }
        let mut lines = plan.always.clone();
        if case.axes.dual {
            lines.extend_from_slice(&plan.dual);
        }
        if case.row.two_boxes {
            lines.extend_from_slice(&plan.two_boxes);
        }
        if plan.key == Place::Internet {
            let addresses = Names::load()?;
            let here = addresses.addresses().filter(|at| at.is_ipv4() || case.axes.dual);
            lines.extend(here.map(|at| format!("route replace local {at} dev lo")));
        }
        writeln!(script, "ip -batch - <<'END'\n{}\nEND", lines.join("\n"))?;
        if !plan.nft.is_empty() {
            writeln!(script, "nft -f - <<'END'\n{}\nEND", plan.nft)?;
        }
        let output = self.feed(plan.key, &["sh"], &script)?;
        good(&output).with_context(|| format!("{:?}", plan.key))
    }

    /// Runs lines of `ip -batch` in a place.
    pub(crate) fn ip(&self, place: Place, batch: &str) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        good(&self.feed(place, &["ip", "-batch", "-"], batch)?)
    }

    /// Puts the row's files, and what the kernel says of this namespace, where programs look for them.
    fn home_mounts(&self) -> Result<()> {
        let script = r#"set -e
mount -t sysfs sysfs /sys
for name in resolv.conf hosts nsswitch.conf; do
    place=$(readlink -m "/etc/$name")
    mkdir -p "${place%/*}"
    test -e "$place" || : > "$place"
    mount --bind "$0/$name" "$place"
done"#;
        let folder = self.folder.display().to_string();
        let output = self.command(Place::Home)?.args(["sh", "-c", script, &folder]).output()?;
        good(&output).context("mounts of the home")
    }

    /// Opens ICMP sockets to everybody, or leaves them closed as the kernel does.
    fn ping_group(&self, open: bool) -> Result<()> {
        if !open {
            return Ok(());
        }
        // Only groups that exist here can be named; in a user namespace that is one.
        let last = if sandbox::has_real_root() { 65535 } else { 0 };
        let script = format!("echo 0 {last} > /proc/sys/net/ipv4/ping_group_range");
        self.shell(Place::Home, &script).and_then(|output| good(&output))
    }

    /// Lets the two ends of a long line find each other, as they have long since on a real one.
    fn warm_up(&self) -> Result<()> {
        let both = "export CEKDULU_LAB_WAIT_MS=8000; lab tcp 8.8.8.8:443 && \
                    if ip -6 route show default | grep -q .; then lab tcp [2620:fe::fe]:443; fi";
        good(&self.shell(Place::Home, both)?).context("the long line")
    }

    /// Starts what answers in a place.
    fn serve(&mut self, plan: &Plan, case: Case<'_>) -> Result<()> {
        let own = case.row.serve.iter().find(|(place, _)| *place == plan.key);
        let mut specs = own.map_or_else(|| plan.serve.clone(), |(_, specs)| specs.clone());
        if case.axes.dual {
            specs.extend_from_slice(&plan.serve_dual);
        }
        if plan.key == Place::Line {
            specs.push(wires::relay(case));
        }
        if specs.is_empty() {
            return Ok(());
        }
        let mut command = self.command(plan.key)?;
        command.env(clock::SHIFT, case.row.clock_s().to_string());
        let server = Held::start(command.args(["lab", "serve"]).args(&specs));
        self.servers.push(server.with_context(|| format!("servers of {:?}", plan.key))?);
        Ok(())
    }

    /// Returns the process that holds a place.
    pub(crate) fn pid(&self, place: Place) -> Result<u32> {
        Ok(self.places.get(&place).with_context(|| format!("no {place:?}"))?.0.id())
    }

    /// Begins a command that runs in a place: what is to be run is still to be added.
    pub(crate) fn command(&self, place: Place) -> Result<Command> {
        let mut command = Command::new("nsenter");
        command.env_clear().env("PATH", sandbox::PATH).env("LANG", "C.UTF-8").stdin(Stdio::null());
        command.env(record::FOLDER, &self.folder).env("SSL_CERT_FILE", certs::trusted());
        command.args(["--target", &self.pid(place)?.to_string(), "--net"]);
        if place == Place::Home {
            command.arg("--mount");
        }
        command.arg("--");
        Ok(command)
    }

    /// Runs a shell command in a place.
    pub(crate) fn shell(&self, place: Place, script: &str) -> Result<Output> {
        Ok(self.command(place)?.args(["sh", "-c", script]).output()?)
    }

    /// Runs a command in a place and gives it its input.
    fn feed(&self, place: Place, words: &[&str], input: &str) -> Result<Output> {
        let mut command = self.command(place)?;
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        child.stdin.take().context("a pipe")?.write_all(input.as_bytes())?;
        Ok(child.wait_with_output()?)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.servers.clear();
        self.places.clear();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the holder of a place.
fn hold(place: Place) -> Result<Held> {
    let mut command = Command::new("unshare");
    command.env("PATH", sandbox::PATH).arg("--net");
    if place == Place::Home {
        command.arg("--mount");
    }
    Held::start(command.args(["--", "sh", "-c", "echo here; exec cat"]))
}

/// Turns a command's failure into an error that says what it said.
pub(crate) fn good(output: &Output) -> Result<()> {
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}: {}", output.status, said.trim());
    }
    Ok(())
}
