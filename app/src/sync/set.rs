//! A small set of ids.
//!
//! A sorted list, like the maps here (`litemap`): a device holds some hundreds of anything at most,
//! and a B-tree of each type of key weighs kilobytes in the WASM.

use litemap::LiteMap;

/// The set, in the order of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<K>(LiteMap<K, ()>);

impl<K: Ord> Set<K> {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self(LiteMap::new_vec())
    }

    /// Puts a member in.
    pub fn insert(&mut self, member: K) {
        self.0.insert(member, ());
    }

    /// Whether it is in.
    #[must_use]
    pub fn contains(&self, member: &K) -> bool {
        self.0.contains_key(member)
    }

    /// The members, in order.
    pub fn iter(&self) -> impl Iterator<Item = &K> {
        self.0.keys()
    }
}

impl<K: Ord> Default for Set<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(members: I) -> Self {
        let mut set = Self::new();
        for member in members {
            set.insert(member);
        }
        set
    }
}
