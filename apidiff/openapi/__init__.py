"""The specification as data: what each keyword and each field of OpenAPI means. Imports only model and errors."""
