//! A text in, the value that apidiff's own reader gives for it out; or nothing, and then that reader reads the text.
//!
//! Whatever is wrong with a text, or unusual in it, makes this reader give it up as a whole. So errors have one source,
//! and all that has to hold here is: what is read is read as `apidiff.reading` reads it.

mod json;
mod marks;
mod names;
mod numbers;
mod places;
mod yaml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use marks::Marks;
use places::{Found, Wanted};

/// Changes with whatever apidiff calls: the functions, their arguments, and what they mean.
const INTERFACE: u32 = 1;

/// Why a text is not read here.
pub enum Stop {
    /// Something is wrong with it, or is left to the other reader.
    Refused,
    /// Python raised something else than what is wrong with the text: an interrupt, or no memory.
    Raised(PyErr),
}

impl From<PyErr> for Stop {
    fn from(error: PyErr) -> Self {
        Stop::Raised(error)
    }
}

pub type Reading<T> = Result<T, Stop>;

/// What a callback into apidiff gave. A number beyond the budget or a wrong tag is a `ValueError` there.
fn asked(py: Python<'_>, answer: PyResult<Py<PyAny>>) -> Reading<Py<PyAny>> {
    answer.map_err(|error| if error.is_instance_of::<PyValueError>(py) { Stop::Refused } else { Stop::Raised(error) })
}

/// The budgets of `apidiff.reading.limits`, and what apidiff itself decides about scalars.
pub struct Rules<'py> {
    pub depth: usize,
    pub nodes: usize,
    pub digits: usize,
    /// The value of a plain scalar that may be a number.
    pub plain: Bound<'py, PyAny>,
    /// The value of a scalar with a tag.
    pub tagged: Bound<'py, PyAny>,
    /// Raises if a mapping or sequence must not have its tag.
    pub collection: Bound<'py, PyAny>,
}

/// A text that was read.
#[pyclass(frozen, module = "apidiff_native")]
struct Document {
    /// Its value.
    #[pyo3(get)]
    value: Py<PyAny>,
    data: Py<PyBytes>,
    /// Of YAML: where its parts are. JSON is looked through when that is asked for.
    marks: Option<Marks>,
}

#[pymethods]
impl Document {
    /// For each path of keys and indexes: how many of its tokens are written in the text, and the line and column of
    /// the last of them.
    fn positions(&self, py: Python<'_>, paths: Vec<Vec<String>>) -> PyResult<Vec<(usize, usize, usize)>> {
        let mut wanted = Wanted::tree(&paths);
        match &self.marks {
            Some(marks) => marks.note(self.value.bind(py), &mut wanted)?,
            None => json::note(self.data.as_bytes(py), &mut wanted),
        }
        let found: Vec<Found> = paths.iter().map(|path| wanted.deepest(path)).collect();
        Ok(match &self.marks {
            Some(_) => found.iter().map(|found| found.at_mark()).collect(),
            None => places::lines(self.data.as_bytes(py), &found),
        })
    }
}

/// Read `data`, UTF-8 without a byte order mark, as JSON or as YAML, whichever its first characters say.
///
/// Returns `None` if the text has to be read by apidiff itself.
#[pyfunction]
#[pyo3(signature = (data, *, depth, nodes, digits, plain, tagged, collection))]
fn read<'py>(
    data: Bound<'py, PyBytes>,
    depth: usize,
    nodes: usize,
    digits: usize,
    plain: Bound<'py, PyAny>,
    tagged: Bound<'py, PyAny>,
    collection: Bound<'py, PyAny>,
) -> PyResult<Option<Document>> {
    let py = data.py();
    let rules = Rules { depth, nodes, digits, plain, tagged, collection };
    // A parser's bug is one more reason to leave the text to the other reader.
    // Nothing half built outlives the panic, since all of it belongs to the closure.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_text(py, data.as_bytes(), &rules)));
    match outcome {
        Ok(Ok((value, marks))) => Ok(Some(Document { value, data: data.unbind(), marks })),
        Ok(Err(Stop::Raised(error))) => Err(error),
        Ok(Err(Stop::Refused)) | Err(_) => Ok(None),
    }
}

fn read_text(py: Python<'_>, data: &[u8], rules: &Rules<'_>) -> Reading<(Py<PyAny>, Option<Marks>)> {
    let text = std::str::from_utf8(data).map_err(|_| Stop::Refused)?;
    // An error, which the other reader tells (RFC 8259, 8.1; YAML 1.2, 5.1).
    if memchr::memchr(0, data).is_some() {
        return Err(Stop::Refused);
    }
    match looks_like_json(text) {
        Some(true) => Ok((json::read(py, data, rules)?, None)),
        Some(false) => {
            let (value, marks) = yaml::read(py, text, rules)?;
            Ok((value, Some(marks)))
        }
        None => Err(Stop::Refused),
    }
}

/// Whether apidiff takes the text for JSON: `\s*[{\[]\s*(?:["}\[{\]]|\Z)`. `None` if rare white space is in the way.
fn looks_like_json(text: &str) -> Option<bool> {
    let rest = text.trim_ascii_start();
    let first = rest.chars().next();
    if !matches!(first, Some('{' | '[')) {
        return first.is_none_or(is_content).then_some(false);
    }
    match rest[1..].trim_ascii_start().chars().next() {
        None | Some('"' | '}' | '[' | '{' | ']') => Some(true),
        Some(second) => is_content(second).then_some(false),
    }
}

/// Whether a character is no white space for anyone.
fn is_content(character: char) -> bool {
    !character.is_whitespace() && !character.is_control()
}

#[pymodule]
fn apidiff_native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // A panic is no error of the user, and its message on stderr would look like one.
    std::panic::set_hook(Box::new(|_| ()));
    module.add("INTERFACE", INTERFACE)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Document>()?;
    module.add_function(wrap_pyfunction!(read, module)?)
}
