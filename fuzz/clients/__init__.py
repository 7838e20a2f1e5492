"""A second opinion on the client-library lens: clients that OpenAPI Generator makes, compared by what code can name.

Each pair is a description and one edit of it. Java, Go, TypeScript and Python clients are generated from both with
default options, and `surfaces.py` reads from their text what calling code can name: classes, fields with their types,
methods with their arguments, constants. Where something of it is gone, or something is demanded that was not, code that
compiled against the one client may not compile against the other.

- **missed**: a client lost something, and apidiff calls nothing in the pair breaking.
- **alarm**: no client lost anything, and apidiff calls something breaking.

`explained.py` lists the pairs in which the two differ for a reason. A missed pair or an alarm that is not listed there
ends the run with 1, and so does a listed one that no longer differs.

`python -m fuzz.clients --jar openapi-generator-cli.jar --kept DIR` keeps the clients in DIR and generates only those
that are not there yet: all of them take some minutes. `--edits pets/operation_id` judges these alone.
"""
