//! What `probe` would contact, what it refuses before anything is sent, and the person's own data.

use std::fs;

use crate::support::Home;

#[test]
fn what_would_be_contacted_is_complete_and_follows_the_flags() {
    let home = Home::new();
    let plain = home.cekdulu("probe --endpoints").prints_anything().run().out();
    for line in [
        "dns 192.0.2.53:53 nobody",
        "dns *.invalid nobody",
        "dns dns.msftncsi.com microsoft",
        "https https://cp.cloudflare.com/generate_204 cloudflare",
    ] {
        assert!(plain.lines().any(|printed| printed == line), "{line} in {plain}");
    }
    assert!(!plain.contains("load ") && !plain.contains(" site\n"), "{plain}");
    let words = "probe --endpoints --load --site https://B\u{fc}cher.example/x";
    let more = home.cekdulu(words).prints_anything().run().out();
    assert!(more.contains("load https://speed.cloudflare.com/__up cloudflare"), "{more}");
    assert!(more.contains("https xn--bcher-kva.example:443 site"), "{more}");
}

#[test]
fn a_site_that_is_none_is_refused_with_an_example() {
    let home = Home::new();
    for typed in ["user@example.com", "\u{1b}[2J", "two words", ""] {
        let said = ["is not the name of a site", "cekdulu probe --site example.com"];
        home.cekdulu("probe --site").arg(typed).exits(2).says(&said).run();
    }
}

#[test]
fn no_data_is_moved_without_consent() {
    let home = Home::new();
    let said = ["50 MB", "cekdulu probe --load --yes"];
    home.cekdulu("probe --load").exits(2).says(&said).run();
    home.cekdulu("probe --load").lang("id").exits(2).says(&said).run();
}

#[test]
fn own_data_is_used_or_refused_with_its_place() {
    let home = Home::new();
    let builtin = include_str!("../../../checklists/data/endpoints.toml");
    let folder = home.path("config").join("cekdulu").join("data");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("endpoints.toml");
    fs::write(&file, builtin.replace("9.9.9.9", "203.0.113.7")).unwrap();
    let printed = home.cekdulu("probe --endpoints").prints_anything().run().out();
    assert!(printed.contains("tcp 203.0.113.7:443 quad9") && !printed.contains("9.9.9.9"));
    for (text, said) in [
        ("x = 1", "line 1, column 1"),
        (&builtin.replace("captive.apple.com", "no host"), "\"host\" in [[canary]] number 3"),
        ("", "[[target]] needs at least two"),
    ] {
        fs::write(&file, text).unwrap();
        let says = ["endpoints.toml cannot be used", said, "Mend that file"];
        home.cekdulu("probe --endpoints").exits(2).says(&says).run();
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    home.cekdulu("probe --endpoints").exits(3).says(&["cannot be read"]).run();
    fs::remove_dir(&file).unwrap();
    fs::write(folder.join("filters.toml"), "[[filter]]\nkey = 1\n").unwrap();
    home.cekdulu("probe --endpoints").exits(2).says(&["filters.toml cannot be used"]).run();
    fs::remove_file(folder.join("filters.toml")).unwrap();
    for (name, wrong) in [("thresholds.toml", "loss = 1\n"), ("fingerprints.toml", "[bill]\n")] {
        fs::write(folder.join(name), wrong).unwrap();
        let said = format!("{name} cannot be used");
        home.cekdulu("probe --endpoints").exits(2).says(&[&said]).run();
        fs::remove_file(folder.join(name)).unwrap();
    }
}
