//! A store that lives as long as the page, for browsers that keep nothing: the application works
//! with a network, and says so before anything is typed.

use crate::sync::ports::{Local, LocalStore, StoreError, Write};
use litemap::LiteMap;
use std::cell::RefCell;
use std::future::ready;

/// The store.
#[derive(Debug, Default)]
pub(super) struct Memory(RefCell<LiteMap<String, String>>);

impl LocalStore for Memory {
    fn get<'a>(&'a self, key: &'a str) -> Local<'a, Result<Option<String>, StoreError>> {
        Box::pin(ready(Ok(self.0.borrow().get(key).cloned())))
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Local<'a, Result<Vec<(String, String)>, StoreError>> {
        let kept = self.0.borrow();
        let found = kept
            .iter()
            .filter(|(key, _)| key.starts_with(prefix))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        Box::pin(ready(Ok(found)))
    }

    fn commit(&self, writes: Vec<Write>) -> Local<'_, Result<(), StoreError>> {
        let mut kept = self.0.borrow_mut();
        for write in writes {
            match write {
                Write::Put { key, value } => drop(kept.insert(key, value)),
                Write::Delete { key } => drop(kept.remove(&key)),
                Write::DeletePrefix { prefix } => kept.retain(|key, _| !key.starts_with(&prefix)),
            }
        }
        Box::pin(ready(Ok(())))
    }
}
