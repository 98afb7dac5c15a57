//! On Windows: a window that was opened by a double-click stays until the person closes it.
//!
//! Edge. Explorer opens a console for the program alone and takes it away with everything in it the moment
//! the program ends. Who was started by Explorer, and not from a shell, therefore waits for Enter.

#[cfg(windows)]
use crate::env::Env;
#[cfg(windows)]
use crate::lang::{Catalogue, Lang};
#[cfg(windows)]
use crate::ui::{
    input::{Keyboard, Lines as _},
    output,
};

/// The program that shows folders and the desktop.
const EXPLORER: &str = "explorer.exe";

/// A running program.
#[derive(Debug)]
struct Process {
    /// Its number.
    id: u32,
    /// The number of the program that started it.
    parent: u32,
    /// The name of its file.
    name: String,
}

/// Waits for Enter where the window would vanish otherwise.
#[cfg(windows)]
pub(super) fn stay(env: &Env, lang: Lang) {
    if !(env.stdin_tty && env.stderr_tty) || !was_double_clicked(&processes(), std::process::id()) {
        return;
    }
    let Ok(mut keyboard) = Keyboard::stdin(true) else { return };
    // An Enter too many at the last question must not close the window.
    keyboard.freshen();
    output::remark(&format!("\n{}", Catalogue::of(lang).get("app.close-window")));
    // However the wait ends, the person has seen everything.
    let _ = keyboard.next();
}

/// Returns all running programs; none where the system does not tell.
#[cfg(windows)]
fn processes() -> Vec<Process> {
    let Ok(mut list) =
        winsafe::HPROCESSLIST::CreateToolhelp32Snapshot(winsafe::co::TH32CS::SNAPPROCESS, None)
    else {
        return Vec::new();
    };
    let process = |entry: &winsafe::PROCESSENTRY32| Process {
        id: entry.th32ProcessID,
        parent: entry.th32ParentProcessID,
        name: entry.szExeFile(),
    };
    list.iter_processes().filter_map(|entry| entry.ok().map(process)).collect()
}

/// Tells whether a program was started by Explorer.
fn was_double_clicked(processes: &[Process], own: u32) -> bool {
    let find = |id: u32| processes.iter().find(|process| process.id == id);
    let parent = find(own).and_then(|process| find(process.parent));
    parent.is_some_and(|parent| parent.name.eq_ignore_ascii_case(EXPLORER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_explorer_started_was_double_clicked() {
        let process = |id, parent, name: &str| Process { id, parent, name: name.to_owned() };
        let running = [
            process(4, 0, "System"),
            process(10, 4, "Explorer.EXE"),
            process(11, 10, "powershell.exe"),
            process(12, 11, "cekdulu.exe"),
            process(13, 10, "cekdulu.exe"),
            process(14, 99, "cekdulu.exe"),
        ];
        for (own, yes) in [(13, true), (12, false), (14, false), (77, false)] {
            assert_eq!(was_double_clicked(&running, own), yes, "{own}");
        }
        assert!(!was_double_clicked(&[], 13));
    }
}
