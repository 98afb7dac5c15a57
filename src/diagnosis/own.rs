//! What a person or a provider may put in the place of built-in data, and what can be wrong with it.
//!
//! Pure. Who reads such a file hands it over once, before anything is looked at; from then on it counts.

use std::sync::OnceLock;

use crate::wire::clean;

/// The most rows of one kind of address: every one is contacted at each look.
pub(crate) const ROWS: usize = 16;

/// What is wrong with a file of data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The text is not TOML of this form.
    #[error("{line}:{column}: {message}")]
    Form {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the reader of TOML said.
        message: String,
    },
    /// A value cannot be used.
    #[error("[[{section}]] {number}: {field}")]
    Value {
        /// The kind of row.
        section: &'static str,
        /// Which of them, from 1.
        number: usize,
        /// The field.
        field: &'static str,
    },
    /// A kind has too few operators, and no verdict may rest on one.
    #[error("[[{section}]]: fewer than two operators")]
    Few {
        /// The kind of row.
        section: &'static str,
    },
    /// A kind has too many rows.
    #[error("[[{section}]]: more than {ROWS} rows")]
    Many {
        /// The kind of row.
        section: &'static str,
    },
}

impl Wrong {
    /// Says where an error of the TOML reader stands in the text.
    pub(crate) fn form(text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self::Form { line, column, message: clean::line(error.message(), 200) }
    }
}

/// Data that is built in and can be replaced once.
#[derive(Debug)]
pub(super) struct Data<T> {
    builtin: OnceLock<T>,
    own: OnceLock<T>,
}

impl<T> Data<T> {
    /// Makes a place for data.
    pub(super) const fn new() -> Self {
        Self { builtin: OnceLock::new(), own: OnceLock::new() }
    }

    /// Returns the built-in data, read at its first use.
    pub(super) fn builtin(&self, read: impl FnOnce() -> T) -> &T {
        self.builtin.get_or_init(read)
    }

    /// Returns what counts: the person's own data, else the built-in one.
    pub(super) fn get(&self, read: impl FnOnce() -> T) -> &T {
        self.own.get().unwrap_or_else(|| self.builtin(read))
    }

    /// Puts data in the place of the built-in one. What was put there before stays.
    pub(super) fn replace(&self, own: T) {
        let _ = self.own.set(own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_data_counts_once_it_is_there() {
        let data = Data::new();
        assert_eq!(*data.get(|| 1), 1);
        data.replace(2);
        data.replace(3);
        assert_eq!((*data.get(|| 4), *data.builtin(|| 4)), (2, 1));
    }
}
