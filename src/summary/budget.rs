//! Keeps the script short enough to be heard: what is said first, what later, what only when asked.
//!
//! Pure. An opening has at most 70 spoken words, opening and details together at most 130, every digit a
//! word. Where it is too long, the impact moves to the details first, then the lights are said in a
//! shorter way, then everything but the first sentence may move; the request always stays.
//!
//! # References
//!
//! An opening of 15 to 30 seconds at 110 to 150 words a minute is 45 to 70 words.

use super::Sentence;
use crate::checklist::Slot;
use crate::spoken::spoken_words;

/// The most words of an opening, greeting and request included.
pub(super) const OPENING_WORDS: usize = 70;

/// The most words of opening and details together.
pub(super) const ALL_WORDS: usize = 130;

/// What could be said.
pub(super) struct Material<'a> {
    /// The greeting.
    pub greeting: &'a str,
    /// For each thing its sentences, the best first.
    pub opening: Vec<(Slot, Vec<String>)>,
    /// The sentences of the details, the most important first.
    pub details: Vec<Sentence>,
    /// The sentence among the details that no other may push out: what the program saw.
    pub seen: Option<&'a str>,
    /// The request.
    pub request: Option<String>,
}

/// What is said.
pub(super) struct Told {
    /// The sentences after the stop, the request last.
    pub opening: Vec<Sentence>,
    /// The sentences for an agent who wants details.
    pub details: Vec<Sentence>,
}

/// Decides what is said where.
pub(super) fn arrange(material: &Material<'_>) -> Told {
    let request = material.request.as_deref();
    let fixed = spoken_words(material.greeting) + request.map_or(0, spoken_words);
    let room = OPENING_WORDS.saturating_sub(fixed);
    let mut opening = best(&material.opening);
    let mut details = material.details.clone();
    if words(&opening) > room {
        move_to_details(&mut opening, &mut details, Slot::Impact);
    }
    shorten(&mut opening, &material.opening, room);
    for slot in [Slot::EarlierReport, Slot::Restart, Slot::Lights] {
        if words(&opening) > room {
            move_to_details(&mut opening, &mut details, slot);
        }
    }
    // Long names and dates can leave room for the first sentence alone: what is wrong.
    while words(&opening) > room && opening.len() > 1 {
        details.splice(0..0, opening.pop());
    }
    if let Some(say) = request {
        opening.push(Sentence { about: None, say: say.to_owned() });
    }
    let used = spoken_words(material.greeting) + words(&opening);
    let room = ALL_WORDS.saturating_sub(used);
    Told { details: fitting(details, room, material.seen), opening }
}

fn best(candidates: &[(Slot, Vec<String>)]) -> Vec<Sentence> {
    let first = |(slot, all): &(Slot, Vec<String>)| {
        Some(Sentence { about: Some(*slot), say: all.first()?.clone() })
    };
    candidates.iter().filter_map(first).collect()
}

fn words(sentences: &[Sentence]) -> usize {
    sentences.iter().map(|sentence| spoken_words(&sentence.say)).sum()
}

fn move_to_details(opening: &mut Vec<Sentence>, details: &mut Vec<Sentence>, slot: Slot) {
    let moved: Vec<_> = opening.extract_if(.., |sentence| sentence.about == Some(slot)).collect();
    details.splice(0..0, moved);
}

/// Says the lights in the shortest way that their steps allow, while the opening is too long.
fn shorten(opening: &mut [Sentence], candidates: &[(Slot, Vec<String>)], room: usize) {
    for (_, all) in candidates.iter().filter(|(slot, _)| *slot == Slot::Lights) {
        if words(opening) <= room {
            return;
        }
        let shortest = all.iter().min_by_key(|say| spoken_words(say));
        let mut lights = opening.iter_mut().filter(|said| said.about == Some(Slot::Lights));
        let place = lights.find(|said| all.first() == Some(&said.say));
        if let (Some(shortest), Some(place)) = (shortest, place) {
            place.say.clone_from(shortest);
        }
    }
}

/// Keeps the sentences that fit, in order; a long one that does not fit makes room for a shorter one.
fn fitting(details: Vec<Sentence>, room: usize, seen: Option<&str>) -> Vec<Sentence> {
    let seen = seen.filter(|seen| spoken_words(seen) <= room);
    let mut room = room - seen.map_or(0, spoken_words);
    let fits = |sentence: &Sentence| {
        if seen == Some(sentence.say.as_str()) {
            return true;
        }
        let words = spoken_words(&sentence.say);
        let fits = words <= room;
        if fits {
            room -= words;
        }
        fits
    };
    details.into_iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(count: usize) -> String {
        vec!["kata"; count].join(" ")
    }

    fn told(lights: usize, impact: usize, details: &[usize]) -> Told {
        arrange(&Material {
            greeting: &sentence(20),
            opening: vec![
                (Slot::Symptom, vec![sentence(10)]),
                (Slot::Lights, vec![sentence(lights), sentence(3)]),
                (Slot::Impact, vec![sentence(impact)]),
            ],
            details: details
                .iter()
                .map(|count| Sentence { about: Some(Slot::Scope), say: sentence(*count) })
                .collect(),
            seen: None,
            request: Some(sentence(15)),
        })
    }

    fn about(sentences: &[Sentence]) -> Vec<Option<Slot>> {
        sentences.iter().map(|sentence| sentence.about).collect()
    }

    #[test]
    fn what_fits_stays_in_order_with_the_request_last() {
        let told = told(10, 5, &[4]);
        let expected = [Some(Slot::Symptom), Some(Slot::Lights), Some(Slot::Impact), None];
        assert_eq!(about(&told.opening), expected);
    }

    #[test]
    fn the_impact_gives_way_first_then_the_lights_shorten() {
        let first = told(20, 8, &[]);
        assert_eq!(about(&first.opening), [Some(Slot::Symptom), Some(Slot::Lights), None]);
        assert_eq!(about(&first.details), [Some(Slot::Impact)]);
        let second = told(30, 8, &[]);
        assert_eq!(second.opening.get(1).unwrap().say, sentence(3));
    }

    #[test]
    fn neither_limit_is_ever_passed_where_the_greeting_and_request_allow_it() {
        for lights in [0, 5, 20, 60, 200] {
            for details in [&[5, 5, 5][..], &[40, 40, 10], &[200, 1]] {
                let told = told(lights, 9, details);
                assert!(20 + words(&told.opening) <= OPENING_WORDS, "{lights} {details:?}");
                assert!(20 + words(&told.opening) + words(&told.details) <= ALL_WORDS);
                assert_eq!(told.opening.last().unwrap().say, sentence(15));
            }
        }
    }
}
