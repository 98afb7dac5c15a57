//! Where the system gets in the way: closed pipes, folders that are none, nothing to be saved.

use std::fs;
use std::io::pipe;
use std::process::Stdio;

use super::home_with_ticket;
use crate::support::{Answers, Home};

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let home = home_with_ticket();
    for words in ["list", "list --json", "show", "show --as json", "sessions", "--help", "man"] {
        let (reader, writer) = pipe().unwrap();
        // Nobody reads from the very first byte: what `| head -0` does.
        drop(reader);
        let mut command = home.command(words, "en");
        command.arg("--state-dir").arg(home.state());
        let output = command.stdout(writer).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*said), (Some(0), ""), "{words}");
    }
}

#[test]
fn a_talk_that_nobody_sees_ends_with_3() {
    let home = Home::new();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = home.command("run internet-mati", "en");
    command.arg("--state-dir").arg(home.state()).stdin(Stdio::null());
    let output = command.stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}

#[test]
fn a_run_that_cannot_be_saved_says_so_once_and_still_prints_the_summary() {
    let home = Home::new();
    home.write("answers.toml", Answers::red_los().text());
    let file = home.write("file", "");
    for (lang, said, script) in [
        ("en", "your answers cannot be saved", "READ THIS"),
        ("id", "mulai sekarang tidak dapat disimpan", "BACA INI"),
    ] {
        let run = home.cekdulu("run internet-mati --answers answers.toml").state(Some(&file));
        let ran = run.lang(lang).exits(3).prints_with(&[script]).says(&[said]).run();
        assert_eq!(ran.err().matches(said).count(), 1, "{ran}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"");
}

#[test]
fn a_state_folder_that_is_a_file_is_named_by_every_command() {
    let home = Home::new();
    let file = home.write("file", "");
    for words in ["show", "sessions", "sessions --json", "forget --all", "forget 1", "resume"] {
        let run = home.cekdulu(words).state(Some(&file)).exits(3);
        run.says(&["there is a file where a folder should be", "file"]).run();
    }
}

#[test]
fn nothing_is_left_where_nothing_is_to_be_saved() {
    let home = Home::new();
    home.write("answers.toml", Answers::red_los().text());
    let run = home.cekdulu("run internet-mati --no-save --answers answers.toml");
    run.prints_with(&["READ THIS"]).run();
    let typed = home.cekdulu("run internet-mati --no-save").typed(&["3"]).exits(2);
    typed.says(&["Your answers were not saved."]).run();
    let left: Vec<_> =
        fs::read_dir(home.path("")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(left, [home.path("answers.toml")]);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home_with_ticket();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = home.sessions().remove(0);
    assert_eq!((mode(&home.state()), mode(&folder)), (0o700, 0o700));
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn sessions_are_kept_where_the_system_keeps_such_things() {
    let home = Home::new();
    home.write("answers.toml", Answers::red_los().text());
    let run = home.cekdulu("run internet-mati --answers answers.toml").state(None);
    run.prints_anything().run();
    assert!(home.path("state/cekdulu/sessions").is_dir());
}

#[cfg(unix)]
#[test]
fn letters_that_are_no_text_are_a_wrong_use() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = Home::new();
    let bytes = std::ffi::OsStr::from_bytes(b"inter\xffnet");
    home.cekdulu("run").arg(bytes).exits(2).says(&["cannot be read"]).run();
    let file = std::ffi::OsStr::from_bytes(b"x\xff.toml");
    home.cekdulu("check").arg(file).exits(3).says(&["cannot be read"]).run();
}
