"""`make versions`: the tests with every supported Python that is on the machine."""

import nox

nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.11", "3.12", "3.13", "3.14"], reuse_venv=True)
def tests(session: nox.Session) -> None:
    session.install("--quiet", "--require-hashes", "-r", "requirements.lock")
    session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    session.run("python", "-m", "pytest", *session.posargs)
