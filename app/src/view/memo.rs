//! Values that are worked out from signals, and followed only where they change.

use super::effect;
use leptos::prelude::{
    GetUntracked as _, LocalStorage, RwSignal, Set as _, StoredValue, Track as _, WithValue as _,
};
use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

/// A value that follows signals. What reads it is drawn anew when the value changes, not whenever a
/// signal does.
///
/// Leptos's own `Memo` is compiled once for every type and closure, a kilobyte and more each; here
/// what is common is common code, and a type costs its comparison and its copying. The value is
/// worked out at once when made, afterwards in the effects that follow a change.
pub struct Memo<T> {
    /// Rises with each new value.
    turn: RwSignal<u32>,
    value: StoredValue<Rc<dyn Any>, LocalStorage>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: PartialEq + 'static> Memo<T> {
    /// Follows the signals that `work` reads.
    pub fn new(work: impl Fn(()) -> T + 'static) -> Self {
        let value = Rc::new(RefCell::new(None::<T>));
        let kept = Rc::clone(&value);
        let renew = move || {
            let new = Some(work(()));
            let is_new = *kept.borrow() != new;
            if is_new {
                *kept.borrow_mut() = new;
            }
            is_new
        };
        let (turn, value) = follow(Box::new(renew), value);
        Self {
            turn,
            value,
            kind: PhantomData,
        }
    }

    /// Follows it without looking.
    pub fn track(&self) {
        self.turn.track();
    }

    /// Looks at the value, and follows it.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.turn.track();
        self.with_untracked(look)
    }

    /// Looks at the value as it is now.
    #[allow(
        clippy::expect_used,
        reason = "made in `new`, of this type, with a value"
    )]
    pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        let value = self.value.with_value(Rc::clone);
        let value = value.downcast_ref::<RefCell<Option<T>>>();
        let value = value.expect("a value of this type").borrow();
        look(value.as_ref().expect("worked out when made"))
    }
}

impl<T: PartialEq + Clone + 'static> Memo<T> {
    /// The value, followed.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

fn follow(
    renew: Box<dyn Fn() -> bool>,
    value: Rc<dyn Any>,
) -> (RwSignal<u32>, StoredValue<Rc<dyn Any>, LocalStorage>) {
    let turn = RwSignal::new(0_u32);
    effect(Box::new(move || {
        if renew() {
            turn.set(turn.get_untracked().wrapping_add(1));
        }
    }));
    (turn, StoredValue::new_local(value))
}
