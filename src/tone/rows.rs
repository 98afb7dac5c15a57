//! What is looked for, as `checklists/data/tone.toml` has it.
//!
//! Pure.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

use super::Kind;
use super::words::Word;
use crate::data;
use crate::lang::{Lang, Text};

/// How many other words may be lost with a clause, where a row does not say.
const MOST: usize = 3;

/// How often a word with a plus may stand.
const TIMES: usize = 3;

/// One place in a phrase.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Either of these, each one word or more; empty means any one word.
    pub(super) either: Vec<Vec<Vec<char>>>,
    /// Whether it may be missing.
    pub(super) may_miss: bool,
}

/// Words in a row.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// Each place.
    pub(super) places: Vec<Place>,
    /// With which letters it can begin; none where with any.
    starts: Option<String>,
}

impl Phrase {
    /// Tells, without looking further, that a word cannot begin it.
    pub(super) fn cannot_begin_with(&self, word: &Word) -> bool {
        let mut letters = word.initials();
        self.starts.as_ref().is_some_and(|starts| letters.all(|first| !starts.contains(first)))
    }
}

impl From<Vec<Place>> for Phrase {
    fn from(places: Vec<Place>) -> Self {
        let needed = places.iter().position(|place| !place.may_miss).unwrap_or(places.len());
        let first = places.get(..=needed);
        let any = first.is_none_or(|first| first.iter().any(|place| place.either.is_empty()));
        let each = first.unwrap_or_default().iter().flat_map(|place| &place.either);
        let starts = each.filter_map(|words| words.first()?.first());
        let starts = (!any).then(|| starts.collect());
        Self { places, starts }
    }
}

/// One way in which a row is found, and what then stands instead.
#[derive(Debug)]
pub(super) struct Form {
    /// Any of these.
    pub(super) find: Vec<Phrase>,
    /// Only after one of these words.
    pub(super) after: Option<Vec<String>>,
    /// Only before one of these words, or a name.
    pub(super) next: Option<Vec<String>>,
    how: Vec<How>,
    /// What stands instead of the phrase.
    pub(super) say: Text,
    /// What stands instead of the whole clause.
    pub(super) clause: Text,
    /// How many other words may be lost with a clause.
    pub(super) most: usize,
}

impl Form {
    /// Tells whether it is of this manner.
    pub(super) fn is(&self, how: How) -> bool {
        self.how.contains(&how)
    }

    /// Tells whether the clause must go on with a word of its own; none where that does not matter.
    pub(super) fn follows(&self) -> Option<bool> {
        let follows = self.is(How::Follows);
        (follows || self.is(How::Ends)).then_some(follows)
    }
}

/// Where a form is found, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum How {
    /// Only at the beginning of a clause.
    Starts,
    /// Only if the clause goes on with a word of its own.
    Follows,
    /// Only if it does not.
    Ends,
    /// Only in capitals.
    Upper,
    /// The phrase is left out.
    Drop,
    /// An Indonesian ending stays.
    Keep,
    /// `clause` is a question that takes the end of the clause with it.
    Ask,
}

/// Something that is looked for.
#[derive(Debug)]
pub(super) struct Row {
    /// What kind of wording it is.
    pub(super) kind: Kind,
    /// The key of the advice.
    pub(super) advice: String,
    /// The language of the words.
    pub(super) lang: Lang,
    /// Whether a capital in the middle of a sentence makes it a name.
    pub(super) name: bool,
    /// Where it says nothing harsh.
    pub(super) spare: Vec<Phrase>,
    /// How it is found.
    pub(super) forms: Vec<Form>,
}

/// What is seen rather than read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shouting {
    /// More words in capitals than this are shouted.
    pub(super) words: usize,
    /// As many marks in a row are shouted.
    pub(super) marks: usize,
    /// What is written in capitals anyway.
    pub(super) usual: Vec<String>,
    /// What is written so where it names a light.
    pub(super) label: Vec<String>,
    /// Names, as they are written.
    pub(super) proper: Vec<String>,
    /// Angry pictures.
    pub(super) emoji: Vec<String>,
}

/// How persons are named.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    /// What stands before a name.
    pub(super) title: Vec<String>,
    /// What says already who it was.
    pub(super) role: Vec<String>,
    /// What is said to somebody.
    pub(super) greeting: Vec<String>,
    /// A first name may stand after these.
    pub(super) thanks: Vec<String>,
    /// What is no name after a title.
    pub(super) other: Vec<String>,
    /// What stands instead.
    pub(super) say: Text,
    /// What stands instead where somebody is spoken to; nothing keeps the title.
    pub(super) call: Text,
}

/// The forms that a word may begin, by its first letter: their rows, and their places in these.
#[derive(Debug, Default)]
struct Index {
    by_letter: HashMap<char, Vec<(usize, usize)>>,
    /// Those that any word may begin; each letter has them too.
    by_any: Vec<(usize, usize)>,
}

impl Index {
    fn of(rows: &[Row]) -> Self {
        let mut index = Self::default();
        let forms = rows.iter().enumerate().flat_map(|(row, it)| {
            it.forms.iter().enumerate().map(move |(form, it)| ((row, form), it))
        });
        for (place, form) in forms {
            let starts: Option<String> = form.find.iter().map(|find| find.starts.clone()).collect();
            let Some(starts) = starts else {
                index.by_any.push(place);
                continue;
            };
            for letter in starts.chars().collect::<BTreeSet<_>>() {
                index.by_letter.entry(letter).or_default().push(place);
            }
        }
        for places in index.by_letter.values_mut() {
            places.extend(&index.by_any);
            places.sort_unstable();
        }
        index
    }

    /// Returns the forms that may begin with a word, in their order.
    fn places(&self, word: &Word) -> Cow<'_, [(usize, usize)]> {
        let listed = |first| self.by_letter.get(&first).unwrap_or(&self.by_any).as_slice();
        let mut each = word.initials().map(listed);
        let Some(first) = each.next() else { return Cow::Borrowed(&self.by_any) };
        let others: Vec<_> = each.flatten().copied().collect();
        if others.is_empty() {
            return Cow::Borrowed(first);
        }
        let all: BTreeSet<_> = first.iter().copied().chain(others).collect();
        Cow::Owned(all.into_iter().collect())
    }
}

/// Everything that is looked for.
#[derive(Debug)]
pub(super) struct Data {
    /// The words.
    pub(super) rows: Vec<Row>,
    index: Index,
    /// What is shouted.
    pub(super) shouting: Shouting,
    /// Persons.
    pub(super) person: Person,
    /// After these a clause is not about the next word.
    pub(super) little: Vec<String>,
    /// What is not to be lost.
    pub(super) fact: Vec<String>,
    /// What parts clauses.
    pub(super) conjunction: Vec<String>,
    /// What begins a condition.
    pub(super) condition: Vec<String>,
}

impl Data {
    /// Returns the forms that may begin with a word, in the order of the file.
    pub(super) fn forms(&self, word: &Word) -> impl Iterator<Item = (&Row, &Form)> {
        let places = self.index.places(word);
        (0..places.len()).filter_map(move |at| {
            let (row, form) = *places.get(at)?;
            let row = self.rows.get(row)?;
            Some((row, row.forms.get(form)?))
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    find: Vec<String>,
    after: Option<Vec<String>>,
    next: Option<Vec<String>>,
    #[serde(default)]
    how: Vec<How>,
    #[serde(default)]
    say: Text,
    #[serde(default)]
    clause: Text,
    most: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    kind: Kind,
    lang: Lang,
    advice: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    spare: Vec<String>,
    #[serde(default)]
    name: bool,
    form: Vec<RawForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    set: HashMap<String, Vec<String>>,
    row: Vec<RawRow>,
    shouting: Shouting,
    person: Person,
}

/// The named words while phrases are read.
type Sets = HashMap<String, Vec<String>>;

/// Returns what is looked for, read at its first use.
///
/// # Panics
///
/// Never in a released program: the file is part of it and a test reads it.
pub(super) fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| {
        let source = data::shipped!("tone.toml");
        let file: File = toml::from_str(&source).expect("a test reads the built-in words");
        let mut sets = file.set;
        let rows: Vec<_> = file.row.into_iter().map(|raw| row(raw, &mut sets)).collect();
        let index = Index::of(&rows);
        let mut all = |name: &str| sets.remove(name).unwrap_or_default();
        let (mut conjunction, condition) = (all("conjunction"), all("condition"));
        conjunction.extend(condition.iter().cloned());
        let (little, fact) = (all("little"), all("fact"));
        let (shouting, person) = (file.shouting, file.person);
        Data { rows, index, shouting, person, little, fact, conjunction, condition }
    })
}

fn row(raw: RawRow, sets: &mut Sets) -> Row {
    sets.insert("w".into(), raw.words);
    let forms = raw.form.into_iter().map(|raw| form(raw, sets)).collect();
    let spare = raw.spare.iter().map(|spare| phrase(spare, sets)).collect();
    let advice = raw.advice.map_or_else(|| raw.kind.advice().to_owned(), |own| advice_key(&own));
    Row { kind: raw.kind, advice, lang: raw.lang, name: raw.name, spare, forms }
}

fn advice_key(word: &str) -> String {
    format!("tone.advice-{word}")
}

fn form(raw: RawForm, sets: &Sets) -> Form {
    let words = |list: Option<Vec<String>>| {
        let list = list?;
        let each = list.iter().flat_map(|word| members(word, sets));
        Some(each.collect())
    };
    Form {
        find: raw.find.iter().map(|find| phrase(find, sets)).collect(),
        after: words(raw.after),
        next: words(raw.next),
        say: if raw.how.contains(&How::Drop) { Text::plain("") } else { raw.say },
        how: raw.how,
        clause: raw.clause,
        most: raw.most.unwrap_or(MOST),
    }
}

/// Reads a phrase such as `<not> guna <very>? <kamu>?`.
fn phrase(written: &str, sets: &Sets) -> Phrase {
    let mut out = Vec::new();
    for part in written.split(' ').filter(|part| !part.is_empty()) {
        let many = part.strip_suffix('+');
        let one = part.strip_suffix('?');
        let word = many.or(one).unwrap_or(part);
        let either = if word == "*" { Vec::new() } else { members(word, sets) };
        let either = either.iter().map(|member| {
            let words = member.split(' ');
            words.map(|word| word.chars().collect()).collect()
        });
        let may_miss = many.is_some() || one.is_some();
        let place = Place { either: either.collect(), may_miss };
        let times = if many.is_some() { TIMES } else { 1 };
        out.extend(std::iter::repeat_n(place, times));
    }
    out.into()
}

/// Returns the words of `a|b`, and of `<set>` or `<set|set>` those of the sets.
fn members(word: &str, sets: &Sets) -> Vec<String> {
    match word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) {
        Some(sets_of) => {
            let named = sets_of.split('|').filter_map(|name| sets.get(name));
            named.flatten().cloned().collect()
        }
        None => word.split('|').map(str::to_owned).collect(),
    }
}
