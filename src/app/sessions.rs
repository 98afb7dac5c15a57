//! `sessions` and `forget`: what is kept on this computer, and how to be rid of it.
//!
//! Edge.

use jiff::Zoned;
use serde_json::{Value, json};

use super::world::World;
use super::{Printer, due};
use crate::cli::{Forget, Sessions};
use crate::error::{Exit, Result};
use crate::followup;
use crate::lang::Catalogue;
use crate::moment::{self, Moment, Style};
use crate::safe;
use crate::session::Turn;
use crate::session::glance::Glance;
use crate::store::SessionId;

/// Lists the sessions, newest first.
pub(super) fn run(world: World<'_>, asked: &Sessions, results: &mut Printer) -> Result<Exit> {
    let texts = world.texts();
    let mut rows = Vec::new();
    let mut kept = false;
    let listed = world.store()?.list_all().map_err(|error| error.explain(world.lang))?;
    for (number, (id, summary)) in (1..).zip(listed) {
        kept = true;
        match summary {
            Ok(summary) if wanted(asked, &id, &summary.glance) => {
                rows.push(Row { number, id, glance: Ok(summary.glance) });
            }
            Ok(_) => {}
            Err(error) => {
                rows.push(Row { number, id, glance: Err(error.explain(world.lang).message) });
            }
        }
    }
    if asked.json {
        let now = world.env.clock.now();
        let rows: Vec<_> = rows.iter().map(|row| row.json(&now)).collect();
        let all = json!({ "schema": "cekdulu.sessions/1", "sessions": rows });
        results.json(&format!("{all:#}"))?;
    } else if rows.is_empty() {
        let key = if kept { "app.no-match" } else { "app.no-session" };
        results.page(texts.get(key))?;
    } else {
        let lines: Vec<_> = rows.iter().map(|row| row.line(world)).collect();
        results.text(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}

/// Tells whether a session is one of those that were asked for.
fn wanted(asked: &Sessions, id: &SessionId, glance: &Glance) -> bool {
    let word = asked.search.as_deref().map(str::to_lowercase);
    let found = word.is_none_or(|word| {
        let ticket = glance.ticket.as_deref().unwrap_or_default().to_lowercase();
        id.as_str().contains(&word) || glance.list.contains(&word) || ticket.contains(&word)
    });
    found && !(asked.unfinished && glance.finished)
}

/// A line of the list.
struct Row {
    number: usize,
    id: SessionId,
    glance: std::result::Result<Glance, String>,
}

impl Row {
    fn json(&self, now: &Zoned) -> Value {
        match &self.glance {
            Ok(glance) => json!({
                "session": self.id.as_str(),
                "list": glance.list,
                "started_at": glance.started.to_string(),
                "finished": glance.finished,
                "answered": glance.answered,
                "ticket": glance.ticket,
                "due_at": glance.awaited.as_ref().map(|awaited| awaited.due.end().to_string()),
                "state": stands(glance, now).map(|(key, _)| key),
            }),
            Err(error) => json!({ "session": self.id.as_str(), "error": error }),
        }
    }

    fn line(&self, world: World<'_>) -> String {
        let texts = world.texts();
        let number = self.number.to_string();
        let glance = match &self.glance {
            Ok(glance) => glance,
            Err(error) => return format!("{number:>3}  {}  {error}", self.id),
        };
        let now = world.env.clock.now();
        let started = Moment::exact(glance.started.clone());
        let started = moment::speak(&started, Style::Dated, world.lang, &now);
        let mut state = state(glance, texts);
        if let Some((key, when)) = stands(glance, &now) {
            let when = when.map(|when| match key {
                "waiting" | "asked" => due::until(&when, world.lang, &now),
                _ => moment::speak(&when, Style::Full, world.lang, &now),
            });
            let when = when.unwrap_or_default();
            let asked = glance.awaited.as_ref().and_then(|awaited| awaited.asked.as_ref());
            let channel = asked.map_or("", |asked| followup::called(&asked.to, world.lang));
            let at = asked.map(|asked| Moment::exact(asked.at.clone()));
            let at = at.map(|at| moment::speak(&at, Style::Full, world.lang, &now));
            let at = at.unwrap_or_default();
            let values = [("when", &*when), ("channel", channel), ("asked", &at)];
            let said = texts.fill(&format!("standing.{key}"), &values);
            state = format!("{state}, {said}");
        }
        let line = format!("{number:>3}  {}  {started}  {state}", self.id);
        safe::line(&line).into_owned()
    }
}

/// Tells how a session stands after its calls: a key, and until when it waits or since when it is due.
fn stands(glance: &Glance, now: &Zoned) -> Option<(&'static str, Option<Moment>)> {
    if let Some(awaited) = &glance.awaited {
        let due = awaited.due.end() <= *now;
        let when = if due { awaited.due.after() } else { awaited.due.clone() };
        let key = match (&awaited.asked, due) {
            (None, true) => "due",
            (None, false) => "waiting",
            (Some(_), true) => "ask-again",
            (Some(_), false) => "asked",
        };
        return Some((key, Some(when)));
    }
    let key = match glance.turn? {
        Turn::Kept => "kept",
        Turn::Missed => "missed",
        Turn::Closed => "closed",
        Turn::Fixed => "fixed",
        Turn::Broken => "broken",
        Turn::Paid => "paid",
    };
    Some((key, None))
}

fn state(glance: &Glance, texts: &Catalogue) -> String {
    if let Some(ticket) = &glance.ticket {
        return texts.fill("app.session-ticket", &[("ticket", ticket)]);
    }
    let key = if glance.finished { "app.session-finished" } else { "app.session-open" };
    texts.fill(key, &[("n", &glance.answered.to_string())])
}

/// Deletes a session, the remembered places, or everything.
pub(super) fn forget(world: World<'_>, asked: &Forget, results: &mut Printer) -> Result<Exit> {
    let store = world.store()?;
    let explain = |error: crate::store::OpenError| error.explain(world.lang);
    let forgotten = if asked.all {
        store.forget_all().map_err(explain)?
    } else if asked.profile {
        store.forget_places().map_err(explain)?
    } else {
        let typed = asked.which.as_deref().unwrap_or_default();
        let id = store.find(typed).map_err(|error| error.explain(world.lang))?;
        store.forget(&id).map_err(explain)?
    };
    results.page(&forgotten.say(world.lang).join("\n"))?;
    Ok(if forgotten.busy.is_empty() { Exit::Done } else { Exit::Failed })
}
