//! What every command prints, says and returns.

mod check;
mod edges;
mod kept;
mod lists;
mod network;
mod run;

use crate::support::{Answers, Home};

/// Returns a home with one finished session: red LOS, a ticket, a promise.
fn home_with_ticket() -> Home {
    let home = Home::new();
    let answers = home.write("answers.toml", Answers::red_los().text());
    home.cekdulu("run internet-mati --answers").arg(answers).prints_anything().run();
    home
}

/// Returns a home with one session that was broken off after its first question.
fn home_with_open_session() -> Home {
    let home = Home::new();
    let said = ["The input ended", "cekdulu resume"];
    home.cekdulu("run internet-mati").typed(&["3"]).exits(2).says(&said).run();
    home
}
