use std::os::unix::fs::PermissionsExt as _;

use proptest::prelude::*;

use super::*;
use crate::error::Exit;
use crate::lang::Lang;
use crate::session::Event;
use crate::session::codec::tests::{entry, every_event, header, log_of};

const LIST: &str = "format = 1\nkey = \"internet-mati\"\n";

struct Home {
    store: Store,
    dir: tempfile::TempDir,
}

fn home() -> Home {
    let dir = tempfile::tempdir().unwrap();
    Home { store: at(&dir.path().join("state")), dir }
}

fn at(path: &Path) -> Store {
    Store::open(StateDir::choose(Some(path)).unwrap())
}

impl Home {
    /// Makes a session with these events and lets go of it.
    fn session(&self, second: i8, events: &[Event]) -> SessionId {
        let began = header().at.with().second(second).build().unwrap();
        let mut log = self.store.create(&Header { at: began, ..header() }, LIST).unwrap();
        for event in events {
            log.append(&entry(event.clone())).unwrap();
        }
        log.id().clone()
    }

    fn log(&self, id: &SessionId) -> PathBuf {
        self.store.folder(id).join(LOG)
    }

    /// Makes a folder as an interrupted start leaves it, two hours before [`header`]'s time or just then.
    fn half_made(&self, name: &str, log: Option<&[u8]>, hours_ago: u64) -> SessionId {
        let id = SessionId::parse(name).unwrap();
        let folder = self.store.folder(&id);
        file::private_dir(&folder).unwrap();
        fs::write(folder.join(SNAPSHOT), LIST).unwrap();
        if let Some(bytes) = log {
            fs::write(folder.join(LOG), bytes).unwrap();
        }
        let now = std::time::SystemTime::from(header().at.timestamp());
        let then = now - std::time::Duration::from_secs(hours_ago * 3600);
        fs::File::open(&folder).unwrap().set_modified(then).unwrap();
        id
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn nothing_is_made_before_there_is_something_to_keep() {
    let home = home();
    assert_eq!(home.store.names().unwrap(), []);
    assert_eq!(home.store.newest().unwrap(), None);
    assert_eq!(home.store.newest_unfinished().unwrap(), None);
    assert!(matches!(home.store.find("1"), Err(FindError::Missing(_))));
    assert_eq!(home.store.forget_all().unwrap(), Forgotten::default());
    assert!(!home.store.path().exists());
}

#[test]
fn what_was_written_is_read() {
    let home = home();
    let id = home.session(0, &every_event());
    assert_eq!(id.as_str(), "20261121-082000-internet-mati");
    let loaded = home.store.load(&id).unwrap();
    let events: Vec<_> = loaded.entries.iter().map(|entry| entry.event.clone()).collect();
    assert_eq!(events, every_event());
    assert_eq!(loaded.header, Header { hash: fnv1a(LIST.as_bytes()), ..header() });
    assert_eq!((loaded.snapshot.as_str(), loaded.notice), (LIST, None));
}

#[test]
fn everything_is_private() {
    let home = home();
    let id = home.session(0, &[Event::Finished]);
    let folder = home.store.folder(&id);
    for dir in [home.store.path(), &home.store.sessions(), &folder] {
        assert_eq!(mode(dir), 0o700, "{}", dir.display());
    }
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, [SNAPSHOT, LOCK, LOG]);
    for file in files {
        assert_eq!(mode(&folder.join(&file)), 0o600, "{}", file.display());
    }
}

#[test]
fn sessions_of_one_second_get_their_own_names() {
    let home = home();
    let first = home.store.create(&header(), LIST).unwrap();
    let second = home.store.create(&header(), LIST).unwrap();
    assert_eq!(second.id().as_str(), format!("{}-2", first.id()));
    assert_eq!(home.store.newest().unwrap().as_ref(), Some(second.id()));
    assert_eq!(home.store.find(first.id().as_str()).unwrap(), *first.id());
}

#[test]
fn a_log_cut_at_any_byte_loses_only_the_torn_line() {
    let home = home();
    let id = home.session(0, &every_event());
    let path = home.log(&id);
    let whole = fs::read(&path).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for end in (0..=whole.len()).rev() {
        fs::write(&path, &whole[..end]).unwrap();
        let loaded = match home.store.load(&id) {
            Ok(loaded) => loaded,
            Err(error) => {
                assert!(matches!(error, LoadError::Missing { .. }), "{end}: {error}");
                assert!(end <= first, "{end}");
                continue;
            }
        };
        let breaks = whole[..end].split(|byte| *byte == b'\n').count() - 1;
        assert_eq!(loaded.entries.len(), breaks - 1, "{end}");
        let torn = !whole[..end].ends_with(b"\n");
        assert_eq!(loaded.notice, torn.then_some(Notice::Torn), "{end}");
    }
}

#[test]
fn a_torn_tail_is_cut_off_before_the_next_line() {
    let home = home();
    let id = home.session(0, &every_event());
    let path = home.log(&id);
    let whole = fs::read(&path).unwrap();
    let tails: [&[u8]; 4] = [b"", b"{\"at\":\"2026-11", b"\0\0\0\0\0\0", b"{\"at\0\0\n"];
    for tail in tails {
        fs::write(&path, [&whole[..], tail].concat()).unwrap();
        // Reading changes nothing.
        let loaded = home.store.load(&id).unwrap();
        assert_eq!(loaded.notice.is_some(), !tail.is_empty());
        assert_eq!(fs::read(&path).unwrap().len(), whole.len() + tail.len());
        let (mut log, resumed) = home.store.open_for_writing(&id).unwrap();
        assert_eq!(resumed, loaded);
        log.append(&entry(Event::Finished)).unwrap();
        let after = home.store.load(&id).unwrap();
        assert_eq!((after.entries.len(), after.notice), (loaded.entries.len() + 1, None));
    }
}

#[test]
fn what_cannot_be_understood_is_refused_and_left_alone() {
    let home = home();
    let id = home.session(0, &every_event());
    let path = home.log(&id);
    let good = fs::read_to_string(&path).unwrap();
    let damaged = good.replacen("{\"at\"", "{\"\0t\"", 1);
    let newer = good.replacen("\"format\":1", "\"format\":2", 1);
    let unknown = good.replacen("\"kind\":\"went-back\"", "\"kind\":\"teleported\"", 1);
    for (text, line) in [(damaged, Some(2)), (newer, None), (unknown, None)] {
        fs::write(&path, &text).unwrap();
        let expected = |error: &LoadError| match line {
            Some(line) => matches!(error, LoadError::Damaged { line: found, .. } if *found == line),
            None => matches!(error, LoadError::Newer { .. }),
        };
        assert!(expected(&home.store.load(&id).unwrap_err()), "{line:?}");
        let refused = home.store.open_for_writing(&id).unwrap_err();
        assert!(matches!(&refused, OpenError::Load(error) if expected(error)), "{refused}");
        home.session(1, &[]);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_snapshot_that_changed_is_refused() {
    let home = home();
    let id = home.session(0, &[]);
    let path = home.store.folder(&id).join(SNAPSHOT);
    let changes: [Option<&[u8]>; 3] = [Some(b"format = 1\n"), Some(b"\xff"), None];
    for change in changes {
        match change {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let refused = home.store.load(&id);
        assert!(matches!(refused, Err(LoadError::SnapshotChanged { .. })), "{refused:?}");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let home = home();
    let id = home.session(0, &[]);
    let path = home.log(&id);
    let log = fs::OpenOptions::new().append(true).open(&path).unwrap();
    log.set_len(LIMIT + 1).unwrap();
    assert!(matches!(home.store.load(&id), Err(LoadError::TooLarge { .. })));
    assert!(matches!(home.store.summary(&id), Err(LoadError::TooLarge { .. })));
}

#[test]
fn one_writer_at_a_time() {
    let home = home();
    let log = home.store.create(&header(), LIST).unwrap();
    let id = log.id().clone();
    let busy = |error| matches!(error, OpenError::Busy { .. });
    assert!(busy(home.store.open_for_writing(&id).unwrap_err()));
    assert!(busy(Recorder::resume(&home.store, &id).unwrap_err()));
    assert!(busy(home.store.forget(&id).unwrap_err()));
    let kept = home.store.forget_all().unwrap();
    assert_eq!((kept.sessions.len(), kept.busy), (0, vec![id.clone()]));
    // Reading needs no lock.
    home.store.load(&id).unwrap();
    drop(log);
    home.store.open_for_writing(&id).unwrap();
}

#[test]
fn lists_show_the_newest_first() {
    let home = home();
    let noted = Event::Noted { step: "a".into(), note: "x".into() };
    let one = std::slice::from_ref(&noted);
    let ids: Vec<_> = (0..4).map(|second| home.session(second, one)).collect();
    let finish = |id| home.store.open_for_writing(id).unwrap().0.append(&entry(Event::Finished));
    finish(&ids[3]).unwrap();
    let listed: Vec<_> = home.store.list().unwrap().map(|(id, read)| (id, read.unwrap())).collect();
    let names: Vec<_> = listed.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(names, ids.iter().rev().cloned().collect::<Vec<_>>());
    let all = home.store.list_all().unwrap().into_iter();
    assert_eq!(all.map(|(id, read)| (id, read.unwrap())).collect::<Vec<_>>(), listed);
    assert!(listed[0].1.glance.finished && !listed[1].1.glance.finished);
    assert_eq!(home.store.newest().unwrap(), Some(ids[3].clone()));
    assert_eq!(home.store.newest_unfinished().unwrap(), Some(ids[2].clone()));
}

#[test]
fn a_long_call_after_the_end_does_not_open_the_session_again() {
    let home = home();
    let note = Event::Noted { step: "a".into(), note: "x".repeat(3000) };
    let id = home.session(0, &[Event::Finished, note.clone(), note.clone(), note.clone()]);
    assert_eq!(home.store.newest_unfinished().unwrap(), None);
    let open = home.session(1, &[note.clone(), note.clone(), note]);
    assert_eq!(home.store.newest_unfinished().unwrap(), Some(open));
    assert!(home.store.summary(&id).unwrap().glance.finished);
}

#[test]
fn a_damaged_session_is_listed_and_a_half_made_one_is_not() {
    let home = home();
    let good = home.session(0, &[]);
    let bad = home.session(1, &[Event::Finished]);
    let text = fs::read_to_string(home.log(&bad)).unwrap();
    fs::write(home.log(&bad), text.replacen('{', "", 1)).unwrap();
    home.half_made("20261121-083000-x", Some(b"{\"format\":1,\"prog"), 0);
    home.half_made("20261121-083001-x", None, 0);
    fs::write(home.store.sessions().join("20261121-083002-x"), "a file").unwrap();
    fs::create_dir(home.store.sessions().join("mine")).unwrap();
    let listed: Vec<_> = home.store.list().unwrap().map(|(id, read)| (id, read.is_ok())).collect();
    assert_eq!(listed, [(bad.clone(), false), (good.clone(), true)]);
    let all = home.store.list_all().unwrap().into_iter();
    assert_eq!(all.map(|(id, read)| (id, read.is_ok())).collect::<Vec<_>>(), listed);
    assert_eq!(home.store.newest().unwrap(), Some(bad.clone()));
    assert_eq!(home.store.find("1").unwrap(), bad);
    assert_eq!(home.store.find("2").unwrap(), good);
}

#[test]
fn what_is_open_is_found_over_all_sessions() {
    let home = home();
    assert_eq!(home.store.still_open().unwrap(), Open::default());
    let answered = |step: String| Event::Answered { step, answer: crate::session::Answer::Done };
    let ticket = |number: &str| Event::Ticket {
        number: Some(number.into()),
        reason: None,
        explanation: None,
        agent: None,
    };
    home.session(1, &[]);
    let open = home.session(2, &[answered("a".into())]);
    // Longer than what is read of the end, so that all of it has to be read.
    let many = (0..200).map(|step| answered(format!("step-{step}")));
    let long = home.session(3, &many.clone().collect::<Vec<_>>());
    let called = home.session(4, &many.chain([ticket("IN1"), Event::Finished]).collect::<Vec<_>>());
    home.session(5, &[answered("a".into()), Event::Finished]);
    home.half_made("20261121-082006-x", Some(b"no log\nat all\n"), 0);
    let seen = home.store.still_open().unwrap();
    assert_eq!(seen.unfinished, [long, open]);
    let awaited: Vec<_> = seen.awaited.iter().map(|(id, it)| (id, it.ticket.as_deref())).collect();
    assert_eq!(awaited, [(&called, Some("IN1"))]);
}

#[test]
fn a_session_without_an_answer_counts_only_where_there_is_nothing_else() {
    let home = home();
    let empty = home.session(3, &[]);
    assert_eq!(home.store.newest_unfinished().unwrap(), Some(empty));
    let answered = Event::Answered { step: "a".into(), answer: crate::session::Answer::Done };
    home.session(2, &[answered.clone(), Event::Finished]);
    assert_eq!(home.store.newest_unfinished().unwrap(), None);
    let open = home.session(1, &[answered]);
    assert_eq!(home.store.newest_unfinished().unwrap(), Some(open));
}

#[test]
fn finds_by_name_beginning_and_number() {
    let home = home();
    let (old, new) = (home.session(1, &[]), home.session(12, &[]));
    for (typed, id) in [
        (old.as_str(), &old),
        ("20261121-082001", &old),
        (" 20261121-082012-INT ", &new),
        ("1", &new),
        ("2", &old),
    ] {
        assert_eq!(home.store.find(typed).unwrap(), *id, "{typed}");
    }
    match home.store.find("2026") {
        Err(FindError::Ambiguous { matches, .. }) => assert_eq!(matches, [new, old]),
        other => panic!("{other:?}"),
    }
    for typed in ["3", "0", "99999999999999999999999", "2027", "internet-mati"] {
        assert!(matches!(home.store.find(typed), Err(FindError::Missing(_))), "{typed}");
    }
    for typed in ["", "..", "../..", "/etc/passwd", "a/b", "a\\b", "C:x", "\u{1b}[2J", "~"] {
        assert!(matches!(home.store.find(typed), Err(FindError::NotAName(_))), "{typed}");
    }
}

#[test]
fn what_a_killed_start_left_is_swept_when_it_is_old() {
    let home = home();
    home.session(0, &[]);
    let torn = home.half_made("20261121-010000-x", Some(b"{\"format\":1,\"prog"), 2);
    let empty = home.half_made("20261121-010001-x", None, 2);
    let zeros = home.half_made("20261121-010002-x", Some(&[0; 4096]), 2);
    let fresh = home.half_made("20261121-081900-x", None, 0);
    let held = home.half_made("20261121-010003-x", None, 0);
    let lock = Lock::try_take(&home.store.folder(&held).join(LOCK)).unwrap();
    let held = home.half_made("20261121-010003-x", None, 2);
    let damaged = home.half_made("20261121-010004-x", Some(b"not json\nnot json\n"), 2);
    home.session(1, &[]);
    for gone in [&torn, &empty, &zeros] {
        assert!(!home.store.folder(gone).exists(), "{gone}");
    }
    for kept in [&fresh, &held, &damaged] {
        assert!(home.store.folder(kept).exists(), "{kept}");
    }
    drop(lock);
}

#[test]
fn deleting_says_what_is_gone_and_follows_no_link() {
    let home = home();
    let outside = home.dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("log.jsonl"), "precious").unwrap();
    let (id, other) = (home.session(0, &[]), home.session(1, &[]));
    let link = |name: &str| home.store.folder(&id).join(name);
    std::os::unix::fs::symlink(&outside, link("dir")).unwrap();
    std::os::unix::fs::symlink(outside.join("log.jsonl"), link("file")).unwrap();
    let linked = SessionId::parse("20261121-090000-x").unwrap();
    std::os::unix::fs::symlink(&outside, home.store.folder(&linked)).unwrap();

    assert!(matches!(home.store.forget(&linked), Err(OpenError::Load(LoadError::Missing { .. }))));
    assert_eq!(home.store.forget(&id).unwrap().sessions, std::slice::from_ref(&id));
    assert!(!home.store.folder(&id).exists());
    assert!(home.store.folder(&other).exists());
    let again = home.store.forget(&id);
    assert!(matches!(again, Err(OpenError::Load(LoadError::Missing { .. }))));

    let date = jiff::civil::date(2026, 11, 21);
    home.store.places().put("rumah ibu", Place { date, slots: [].into() }).unwrap();
    let all = home.store.forget_all().unwrap();
    assert_eq!((all.sessions.as_slice(), all.places), (&[other][..], true));
    assert_eq!(fs::read_to_string(outside.join("log.jsonl")).unwrap(), "precious");
    fs::remove_file(home.store.folder(&linked)).unwrap();
    assert_eq!(home.store.forget_all().unwrap(), Forgotten::default());
    assert!(!home.store.path().exists());
}

#[test]
fn a_file_that_is_a_link_or_a_pipe_is_not_opened() {
    let home = home();
    let id = home.session(0, &[]);
    let (path, kept) = (home.log(&id), home.dir.path().join("kept"));
    fs::rename(&path, &kept).unwrap();
    std::os::unix::fs::symlink(&kept, &path).unwrap();
    assert!(matches!(home.store.load(&id), Err(LoadError::Io { .. })));
    fs::remove_file(&path).unwrap();
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    assert!(matches!(home.store.load(&id), Err(LoadError::Io { .. })));
    assert!(home.store.open_for_writing(&id).is_err());
}

#[test]
fn a_folder_that_cannot_be_made_is_said_once() {
    let home = home();
    let file = home.dir.path().join("file");
    fs::write(&file, "x").unwrap();
    let store = at(&file.join("state"));
    let (mut recorder, trouble) = Recorder::begin(&store, &header(), LIST);
    assert!(trouble.is_some());
    assert!(recorder.record(&entry(Event::Finished)).is_none());
    assert_eq!((recorder.exit(), recorder.id()), (Exit::Failed, None));
    let mut asked = Recorder::memory();
    assert!(asked.record(&entry(Event::Finished)).is_none());
    assert_eq!(asked.exit(), Exit::Done);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_becomes_full_is_said_once() {
    let home = home();
    let log = home.store.create(&header(), LIST).unwrap();
    let id = log.id().clone();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut recorder = Recorder::Disk(log.with_file(full));
    assert_eq!(recorder.exit(), Exit::Done);
    let trouble = recorder.record(&entry(Event::Finished)).unwrap();
    assert!(recorder.record(&entry(Event::Finished)).is_none());
    assert_eq!(recorder.exit(), Exit::Failed);
    let said = trouble.explain(Lang::Id);
    assert!(said.message.contains("penyimpanan komputer ini penuh"), "{}", said.message);
    assert_eq!(said.exit, Exit::Failed);
    // The lock is let go, and what was saved before is there.
    assert_eq!(home.store.open_for_writing(&id).unwrap().1.entries, []);
}

/// Runs the test below on a disk of 64 kB in a mount namespace, where the system allows one.
#[cfg(target_os = "linux")]
#[test]
fn a_real_disk_that_fills_up_or_becomes_read_only() {
    let dir = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=64k tmpfs \"$CEKDULU_SMALL_DISK\" || exit 77; \
                  exec \"$0\" --ignored --exact store::tests::on_a_small_disk";
    let run = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .env("CEKDULU_SMALL_DISK", dir.path())
        .output();
    match run {
        Ok(output) if output.status.success() => {
            assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
        }
        Ok(output) if output.status.code() == Some(101) => {
            panic!("{}", String::from_utf8_lossy(&output.stdout));
        }
        _ => println!("skipped: no mount namespace here"),
    }
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs the small disk that the test above makes"]
fn on_a_small_disk() {
    let disk = PathBuf::from(std::env::var_os("CEKDULU_SMALL_DISK").unwrap());
    let store = at(&disk.join("state"));
    let (mut recorder, trouble) = Recorder::begin(&store, &header(), LIST);
    assert!(trouble.is_none());
    let id = recorder.id().unwrap().clone();
    let note = entry(Event::Noted { step: "a".into(), note: "x".repeat(3000) });
    let saved = (0..100).take_while(|_| recorder.record(&note).is_none()).count();
    assert!((1..30).contains(&saved), "{saved}");
    assert_eq!(recorder.exit(), Exit::Failed);
    let loaded = store.load(&id).unwrap();
    assert_eq!((loaded.entries.len(), loaded.notice), (saved, None));

    // A session that cannot be begun leaves nothing behind.
    let (other, trouble) = Recorder::begin(&store, &header(), &"#".repeat(60_000));
    assert_eq!((other.exit(), store.names().unwrap()), (Exit::Failed, vec![id.clone()]));
    let said = trouble.unwrap().explain(Lang::En).message;
    assert!(said.contains("storage is full"), "{said}");

    let remount =
        std::process::Command::new("mount").args(["-o", "remount,ro"]).arg(&disk).status();
    assert!(remount.unwrap().success());
    let (mut recorder, resumed) = Recorder::resume(&store, &id).unwrap();
    assert_eq!(resumed.session.entries.len(), saved);
    let said = resumed.trouble.unwrap().explain(Lang::En).message;
    assert!(said.contains("can only be read"), "{said}");
    assert!(recorder.record(&note).is_none());
    assert_eq!(recorder.exit(), Exit::Failed);
    let date = jiff::civil::date(2026, 11, 21);
    assert!(store.places().put("x", Place { date, slots: [].into() }).is_err());
    assert!(store.forget(&id).is_err());
}

#[test]
fn every_error_has_words_in_both_languages() {
    let path = || PathBuf::from("/a/\u{1b}[2J\u{202e}b");
    let id = SessionId::parse("20261121-082000-x").unwrap();
    let io = || io::Error::other("odd\u{7}");
    let kinds = [
        io::ErrorKind::StorageFull,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::NotADirectory,
        io::ErrorKind::Other,
    ];
    for lang in Lang::ALL {
        let mut said: Vec<_> = kinds
            .iter()
            .map(|kind| SaveError::io("write", &path(), (*kind).into()).explain(lang))
            .collect();
        said.extend([
            SaveError::NoHome.explain(lang),
            SaveError::io("write", &path(), io()).explain(lang),
            SaveError::TooLarge { path: path() }.explain(lang),
            Trouble(SaveError::NoHome).explain(lang),
            LoadError::Missing { id: id.clone() }.explain(lang),
            LoadError::Io { path: path(), source: io() }.explain(lang),
            LoadError::TooLarge { path: path() }.explain(lang),
            LoadError::Damaged { path: path(), line: 7 }.explain(lang),
            LoadError::Newer { path: path() }.explain(lang),
            LoadError::SnapshotChanged { path: path() }.explain(lang),
            OpenError::Busy { id: id.clone() }.explain(lang),
            FindError::NotAName("\u{1b}".into()).explain(lang),
            FindError::Missing("x\u{9b}".into()).explain(lang),
            FindError::Ambiguous { typed: "2".into(), matches: vec![id.clone()] }.explain(lang),
            PlacesError::Damaged { path: path() }.explain(lang),
            PlacesError::Newer { path: path() }.explain(lang),
            PlacesError::Io { path: path(), source: io() }.explain(lang),
            PlacesError::BadName("\n".into()).explain(lang),
        ]);
        for error in said {
            let hint = error.hint.unwrap();
            for text in [&error.message, &hint] {
                assert!(!text.contains(char::is_control), "{text:?}");
                assert!(!text.starts_with("session.") && !text.contains('{'), "{text}");
            }
        }
        let all = Forgotten { sessions: vec![id.clone()], busy: vec![id.clone()], places: true };
        assert_eq!(all.say(lang).len(), 3);
        assert_eq!(Forgotten::default().say(lang).len(), 1);
        assert!(!Notice::Torn.say(lang).starts_with("session."));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_for_a_log_never_panic(bytes: Vec<u8>, with_header: bool) {
        let home = home();
        let mut log = if with_header { log_of(&[]) } else { Vec::new() };
        log.extend(bytes);
        let id = home.half_made("20261121-082000-x", Some(&log), 0);
        let before = home.store.load(&id);
        let _ = home.store.list().unwrap().count();
        let _ = home.store.newest_unfinished().unwrap();
        let opened = home.store.open_for_writing(&id);
        prop_assert_eq!(before.is_ok(), opened.is_ok());
        if opened.is_err() {
            prop_assert_eq!(fs::read(home.log(&id)).unwrap(), log);
        }
    }
}
