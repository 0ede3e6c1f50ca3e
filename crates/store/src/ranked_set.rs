//! A sorted set that knows the rank of every element: what a virtual list needs.

use std::cmp::Ordering;

/// A sorted set with access by rank, as a treap in one arena.
///
/// `insert`, `remove`, `rank_of` and `get` cost O(log n). The priorities come from a fixed mixing of
/// the slot number, so that the same operations always give the same tree.
#[derive(Clone, Debug, Default)]
pub struct RankedSet<K> {
    nodes: Vec<Node<K>>,
    free: Vec<Link>,
    root: Link,
}

/// The number of a node plus one; 0 is no node.
type Link = u32;

#[derive(Clone, Debug)]
struct Node<K> {
    /// Absent while the slot is free.
    key: Option<K>,
    size: u32,
    left: Link,
    right: Link,
}

impl<K: Ord> RankedSet<K> {
    pub fn new() -> Self {
        Self {
            nodes: Vec::new(),
            free: Vec::new(),
            root: 0,
        }
    }

    /// Builds the set from keys in any order, in O(n log n).
    pub fn from_unsorted(keys: Vec<K>) -> Self {
        let mut set = Self::new();
        for key in keys {
            set.insert(key);
        }
        set
    }

    /// Builds the set from keys in order, each of them once, in O(n).
    pub fn from_sorted(keys: impl IntoIterator<Item = K>) -> Self {
        let mut set = Self::new();
        // The way from the root to the last key, along which the next one belongs.
        let mut edge: Vec<Link> = Vec::new();
        for key in keys {
            let link = set.allocate(key);
            let mut below = 0;
            while let Some(last) = edge.pop_if(|last| priority(*last) < priority(link)) {
                set.resize(last);
                below = last;
            }
            set.node_mut(link).left = below;
            if let Some(last) = edge.last() {
                set.node_mut(*last).right = link;
            }
            edge.push(link);
        }
        while let Some(last) = edge.pop() {
            set.resize(last);
            set.root = last;
        }
        set
    }

    pub fn len(&self) -> usize {
        self.size(self.root) as usize
    }

    pub fn is_empty(&self) -> bool {
        self.root == 0
    }

    /// Adds a key. `false` when it was there already.
    pub fn insert(&mut self, key: K) -> bool {
        if self.contains(&key) {
            return false;
        }
        let (before, after) = self.split(self.root, &key);
        let node = self.allocate(key);
        let before = self.merge(before, node);
        self.root = self.merge(before, after);
        true
    }

    /// Takes a key out. `false` when it was not there.
    pub fn remove(&mut self, key: &K) -> bool {
        let mut path = Vec::new();
        let mut at = self.root;
        while at != 0 {
            match key.cmp(self.key(at)) {
                Ordering::Less => {
                    path.push((at, false));
                    at = self.node(at).left;
                }
                Ordering::Greater => {
                    path.push((at, true));
                    at = self.node(at).right;
                }
                Ordering::Equal => break,
            }
        }
        if at == 0 {
            return false;
        }
        let (left, right) = (self.node(at).left, self.node(at).right);
        let mut child = self.merge(left, right);
        while let Some((parent, went_right)) = path.pop() {
            if went_right {
                self.node_mut(parent).right = child;
            } else {
                self.node_mut(parent).left = child;
            }
            self.resize(parent);
            child = parent;
        }
        self.root = child;
        self.node_mut(at).key = None;
        self.free.push(at);
        true
    }

    pub fn contains(&self, key: &K) -> bool {
        self.rank_of(key).is_some()
    }

    /// How many keys stand before this one; `None` when it is not in the set.
    pub fn rank_of(&self, key: &K) -> Option<usize> {
        let mut before = 0;
        let mut at = self.root;
        while at != 0 {
            let node = self.node(at);
            match key.cmp(self.key(at)) {
                Ordering::Less => at = node.left,
                Ordering::Equal => return Some((before + self.size(node.left)) as usize),
                Ordering::Greater => {
                    before += self.size(node.left) + 1;
                    at = node.right;
                }
            }
        }
        None
    }

    /// The key at a rank, counted from 0.
    pub fn get(&self, rank: usize) -> Option<&K> {
        let mut rank = u32::try_from(rank).ok()?;
        let mut at = self.root;
        while at != 0 {
            let node = self.node(at);
            let left = self.size(node.left);
            match rank.cmp(&left) {
                Ordering::Less => at = node.left,
                Ordering::Equal => return Some(self.key(at)),
                Ordering::Greater => {
                    rank -= left + 1;
                    at = node.right;
                }
            }
        }
        None
    }

    /// The keys of the given ranks, in order; fewer when the set ends earlier.
    pub fn range(&self, ranks: std::ops::Range<usize>) -> impl Iterator<Item = &K> {
        ranks.map_while(|rank| self.get(rank))
    }

    /// All keys, in order, in O(n).
    pub fn iter(&self) -> impl Iterator<Item = &K> {
        let mut path = Vec::new();
        let mut next = self.root;
        std::iter::from_fn(move || {
            while next != 0 {
                path.push(next);
                next = self.node(next).left;
            }
            let link = path.pop()?;
            next = self.node(link).right;
            Some(self.key(link))
        })
    }

    fn node(&self, link: Link) -> &Node<K> {
        &self.nodes[link as usize - 1]
    }

    fn node_mut(&mut self, link: Link) -> &mut Node<K> {
        &mut self.nodes[link as usize - 1]
    }

    fn key(&self, link: Link) -> &K {
        self.node(link)
            .key
            .as_ref()
            .expect("only free slots have no key, and no link leads to one")
    }

    fn size(&self, link: Link) -> u32 {
        if link == 0 { 0 } else { self.node(link).size }
    }

    fn resize(&mut self, link: Link) {
        let node = self.node(link);
        let size = self.size(node.left) + self.size(node.right) + 1;
        self.node_mut(link).size = size;
    }

    fn allocate(&mut self, key: K) -> Link {
        if let Some(link) = self.free.pop() {
            let node = self.node_mut(link);
            node.key = Some(key);
            (node.size, node.left, node.right) = (1, 0, 0);
            return link;
        }
        let number = u32::try_from(self.nodes.len()).expect("fewer than 2^32 conversations");
        self.nodes.push(Node {
            key: Some(key),
            size: 1,
            left: 0,
            right: 0,
        });
        number + 1
    }

    /// Parts a tree into the keys before `key` and the rest.
    fn split(&mut self, link: Link, key: &K) -> (Link, Link) {
        if link == 0 {
            return (0, 0);
        }
        if self.key(link) < key {
            let right = self.node(link).right;
            let (before, after) = self.split(right, key);
            self.node_mut(link).right = before;
            self.resize(link);
            (link, after)
        } else {
            let left = self.node(link).left;
            let (before, after) = self.split(left, key);
            self.node_mut(link).left = after;
            self.resize(link);
            (before, link)
        }
    }

    /// Joins two trees of which every key of the first stands before every key of the second.
    fn merge(&mut self, first: Link, second: Link) -> Link {
        if first == 0 || second == 0 {
            return first.max(second);
        }
        if priority(first) > priority(second) {
            let right = self.node(first).right;
            let joined = self.merge(right, second);
            self.node_mut(first).right = joined;
            self.resize(first);
            first
        } else {
            let left = self.node(second).left;
            let joined = self.merge(first, left);
            self.node_mut(second).left = joined;
            self.resize(second);
            second
        }
    }
}

/// How near to the root a node stands. Spreads consecutive numbers over all of `u32` (the finaliser of
/// MurmurHash3).
fn priority(link: Link) -> u32 {
    let mut x = link.wrapping_add(0x9e37_79b9);
    x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
    x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_agrees_with_a_plain_sorted_set(steps in prop::collection::vec((any::<bool>(), 0u16..200), 0..400)) {
            let mut ranked = RankedSet::new();
            let mut plain = BTreeSet::new();
            for (add, key) in steps {
                if add {
                    prop_assert_eq!(ranked.insert(key), plain.insert(key));
                } else {
                    prop_assert_eq!(ranked.remove(&key), plain.remove(&key));
                }
                prop_assert_eq!(ranked.len(), plain.len());
            }
            for (rank, key) in plain.iter().enumerate() {
                prop_assert_eq!(ranked.get(rank), Some(key));
                prop_assert_eq!(ranked.rank_of(key), Some(rank));
            }
            prop_assert_eq!(ranked.get(plain.len()), None);
            let all: Vec<_> = ranked.range(0..usize::MAX).copied().collect();
            prop_assert!(ranked.iter().eq(&plain));
            prop_assert_eq!(all, plain.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn one_that_is_built_from_sorted_keys_is_as_if_they_had_come_one_by_one(
            keys in prop::collection::btree_set(0u16..500, 0..200),
            more in prop::collection::vec((any::<bool>(), 0u16..500), 0..50),
        ) {
            let mut at_once = RankedSet::from_sorted(keys.iter().copied());
            let mut one_by_one = RankedSet::from_unsorted(keys.into_iter().collect());
            for (add, key) in more {
                if add {
                    prop_assert_eq!(at_once.insert(key), one_by_one.insert(key));
                } else {
                    prop_assert_eq!(at_once.remove(&key), one_by_one.remove(&key));
                }
            }
            prop_assert_eq!(at_once.len(), one_by_one.len());
            prop_assert!(at_once.iter().eq(one_by_one.iter()));
            for (rank, key) in one_by_one.iter().enumerate() {
                prop_assert_eq!(at_once.rank_of(key), Some(rank));
            }
        }
    }

    #[test]
    fn the_tree_stays_shallow_when_keys_come_in_order() {
        fn depth(set: &RankedSet<u32>, link: Link) -> u32 {
            if link == 0 {
                return 0;
            }
            1 + depth(set, set.node(link).left).max(depth(set, set.node(link).right))
        }
        let one_by_one = RankedSet::from_unsorted((0..100_000).collect());
        let at_once = RankedSet::from_sorted(0..100_000);
        for set in [one_by_one, at_once] {
            let depth = depth(&set, set.root);
            assert!(depth < 60, "depth {depth}");
        }
    }
}
