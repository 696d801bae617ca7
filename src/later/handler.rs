//! What is done when somebody clicks or types: code of the second part, held by elements of the first.
//!
//! The first rows stand without it, so it need not come before them. Who is quicker than the second part waits for it
//! without noticing: what was clicked or typed is done, in its order, when that is here.

use super::{Doors, Task, here, keep, when_here};
use std::cell::RefCell;
use std::rc::Rc;

/// An action that can only be done with the second part at hand.
trait Act<A> {
    fn act(&mut self, doors: Doors, argument: A);
}

/// Each closure behind this type is of the second part: the build cuts at `act`, which it knows by its path.
struct Deferred<F>(F);

impl<A, F: FnMut(A)> Act<A> for Deferred<F> {
    #[inline(never)]
    fn act(&mut self, _: Doors, argument: A) {
        (self.0)(argument);
    }
}

/// Does `task`, whose code is of the second part, when that is here: somebody waits for it.
pub fn afterwards(task: impl FnOnce() + 'static) {
    when_here(true, once(task));
}

/// As [`afterwards`], without asking for the second part: it comes by itself, and nobody waits for this.
pub fn whenever(task: impl FnOnce() + 'static) {
    keep(once(task));
}

fn once(task: impl FnOnce() + 'static) -> Task {
    let mut task = Some(task);
    let mut once = Deferred(move |()| task.take().into_iter().for_each(|task| task()));
    Box::new(move |doors| once.act(doors, ()))
}

enum Kind<A> {
    Now(Box<dyn FnMut(A)>),
    Later(Box<dyn Act<A>>, Until),
}

/// What becomes of an action that somebody is too early for.
#[derive(Clone, Copy, PartialEq)]
enum Until {
    /// It waits, and that is shown: somebody wants it done.
    Shown,
    /// So it does already.
    Waiting,
    /// It waits.
    Quiet,
    /// It is not done: what it is about has passed by then.
    Dropped,
}

/// An action that an element holds. Cloning clones the handle.
pub struct Handler<A>(Rc<RefCell<Kind<A>>>);

impl<A> Clone for Handler<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<A: 'static> Handler<A> {
    /// Of the second part, like nearly everything that is done.
    pub fn new(action: impl FnMut(A) + 'static) -> Self {
        Self::boxed(Kind::Later(Box::new(Deferred(action)), Until::Shown))
    }

    /// As [`Handler::new`], for what nobody waits for.
    pub fn quiet(action: impl FnMut(A) + 'static) -> Self {
        Self::boxed(Kind::Later(Box::new(Deferred(action)), Until::Quiet))
    }

    /// As [`Handler::new`], for what happens all the time, and need not happen before the second part is here.
    pub fn passing(action: impl FnMut(A) + 'static) -> Self {
        Self::boxed(Kind::Later(Box::new(Deferred(action)), Until::Dropped))
    }

    /// Of the first part: for signing in, for what must be prevented at once, and for what is done when the second
    /// part does not come.
    pub fn now(action: impl FnMut(A) + 'static) -> Self {
        Self::boxed(Kind::Now(Box::new(action)))
    }

    #[inline(never)]
    fn boxed(kind: Kind<A>) -> Self {
        Self(Rc::new(RefCell::new(kind)))
    }

    #[inline(never)]
    pub fn call(&self, argument: A) {
        // What an action causes while it runs does not run it again.
        let until = match self.0.try_borrow_mut().as_deref_mut() {
            Ok(Kind::Now(act)) => return act(argument),
            Ok(Kind::Later(_, until)) => *until,
            Err(_) => return,
        };
        if until == Until::Dropped && here().is_none() {
            return;
        }
        let handler = self.clone();
        when_here(
            until != Until::Quiet,
            Box::new(move |doors| {
                if let Ok(Kind::Later(act, _)) = handler.0.try_borrow_mut().as_deref_mut() {
                    act.act(doors, argument);
                }
            }),
        );
    }
}

impl Handler<()> {
    /// Calls it. What was pressed already and waits is not wanted twice.
    pub fn press(&self) {
        if here().is_none()
            && let Ok(Kind::Later(_, until)) = self.0.try_borrow_mut().as_deref_mut()
            && std::mem::replace(until, Until::Waiting) == Until::Waiting
        {
            // But perhaps that it is tried again to get what it waits for.
            return when_here(true, Box::new(|_| {}));
        }
        self.call(());
    }
}
