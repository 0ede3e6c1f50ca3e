//! A map for few entries: a sorted list. In a browser it is a fifth of the code that a B-tree
//! becomes for each type, and up to some hundred entries no slower.

use std::mem;

/// Entries in the order of their keys.
#[derive(Clone, PartialEq, Debug)]
pub struct SortedMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    pub fn get(&self, key: &K) -> Option<&V> {
        let at = self.place_of(key).ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    /// The map's own copy of a key.
    pub fn key_of(&self, key: &K) -> Option<&K> {
        let at = self.place_of(key).ok()?;
        self.entries.get(at).map(|(key, _)| key)
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.place_of(key).ok()?;
        self.entries.get_mut(at).map(|(_, value)| value)
    }

    pub fn contains_key(&self, key: &K) -> bool {
        self.place_of(key).is_ok()
    }

    /// Sets the value of a key, and gives the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place_of(&key) {
            Ok(at) => Some(mem::replace(&mut self.entries[at].1, value)),
            Err(at) => {
                self.entries.insert(at, (key, value));
                None
            }
        }
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.place_of(key).ok()?;
        Some(self.entries.remove(at).1)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Keeps the entries for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.entries.retain_mut(|(key, value)| keep(key, value));
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where a key is, or else where it belongs.
    fn place_of(&self, key: &K) -> Result<usize, usize> {
        self.entries.binary_search_by(|(other, _)| other.cmp(key))
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_b_tree_holds(
            steps in prop::collection::vec((any::<bool>(), 0u8..8, any::<u32>()), 0..40),
        ) {
            let mut sorted = SortedMap::default();
            let mut tree = BTreeMap::new();
            for (inserts, key, value) in steps {
                if inserts {
                    prop_assert_eq!(sorted.insert(key, value), tree.insert(key, value));
                } else {
                    prop_assert_eq!(sorted.remove(&key), tree.remove(&key));
                }
                prop_assert_eq!(sorted.get(&key), tree.get(&key));
                prop_assert!(sorted.iter().eq(tree.iter()));
            }
            prop_assert_eq!(tree.into_iter().collect::<SortedMap<_, _>>(), sorted);
        }
    }
}
