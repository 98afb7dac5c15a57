//! What is made of the sources before they are compiled: packed data, and a smaller release.

#![expect(clippy::disallowed_methods, reason = "it runs while the program is built")]

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use miniz_oxide::deflate::compress_to_vec;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The best that DEFLATE can do.
const LEVEL: u8 = 10;

/// The one file that is written out as it is.
const STARTER: &str = "starter.toml";

/// Throws the tables for unwinding away, for GNU's linker and LLVM's alike: it adds to the linker's own script.
const SCRIPT: &str = "SECTIONS { /DISCARD/ : { *(.eh_frame .eh_frame.* .gcc_except_table .gcc_except_table.*) } } INSERT AFTER .rodata;\n";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let lists = shelf("checklists")? + &shelf("checklists/fragments")?;
    fs::write(out.join("lists.packed"), compress_to_vec(lists.as_bytes(), LEVEL))?;
    pack("checklists/data", &out.join("data"))?;
    let texts = pack("src/lang", &out.join("lang"))?;
    fs::write(out.join("lang.rs"), table(&texts)?)?;
    leave_out_unwinding(&out)
}

/// Returns the TOML files of a folder with their names, in the order of these.
fn read(folder: &str) -> Result<Vec<(String, String)>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            let name = path.file_name().and_then(|name| name.to_str()).ok_or("no name")?;
            files.push((name.to_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Puts the files of a folder after one another, each between its path and a zero byte: what is alike in two
/// lists is packed once so.
fn shelf(folder: &str) -> Result<String> {
    let mut shelf = String::new();
    for (name, source) in read(folder)? {
        write!(shelf, "{folder}/{name}\0{source}\0")?;
    }
    Ok(shelf)
}

/// Packs each file of a folder by itself, and returns its source with where it was put.
fn pack(folder: &str, into: &Path) -> Result<Vec<(String, PathBuf)>> {
    fs::create_dir_all(into)?;
    let mut packed = Vec::new();
    for (name, source) in read(folder)? {
        let to = into.join(&name);
        let source = if name == STARTER { source } else { without_comments(&source) };
        fs::write(&to, compress_to_vec(source.as_bytes(), LEVEL))?;
        packed.push((source, to));
    }
    Ok(packed)
}

/// Leaves out the lines that only say something to whoever writes the file; those within a long text stay.
fn without_comments(source: &str) -> String {
    if source.contains("\"\"\"") || source.contains("'''") {
        return source.to_owned();
    }
    let lines = source.split_inclusive('\n');
    lines.filter(|line| !line.trim_start().starts_with('#')).collect()
}

/// Writes, as Rust, which areas each file of sentences has and where it is: an area is the first part of a
/// table's name.
fn table(files: &[(String, PathBuf)]) -> Result<String> {
    let mut rust = String::from("&[\n");
    for (source, packed) in files {
        let tables = source.lines().filter_map(|line| line.strip_prefix('['));
        let mut areas: Vec<_> = tables.filter_map(|name| name.split(['.', ']']).next()).collect();
        areas.sort_unstable();
        areas.dedup();
        let path = packed.to_str().ok_or("a path that is no text")?;
        writeln!(rust, "(&{areas:?}, include_bytes!({path:?})),")?;
    }
    rust.push_str("]\n");
    Ok(rust)
}

/// A panic aborts in the release, so that nothing ever unwinds, but the compiler still writes a tenth of the
/// program for it. Linkers that take no such script are left alone.
fn leave_out_unwinding(out: &Path) -> Result<()> {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let is_other = ["mold", "gold", "wild"].iter().any(|linker| flags.contains(linker));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("PROFILE", "release") && !is_other {
        let script = out.join("no-unwinding.ld");
        fs::write(&script, SCRIPT)?;
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
    Ok(())
}
