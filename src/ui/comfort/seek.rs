//! Asking with a list to find something in.
//!
//! Edge.

use dialoguer::console::Term;

use super::find::{Find, Sought};
use super::keys::Came;
use super::system::Hold;
use super::{ComfortFace, room};
use crate::ui::answer::Understood;
use crate::ui::{Finder, Input, Prompt, Reply, Stop};

impl ComfortFace<'_> {
    /// Asks with a list to find something in, until something is found or done.
    pub(super) fn seek(&mut self, prompt: &Prompt, finder: &Finder) -> Result<Reply, Stop> {
        let hold = Hold::raw();
        let mut sought = Sought::default();
        loop {
            let Some(find) = self.find(prompt, finder) else {
                drop(hold);
                return self.ask_plainly(prompt);
            };
            let came = self.look_for(&find, &mut sought)?;
            let meant = match came {
                Came::Outgrown => continue,
                Came::Left => {
                    drop(hold);
                    return self.type_words(prompt, finder);
                }
                Came::Picked(_) => find.meant(&sought),
            };
            sought = Sought::default();
            match meant {
                Understood::Reply(reply) => {
                    self.repeat(&reply, prompt);
                    return Ok(reply);
                }
                Understood::Help => self.plain.explain(prompt),
                Understood::Again(sentence) => self.plain.line(&sentence),
            }
        }
    }

    /// Makes the list, as the window is now; none where it is too small.
    fn find<'p>(&self, prompt: &'p Prompt, finder: &'p Finder) -> Option<Find<'p>> {
        let count = |text: &str| self.plain.broken("", text).len();
        let above = count(&prompt.ask) + prompt.hint.as_deref().map_or(0, count);
        Find::new((prompt, finder), (self.plain.lang(), self.look), room()?, above)
    }

    /// Shows the question and its list until a key leaves it, or the window no longer fits.
    fn look_for(&mut self, find: &Find<'_>, sought: &mut Sought) -> Result<Came, Stop> {
        self.plain.introduce(find.prompt);
        self.plain.question(find.prompt);
        find.prompt.hint.iter().for_each(|hint| self.plain.line(hint));
        self.settle(true)?;
        let needs = find.room;
        let fits =
            || room().is_some_and(|room| room.columns >= needs.columns && room.rows >= needs.rows);
        let term = Term::buffered_stderr();
        let came = self.plain.lines().choose(&fits, || find.show(&term, sought));
        let shown = term.show_cursor().and_then(|()| term.flush());
        if shown.is_err() { Err(Stop::Failed) } else { came }
    }

    /// Asks for words instead of an entry of the list.
    fn type_words(&mut self, prompt: &Prompt, finder: &Finder) -> Result<Reply, Stop> {
        let input = Input::Find(Finder { shown: 0..0, ..finder.clone() });
        self.ask_plainly(&Prompt { input, place: None, ..prompt.clone() })
    }
}
