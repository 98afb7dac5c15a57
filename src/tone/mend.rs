//! Puts what is suggested in its place, and mends what stands beside it.
//!
//! Pure. Nothing is touched but where something was replaced: spaces, marks and capitals elsewhere stay as typed.

use super::Remark;
use super::rows::data;

/// Marks that may end a clause.
const MARKS: [char; 6] = ['.', ',', '!', '?', ';', ':'];

/// Returns a text with what its remarks suggest; where two stand in each other's way, the wider one.
pub(super) fn applied(text: &str, remarks: &[Remark]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for remark in chosen(remarks) {
        // What was mended beside another place waits for the next round.
        let free = remark.whole.start >= from;
        let Some(instead) = remark.instead.as_ref().filter(|_| free) else { continue };
        out += text.get(from..remark.whole.start).unwrap_or_default();
        let typed = text.get(remark.whole.clone()).unwrap_or_default();
        let rest = text.get(remark.whole.end..).unwrap_or_default();
        let used = if instead.is_empty() {
            leave_out(&mut out, typed, rest)
        } else {
            put(&mut out, instead, (typed, rest))
        };
        let eaten = rest.len() - used.rest.len();
        from = remark.whole.end + eaten;
        if used.capital
            && let Some(first) = used.rest.chars().next()
        {
            out.extend(first.to_uppercase());
            from += first.len_utf8();
        }
    }
    out += text.get(from..).unwrap_or_default();
    out
}

/// What is left of the text behind a place.
struct Left<'a> {
    rest: &'a str,
    /// Whether it begins a sentence now.
    capital: bool,
}

/// Picks the remarks that can be used together, in order.
fn chosen(remarks: &[Remark]) -> Vec<&Remark> {
    let mut usable: Vec<_> = remarks.iter().filter(|remark| remark.instead.is_some()).collect();
    usable.sort_by_key(|remark| {
        (remark.whole.start, std::cmp::Reverse(remark.whole.end), remark.kind)
    });
    let mut end = 0;
    usable.retain(|remark| {
        // What begins where another ends may have lost the marks between: it waits for the next round.
        let free = remark.whole.start > end || end == 0;
        if free {
            end = remark.whole.end + 1;
        }
        free
    });
    usable
}

/// Leaves something out, with the marks and the conjunction that stood for it.
fn leave_out<'a>(out: &mut String, typed: &str, rest: &'a str) -> Left<'a> {
    let was_spaced = out.ends_with(char::is_whitespace) || out.is_empty();
    trim(out);
    let mut rest = rest.trim_start_matches(' ');
    if is_over(rest) {
        drop_conjunction(out);
    }
    if begins_sentence(out) || out.ends_with(MARKS) {
        let marks = rest.trim_start_matches(MARKS);
        let typed_marks = rest.len() - marks.len();
        if typed_marks > 0 && out.ends_with([',', ';', ':']) {
            out.pop();
        } else {
            rest = marks.trim_start_matches(' ');
        }
    }
    // Nothing follows what a comma announced.
    if rest.trim().is_empty() && out.ends_with([',', ';', ':']) {
        out.pop();
    }
    let starts = begins_sentence(out);
    let needs_space = !out.is_empty()
        && !out.ends_with('\n')
        && !rest.is_empty()
        && !rest.starts_with(MARKS)
        && !rest.starts_with('\n');
    let dressed = rest
        .starts_with(|c: char| !c.is_alphanumeric() && c != '@' && c != '"' && c != '“')
        && !was_spaced;
    if needs_space && !dressed {
        out.push(' ');
    }
    article(out, rest);
    let capital =
        starts && typed.starts_with(char::is_uppercase) && rest.starts_with(char::is_lowercase);
    Left { rest, capital }
}

/// Puts something in the place of something else.
fn put<'a>(out: &mut String, instead: &str, (typed, rest): (&str, &'a str)) -> Left<'a> {
    let own = instead.strip_prefix(". ");
    let after = instead.strip_prefix(", ");
    let asks = own.or(after).is_some();
    let mut words = own.or(after).unwrap_or(instead).to_owned();
    if asks {
        trim(out);
        while out.ends_with([',', ';', ':']) {
            out.pop();
        }
    }
    let starts = begins_sentence(out);
    if asks && !starts {
        out.push(if own.is_some() { '.' } else { ',' });
    }
    let was_capital = typed.starts_with(char::is_uppercase);
    if (starts && was_capital) || (own.is_some() && !starts) {
        words = capital(&words);
    }
    if asks && !out.is_empty() && !out.ends_with('\n') {
        out.push(' ');
    }
    article(out, &words);
    *out += &words;
    let more = rest.trim_start_matches(' ');
    if asks && !more.is_empty() && !more.starts_with('\n') {
        out.push(' ');
        return Left { rest: more, capital: more.starts_with(char::is_lowercase) };
    }
    // What was cried out reads on calmly.
    let calm = rest.trim_start_matches('!');
    if calm.len() < rest.len() && !calm.starts_with('?') {
        out.push('.');
        return Left { rest: calm, capital: false };
    }
    Left { rest, capital: false }
}

/// Takes the spaces from an end, not the line breaks.
fn trim(out: &mut String) {
    out.truncate(out.trim_end_matches([' ', '\t']).len());
}

/// Tells whether a sentence ends before the rest of a text.
fn is_over(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(MARKS) || rest.starts_with('\n')
}

/// Tells whether what comes next begins a sentence.
fn begins_sentence(out: &str) -> bool {
    let out = out.trim_end_matches(' ');
    out.is_empty() || out.ends_with(['.', '!', '?', '…', '\n'])
}

/// Takes a conjunction from an end that joins nothing any more, with its comma.
fn drop_conjunction(out: &mut String) {
    let start = out.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| {
        at + out.get(at..).and_then(|tail| tail.chars().next()).map_or(1, char::len_utf8)
    });
    let last = out.get(start..).unwrap_or_default().to_lowercase();
    if data().conjunction.contains(&last) {
        out.truncate(start);
        trim(out);
        while out.ends_with(',') {
            out.pop();
        }
    }
}

/// Lets "a" and "an" fit the word that now follows.
fn article(out: &mut String, next: &str) {
    let Some(first) = next.chars().next().filter(char::is_ascii_alphabetic) else { return };
    let vowel = matches!(first.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u');
    for (is, fits) in [(" a ", " an "), (" an ", " a ")] {
        if out.ends_with(is) && (is == " a ") == vowel {
            out.truncate(out.len() - is.len());
            *out += fits;
            return;
        }
    }
}

/// Writes a word with a capital.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect()
}
