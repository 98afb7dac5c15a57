//! Leaves the tables for unwinding out of the released program.
//!
//! A panic aborts there, so that nothing ever unwinds, but the compiler still writes a tenth of the program for it.

#![expect(clippy::disallowed_methods, reason = "it runs while the program is built")]

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

/// For GNU's linker and LLVM's alike: it adds to the linker's own script.
const SCRIPT: &str = "SECTIONS { /DISCARD/ : { *(.eh_frame .eh_frame.* .gcc_except_table .gcc_except_table.*) } } INSERT AFTER .rodata;\n";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    // Other linkers take no such script, and are left alone.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let is_other = ["mold", "gold", "wild"].iter().any(|linker| flags.contains(linker));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("PROFILE", "release") && !is_other {
        let script = Path::new(&env::var("OUT_DIR")?).join("no-unwinding.ld");
        fs::write(&script, SCRIPT)?;
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
    Ok(())
}
