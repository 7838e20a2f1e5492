"""Pairs in which the clients and apidiff differ, and why that is right."""

from __future__ import annotations

from typing import Final

WIRE: Final = "What is on the wire breaks, though no client shows it."
READING: Final = (
    "The code compiles, and a client that was generated before fails when it reads the new constant or subtype."
)
WIDENED: Final = "What a caller may pass got wider: whoever passed a value still does."
LAST: Final = "An argument that is optional and comes last is not reported, by policy."
TAKEN: Final = (
    "Clients take this class and do not make one, and a new field of what the server sends is not reported, by policy."
)
FORM: Final = (
    "The order of the fields of a form is not looked at: as the order of keys, it says nothing in a description."
)
JSON_FIRST: Final = "JSON is taken to be the first media type, whatever the order of keys."
VARNAMES: Final = (
    "TypeScript alone writes other names for `x-enum-varnames` that equal the values. It is not looked for, by policy."
)
REPEATED: Final = (
    "If a subtype lists a field of its parent again, without `required`, `New` in Go asks for one argument less, and "
    "the field is as required as before. It is not looked for: in the other languages the class stays as it is."
)
NULL: Final = "No parameter travels as null, so only TypeScript's types show it. It is not looked for, by policy."
QUIRK: Final = (
    "In 3.1 the generator treats a map as nullable in Go, and forgets null in an inherited field of TypeScript."
)

EXPLAINED: Final[dict[str, str]] = {
    "pets/field_int_to_int32": WIRE,
    "pets/field_int32_none": WIRE,
    "pets/email_removed": WIRE,
    "pets/enum_value_case": WIRE,
    "pets/response_204_to_200_empty": WIRE,
    "pets/additional_false": WIRE,
    "pets/additional_schema": WIRE,
    "pets/write_only_added": WIRE,
    "pets/multipart_body_required": WIRE,
    "shop/default_response_removed": WIRE,
    "shop/problem_ref_other": WIRE,
    "shop/merge_patch_to_json": WIRE,
    "shop/binary_media_type": WIRE,
    "shop/text_to_json_body": WIRE,
    "shop/response_header_removed": WIRE,
    "shop/enum_value_separator": WIRE,
    "shop/field_snake_to_camel": WIRE,
    "shop/response_201_to_200": WIRE,
    "pets/enum_value_added": READING,
    "pets/inline_enum_value_added": READING,
    "shop/int_enum_added": READING,
    "shop/array_enum_items_added": READING,
    "pets/nullable_param": WIDENED,
    "pets/body_became_optional": WIDENED,
    "pets/argument_added_last": LAST,
    "pets/multipart_field_added": LAST,
    "pets/field_added_required_response": TAKEN,
    "shop/form_fields_reordered": FORM,
    "shop/form_json_added_after": JSON_FIRST,
    "shop/string_enum_varnames_same": VARNAMES,
    "pets/upgrade_31": QUIRK,
    "fleet/prefix_items_one_more": WIRE,
    "fleet/subtype_tag_respelled": WIRE,
    "fleet/discriminator_of_another_field": WIRE,
    "fleet/parameter_by_content_in_place": WIRE,
    "fleet/cookie_to_query": WIRE,
    "fleet/second_success_removed": WIRE,
    "fleet/second_success_of_another_class": WIRE,
    "fleet/default_alone_as_200": WIRE,
    "fleet/union_of_scalars_wider": WIRE,
    "fleet/subtype_added": READING,
    "fleet/subtype_added_without_mapping": READING,
    "fleet/subtype_tag_added": READING,
    "fleet/enum_in_list_added": READING,
    "fleet/enum_in_map_added": READING,
    "fleet/enum_of_integers_added": READING,
    "fleet/parameter_of_path_item_added": LAST,
    "fleet/text_beside_json": JSON_FIRST,
    "fleet/read_only_dropped": WIDENED,
    "fleet/field_of_subtype_repeats_parent": REPEATED,
    "fleet/parameter_without_null": NULL,
}
