//! Where the parts of a YAML text are written: noted while it is read, looked up when somebody asks.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::places::Wanted;

/// No container: a scalar, an alias, or one whose marks nobody needs.
pub const NONE: u32 = u32::MAX;

/// A key of a mapping or an item of a sequence, and the container that is its value.
#[derive(Clone, Copy)]
pub struct Mark {
    pub line: u32,
    pub column: u32,
    pub child: u32,
}

/// The marks of all containers, each a part of one list.
#[derive(Default)]
pub struct Marks {
    all: Vec<Mark>,
    containers: Vec<(u32, u32)>,
    pub root: Option<u32>,
}

impl Marks {
    /// Keep the marks of a container that has ended. Answers with its number.
    pub fn keep(&mut self, marks: impl ExactSizeIterator<Item = Mark>) -> u32 {
        let number = self.containers.len() as u32;
        self.containers.push((self.all.len() as u32, marks.len() as u32));
        self.all.extend(marks);
        number
    }

    fn of(&self, container: u32) -> &[Mark] {
        let (from, count) = self.containers[container as usize];
        &self.all[from as usize..][..count as usize]
    }

    /// Note where the places below `wanted` are, `value` being what was read.
    pub fn note(&self, value: &Bound<'_, PyAny>, wanted: &mut Wanted) -> PyResult<()> {
        match self.root {
            Some(root) => self.note_in(value, root, wanted),
            None => Ok(()),
        }
    }

    fn note_in(&self, value: &Bound<'_, PyAny>, container: u32, wanted: &mut Wanted) -> PyResult<()> {
        let marks = self.of(container);
        if let Ok(object) = value.cast::<PyDict>() {
            let mut left = wanted.children.len();
            // What a merge key supplies comes behind what is written.
            for ((key, child), mark) in object.iter().zip(marks) {
                if left == 0 {
                    break;
                }
                if let Some(place) = wanted.children.get_mut(key.cast::<PyString>()?.to_str()?) {
                    left -= 1;
                    self.note_one(&child, *mark, place)?;
                }
            }
        } else if let Ok(array) = value.cast::<PyList>() {
            for (token, place) in &mut wanted.children {
                if let Some(number) = index(token).filter(|&number| number < marks.len()) {
                    self.note_one(&array.get_item(number)?, marks[number], place)?;
                }
            }
        }
        Ok(())
    }

    fn note_one(&self, value: &Bound<'_, PyAny>, mark: Mark, place: &mut Wanted) -> PyResult<()> {
        place.found_at_mark(mark.line, mark.column);
        if mark.child != NONE && !place.children.is_empty() {
            self.note_in(value, mark.child, place)?;
        }
        Ok(())
    }
}

/// The index of an array that a token is: digits without a leading zero (RFC 6901, 4).
fn index(token: &str) -> Option<usize> {
    let is_index = token.bytes().all(|byte| byte.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    if is_index { token.parse().ok() } else { None }
}
