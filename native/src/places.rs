//! Paths in, where they are written out: what YAML's marks and JSON's text have in common.

use std::collections::HashMap;

use memchr::memchr_iter;

/// A place on the way to a wanted one, and where it is once it was found.
#[derive(Default)]
pub struct Wanted {
    pub children: HashMap<String, Wanted>,
    at: Option<At>,
}

/// Of JSON the offset of a key or an item; of YAML its line and column, both from 0.
#[derive(Clone, Copy)]
enum At {
    Offset(usize),
    Mark(usize, usize),
}

/// How many tokens of a path were found, and where the last of them is.
pub struct Found {
    depth: usize,
    at: At,
}

impl Wanted {
    pub fn tree(paths: &[Vec<String>]) -> Wanted {
        let mut root = Wanted::default();
        for path in paths {
            let mut node = &mut root;
            for token in path {
                node = node.children.entry(token.clone()).or_default();
            }
        }
        root
    }

    pub fn found_at_offset(&mut self, offset: usize) {
        self.at = Some(At::Offset(offset));
    }

    pub fn found_at_mark(&mut self, line: u32, column: u32) {
        self.at = Some(At::Mark(line as usize, column as usize));
    }

    /// How far the path was found.
    pub fn deepest(&self, path: &[String]) -> Found {
        let mut node = self;
        let mut found = Found { depth: 0, at: At::Offset(0) };
        for token in path {
            node = &node.children[token];
            let Some(at) = node.at else { break };
            found = Found { depth: found.depth + 1, at };
        }
        found
    }
}

impl Found {
    /// Its depth, and its line and column from 1.
    pub fn at_mark(&self) -> (usize, usize, usize) {
        match self.at {
            At::Mark(line, column) => (self.depth, line + 1, column + 1),
            At::Offset(_) => (self.depth, 1, 1),
        }
    }

    fn offset(&self) -> usize {
        match self.at {
            At::Offset(offset) => offset,
            At::Mark(..) => 0,
        }
    }
}

/// The depth of each, and the line and column of its offset, both from 1; a column counts characters.
pub fn lines(data: &[u8], found: &[Found]) -> Vec<(usize, usize, usize)> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_unstable_by_key(|&number| found[number].offset());
    let mut answers = vec![(0, 0, 0); found.len()];
    let (mut line, mut begins, mut before) = (1, 0, 0);
    for number in order {
        let offset = found[number].offset();
        for end in breaks(data, before, offset) {
            line += 1;
            begins = end;
        }
        before = before.max(offset);
        // Continuation bytes of UTF-8 (`10xxxxxx`) begin no character.
        let column = data[begins..offset].iter().filter(|&&byte| byte & 0xC0 != 0x80).count() + 1;
        answers[number] = (found[number].depth, line, column);
    }
    answers
}

/// Behind each line break that begins in `data[from..to]`; `\r\n` is one.
fn breaks(data: &[u8], from: usize, to: usize) -> Vec<usize> {
    let part = &data[from..to];
    let mut ends: Vec<usize> = memchr_iter(b'\n', part).map(|at| from + at + 1).collect();
    if memchr::memchr(b'\r', part).is_some() {
        ends.extend(memchr_iter(b'\r', part).map(|at| from + at + 1).filter(|&next| data.get(next) != Some(&b'\n')));
        ends.sort_unstable();
    }
    ends
}
