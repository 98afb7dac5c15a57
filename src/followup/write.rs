//! Puts the sentences of a text together, and shortens a post until it fits.
//!
//! Pure.

use textwrap::{Options, WordSplitter};

use super::count::{X_LIMIT, x_length};
use super::data::{Data, Line};
use super::facts::{Facts, Known};
use super::{Draft, Ladder, Rung, Wish, name, timeline};
use crate::cli::Channel;
use crate::summary::phrases::fill;

/// How wide mail and letters are, in columns: below the 78 that RFC 5322, section 2.1.1, recommends, with room
/// for the marks of an answer.
const COLUMNS: usize = 72;

/// What is kept free in a post for the name of an account that is not known: `@`, 15 letters and a blank.
///
/// # References
///
/// X Help, "About your profile".
const HANDLE: usize = 17;

/// A sentence of a text.
struct Said {
    part: String,
    drop: u8,
    text: String,
    /// What can be said in its place, the best last.
    shorter: Vec<String>,
}

/// Writes the text that fits, for a channel.
pub fn write(facts: &Facts<'_>, channel: Channel, wish: &Wish, ladder: &Ladder) -> Draft {
    let raise = ladder.is_time() && ladder.next >= Rung::Supervisor;
    let known = facts.known(channel, wish, raise);
    let maker = Maker { facts, channel, known: &known, enclose: wish.enclose };
    let rows = Data::builtin().order.get(name(channel)).map_or(&[][..], Vec::as_slice);
    let mut rows: Vec<Vec<Said>> = rows.iter().map(|row| maker.row(row)).collect();
    rows.retain(|row| !row.is_empty());
    let room = if channel == Channel::X && !known.has("handle") { HANDLE } else { 0 };
    if channel == Channel::X {
        shorten(&mut rows, X_LIMIT - room, known.texts.get("ticket").map(String::as_str));
    }
    let text = joined(&rows, channel);
    let length = x_length(&text) + room;
    let fits = channel != Channel::X || length <= X_LIMIT;
    let written = matches!(channel, Channel::Email | Channel::Letter);
    let enclosures = if written { enclosures(&maker) } else { Vec::new() };
    Draft { text, length, fits, enclosures }
}

impl Said {
    fn new(part: &str, drop: u8, text: String) -> Self {
        Self { part: part.to_owned(), drop, text, shorter: Vec::new() }
    }

    /// Takes the next shorter wording that keeps the ticket's number; false where there is none.
    fn give_way_with(&mut self, ticket: Option<&str>) -> bool {
        let kept = ticket.filter(|ticket| self.text.contains(*ticket));
        self.shorter.retain(|other| kept.is_none_or(|ticket| other.contains(ticket)));
        self.give_way()
    }

    /// Takes the next shorter wording; false where there is none.
    fn give_way(&mut self) -> bool {
        while let Some(other) = self.shorter.pop() {
            if x_length(&other) < x_length(&self.text) {
                self.text = other;
                return true;
            }
        }
        false
    }
}

struct Maker<'a> {
    facts: &'a Facts<'a>,
    channel: Channel,
    known: &'a Known,
    enclose: bool,
}

impl Maker<'_> {
    fn row(&self, parts: &[String]) -> Vec<Said> {
        parts.iter().filter_map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &str) -> Option<Said> {
        let listed = match part {
            "timeline" => Some(timeline::timeline(self.facts)),
            "attachments" if self.enclose => Some(self.attachments()),
            "attachments" => Some(Vec::new()),
            _ => None,
        };
        let Some(lines) = listed else {
            let own = Data::builtin().line.iter().filter(|line| line.part == part);
            let mut own = own.filter_map(|line| self.said(line));
            let mut said = own.next()?;
            said.shorter = own.map(|other| other.text).collect();
            said.shorter.reverse();
            return Some(said);
        };
        let heading = Data::builtin().heading.get(part)?.get(self.facts.lang());
        let text = format!("{heading}\n{}", lines.join("\n"));
        (!lines.is_empty()).then(|| Said::new(part, 0, text))
    }

    /// Fills a line, where it may be said here and all its facts are known.
    fn said(&self, line: &Line) -> Option<Said> {
        let among = |all: &[String], own: &str| all.is_empty() || all.iter().any(|it| it == own);
        let here = among(&line.about, self.facts.situation.key())
            && among(&line.to, name(self.channel))
            && line.service.holds(&self.facts.service)
            && line.when.iter().all(|it| self.known.has(it))
            && !line.unless.iter().any(|it| self.known.has(it));
        let value = |name: &str| self.known.texts.get(name).cloned();
        let text = fill(line.say.get(self.facts.lang()), value).filter(|_| here)?;
        Some(Said::new(&line.part, line.drop, text))
    }

    fn attachments(&self) -> Vec<String> {
        let own = enclosures(self);
        (1..).zip(own).map(|(number, said)| format!("{number}. {said}")).collect()
    }
}

/// Lists what could be put with a letter.
fn enclosures(maker: &Maker<'_>) -> Vec<String> {
    let own = Data::builtin().line.iter().filter(|line| line.part == "attachment");
    own.filter_map(|line| maker.said(line)).map(|said| said.text).collect()
}

/// The number of the lines that are the last to go.
const LAST: u8 = 1;

/// Leaves out sentences, the least needed first, until a post fits; before the last of them goes, those that must
/// stay are said shorter, if their `ticket` stays with them.
fn shorten(rows: &mut [Vec<Said>], limit: usize, ticket: Option<&str>) {
    while x_length(&joined(rows, Channel::X)) > limit {
        let all = rows.iter().flatten().map(|said| said.drop);
        let Some(most) = all.max().filter(|drop| *drop > 0) else { return };
        let mut firm = rows.iter_mut().flatten().filter(|said| said.drop == 0);
        if most == LAST && firm.any(|said| said.give_way_with(ticket)) {
            continue;
        }
        let mut first = rows.iter_mut().flatten().filter(|said| said.drop == most);
        if first.next().is_some_and(Said::give_way) {
            continue;
        }
        let mut first = true;
        for row in rows.iter_mut() {
            row.retain(|said| said.drop != most || !std::mem::take(&mut first));
        }
    }
}

/// Joins sentences to paragraphs and paragraphs to a text.
fn joined(rows: &[Vec<Said>], channel: Channel) -> String {
    let wrapped = matches!(channel, Channel::Email | Channel::Letter);
    let paragraphs = rows.iter().filter(|row| !row.is_empty()).map(|row| {
        let said: Vec<_> = row.iter().map(|said| said.text.as_str()).collect();
        // A header is one line, however long it is.
        let header = row.iter().any(|said| said.part == "subject");
        let text = said.join(" ");
        if wrapped && !header { wrap(&text) } else { text }
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Breaks every line of a paragraph; what belongs to a list hangs under its mark.
fn wrap(text: &str) -> String {
    let lines = text.split('\n').flat_map(|line| {
        let listed = line.starts_with("- ") || line.starts_with(|c: char| c.is_ascii_digit());
        let options = Options::new(COLUMNS)
            .subsequent_indent(if listed { "  " } else { "" })
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let broken = textwrap::wrap(line, options).into_iter();
        broken.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    });
    lines.collect::<Vec<_>>().join("\n")
}
