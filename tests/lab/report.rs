//! What the lab prints: the list, the trouble, and the matrix.

use std::process::ExitCode;

use crate::judge::{End, Judged};
use crate::options::Options;
use crate::rows::{ABSENT, Row};

/// Lists the rows as test runners expect it.
pub(crate) fn list(rows: &[Row], options: &Options) {
    for row in rows.iter().filter(|row| options.wants(&row.key)) {
        println!("{}: test", row.key);
    }
}

/// Says that nothing was asked for; no failure, for cargo hands every test program the same filter.
pub(crate) fn nothing(options: &Options) {
    if !options.filters.is_empty() {
        println!("no row matches {}", options.filters.join(" "));
    }
    println!("lab: 0 passed, 0 failed");
}

/// Prints what went wrong, then every case in a line, then the counts.
pub(crate) fn matrix(judged: &[Judged<'_>], proofs_only: bool) -> ExitCode {
    for one in judged.iter().filter(|one| one.end == End::Wrong) {
        println!("{} ({}): {}", one.case.row.key, one.case.axes, one.case.row.about);
        for line in one.trouble.lines() {
            println!("    {line}");
        }
    }
    println!(
        "{:<28} {:<22} {:<26} {:<26} {:>7} {:>5} {:>6} {:>5}",
        "row", "run as", "expected", "got", "seconds", "pkts", "bytes", "KiB"
    );
    for one in judged {
        println!("{}", line(one));
    }
    for (code, what) in ABSENT {
        println!("not in the lab: {code} (needs {what})");
    }
    let count = |end| judged.iter().filter(|one| one.end == end).count();
    let (right, wrong, skipped) = (count(End::Right), count(End::Wrong), count(End::Skipped));
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let what = if proofs_only { " (proofs only)" } else { "" };
    let again = judged.iter().filter(|one| one.end == End::Right && one.again).count();
    let again =
        if again > 0 { format!(", {again} at the second look only") } else { String::new() };
    println!("lab: {right} passed, {wrong} failed{skipped}{again}{what}");
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes one case as a line of the matrix.
fn line(one: &Judged<'_>) -> String {
    let expected = format!("{} {}", one.case.row.expect.code, one.case.row.expect.segment);
    let seconds =
        one.took.map_or_else(|| "-".to_owned(), |took| format!("{:.2}", took.as_secs_f64()));
    let word = match one.end {
        End::Right if one.again => "right, alone",
        End::Right => "right",
        End::Wrong => "WRONG",
        End::Skipped => "skipped",
    };
    let (key, axes) = (&one.case.row.key, one.case.axes.to_string());
    format!(
        "{key:<28} {axes:<22} {expected:<26} {:<26} {seconds:>7} {:>5} {:>6} {:>5} {word}",
        one.got, one.cost.packets, one.cost.bytes, one.cost.peak_kib
    )
}
