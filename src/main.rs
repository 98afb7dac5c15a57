//! The thin binary: everything is in the library.

use std::process::ExitCode;

use cekdulu::app;
use cekdulu::env::Env;
use cekdulu::ui::output;

fn main() -> ExitCode {
    output::stay_calm();
    app::run(&Env::real()).into()
}
