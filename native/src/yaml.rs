//! YAML text in, its JSON value out: libyaml's events, composed under the rules of YAML 1.2.
//!
//! This is `apidiff.reading.yaml_text` again, step by step, for the texts that libyaml reads as YAML 1.2 has it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use libyaml_safer::{Encoding, EventData, Mark as Start, Parser, ScalarStyle};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::marks::{Mark, Marks, NONE};
use crate::names::Names;
use crate::{Reading, Rules, Stop, asked, numbers};

impl From<libyaml_safer::Error> for Stop {
    fn from(_: libyaml_safer::Error) -> Self {
        Stop::Refused
    }
}

/// What the next value of a mapping is for.
enum Key<'py> {
    /// A key has to come first.
    Absent,
    /// `<<`.
    Merge,
    Name(Bound<'py, PyString>),
}

enum Container<'py> {
    /// With how many keys were written in it.
    Mapping(Bound<'py, PyDict>, usize),
    /// Its items are the last ones of `items`, from there.
    Sequence(usize),
}

/// A mapping or sequence whose end has not come yet.
struct Open<'py> {
    container: Container<'py>,
    key: Key<'py>,
    anchor: Option<String>,
    /// How many values had been counted when it began, itself included.
    start: usize,
    height: usize,
    merges: Vec<Bound<'py, PyDict>>,
    /// Its marks are the last ones of `marks`, from there.
    marks_from: usize,
    /// The mark of its parent that is its own; `None` in a merge, whose parts are nowhere.
    mark: Option<usize>,
}

/// What an alias stands for: a value, how deep it nests, and how many values it is once written out.
struct Anchored<'py> {
    value: Py<PyAny>,
    height: usize,
    size: usize,
    /// Of a scalar: how it is written, which is its name as a key.
    text: Option<Bound<'py, PyString>>,
}

struct Composer<'a, 'py> {
    py: Python<'py>,
    text: &'a str,
    /// What to put back into scalars.
    stand_ins: StandIns,
    rules: &'a Rules<'py>,
    keys: Names<'py>,
    strings: Names<'py>,
    open: Vec<Open<'py>>,
    items: Vec<Py<PyAny>>,
    marks: Vec<Mark>,
    kept: Marks,
    anchors: HashMap<String, Anchored<'py>>,
    /// Those of nodes that have not ended, with the number of the node.
    open_anchors: HashMap<String, usize>,
    nodes: usize,
    aliased: usize,
}

/// The value of the one document of `text`, and where its parts are.
pub fn read(py: Python<'_>, text: &str, rules: &Rules<'_>) -> Reading<(Py<PyAny>, Marks)> {
    let (text, stand_ins) = substituted(text)?;
    let mut composer = Composer {
        py,
        text: &text,
        stand_ins,
        rules,
        keys: Names::new(py, true),
        strings: Names::new(py, false),
        open: Vec::new(),
        items: Vec::new(),
        marks: Vec::new(),
        kept: Marks::default(),
        anchors: HashMap::new(),
        open_anchors: HashMap::new(),
        nodes: 0,
        aliased: 0,
    };
    let value = composer.document()?;
    Ok((value, composer.kept))
}

/// By the character that stands in the text: the one that was there.
type StandIns = HashMap<char, char>;

/// The text as libyaml may have it. Characters that YAML 1.1 takes for line breaks, or refuses, are each replaced by one
/// of private use that does not occur in it.
fn substituted(text: &str) -> Reading<(Cow<'_, str>, StandIns)> {
    let data = text.as_bytes();
    if memchr::memmem::find(data, b"\\ud").is_some() || memchr::memmem::find(data, b"\\uD").is_some() {
        // Escaped surrogate pairs, which libyaml refuses.
        return Err(Stop::Refused);
    }
    if !(0..data.len()).any(|at| data[at] >= 0x7F && begins_odd(&data[at..])) {
        return Ok((Cow::Borrowed(text), StandIns::new()));
    }
    let used: HashSet<char> = text.chars().filter(|&character| character >= '\u{E000}').collect();
    let mut unused = ('\u{E000}'..='\u{F8FF}').filter(|character| !used.contains(character));
    let mut stand_for: HashMap<char, char> = HashMap::new();
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if is_odd(character) {
            let stand_in = match stand_for.get(&character) {
                Some(&known) => known,
                None => {
                    let next = unused.next().ok_or(Stop::Refused)?;
                    stand_for.insert(character, next);
                    next
                }
            };
            plain.push(stand_in);
        } else {
            plain.push(character);
        }
    }
    Ok((Cow::Owned(plain), stand_for.into_iter().map(|(odd, stand_in)| (stand_in, odd)).collect()))
}

fn is_odd(character: char) -> bool {
    matches!(character, '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// As `is_odd`, of the character whose UTF-8 comes first.
fn begins_odd(data: &[u8]) -> bool {
    match data[0] {
        0x7F => true,
        0xC2 => data.get(1).is_some_and(|next| (0x80..=0x9F).contains(next)),
        0xE2 => data.get(1) == Some(&0x80) && matches!(data.get(2), Some(0xA8 | 0xA9)),
        0xEF => matches!(data.get(1..3), Some([0xBB, 0xBF] | [0xBF, 0xBE | 0xBF])),
        _ => false,
    }
}

impl<'py> Composer<'_, 'py> {
    fn document(&mut self) -> Reading<Py<PyAny>> {
        let mut input = self.text.as_bytes();
        let mut parser = Parser::new();
        parser.set_encoding(Encoding::Utf8);
        parser.set_input(&mut input);
        let mut value = None;
        loop {
            let event = parser.parse()?;
            self.check_grammar(&event.start_mark)?;
            match event.data {
                EventData::StreamStart { .. } | EventData::DocumentEnd { .. } => (),
                EventData::DocumentStart { .. } if value.is_none() => (),
                EventData::StreamEnd => return value.ok_or(Stop::Refused),
                // `---` once more: one document in a file is what the other reader asks for.
                EventData::DocumentStart { .. } => return Err(Stop::Refused),
                data => {
                    if let Some(root) = self.event(data, &event.start_mark)? {
                        value = Some(root);
                    }
                }
            }
        }
    }

    /// Refuse what libyaml takes for the indicator `?`, and for a `:` behind it, where YAML 1.2 has a plain scalar.
    fn check_grammar(&self, start: &Start) -> Reading<()> {
        let before = &self.text.as_bytes()[..start.index as usize];
        // The indicator itself has white space behind it (`? key`), so nothing begins right after its `?`.
        let is_question = match before.last() {
            Some(b'?') => true,
            Some(b':') => before[..before.len() - 1].trim_ascii_end().ends_with(b"?"),
            _ => false,
        };
        if is_question { Err(Stop::Refused) } else { Ok(()) }
    }

    /// Refuse an anchor's name that goes on in YAML 1.2 where libyaml ends it.
    fn check_anchor(&self, anchor: &str, start: &Start) -> Reading<()> {
        let rest = &self.text.as_bytes()[start.index as usize..];
        let at = memchr::memmem::find(rest, anchor.as_bytes()).ok_or(Stop::Refused)?;
        let next = rest[at..].iter().find(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')));
        if matches!(next, Some(b'?' | b':' | b'%' | b'@' | b'`')) { Err(Stop::Refused) } else { Ok(()) }
    }

    /// Follow one event; the value of the document if it ends there.
    fn event(&mut self, data: EventData, start: &Start) -> Reading<Option<Py<PyAny>>> {
        match data {
            EventData::Scalar { anchor, tag, mut value, style, .. } => {
                if !self.stand_ins.is_empty() {
                    value = value.chars().map(|one| self.stand_ins.get(&one).copied().unwrap_or(one)).collect();
                }
                if let Some(anchor) = &anchor {
                    self.check_anchor(anchor, start)?;
                }
                self.nodes += 1;
                let is_plain = style == ScalarStyle::Plain;
                if self.wants_key() {
                    self.scalar_key(anchor, tag, &value, is_plain, start)?;
                    return Ok(None);
                }
                let scalar = match tag {
                    Some(tag) => asked(self.py, self.rules.tagged.call1((tag, &value)).map(Bound::unbind))?,
                    None if is_plain => numbers::plain(&value, self.py, self.rules, &mut self.strings)?,
                    None => self.strings.get(&value).into_any().unbind(),
                };
                if let Some(anchor) = anchor {
                    let text = self.keys.get(&value);
                    self.name_scalar(anchor, scalar.clone_ref(self.py), text);
                }
                self.mark_item(start)?;
                self.put(scalar)
            }
            EventData::MappingStart { anchor, tag, .. } => {
                let mapping = Container::Mapping(PyDict::new(self.py), 0);
                self.begin(mapping, anchor, tag, start)?;
                Ok(None)
            }
            EventData::SequenceStart { anchor, tag, .. } => {
                self.begin(Container::Sequence(self.items.len()), anchor, tag, start)?;
                Ok(None)
            }
            EventData::MappingEnd | EventData::SequenceEnd => self.end(),
            EventData::Alias { anchor } => {
                self.check_anchor(&anchor, start)?;
                self.alias(&anchor, start)
            }
            _ => Err(Stop::Refused),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { container: Container::Mapping(..), key: Key::Absent, .. }))
    }

    fn scalar_key(
        &mut self,
        anchor: Option<String>,
        tag: Option<String>,
        text: &str,
        is_plain: bool,
        start: &Start,
    ) -> Reading<()> {
        // Rare: whether the tag fits the text, or makes it a merge key, is for the other reader to say.
        if tag.is_some() {
            return Err(Stop::Refused);
        }
        if text == "<<" && is_plain {
            self.top().key = Key::Merge;
            return Ok(());
        }
        let key = self.keys.get(text);
        if let Some(anchor) = anchor {
            self.name_scalar(anchor, key.clone().into_any().unbind(), key.clone());
        }
        self.name_key(key, start)
    }

    /// The innermost mapping or sequence, where there is one.
    fn top(&mut self) -> &mut Open<'py> {
        self.open.last_mut().expect("something is open")
    }

    /// Begin a member of the innermost mapping. That no key comes twice is found when the mapping ends.
    fn name_key(&mut self, key: Bound<'py, PyString>, start: &Start) -> Reading<()> {
        self.marks.push(mark(start)?);
        let top = self.top();
        if let Container::Mapping(_, keys) = &mut top.container {
            *keys += 1;
        }
        top.key = Key::Name(key);
        Ok(())
    }

    /// Note where a scalar or an alias is that is an item of a sequence.
    fn mark_item(&mut self, start: &Start) -> Reading<()> {
        if let Some(Open { container: Container::Sequence(_), .. }) = self.open.last() {
            self.marks.push(mark(start)?);
        }
        Ok(())
    }

    /// Let aliases from here on stand for a scalar, even within a node of the same name.
    fn name_scalar(&mut self, anchor: String, value: Py<PyAny>, text: Bound<'py, PyString>) {
        self.open_anchors.remove(&anchor);
        self.anchors.insert(anchor, Anchored { value, height: 0, size: 1, text: Some(text) });
    }

    fn begin(
        &mut self,
        container: Container<'py>,
        anchor: Option<String>,
        tag: Option<String>,
        start: &Start,
    ) -> Reading<()> {
        if let Some(anchor) = &anchor {
            self.check_anchor(anchor, start)?;
        }
        if self.wants_key() || self.open.len() >= self.rules.depth {
            return Err(Stop::Refused);
        }
        self.nodes += 1;
        if let Some(tag) = tag {
            let is_mapping = matches!(container, Container::Mapping(..));
            asked(self.py, self.rules.collection.call1((tag, is_mapping)).map(Bound::unbind))?;
        }
        if let Some(anchor) = &anchor {
            self.open_anchors.insert(anchor.clone(), self.nodes);
        }
        self.mark_item(start)?;
        let is_merged = matches!(self.open.last(), Some(Open { key: Key::Merge, .. }));
        // The last mark is that of this container: its key's, or its own as an item. What `<<` names has none.
        let mark = if self.open.is_empty() || is_merged { None } else { Some(self.marks.len() - 1) };
        self.open.push(Open {
            container,
            key: Key::Absent,
            anchor,
            start: self.nodes,
            height: 0,
            merges: Vec::new(),
            marks_from: self.marks.len(),
            mark,
        });
        Ok(())
    }

    /// End the innermost mapping or sequence.
    fn end(&mut self) -> Reading<Option<Py<PyAny>>> {
        let top = self.open.pop().ok_or(Stop::Refused)?;
        let value = match top.container {
            Container::Mapping(mapping, keys) => {
                if mapping.len() != keys {
                    return Err(Stop::Refused); // a key stands twice
                }
                // Only now: the keys are counted already, so what is merged makes no duplicate.
                for source in top.merges {
                    for (key, value) in source {
                        // The mapping's own keys win, and the first of several sources.
                        if !mapping.contains(&key)? {
                            mapping.set_item(key, value)?;
                        }
                    }
                }
                mapping.into_any().unbind()
            }
            Container::Sequence(from) => PyList::new(self.py, self.items.drain(from..))?.into_any().unbind(),
        };
        let height = top.height + 1;
        if let Some(parent) = self.open.last_mut() {
            parent.height = parent.height.max(height);
        }
        let number = self.kept.keep(self.marks.drain(top.marks_from..));
        match top.mark {
            Some(mark) => self.marks[mark].child = number,
            None if self.open.is_empty() => self.kept.root = Some(number),
            None => (),
        }
        if let Some(anchor) = top.anchor
            && self.open_anchors.get(&anchor) == Some(&top.start)
        {
            self.open_anchors.remove(&anchor);
            let size = self.nodes - top.start + 1;
            self.anchors.insert(anchor, Anchored { value: value.clone_ref(self.py), height, size, text: None });
        }
        self.put(value)
    }

    /// Put a value where it belongs; it is the document's if nothing is open.
    fn put(&mut self, value: Py<PyAny>) -> Reading<Option<Py<PyAny>>> {
        let Some(top) = self.open.last_mut() else { return Ok(Some(value)) };
        match &top.container {
            Container::Sequence(_) => self.items.push(value),
            Container::Mapping(mapping, _) => match std::mem::replace(&mut top.key, Key::Absent) {
                Key::Name(key) => mapping.set_item(key, value)?,
                Key::Merge => {
                    let value = value.into_bound(self.py);
                    match value.cast_into::<PyList>() {
                        Ok(sources) => {
                            for source in sources {
                                top.merges.push(source.cast_into().map_err(|_| Stop::Refused)?);
                            }
                        }
                        Err(other) => {
                            top.merges.push(other.into_inner().cast_into().map_err(|_| Stop::Refused)?);
                        }
                    }
                }
                Key::Absent => return Err(Stop::Refused),
            },
        }
        Ok(None)
    }

    /// What an alias names: the same object, its size counted as if it were written out.
    fn alias(&mut self, anchor: &str, start: &Start) -> Reading<Option<Py<PyAny>>> {
        if self.open_anchors.contains_key(anchor) {
            return Err(Stop::Refused);
        }
        let found = self.anchors.get(anchor).ok_or(Stop::Refused)?;
        // Each alias may double the size of the next one, beyond any integer.
        self.nodes = self.nodes.saturating_add(found.size);
        self.aliased = self.aliased.saturating_add(found.size);
        let depth = self.open.len();
        if self.aliased > self.rules.nodes || (depth > 0 && depth + found.height > self.rules.depth) {
            return Err(Stop::Refused);
        }
        let (value, text) = (found.value.clone_ref(self.py), found.text.clone());
        if let Some(top) = self.open.last_mut() {
            top.height = top.height.max(found.height);
        }
        if self.wants_key() {
            self.name_key(text.ok_or(Stop::Refused)?, start)?;
            return Ok(None);
        }
        self.mark_item(start)?;
        self.put(value)
    }
}

fn mark(start: &Start) -> Reading<Mark> {
    let line = u32::try_from(start.line).map_err(|_| Stop::Refused)?;
    let column = u32::try_from(start.column).map_err(|_| Stop::Refused)?;
    Ok(Mark { line, column, child: NONE })
}
