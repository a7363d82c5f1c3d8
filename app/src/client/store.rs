//! Texts that the device keeps by a key, whatever happens to the page: local storage, and where the
//! browser forbids it, memory for as long as the page lives.

use crate::client::dom;
use litemap::LiteMap;
use std::cell::RefCell;

/// Keys of what an approver has marked: this, the person, the report.
pub(super) const MARKS: &str = "tiendo.marks/";

thread_local! {
    static MEMORY: RefCell<LiteMap<String, String>> = const { RefCell::new(LiteMap::new_vec()) };
}

/// What is kept under a key.
#[cfg(feature = "full")]
pub(super) fn read(key: &str) -> Option<String> {
    let stored = dom::storage().and_then(|storage| storage.get_item(key).ok().flatten());
    stored.or_else(|| MEMORY.with(|memory| memory.borrow().get(key).cloned()))
}

/// Forgets every key with this beginning.
pub(super) fn forget(prefix: &str) {
    for key in keys().iter().filter(|key| key.starts_with(prefix)) {
        write(key, None);
    }
}

/// Keeps a text, or forgets the key.
pub(super) fn write(key: &str, value: Option<&str>) {
    let stored = dom::storage().is_some_and(|storage| match value {
        Some(value) => storage.set_item(key, value).is_ok(),
        None => storage.remove_item(key).is_ok(),
    });
    MEMORY.with(|memory| {
        let mut memory = memory.borrow_mut();
        match value {
            // A full or forbidden storage must not lose what was typed while the page lives.
            Some(value) if !stored => drop(memory.insert(key.to_owned(), value.to_owned())),
            _ => drop(memory.remove(key)),
        }
    });
}

/// Every key, in no order.
fn keys() -> Vec<String> {
    let mut keys: Vec<String> = MEMORY.with(|memory| memory.borrow().keys().cloned().collect());
    if let Some(storage) = dom::storage() {
        let length = storage.length().unwrap_or(0);
        keys.extend((0..length).filter_map(|at| storage.key(at).ok().flatten()));
    }
    keys
}
