//! What leaves the screen, and the person's word for it: own lines, the preview for the provider, the clipboard.
//!
//! Edge. Where a person sits at a terminal everything is asked; elsewhere `--yes` is the word, and without it
//! nothing unmasked is given away.

use super::world::World;
use crate::cli::{Form, Show};
use crate::error::{Error, Result};
use crate::summary::{self, Message, Reader, Source};
use crate::ui::clipboard::{self, NotCopied};
use crate::ui::plain::PlainFace;
use crate::ui::{self, Block, Face, Input, Prompt, Reply, output};

/// Asks for one summary's way out.
pub(super) struct Sharing<'a> {
    world: World<'a>,
    asked: &'a Show,
    source: &'a Source<'a>,
    /// How to talk with whoever sits at the terminal; one for everything, for only the first hears of Ctrl-C.
    face: Option<Box<dyn Face + 'a>>,
    /// Whether the person is asked.
    asks: bool,
    /// The labels of what is personal in it.
    personal: Vec<String>,
}

impl<'a> Sharing<'a> {
    /// Begins; what cannot come to a good end is refused before anything is asked.
    pub(super) fn begin(world: World<'a>, asked: &'a Show, source: &'a Source<'a>) -> Result<Self> {
        let texts = world.texts();
        let env = world.env;
        if asked.copy && !matches!(asked.form, Form::Message | Form::Text | Form::Md) {
            return Err(Error::usage(texts.get("copy.forms")));
        }
        if asked.copy && !env.stderr_tty && !env.stdout_tty {
            return Err(not_copied(world, NotCopied::NoTerminal));
        }
        let sits = env.stdin_tty && env.stderr_tty;
        let person = sits && !asked.yes;
        let unmasked = source.reader != Reader::Public;
        if source.reader == Reader::Provider && !person && !asked.yes {
            return Err(Error::usage(texts.get("share.alone")).hint(texts.get("share.alone-yes")));
        }
        if asked.copy && unmasked && !person && !asked.yes {
            return Err(Error::usage(texts.get("copy.alone")).hint(texts.get("share.alone-yes")));
        }
        let talks = source.reader == Reader::Provider || asked.form == Form::Message || asked.copy;
        let face: Option<Box<dyn Face>> = if asked.form == Form::Qr && sits {
            // Nothing may be redrawn beside a drawing.
            Some(Box::new(PlainFace::open(env, world.lang)?))
        } else if person && talks {
            Some(ui::open(env, world.common, world.lang)?)
        } else {
            None
        };
        let personal = summary::personal(source, true);
        Ok(Self { world, asked, source, face, asks: person, personal })
    }

    /// Writes the message, with the own lines that the person puts in.
    pub(super) fn message(&mut self) -> Result<String> {
        let message = summary::message(self.source);
        let chosen = match self.source.reader {
            Reader::Me => message.everything(),
            Reader::Provider | Reader::Public => self.choose(&message)?,
        };
        self.personal.clone_from(&message.personal);
        if !chosen.is_empty() {
            self.personal.push(self.world.texts().get("message.own-words").to_owned());
        }
        Ok(message.text(&chosen))
    }

    /// Offers each own line; none goes in unasked.
    fn choose(&mut self, message: &Message) -> Result<Vec<usize>> {
        let texts = self.world.texts();
        let counted = |key, n: usize| texts.fill(key, &[("n", &n.to_string())]);
        if message.unfit > 0 {
            output::remark(&counted("share.unfit", message.unfit));
        }
        let offers = message.offers.len();
        if offers == 0 {
            return Ok(Vec::new());
        }
        if !self.asks {
            output::remark(&counted("share.left-out", offers));
            return Ok(Vec::new());
        }
        let mut chosen = Vec::new();
        if self.is_yes(&counted("share.lines", offers))? {
            for (at, offer) in message.offers.iter().enumerate() {
                self.say(&Block::Text(format!("\n  {}", offer.line)));
                if self.is_yes(texts.get("share.line"))? {
                    chosen.push(at);
                }
            }
        }
        Ok(chosen)
    }

    /// Shows what the provider would get and what is personal in it; true where it may be printed.
    pub(super) fn is_agreed(&mut self, shown: &str) -> Result<bool> {
        if self.source.reader != Reader::Provider {
            return Ok(true);
        }
        let texts = self.world.texts();
        let holds = if self.personal.is_empty() {
            texts.get("share.holds-nothing").to_owned()
        } else {
            texts.fill("share.holds", &[("what", &self.personal.join(", "))])
        };
        if !self.asks {
            output::remark(&holds);
            return Ok(true);
        }
        let name = self.source.provider.map(|chosen| chosen.row.name.as_str());
        let heading = match name {
            Some(name) => texts.fill("share.for-named", &[("name", name)]),
            None => texts.get("share.for").to_owned(),
        };
        self.say(&Block::Heading(heading));
        self.say(&Block::Text(format!("\n{}\n", shown.trim_end())));
        self.say(&Block::Warn(holds));
        let agreed = self.is_yes(texts.get("share.print"))?;
        if !agreed {
            output::remark(texts.get("share.not-printed"));
        }
        Ok(agreed)
    }

    /// Asks before anything that is not masked goes to the clipboard.
    pub(super) fn may_copy(&mut self) -> Result<bool> {
        let texts = self.world.texts();
        if self.source.reader == Reader::Public || self.asked.yes {
            return Ok(true);
        }
        let agreed = self.is_yes(texts.get("copy.ask"))?;
        if !agreed {
            output::remark(texts.get("copy.not-copied"));
        }
        Ok(agreed)
    }

    /// Copies, and says what nobody can know about it.
    pub(super) fn copy(&self, shown: &str) -> Result<()> {
        clipboard::copy(self.world.env, shown).map_err(|why| not_copied(self.world, why))?;
        output::remark(self.world.texts().get("copy.done"));
        Ok(())
    }

    /// Returns who pages through codes, where somebody sits there.
    pub(super) fn pager(&mut self) -> Option<&mut (dyn Face + 'a)> {
        self.face.as_deref_mut()
    }

    fn say(&mut self, block: &Block) {
        if let Some(face) = &mut self.face {
            face.say(block);
        }
    }

    /// Asks a question; Enter alone is no yes.
    fn is_yes(&mut self, ask: &str) -> Result<bool> {
        let Some(face) = &mut self.face else { return Ok(false) };
        let reply = face.ask(&Prompt::new(ask, Input::YesNo));
        let stopped = |stop| Error { hint: None, ..super::stopped(stop, false, self.world.lang) };
        reply.map(|reply| reply == Reply::YesNo(true)).map_err(stopped)
    }
}

/// Says why nothing was copied.
fn not_copied(world: World<'_>, why: NotCopied) -> Error {
    let texts = world.texts();
    match why {
        NotCopied::NoTerminal => {
            Error::usage(texts.get("copy.no-terminal")).hint(texts.get("copy.no-terminal-hint"))
        }
        NotCopied::TooLong => Error::failed(texts.get("copy.too-long")),
        NotCopied::Failed => Error::failed(texts.get("copy.failed")),
    }
}
