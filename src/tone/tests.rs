use proptest::prelude::*;

use super::rows::{Form, How, Phrase, Row, data};
use super::*;
use crate::lang::Catalogue;

#[derive(Deserialize)]
struct Draft {
    lang: Lang,
    text: String,
    found: Vec<String>,
    reads: String,
}

#[derive(Deserialize)]
struct Drafts {
    draft: Vec<Draft>,
}

fn drafts() -> Vec<Draft> {
    let file: Drafts = toml::from_str(include_str!("drafts.toml")).unwrap();
    file.draft
}

fn calm() -> Vec<(Lang, String)> {
    let file: std::collections::BTreeMap<Lang, Vec<String>> =
        toml::from_str(include_str!("calm.toml")).unwrap();
    let each = file.into_iter();
    each.flat_map(|(lang, texts)| texts.into_iter().map(move |text| (lang, text))).collect()
}

fn found(text: &str, lang: Lang) -> Vec<String> {
    check(text, lang).into_iter().map(|remark| remark.found).collect()
}

#[test]
fn angry_drafts_read_calmer() {
    let drafts = drafts();
    for lang in Lang::ALL {
        assert!(drafts.iter().filter(|draft| draft.lang == lang).count() >= 20);
    }
    for Draft { lang, text, found: wanted, reads } in &drafts {
        assert_eq!(&found(text, *lang), wanted, "{text}");
        assert_eq!(&reworded(text, *lang), reads, "{text}");
        assert_eq!(&reworded(reads, *lang), reads, "twice");
    }
}

#[test]
fn calm_texts_are_left_alone() {
    let calm = calm();
    assert!(calm.len() >= 80);
    let wrong: Vec<_> = calm
        .iter()
        // In both languages: the words of both are looked for in every text.
        .flat_map(|(_, text)| Lang::ALL.map(|lang| (text, found(text, lang), reworded(text, lang))))
        .filter(|(text, found, reads)| !found.is_empty() || *text != reads)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Makes one sample of a phrase for each of its words.
fn samples(phrase: &Phrase) -> Vec<String> {
    let first = |at: usize| -> String {
        let place = &phrase.places[at];
        if place.either.is_empty() { "provider".into() } else { joined(&place.either[0]) }
    };
    let mut out = Vec::new();
    for (at, place) in phrase.places.iter().enumerate() {
        let own: Vec<_> = place.either.iter().map(|words| joined(words)).collect();
        for word in if own.is_empty() { vec!["provider".to_owned()] } else { own } {
            let words =
                (0..phrase.places.len()).filter(|i| *i == at || !phrase.places[*i].may_miss);
            let words: Vec<_> =
                words.map(|i| if i == at { word.clone() } else { first(i) }).collect();
            out.push(words.join(" "));
        }
    }
    out.sort();
    out.dedup();
    out
}

fn joined(words: &[Vec<char>]) -> String {
    words.iter().map(|word| word.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Puts a sample where its form looks for it.
fn sentence(row: &Row, form: &Form, sample: &str) -> String {
    let sample = if form.is(How::Upper) { sample.to_uppercase() } else { sample.to_owned() };
    let before = form.after.as_ref().map_or(String::new(), |words| format!("{} ", words[0]));
    let after = match (&form.next, form.follows(), row.lang) {
        (Some(words), ..) => format!(" {}", words[0]),
        (None, Some(true), Lang::Id) => " angkat telepon".into(),
        (None, Some(true), Lang::En) => " technicians came".into(),
        (None, ..) => String::new(),
    };
    format!("Modem 1, {before}{sample}{after}.")
}

#[test]
fn every_phrase_of_the_data_is_found() {
    let mut missed = Vec::new();
    let mut seen = 0;
    for row in &data().rows {
        for form in &row.forms {
            for sample in form.find.iter().flat_map(samples) {
                let text = sentence(row, form, &sample);
                seen += 1;
                let is_found = |remark: &Remark| {
                    remark.kind == row.kind && text[..remark.range.end].contains(&*remark.found)
                };
                if !check(&text, row.lang).iter().any(is_found) {
                    missed.push(text);
                }
            }
        }
    }
    assert!(seen > 900, "{seen}");
    assert!(missed.is_empty(), "{} of {seen}: {missed:#?}", missed.len());
}

#[test]
fn what_is_spared_is_spared_in_every_case() {
    for row in &data().rows {
        for sample in row.spare.iter().flat_map(samples) {
            for text in [sample.clone(), sample.to_uppercase(), format!("Ada {sample} 1.")] {
                let of_row = check(&text, row.lang);
                let of_row = of_row.iter().filter(|remark| remark.advice == row.advice);
                assert_eq!(of_row.count(), 0, "{text}");
            }
        }
    }
}

#[test]
fn neutral_wordings_are_neutral() {
    let mut seen = 0;
    for row in &data().rows {
        for form in &row.forms {
            for (text, lang) in [&form.say, &form.clause]
                .iter()
                .flat_map(|text| Lang::ALL.map(|lang| (*text, lang)))
            {
                let Some(text) = text.exact(lang).filter(|text| !text.is_empty()) else { continue };
                seen += 1;
                assert_eq!(found(text, lang), Vec::<String>::new(), "{text}");
                assert!(!text.contains('{'), "{text}");
            }
            for text in [&form.say, &form.clause] {
                assert_eq!(text.id.is_some(), text.en.is_some(), "{text:?}");
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn every_advice_is_a_sentence_and_gives_no_legal_advice() {
    let own = data().rows.iter().map(|row| row.advice.as_str());
    for key in own.chain(Kind::ALL.map(Kind::advice)) {
        for lang in Lang::ALL {
            let text = Catalogue::of(lang).get(key);
            assert!(text.ends_with('.'), "{key}: {text}");
            for word in ["hukum", "pengacara", "polisi", "law", "court", "police"] {
                assert!(
                    !text.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|own| own == word),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn a_crime_and_a_threat_are_told_apart_from_harsh_words() {
    for (text, lang, kind) in [
        ("Kalian penipu.", Lang::Id, Kind::Accusation),
        ("Thieves!", Lang::En, Kind::Accusation),
        ("You lied to me.", Lang::En, Kind::Accusation),
        ("Besok saya viralkan.", Lang::Id, Kind::Threat),
        ("We will sue.", Lang::En, Kind::Threat),
        ("Lelet.", Lang::Id, Kind::Harsh),
        ("Kalian.", Lang::Id, Kind::Blame),
        ("Buruan.", Lang::Id, Kind::Demand),
        ("Goblok.", Lang::Id, Kind::Drop),
        ("Pak Budi datang.", Lang::Id, Kind::Name),
        ("Mati!!!", Lang::Id, Kind::Shouting),
    ] {
        assert!(check(text, lang).iter().any(|remark| remark.kind == kind), "{text}");
    }
}

#[test]
fn an_accusation_in_a_long_sentence_is_for_the_person_to_say() {
    let text = "Saya merasa ditipu petugas soal paket 100 Mbps yang dijanjikan bulan lalu.";
    let remarks = check(text, Lang::Id);
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].instead, None);
    assert_eq!(reworded(text, Lang::Id), text);
}

/// Texts made of what is looked for, of ordinary words and of marks.
fn mixed() -> impl Strategy<Value = String> {
    let mut pieces: Vec<String> = [
        "internet", "saya", "kalau", "dan", "or", "is", "a", "an", "Modem", "LOS", "Pak", "Budi",
        "besok", "100", "\n", ", ", ". ", "!!!", "???", "😡", "-", "(", ")", "“", "@cs", "TT-1.5",
        "ß", "İ", "a.id",
    ]
    .map(str::to_owned)
    .to_vec();
    let forms = data().rows.iter().flat_map(|row| &row.forms);
    pieces.extend(forms.flat_map(|form| form.find.iter().filter_map(|find| samples(find).pop())));
    let upper: Vec<_> = pieces.iter().map(|piece| piece.to_uppercase()).collect();
    pieces.extend(upper);
    let space = proptest::sample::select(vec![" ", " ", " ", "", "  "]);
    proptest::collection::vec((proptest::sample::select(pieces), space), 0..14).prop_map(|all| {
        all.into_iter().flat_map(|(piece, space)| [piece, space.to_owned()]).collect()
    })
}

fn holds(text: &str, lang: Lang) -> Result<(), TestCaseError> {
    let remarks = check(text, lang);
    let mut last = 0;
    for remark in &remarks {
        prop_assert!(remark.range.start >= last, "{:?}", remarks);
        last = remark.range.start;
        prop_assert_eq!(text.get(remark.range.clone()), Some(remark.found.as_str()));
        prop_assert!(text.get(remark.whole.clone()).is_some());
    }
    let once = reworded(text, lang);
    prop_assert_eq!(reworded(&once, lang), once.clone(), "{}", text);
    if remarks.is_empty() {
        prop_assert_eq!(once, text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,60}|(?s).{0,40}") {
        holds(&text, Lang::Id)?;
        holds(&text, Lang::En)?;
    }

    #[test]
    fn a_rewording_is_not_reworded(text in mixed()) {
        holds(&text, Lang::Id)?;
        holds(&text, Lang::En)?;
    }
}
