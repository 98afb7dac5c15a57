//! The schema against the parser, by a validator of JSON Schema that knows neither: the same files pass, and the
//! same are refused, each for the reason that somebody needs who mends it.

use boon::{Compiler, SchemaIndex, Schemas};

use super::*;

const SHIPPED: &str = include_str!("../../../checklists/checklist.schema.json");
const EXAMPLE: &str = include_str!("../parse/fixtures/example.toml");
const GOOD: &str = include_str!("good.toml");

/// The shipped schema, compiled.
struct Compiled {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Compiled {
    fn new() -> Self {
        let at = "https://cekdulu.invalid/checklist.schema.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(at, serde_json::from_str(SHIPPED).unwrap()).unwrap();
        let index = compiler.compile(at, &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// Says what is wrong with a file; nothing where it passes.
    fn check(&self, source: &str) -> Option<String> {
        let table: toml::Table = source.parse().unwrap();
        let value = serde_json::to_value(table).unwrap();
        self.schemas.validate(&value, self.index).err().map(|error| error.to_string())
    }
}

#[test]
fn the_shipped_schema_is_current() {
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    assert!(SHIPPED == current, "write it anew: cekdulu schema > checklists/checklist.schema.json");
}

#[test]
fn every_key_of_the_parser_has_a_schema() {
    let kinds = KINDS.iter().map(|kind| kind.keys);
    let tables = [LIST_KEYS, FRAGMENT_KEYS, PHASE_KEYS, STEP_KEYS, INCLUDE_KEYS];
    let more = [OPTION_KEYS, REPORT_KEYS, OUTCOME_KEYS];
    for key in tables.into_iter().chain(more).chain(kinds).flatten() {
        assert_ne!(of_key(key), Value::Bool(false), "{key}");
    }
}

#[test]
fn it_takes_what_the_parser_takes() {
    use crate::app::registry::{BUILTIN, FRAGMENTS};
    let schema = Compiled::new();
    let shipped = BUILTIN.iter().chain(FRAGMENTS).map(|(key, source)| (*key, &***source));
    for (key, source) in shipped.chain([("good", GOOD), ("ex", EXAMPLE)]) {
        assert_eq!(schema.check(source), None, "{key}");
    }
    let out = crate::checklist::write_out(&crate::checklist::parse(EXAMPLE).checklist.unwrap());
    assert_eq!(schema.check(&out), None);
    assert!(
        crate::checklist::parse_with(GOOD, &crate::app::registry::fragment).checklist.is_some()
    );
}

/// A mistake: what stands in the good list, what in its place, and what is said of which part.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

const OPTION: &str = "{ key = \"own\", text = { id = \"X\", en = \"X\" } }";
const ASK: &str = "ask = { id = \"Ya?\", en = \"Yes?\" }";

const MISTAKES: &[Mistake] = &[
    ("format = 1", "format = 2", "/format", "must be 1"),
    ("style = \"read-do\"", "style = \"read\"", "/style", "'read-do', 'do-confirm'"),
    ("style = \"read-do\"", "", "''", "missing properties 'style'"),
    ("style = \"read-do\"", "style = \"read-do\"\nauthor = \"me\"", "''", "'author'"),
    ("key = \"contoh\"", "key = \"Contoh Satu\"", "/key", "does not match pattern"),
    ("title = { id = \"Contoh\", en", "title = { id = \"Contoh\", eng", "/title", "'eng'"),
    ("title = { id = \"Contoh\", en = \"Example\" }", "title = \"\"", "/title", "length must be"),
    ("title = { id = \"Contoh\", en = \"Example\" }", "title = 3", "/title", "want object"),
    ("key = \"lampu\"\n", "", "/phase/0/step/0", "missing properties 'key'"),
    ("kind = \"yes-no\"", "kind = \"yesno\"", "/phase/0/step/2/kind", "'yes-no'"),
    (ASK, "", "/phase/0/step/2", "missing properties 'ask'"),
    (
        "kind = \"yes-no\"",
        "kind = \"yes-no\"\noptions = [\"los\"]",
        "/phase/0/step/2/options",
        "false schema",
    ),
    (
        "kind = \"yes-no\"",
        "kind = \"yes-no\"\nfor = [\"customers\"]",
        "/step/2/for/0",
        "'customer'",
    ),
    ("slot = \"lights\"\nask", "slot = \"light\"\nask", "/step/0/slot", "'lights'"),
    ("[\"blinking\", {", "[\"blinkin\", {", "/step/0/options/0", "'blinking'"),
    (OPTION, "{ key = \"own\" }", "/step/0/options/1", "missing properties 'text'"),
    ("{ key = \"own\",", "{ key = \"Own\",", "/options/1/key", "does not match pattern"),
    ("report = { slot = \"lights\", say", "report = { say", "/report", "missing properties 'slot'"),
    ("unit = \"Mbps\"", "unit = \"Mbps\"\nmaximum = 3", "/phase/0/step/1", "'maximum'"),
    ("unit = \"Mbps\"", "unit = \"Mbps\"\nlines = true", "/step/1/lines", "false schema"),
    ("min = 0", "min = \"0\"", "/phase/0/step/1/min", "want number"),
    ("seconds = 60", "seconds = 4000", "/step/3/seconds", "3600"),
    ("seconds = 60", "seconds = 1.5", "/step/3/seconds", "want integer"),
    ("seconds = 60\n", "", "/phase/0/step/3", "missing properties 'seconds'"),
    ("until = \"web\"", "until = \"webb\"", "/step/3/until", "'web'"),
    ("device = \"modem\"", "device = \"modm\"", "/step/4/device", "'modem'"),
    ("device = \"modem\"\n", "", "/phase/0/step/4", "missing properties 'device'"),
    ("probe = \"site\"\n", "", "/phase/0/step/6", "missing properties 'probe'"),
    ("fragment = \"langganan\"", "fragment = \"../x\"", "/step/8/fragment", "does not match"),
    ("fragment = \"langganan\"", "ask = \"x\"", "/phase/0/step/8/ask", "false schema"),
    ("when = { lampu = \"blinking\" }", "when = 3", "/step/2/when", "want object"),
    ("when = { lampu = \"blinking\" }", "when = {}", "/step/2/when", "minimum 1 properties"),
    ("{ at_least = 3 }", "{ at_leest = 3 }", "''", "at_leest"),
    ("{ at_least = 3 }", "{ at_least = \"3\" }", "/nomor/at_least", "want number"),
    ("[\"check-area\"]", "[\"check-moon\"]", "/outcome/0/request/0", "'check-area'"),
    ("[\"check-area\"]", "\"check-area\"", "/outcome/0/request", "want array"),
    ("segment = \"line\"", "segment = \"lines\"", "/outcome/0/segment", "'line'"),
    ("segment = \"line\"", "call = \"no\"", "/outcome/0/call", "want boolean"),
    ("from = \"cek\"", "segment = \"line\"", "/outcome/1", "missing properties 'say'"),
];

#[test]
fn it_refuses_what_the_parser_refuses_and_says_why_and_where() {
    let schema = Compiled::new();
    for (from, to, place, said) in MISTAKES {
        assert!(GOOD.contains(from), "{from}");
        let bad = GOOD.replacen(from, to, 1);
        assert!(crate::checklist::parse(&bad).checklist.is_none(), "{to}");
        let found = schema.check(&bad).unwrap_or_else(|| panic!("{to} passes"));
        let line = found.lines().any(|line| line.contains(place) && line.contains(said));
        assert!(line, "{to}: {place} {said}\n{found}");
    }
}

#[test]
fn a_list_without_an_end_and_a_fragment_without_a_step_are_refused() {
    let schema = Compiled::new();
    let (list, _) = GOOD.split_once("[[outcome]]").unwrap();
    assert!(schema.check(list).is_some_and(|said| said.contains("missing properties 'outcome'")));
    let empty = "format = 1\nkey = \"x\"\nversion = \"1\"\ntitle = \"T\"\nstep = []\n";
    assert!(schema.check(empty).is_some_and(|said| said.contains("minimum 1 items")));
}
