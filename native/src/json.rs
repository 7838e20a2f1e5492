//! JSON text in, its exact value out; and where its parts are, for whoever asks.

use jiter::{Jiter, JiterError, Peek};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::names::Names;
use crate::places::Wanted;
use crate::{Reading, Rules, Stop, numbers};

impl From<JiterError> for Stop {
    fn from(_: JiterError) -> Self {
        Stop::Refused
    }
}

/// An object or array that is not closed yet.
enum Open<'py> {
    Object {
        object: Bound<'py, PyDict>,
        key: Bound<'py, PyString>,
        keys: usize,
    },
    /// Its items are the last ones of `items`, from there.
    Array {
        from: usize,
    },
}

/// The value of `data`. Refuses what is no JSON (RFC 8259), duplicate keys, lone surrogates, and what is over budget.
pub fn read(py: Python<'_>, data: &[u8], rules: &Rules<'_>) -> Reading<Py<PyAny>> {
    let mut text = Jiter::new(data);
    let mut keys = Names::new(py, true);
    let mut strings = Names::new(py, false);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut items: Vec<Py<PyAny>> = Vec::new();
    let mut next = text.peek()?;
    loop {
        // One value, or the beginning of one that is not empty.
        let mut value = match next {
            Peek::String => strings.get(text.known_str()?).into_any().unbind(),
            Peek::Object => {
                if open.len() >= rules.depth {
                    return Err(Stop::Refused);
                }
                let object = PyDict::new(py);
                match text.known_object()? {
                    Some(key) => {
                        let key = keys.get(key);
                        open.push(Open::Object { object, key, keys: 1 });
                        next = text.peek()?;
                        continue;
                    }
                    None => object.into_any().unbind(),
                }
            }
            Peek::Array => {
                if open.len() >= rules.depth {
                    return Err(Stop::Refused);
                }
                match text.known_array()? {
                    Some(first) => {
                        open.push(Open::Array { from: items.len() });
                        next = first;
                        continue;
                    }
                    None => PyList::empty(py).into_any().unbind(),
                }
            }
            Peek::True | Peek::False => numbers::boolean(text.known_bool(next)?, py),
            Peek::Null => {
                text.known_null()?;
                py.None()
            }
            _ => {
                let number = std::str::from_utf8(text.known_number_bytes(next)?).map_err(|_| Stop::Refused)?;
                numbers::number(number, py, rules)?
            }
        };
        // Put it where it belongs, and close all that ends with it.
        loop {
            match open.last_mut() {
                None => {
                    text.finish()?;
                    return Ok(value);
                }
                Some(Open::Object { object, key, keys: count }) => {
                    object.set_item(&*key, value)?;
                    if let Some(another) = text.next_key()? {
                        *key = keys.get(another);
                        *count += 1;
                        next = text.peek()?;
                        break;
                    }
                    if object.len() != *count {
                        return Err(Stop::Refused); // a key stands twice
                    }
                    value = object.clone().into_any().unbind();
                }
                Some(Open::Array { from }) => {
                    items.push(value);
                    if let Some(another) = text.array_step()? {
                        next = another;
                        break;
                    }
                    value = PyList::new(py, items.drain(*from..))?.into_any().unbind();
                }
            }
            open.pop();
        }
    }
}

/// Note where the places below `wanted` are, in a text that is known to be JSON.
pub fn note(data: &[u8], wanted: &mut Wanted) {
    Scanner { data, at: 0 }.value(wanted);
}

struct Scanner<'a> {
    data: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// Pass over the next value. Its depth is within the budget, so recursion is.
    fn value(&mut self, wanted: &mut Wanted) {
        self.space();
        if wanted.children.is_empty() {
            return self.skip();
        }
        // No index here and below leaves the data: it was read as JSON before.
        match self.data[self.at] {
            b'{' => self.object(wanted),
            b'[' => self.array(wanted),
            _ => self.skip(),
        }
    }

    fn object(&mut self, wanted: &mut Wanted) {
        self.at += 1;
        loop {
            self.space();
            match self.data[self.at] {
                b'}' => break,
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => (),
            }
            let begins = self.at;
            self.string();
            let place = unescaped(&self.data[begins..self.at]).and_then(|key| wanted.children.get_mut(&*key));
            self.space();
            self.at += 1; // the colon
            match place {
                Some(place) => {
                    place.found_at_offset(begins);
                    self.value(place);
                }
                None => {
                    self.space();
                    self.skip();
                }
            }
        }
        self.at += 1;
    }

    fn array(&mut self, wanted: &mut Wanted) {
        self.at += 1;
        let mut index = 0;
        loop {
            self.space();
            match self.data[self.at] {
                b']' => break,
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => (),
            }
            match wanted.children.get_mut(&index.to_string()) {
                Some(place) => {
                    place.found_at_offset(self.at);
                    self.value(place);
                }
                None => self.skip(),
            }
            index += 1;
        }
        self.at += 1;
    }

    /// Pass over the value that begins here, whatever is in it.
    fn skip(&mut self) {
        let mut depth = 0usize;
        while let Some(&byte) = self.data.get(self.at) {
            match byte {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        return;
                    }
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    if depth == 0 {
                        return; // behind a number or a word
                    }
                    depth -= 1;
                    self.at += 1;
                    if depth == 0 {
                        return;
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return,
                _ => self.at += 1,
            }
        }
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &self.data[self.at..]) {
            self.at += found;
            if self.data[self.at] == b'"' {
                break;
            }
            self.at += 2;
        }
        self.at += 1;
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.data.get(self.at) {
            self.at += 1;
        }
    }
}

/// What a string in quotes says.
fn unescaped(quoted: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    let inner = &quoted[1..quoted.len() - 1];
    if memchr::memchr(b'\\', inner).is_none() {
        return std::str::from_utf8(inner).ok().map(Into::into);
    }
    Jiter::new(quoted).next_str().ok().map(|text| text.to_owned().into())
}
