"""A second opinion on apidiff's verdicts: random pairs of schemas, judged by sampled payloads and two validators.

Nothing here knows how apidiff compares. A pair is two small OpenAPI documents whose one operation takes a JSON body and
answers with one, both of the same schema; apidiff's verdict is read per direction, under the strict policy (a new value
of an enum that the server sends is breaking). Payloads are sampled from both sides, and `jsonschema-rs` and
`jsonschema` have to agree on each that is held against apidiff. The rules of the judge:

- **missed**: to the server, a payload that a client of the base sends and that is not valid under the revision
  contradicts `additive`, `neutral` and `identical`. From the server, a payload valid under the revision that a client
  of the base does not take does.
- **what a client sends** is valid under the base and holds only fields that the base speaks of: one that it names,
  or types by a pattern or by `additionalProperties`, wherever that applies to the value or the value is held against
  it (`not`, `if`). That an open object admits any other field is no promise to read it, so a new optional field may
  have a type.
- **what a client takes** is valid under the base, or would be without fields that the base does not know. So where the
  base closes an object (`additionalProperties: false`, `unevaluatedProperties: false`) it is read as open, and a
  `maxProperties` beside it counts the fields that it names (beside a pattern, a payload shows a break whatever is
  counted, and a witness if all are). A typed map is not closed: a value of another type in it is
  no unknown field; where one stands around what is closed, both readings count. Under `not`, in an `if` and where
  `maxContains` counts, opening would refuse more, not less: that is read as it is written. Of a `oneOf` with closed
  alternatives, such a client takes what the closed alternatives take, and of the rest what any opened one takes.
- **known from another alternative**: an alternative of a `oneOf` or `anyOf` is opened to any field but those that
  another one declares: where no object that meets it can have one, it stays closed to it. Not to a field that
  may have come to it: one that the revision declares in more places, or any if it closes fewer objects.
- **what a server sends** tells no alternatives of a `oneOf` apart by the type of a field that is new in one of them: a
  new optional field is additive.
- **discriminators** do not change validation, but both parties dispatch on them. Of alternatives that one selects, who
  sends a payload keeps to the alternative that its tag names among those listed; who takes it goes by validation or by
  the tag. A tag that its alternative does not admit stands for those that the alternative lists. One that lists none
  is sent with any tag that it admits and no other alternative goes by.
- **kinds that inherit** from a schema with a discriminator: who sends a payload keeps to the kind that its tag names
  in the mapping or as a component; who takes it goes by the schema that is referred to, or by the tag.
- **text**: in a parameter, a header or a form a value is what it is written as. A payload counts if it has a text, and
  no reading of that text is taken by the other side. Null, an empty list and a list in a list have none.
- **written**: how a string is encoded, and its media type, is agreed on by both sides. Where plain properties and items
  lead to a string that both sides take, another form than before is breaking in both directions.
- **marks**: a `readOnly` property is not sent to the server, a `writeOnly` one not from it. A payload that holds such a
  name, marked on either side, says nothing; and what is required of it is not asked. Under `not` and `if` a payload
  counts if it shows a break whether or not that is asked.
- **contents**: `contentSchema` is asserted of what a text holds. A text that cannot be decoded is sent by nobody, and
  refused by nobody for what it holds.
- **removed**: a name that some `properties` of the base declares, where a payload can hold it, and that the text of the
  revision does not contain at all, was removed. By policy that is breaking, even where validation does not change.
- **false alarm**: a pair made by rewriting alone (reordered, extracted, inlined, split under `allOf`, written in
  another form of the same meaning, other prose) must not be breaking, undecided or not; nor a false addition. Where
  apidiff says that a schema contradicts itself, it proves nothing by design.
- **witness**: a payload that apidiff shows as a witness must be valid on the one side and invalid on the other, as the
  whole request or response is read.
- **part**: if every witness in a direction is one of a part of the payload only, and no payload shows a break, then the
  whole must not be proved to be contained.
- **crash**: any exception but `InputError` on a description that is valid; and an `InputError` too.

One pair in ten is `crossed`: several applicators and components speak of the same few names, and edits carry what is
said of one to another place. `--family crossed` makes these alone. `--family tagged` makes alternatives that a
discriminator tells apart, whose tags are lists, patterns, numbers, or not there; no other pairs have such tags, as the
judge still takes for valid what has no tag at all where a subtype refuses its own.

`python -m fuzz.differential --pairs 5000 --seed 1` prints the counts, and each finding made as small as it gets.
"""
