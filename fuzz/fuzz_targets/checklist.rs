//! Any text as a checklist: read, or refused with findings that stand inside it.
//!
//! `cargo +nightly fuzz run checklist`
#![no_main]

use cekdulu::checklist::finding::{Severity, render_human};
use cekdulu::checklist::parse;
use cekdulu::lang::Lang;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let parsed = parse(source);
    let is_wrong = parsed.findings.iter().any(|finding| finding.severity() == Severity::Error);
    assert_eq!(parsed.checklist.is_none(), is_wrong || parsed.is_fragment);
    assert!(parsed.findings.iter().all(|finding| finding.span.start <= source.len()));
    for lang in Lang::ALL {
        let drawn = render_human("list.toml", source, &parsed.findings, lang);
        assert!(!drawn.chars().any(|c| c.is_control() && c != '\n'));
    }
});
