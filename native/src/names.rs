//! Strings that occur again and again, each made once.

use std::hash::{BuildHasher, RandomState};

use pyo3::prelude::*;
use pyo3::types::PyString;

const SLOTS: usize = 4096;
const LONGEST: usize = 64;

/// A string with its hash.
type Slot<'py> = Option<(u64, Box<str>, Bound<'py, PyString>)>;

/// Remembers the last string of each slot. Its hash is seeded, so that nobody can choose texts that collide.
pub struct Names<'py> {
    py: Python<'py>,
    hasher: RandomState,
    slots: Vec<Slot<'py>>,
    interned: bool,
}

impl<'py> Names<'py> {
    /// `interned`: as Python has the names of attributes; for keys, which are looked up by literals.
    pub fn new(py: Python<'py>, interned: bool) -> Self {
        Names { py, hasher: RandomState::new(), slots: vec![None; SLOTS], interned }
    }

    pub fn get(&mut self, text: &str) -> Bound<'py, PyString> {
        if text.len() > LONGEST {
            return self.made(text);
        }
        let hash = self.hasher.hash_one(text);
        let slot = hash as usize % SLOTS;
        if let Some((known, same, string)) = &self.slots[slot]
            && *known == hash
            && **same == *text
        {
            return string.clone();
        }
        // The newer string takes the slot, so that memory stays bounded whatever the text holds.
        let string = self.made(text);
        self.slots[slot] = Some((hash, text.into(), string.clone()));
        string
    }

    fn made(&self, text: &str) -> Bound<'py, PyString> {
        if self.interned { PyString::intern(self.py, text) } else { PyString::new(self.py, text) }
    }
}
