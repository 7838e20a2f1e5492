//! The text of a scalar in, its exact value out: the usual ones here, the rest by asking apidiff.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt};

use crate::names::Names;
use crate::{Reading, Rules, asked};

/// A float with fewer characters, and no exponent, is the nearest to what was written and writes the same digits.
const EXACT_LENGTH: usize = 15;

enum Kind {
    Integer,
    Fraction,
    /// For apidiff: octal, hexadecimal, not finite.
    Other,
    Text,
}

pub fn boolean(value: bool, py: Python<'_>) -> Py<PyAny> {
    PyBool::new(py, value).to_owned().into_any().unbind()
}

/// The value of a JSON number, which is known to be one.
pub fn number(text: &str, py: Python<'_>, rules: &Rules<'_>) -> Reading<Py<PyAny>> {
    let is_integer = !text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    exact(text, is_integer, py, rules)
}

/// The value of a plain scalar in YAML's core schema (YAML 1.2.2, 10.3.2).
pub fn plain<'py>(text: &str, py: Python<'py>, rules: &Rules<'py>, names: &mut Names<'py>) -> Reading<Py<PyAny>> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(py.None()),
        "true" | "True" | "TRUE" => return Ok(boolean(true, py)),
        "false" | "False" | "FALSE" => return Ok(boolean(false, py)),
        _ => (),
    }
    match kind(text) {
        Kind::Text => Ok(names.get(text).into_any().unbind()),
        Kind::Integer => exact(text, true, py, rules),
        Kind::Fraction => exact(text, false, py, rules),
        Kind::Other => asked(py, rules.plain.call1((text,)).map(Bound::unbind)),
    }
}

fn exact(text: &str, is_integer: bool, py: Python<'_>, rules: &Rules<'_>) -> Reading<Py<PyAny>> {
    // What is longer, or too large for these types, is read digit by digit by apidiff, or refused there.
    if text.len() <= rules.digits {
        if is_integer {
            if let Ok(value) = text.parse::<i64>() {
                return Ok(PyInt::new(py, value).into_any().unbind());
            }
        } else if text.len() <= EXACT_LENGTH
            && !text.bytes().any(|byte| matches!(byte, b'e' | b'E'))
            && let Ok(value) = text.parse::<f64>()
        {
            return Ok(PyFloat::new(py, value).into_any().unbind());
        }
    }
    asked(py, rules.plain.call1((text,)).map(Bound::unbind))
}

fn kind(text: &str) -> Kind {
    let bytes = text.as_bytes();
    if !matches!(bytes[0], b'+' | b'-' | b'.' | b'0'..=b'9') {
        return Kind::Text;
    }
    if text.starts_with("0o") || text.starts_with("0x") {
        return Kind::Other;
    }
    let unsigned = if matches!(bytes[0], b'+' | b'-') { &bytes[1..] } else { bytes };
    let whole = digits(unsigned);
    let mut rest = &unsigned[whole..];
    if rest.is_empty() {
        return if whole > 0 { Kind::Integer } else { Kind::Text };
    }
    if rest[0] == b'.' {
        let part = digits(&rest[1..]);
        rest = &rest[1 + part..];
        if whole + part == 0 {
            // `.inf` and `.nan` among others.
            return if rest.first().is_some_and(u8::is_ascii_alphabetic) { Kind::Other } else { Kind::Text };
        }
    } else if whole == 0 {
        return Kind::Text;
    }
    if let Some(b'e' | b'E') = rest.first() {
        rest = &rest[1..];
        if let Some(b'+' | b'-') = rest.first() {
            rest = &rest[1..];
        }
        let power = digits(rest);
        if power == 0 {
            return Kind::Text;
        }
        rest = &rest[power..];
    }
    if rest.is_empty() { Kind::Fraction } else { Kind::Text }
}

/// How many digits come first.
fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}
