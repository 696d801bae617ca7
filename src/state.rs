//! Signals and derived values, as thin typed handles on Leptos' own.
//!
//! `RwSignal<T>` and `Memo<T>` are compiled anew for every `T`, and creating one is inlined at every place
//! that does. Here the value is behind `dyn Any`, so that all of that exists once and each use is a call.
//! They read and behave as Leptos' do: handles are `Copy`, reading inside an effect follows, values go with
//! their owner, and reading one that is gone is a defect of the reader that stops the page.

use leptos::prelude::{
    ArcTrigger, Get, GetUntracked, GetValue, LocalStorage, Memo, Notify, StoredValue, Track,
};
use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone)]
struct Slot {
    /// A `RefCell<T>`.
    value: Rc<dyn Any>,
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
    StoredValue::new_local(Slot { value, trigger: ArcTrigger::new() })
}

#[inline(never)]
fn find(handle: Handle, follow: bool) -> Option<Slot> {
    let slot = handle.try_get_value()?;
    if follow {
        slot.trigger.track();
    }
    Some(slot)
}

#[cold]
#[inline(never)]
#[expect(clippy::panic, reason = "as Leptos' own signals: the reader outlived what it reads")]
fn gone() -> ! {
    panic!("a value was read after its part of the page had gone");
}

impl<T> State<T> {
    pub fn new(value: T) -> Self {
        Self(store(Rc::new(RefCell::new(value))), PhantomData)
    }

    fn read<R>(self, follow: bool, use_it: impl FnOnce(&T) -> R) -> R {
        let Some(slot) = find(self.0, follow) else { gone() };
        match slot.value.downcast_ref::<RefCell<T>>() {
            Some(cell) => use_it(&cell.borrow()),
            None => gone(),
        }
    }

    pub fn with<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        self.read(true, use_it)
    }

    pub fn with_untracked<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        self.read(false, use_it)
    }

    #[inline(never)]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.read(true, T::clone)
    }

    #[inline(never)]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.read(false, T::clone)
    }

    /// `None`: its part of the page is gone. For what comes back from an `.await`.
    #[inline(never)]
    pub fn try_get_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        let slot = find(self.0, false)?;
        slot.value.downcast_ref::<RefCell<T>>().map(|cell| cell.borrow().clone())
    }

    pub fn track(self) {
        find(self.0, true);
    }

    /// Does nothing where its part of the page is gone.
    #[inline(never)]
    pub fn set(self, value: T) {
        if let Some(slot) = find(self.0, false) {
            if let Some(cell) = slot.value.downcast_ref::<RefCell<T>>() {
                cell.replace(value);
            }
            slot.trigger.notify();
        }
    }

    /// Does nothing where its part of the page is gone.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(slot) = find(self.0, false) {
            if let Some(cell) = slot.value.downcast_ref::<RefCell<T>>() {
                change(&mut cell.borrow_mut());
            }
            slot.trigger.notify();
        }
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
trait Same: Any + Send + Sync {
    fn same(&self, other: &dyn Any) -> bool;
    fn any(&self) -> &dyn Any;
}

impl<T: PartialEq + Send + Sync + 'static> Same for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct Erased(Arc<dyn Same>);

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(other.0.any())
    }
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
fn derived(memo: Memo<Erased>, follow: bool) -> Erased {
    if follow { memo.get() } else { memo.get_untracked() }
}

impl<T: PartialEq + Send + Sync> Derived<T> {
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(derive(Box::new(move || Erased(Arc::new(compute())))), PhantomData)
    }

    fn read<R>(self, follow: bool, use_it: impl FnOnce(&T) -> R) -> R {
        let erased = derived(self.0, follow);
        match erased.0.any().downcast_ref::<T>() {
            Some(value) => use_it(value),
            None => gone(),
        }
    }

    pub fn with<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        self.read(true, use_it)
    }

    pub fn with_untracked<R>(self, use_it: impl FnOnce(&T) -> R) -> R {
        self.read(false, use_it)
    }

    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.read(true, T::clone)
    }

    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.read(false, T::clone)
    }
}
