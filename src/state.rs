//! Signals and derived values, as thin typed handles on Leptos' own.
//!
//! `RwSignal<T>` and `Memo<T>` are compiled anew for every `T`, and creating one is inlined at every place
//! that does. Here the value is behind `dyn Any`, so that all of that exists once and each use is a call.
//! They read and behave as Leptos' do: handles are `Copy`, reading inside an effect follows, values go with
//! their owner, and reading one that is gone is a defect of the reader that stops the page.

use leptos::reactive::computed::Memo;
use leptos::reactive::owner::{LocalStorage, StoredValue};
use leptos::reactive::signal::ArcTrigger;
use leptos::reactive::traits::{Get, GetUntracked, GetValue, Notify, Track};
use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// What is behind a [`State`].
#[derive(Clone)]
struct Slot(Rc<Cell>);

struct Cell {
    /// An `Rc<T>`. Readers hold the value and not a borrow of the cell: a borrow and its end at each of 200
    /// places came to 20 KB of wasm.
    value: RefCell<Rc<dyn Any>>,
    trigger: ArcTrigger,
}

type Handle = StoredValue<Slot, LocalStorage>;

/// A value that can be changed, and whose readers follow.
pub struct State<T: 'static>(Handle, PhantomData<fn() -> T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for State<T> {}

#[inline(never)]
fn store(value: Rc<dyn Any>) -> Handle {
    StoredValue::new_local(Slot(Rc::new(Cell { value: RefCell::new(value), trigger: ArcTrigger::new() })))
}

#[inline(never)]
fn find(handle: Handle) -> Option<Rc<Cell>> {
    handle.try_get_value().map(|slot| slot.0)
}

#[inline(never)]
fn value(handle: Handle, follow: bool) -> Option<Rc<dyn Any>> {
    let cell = find(handle)?;
    if follow {
        cell.trigger.track();
    }
    let value = cell.value.borrow().clone();
    Some(value)
}

#[inline(never)]
fn replace(handle: Handle, value: Rc<dyn Any>) {
    if let Some(cell) = find(handle) {
        cell.value.replace(value);
        cell.trigger.notify();
    }
}

#[cold]
#[inline(never)]
#[expect(clippy::panic, reason = "as Leptos' own signals: the reader outlived what it reads")]
fn gone() -> ! {
    panic!("a value was read after its part of the page had gone, or changed while it was read");
}

impl<T> State<T> {
    #[inline(never)]
    pub fn new(value: T) -> Self {
        Self(store(Rc::new(value)), PhantomData)
    }

    #[inline(never)]
    fn find(self, follow: bool) -> Option<Rc<T>> {
        value(self.0, follow)?.downcast().ok()
    }

    #[inline(never)]
    fn followed(self) -> Rc<T> {
        self.find(true).unwrap_or_else(|| gone())
    }

    #[inline(never)]
    fn current(self) -> Rc<T> {
        self.find(false).unwrap_or_else(|| gone())
    }

    pub fn with<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        use_it(&self.followed())
    }

    pub fn with_untracked<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        use_it(&self.current())
    }

    #[inline(never)]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        T::clone(&self.followed())
    }

    #[inline(never)]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        T::clone(&self.current())
    }

    /// `None`: its part of the page is gone. For what comes back from an `.await`.
    #[inline(never)]
    pub fn try_get_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        self.find(false).map(|value| T::clone(&value))
    }

    pub fn track(self) {
        value(self.0, true);
    }

    /// Does nothing where its part of the page is gone.
    #[inline(never)]
    pub fn set(self, value: T) {
        replace(self.0, Rc::new(value));
    }

    /// Does nothing where its part of the page is gone.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(mut value) = self.lend() {
            change(Rc::get_mut(&mut value).unwrap_or_else(|| gone()));
            replace(self.0, value);
        }
    }

    /// Takes the value out of its cell, to be changed and put back.
    #[inline(never)]
    fn lend(self) -> Option<Rc<T>> {
        let cell = find(self.0)?;
        let value = cell.value.replace(Rc::new(()));
        value.downcast().ok()
    }

    /// Takes the value out and leaves an empty one.
    pub fn take(self) -> T
    where
        T: Default,
    {
        let mut taken = T::default();
        self.update(|value| taken = std::mem::take(value));
        taken
    }
}

/// What a [`Derived`] holds: a value that can be compared with the next one.
#[derive(Clone)]
struct Erased {
    value: Arc<dyn Any + Send + Sync>,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&*self.value, &*other.value)
    }
}

fn same<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<T>() == other.downcast_ref::<T>()
}

/// A value computed from others, anew when one of them changes and somebody looks; who follows it hears
/// only of a different outcome.
pub struct Derived<T: 'static>(Memo<Erased>, PhantomData<fn() -> T>);

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

#[inline(never)]
fn derive(compute: Box<dyn Fn() -> Erased + Send + Sync>) -> Memo<Erased> {
    Memo::new(move |_| compute())
}

#[inline(never)]
fn derived(memo: Memo<Erased>, follow: bool) -> Arc<dyn Any + Send + Sync> {
    if follow { memo.get().value } else { memo.get_untracked().value }
}

impl<T: PartialEq + Send + Sync> Derived<T> {
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let compute = move || Erased { value: Arc::new(compute()), same: same::<T> };
        Self(derive(Box::new(compute)), PhantomData)
    }

    #[inline(never)]
    fn find(self, follow: bool) -> Arc<T> {
        derived(self.0, follow).downcast().unwrap_or_else(|_| gone())
    }

    pub fn with<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        use_it(&self.find(true))
    }

    pub fn with_untracked<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        use_it(&self.find(false))
    }

    pub fn get(self) -> T
    where
        T: Clone,
    {
        T::clone(&self.find(true))
    }

    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        T::clone(&self.find(false))
    }
}
