//! What was typed wrongly, in the person's language.
//!
//! Pure. clap says it in English only; what it found out is kept, the sentences are data (`[cli.wrong]`).

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;
use crate::lang::{Catalogue, Lang};

/// The most names that are offered after a wrong one.
const OFFERED: usize = 12;

/// Which sentence says which mistake.
const SENTENCES: &[(ErrorKind, &str)] = &[
    (ErrorKind::UnknownArgument, "argument"),
    (ErrorKind::InvalidSubcommand, "command"),
    (ErrorKind::InvalidValue, "value"),
    (ErrorKind::ValueValidation, "value"),
    (ErrorKind::MissingRequiredArgument, "missing"),
    (ErrorKind::ArgumentConflict, "conflict"),
    (ErrorKind::TooManyValues, "too-many"),
    (ErrorKind::TooFewValues, "no-value"),
    (ErrorKind::WrongNumberOfValues, "no-value"),
    (ErrorKind::NoEquals, "no-value"),
    (ErrorKind::InvalidUtf8, "not-text"),
];

/// Says what was typed wrongly and what would be right, with exit code 2.
pub fn explain(error: &clap::Error, lang: Lang) -> Error {
    let texts = Catalogue::of(lang);
    let said = Said { error, texts };
    let argument = said.get(ContextKind::InvalidArg);
    let value = said.get(ContextKind::InvalidValue);
    let other = said.get(ContextKind::PriorArg);
    let command = said.get(ContextKind::InvalidSubcommand);
    let nothing = value.is_empty() && error.kind() == ErrorKind::InvalidValue;
    let same = other.is_empty() || other == argument;
    let again = same && error.kind() == ErrorKind::ArgumentConflict;
    let sentence = SENTENCES.iter().find(|(kind, _)| *kind == error.kind());
    let key = match sentence {
        _ if nothing => "no-value",
        _ if again => "twice",
        Some((_, key)) => key,
        None => "other",
    };
    let values = [
        ("argument", argument.as_str()),
        ("value", value.as_str()),
        ("other", other.as_str()),
        ("command", command.as_str()),
    ];
    let message = texts.fill(&format!("cli.wrong.{key}"), &values);
    Error::usage(message).hint(said.hint())
}

/// What clap found out.
struct Said<'a> {
    error: &'a clap::Error,
    texts: &'a Catalogue,
}

impl Said<'_> {
    fn list(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::Strings(all)) => all.clone(),
            Some(ContextValue::None | ContextValue::Bool(_)) | None => Vec::new(),
            Some(value) => vec![value.to_string()],
        }
    }

    fn get(&self, kind: ContextKind) -> String {
        self.list(kind).join(", ")
    }

    /// What was perhaps meant, what there is, and where to read more.
    fn hint(&self) -> String {
        let meant = [
            ContextKind::SuggestedSubcommand,
            ContextKind::SuggestedArg,
            ContextKind::SuggestedValue,
        ];
        let meant = meant.into_iter().find_map(|kind| self.list(kind).into_iter().next());
        let valid = self.list(ContextKind::ValidValue);
        let valid = (!valid.is_empty() && valid.len() <= OFFERED).then(|| valid.join(", "));
        let meant = meant.map(|word| self.texts.fill("ui.did-you-mean", &[("word", &word)]));
        let valid = valid.map(|all| self.texts.fill("cli.wrong.valid", &[("values", &all)]));
        let more = self.texts.get("cli.wrong.more").to_owned();
        [meant, valid, Some(more)].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parse;
    use crate::error::Exit;

    fn wrong(line: &str, lang: Lang) -> (String, String) {
        let args = std::iter::once("cekdulu").chain(line.split_whitespace());
        let args: Vec<_> = args.map(Into::into).collect();
        let error = parse(&args, lang).unwrap_err();
        assert_eq!(error.exit, Exit::Usage, "{line}");
        (error.message, error.hint.unwrap_or_default())
    }

    #[test]
    fn each_mistake_is_named_with_what_was_typed() {
        for (line, part, hint) in [
            ("runn x", "\"runn\"", "run"),
            ("xyzzy", "\"xyzzy\"", "cekdulu --help"),
            ("run", "LIST", "cekdulu --help"),
            ("run x --answer f", "--answer", "--answers"),
            ("show --as pdf", "pdf", "script, text, md, json"),
            ("--lang de", "de", "id, en"),
            ("--lang", "--lang", "cekdulu --help"),
            ("--plain --plain", "--plain", "cekdulu --help"),
            ("forget --all --profile", "--profile", "cekdulu --help"),
            ("forget", "--all", "cekdulu --help"),
            ("run x --answers=", "--answers", "cekdulu --help"),
            ("man extra", "extra", "cekdulu --help"),
        ] {
            for lang in Lang::ALL {
                let (message, said) = wrong(line, lang);
                assert!(message.contains(part), "{line}: {message}");
                assert!(said.contains(hint), "{line}: {said}");
                assert!(!message.contains('{') && !message.contains("cli.wrong"), "{message}");
                let english = ["error:", "unexpected", "invalid", "cannot be used"];
                assert!(lang == Lang::En || !english.iter().any(|word| message.contains(word)));
            }
        }
    }
}
